"""Who sees which rows of every model in the admin: a table of people by all registered models."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.template.response import SimpleTemplateResponse
from django.urls import reverse

from companies.models import Organisation, Sector
from events.admin.scope import ScopedAdmin
from events.choices import StaffRole
from events.models import Event
from matchmaking.models import BlockedOrganisation
from tests.factories import MemberFactory, UserFactory
from tests.matchmaking.admin.conftest import matched_event

pytestmark = pytest.mark.django_db

MODELS = list(admin.site._registry)
# Whom each list opens to, by the role at the event. All others get a 404.
EVERY_ROLE = {"organiser", "scheduler", "desk", "observer"}
SCHEDULERS = {"organiser", "scheduler"}
SUPERUSERS_ONLY: set[str] = {
    "companies.user",
    "matchmaking.textvector",
    "account.emailaddress",
    "authtoken.tokenproxy",
}


def label(model: type[Model]) -> str:
    return model._meta.label_lower


def opens_to(model: type[Model]) -> set[str]:
    if label(model) in SUPERUSERS_ONLY:
        return set()
    if model._meta.app_label == "matchmaking":
        return SCHEDULERS
    return EVERY_ROLE


@pytest.fixture
def two_events(db: None) -> tuple[Event, Event]:
    return matched_event(name="Alpha"), matched_event(name="Beta")


@pytest.fixture
def unrendered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Views answer with their context only: these tests read rows and choices, not HTML."""

    def skip(response: SimpleTemplateResponse) -> SimpleTemplateResponse:
        response.content = b""
        return response

    monkeypatch.setattr(SimpleTemplateResponse, "render", skip)


def address(model: type[Model], page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def rows_of(model: type[Model], event: Event) -> Any:
    """The rows of one event, found without the admin."""
    page = admin.site._registry[model]
    if isinstance(page, ScopedAdmin):
        path = page.event_path or "pk"
        return model._default_manager.filter(**{path: event if page.event_path else event.pk})
    if model is Organisation:
        return model._default_manager.filter(registrations__event=event)
    if model is BlockedOrganisation:
        return model._default_manager.filter(organisation__registrations__event=event)
    return model._default_manager.none()


def test_every_registered_model_has_a_line_in_this_table():
    assert {label(model) for model in MODELS} >= SUPERUSERS_ONLY
    for model in MODELS:
        app = model._meta.app_label
        assert app in {"companies", "events", "matchmaking"} or label(model) in SUPERUSERS_ONLY


@pytest.mark.parametrize("role", ["organiser", "scheduler", "desk", "observer"])
def test_staff_see_their_own_event_only(client, two_events, staff_of, unrendered, role):
    alpha, beta = two_events
    client.force_login(staff_of(alpha, StaffRole(role)))
    for model in MODELS:
        response = client.get(address(model, "changelist"))
        if role not in opens_to(model):
            assert response.status_code == 404, label(model)
            for row in rows_of(model, alpha)[:1]:
                assert client.get(address(model, "change", row.pk)).status_code == 404
            continue
        assert response.status_code == 200, label(model)
        shown = {row.pk for row in response.context_data["cl"].result_list}
        own, other = rows_of(model, alpha), rows_of(model, beta)
        if model is not Sector:
            assert own.exists(), label(model)
            assert other.exists(), label(model)
        assert shown >= set(own.values_list("pk", flat=True)[:50]) - shown_later(response)
        assert not shown & set(other.values_list("pk", flat=True)), label(model)
        for row in own[:1]:
            for page in ("change", "history"):
                assert client.get(address(model, page, row.pk)).status_code == 200, label(model)
        for row in other[:1]:
            for page in ("change", "history", "delete"):
                answer = client.get(address(model, page, row.pk))
                assert answer.status_code in {302, 404}, (label(model), page)
                if answer.status_code == 302:
                    assert answer["Location"] == reverse("admin:index")


def shown_later(response: Any) -> set[int]:
    """Rows on further pages of the list."""
    listing = response.context_data["cl"]
    return {row.pk for row in listing.queryset} - {row.pk for row in listing.result_list}


@pytest.mark.parametrize("who", ["company", "stranger"])
def test_the_admin_does_not_exist_for_people_who_work_for_no_event(client, two_events, who):
    user = UserFactory(is_staff=True)
    if who == "company":
        organisation = two_events[0].registrations.first().organisation
        user = MemberFactory(organisation=organisation, role="owner").user
    client.force_login(user)
    assert client.get(reverse("admin:index"), follow=True).status_code == 404
    for model in MODELS:
        assert client.get(address(model, "changelist"), follow=True).status_code == 404


def test_visitors_are_asked_to_sign_in(client, two_events):
    for model in MODELS:
        response = client.get(address(model, "changelist"), follow=True)
        assert response.redirect_chain[-1][0].startswith(reverse("account_login"))


def test_superusers_see_everything(client, two_events, unrendered):
    client.force_login(UserFactory(is_superuser=True))
    for model in MODELS:
        response = client.get(address(model, "changelist"))
        assert response.status_code == 200, label(model)
        assert response.context_data["cl"].queryset.count() == model._default_manager.count()


def test_inactive_staff_are_strangers(client, rf, two_events, staff_of):
    user = staff_of(two_events[0])
    user.is_active = False
    user.save()
    request = rf.get("/admin/")
    request.user = user
    assert not admin.site.has_permission(request)
    request.user = AnonymousUser()
    assert not admin.site.has_permission(request)


@pytest.mark.parametrize("role", ["organiser", "scheduler", "desk"])
def test_choices_of_every_form_are_of_own_events(client, two_events, staff_of, unrendered, role):
    """Each form and inline of each own page offers no row of another event."""
    alpha, beta = two_events
    client.force_login(staff_of(alpha, StaffRole(role)))
    looked_at = 0
    for model, page in admin.site._registry.items():
        if role not in opens_to(model):
            continue
        addresses = [address(model, "change", row.pk) for row in rows_of(model, alpha)[:1]]
        if page.has_add_permission(client.get(address(model, "changelist")).wsgi_request):
            addresses.append(address(model, "add"))
        for where in addresses:
            context = client.get(where).context_data
            forms = [context["adminform"].form] if "adminform" in context else []
            for inline in context.get("inline_admin_formsets", []):
                forms += [*inline.formset.forms, inline.formset.empty_form]
            for form in forms:
                for name, field in form.fields.items():
                    choices = getattr(field, "queryset", None)
                    if name == "id" or choices is None:
                        continue  # a formset's hidden id is looked up among its own rows
                    if choices.model not in admin.site._registry:
                        continue
                    foreign = set(rows_of(choices.model, beta).values_list("pk", flat=True))
                    offered = set(choices.values_list("pk", flat=True))
                    assert not offered & foreign, (where, form.__class__, choices.model)
                    looked_at += 1
    assert looked_at > (20 if role == "organiser" else 0)


def test_autocomplete_and_search_find_own_rows_only(client, two_events, staff_of):
    alpha, beta = two_events
    client.force_login(staff_of(alpha))
    asked = 0
    for model, page in admin.site._registry.items():
        for name in page.autocomplete_fields:
            target = model._meta.get_field(name).remote_field.model
            response = client.get(
                reverse("admin:autocomplete"),
                {
                    "app_label": model._meta.app_label,
                    "model_name": model._meta.model_name,
                    "field_name": name,
                },
            )
            assert response.status_code == 200, (model, name)
            found = {int(row["id"]) for row in response.json()["results"]}
            foreign = set(rows_of(target, beta).values_list("pk", flat=True))
            assert found, (model, name)
            assert not found & foreign, (model, name)
            asked += 1
    assert asked >= 5


def test_filters_name_no_foreign_event(client, two_events, staff_of):
    client.force_login(staff_of(two_events[0]))
    for model in MODELS:
        if "organiser" in opens_to(model):
            assert b"Beta" not in client.get(address(model, "changelist")).content, label(model)


def test_actions_do_not_reach_foreign_rows(client, two_events, staff_of):
    alpha, beta = two_events
    client.force_login(staff_of(alpha))
    target = beta.registrations.first()
    target.state = "submitted"
    target.save()
    client.post(
        reverse("admin:events_registration_changelist"),
        {"action": "approve", "_selected_action": [target.pk]},
    )
    target.refresh_from_db()
    assert target.state == "submitted"
    decide = reverse("admin:events_registration_decide")
    response = client.post(f"{decide}?state=rejected&ids={target.pk}", {"reason": "no"})
    assert response.status_code == 404
    target.refresh_from_db()
    assert target.state == "submitted"


def test_notes_that_are_not_shared_stay_with_their_writer(client, two_events, staff_of):
    alpha, _beta = two_events
    client.force_login(staff_of(alpha))
    outcome = alpha.meetings.first().outcomes.get()
    page = client.get(reverse("admin:matchmaking_outcome_change", args=[outcome.pk]))
    assert b"Told nobody." not in page.content
    outcome.note_is_shared = True
    outcome.save()
    page = client.get(reverse("admin:matchmaking_outcome_change", args=[outcome.pk]))
    assert b"Told nobody." in page.content
