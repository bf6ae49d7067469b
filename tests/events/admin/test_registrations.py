"""Approving, refusing and completing registrations in the admin."""

import io

import pytest
import tablib
from django.urls import reverse

from companies.models import Member
from events.choices import RegistrationState, StaffRole
from events.models import Event, Registration
from events.signals import registration_decided
from tests.events.admin.forms import inline_row, problems, shown_values
from tests.factories import (
    EventFactory,
    OrganisationFactory,
    RegistrationFactory,
    SideFactory,
    StaffFactory,
    StatementFactory,
    moment,
    participant,
)

pytestmark = pytest.mark.django_db

LIST = "admin:events_registration_changelist"


@pytest.fixture
def event(db: None) -> Event:
    return EventFactory()


@pytest.fixture(autouse=True)
def _organiser(client, organiser_of, event) -> None:
    client.force_login(organiser_of(event))


def page(registration: Registration) -> str:
    return reverse("admin:events_registration_change", args=[registration.pk])


def send(client, action: str, *rows: Registration, follow: bool = True):
    selected = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(reverse(LIST), selected, follow=follow)


def messages(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_approving_several_at_once(client, event, django_capture_on_commit_callbacks):
    rows = RegistrationFactory.create_batch(2, event=event, state="submitted")
    told = []

    def hear(registration, **_):
        told.append(registration.pk)

    registration_decided.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            response = send(client, "approve", *rows)
    finally:
        registration_decided.disconnect(hear)
    assert messages(response) == ["2 registrations are changed."]
    assert set(event.registrations.values_list("state", flat=True)) == {"approved"}
    assert sorted(told) == sorted(row.pk for row in rows)


def test_one_refusal_does_not_stop_the_others(client, event):
    draft = RegistrationFactory(event=event, state="draft")
    waiting = RegistrationFactory(event=event, state="submitted")
    response = send(client, "approve", draft, waiting)
    assert len(messages(response)) == 2
    assert any("Decide once it has been handed in" in message for message in messages(response))
    waiting.refresh_from_db()
    draft.refresh_from_db()
    assert (draft.state, waiting.state) == ("draft", "approved")


def test_a_rejection_asks_for_its_reason(client, event):
    row = RegistrationFactory(event=event, state="submitted")
    response = send(client, "reject", row, follow=False)
    address = response["Location"]
    response = client.get(address)
    assert row.organisation.name in response.content.decode()
    response = client.post(address, {"reason": ""})
    assert response.status_code == 200
    assert response.context["form"].errors["reason"]
    response = client.post(address, {"reason": "The event is full."})
    assert response.status_code == 302
    row.refresh_from_db()
    assert (row.state, row.state_reason) == ("rejected", "The event is full.")


@pytest.mark.parametrize("state", ["waitlisted", "withdrawn"])
def test_other_answers_take_a_reason_but_do_not_ask_for_one(client, event, state):
    row = RegistrationFactory(event=event, state="submitted")
    address = f"{reverse('admin:events_registration_decide')}?state={state}&ids={row.pk}"
    assert client.post(address, {"reason": ""}).status_code == 302
    row.refresh_from_db()
    assert row.state == state


@pytest.mark.parametrize("query", ["state=draft&ids={}", "state=approved&ids=x", "ids={}"])
def test_an_answer_that_is_none_is_no_page(client, event, query):
    row = RegistrationFactory(event=event, state="submitted")
    address = f"{reverse('admin:events_registration_decide')}?{query.format(row.pk)}"
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("role", [StaffRole.SCHEDULER, StaffRole.DESK, StaffRole.OBSERVER])
def test_only_organisers_decide(client, event, role):
    row = RegistrationFactory(event=event, state="submitted")
    client.force_login(StaffFactory(event=event, role=role).user)
    send(client, "approve", row)
    address = f"{reverse('admin:events_registration_decide')}?state=approved&ids={row.pk}"
    assert client.post(address, {"reason": ""}).status_code == 404
    row.refresh_from_db()
    assert row.state == "submitted"
    assert "decide" not in client.get(page(row)).content.decode()


def test_a_registration_is_entered_completed_and_handed_in(client, event):
    organisation = OrganisationFactory()
    RegistrationFactory(event=EventFactory(), organisation=organisation)
    own = RegistrationFactory(event=event, state="draft")
    offer = StatementFactory(organisation=own.organisation)
    stranger = StatementFactory()
    response = client.get(page(own))
    offered = response.context["adminform"].form.fields["statements"].queryset
    assert list(offered) == [offer]
    values = {**shown_values(client, page(own)), "statements": [offer.pk]}
    values = inline_row(
        values,
        "representatives",
        email="an@example.com",
        full_name="An Nguyễn",
        job_title="Director",
        languages=["vi", "en"],
        takes_meetings="on",
    )
    response = client.post(page(own), values)
    assert response.status_code == 302, problems(response)
    assert list(own.statements.all()) == [offer]
    person = own.representatives.get()
    assert (person.user.full_name, person.languages) == ("An Nguyễn", ["vi", "en"])
    assert Member.objects.filter(user=person.user, organisation=own.organisation).exists()
    send(client, "hand_in", own)
    own.refresh_from_db()
    assert own.state == RegistrationState.SUBMITTED
    response = client.post(page(own), {**values, "statements": [stranger.pk]})
    assert response.status_code == 200


def test_saving_unchanged_keeps_side_and_statements(client, event):
    side = SideFactory(event=event)
    row = participant(event, side=side, people=2)
    before = Registration.objects.values().get(pk=row.pk)
    texts = set(row.statements.all())
    people = list(row.representatives.values())
    response = client.post(page(row), shown_values(client, page(row)))
    assert response.status_code == 302, problems(response)
    after = Registration.objects.values().get(pk=row.pk)
    assert {**after, "updated_at": None} == {**before, "updated_at": None}
    assert set(row.statements.all()) == texts
    assert list(row.representatives.values()) == people


def test_somebody_who_comes_for_another_company_is_refused_with_what_was_typed(client, event):
    row, other = participant(event), participant(event, trade=1)
    busy = other.representatives.get().user
    values = inline_row(
        shown_values(client, page(row)),
        "representatives",
        email=busy.email,
        job_title="Agent of two",
        takes_meetings="on",
    )
    response = client.post(page(row), values)
    assert any("represents an organisation at the event already" in p for p in problems(response))
    assert b"Agent of two" in response.content
    assert not Member.objects.filter(user=busy, organisation=row.organisation).exists()


def test_registrations_are_not_deleted(client, event):
    row = participant(event)
    address = reverse("admin:events_registration_delete", args=[row.pk])
    assert client.post(address, {"post": "yes"}).status_code == 404
    send(client, "delete_selected", row)
    assert Registration.objects.filter(pk=row.pk).exists()


def test_absences_are_kept_on_the_persons_page(client, event):
    person = participant(event).representatives.get()
    address = reverse("admin:events_representative_change", args=[person.pk])
    day = event.starts_on.isoformat()
    values = inline_row(
        shown_values(client, address),
        "absences",
        starts_at_0=day,
        starts_at_1="10:00",
        ends_at_0=day,
        ends_at_1="11:00",
        reason="Dentist",
    )
    response = client.post(address, values)
    assert response.status_code == 302, problems(response)
    absence = person.absences.get()
    assert absence.during.lower == moment(event, 10)
    values = {**shown_values(client, address), "absences-0-ends_at_1": "11:30"}
    assert client.post(address, values).status_code == 302
    assert person.absences.get().during.upper == moment(event, 11, 30)


EVIL = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=1"]


@pytest.mark.parametrize("name", EVIL)
@pytest.mark.parametrize("file", ["csv", "xlsx"])
def test_no_cell_of_an_export_is_a_formula(client, event, name, file):
    row = RegistrationFactory(event=event, organisation__name=name)
    response = send(client, f"export_{file}", row)
    assert response["Content-Disposition"].endswith(f'.{file}"')
    if file == "csv":
        text = response.content.decode("utf-8-sig")
        cells = tablib.Dataset().load(io.StringIO(text, newline=""), format="csv").dict[0]
    else:
        cells = tablib.Dataset().load(response.content, format="xlsx").dict[0]
    assert cells["organisation"].startswith("'")
    assert cells["event"] == event.slug


def test_an_export_holds_only_what_was_selected_of_own_events(client, event):
    own = RegistrationFactory(event=event, organisation__name="Sao Mai")
    RegistrationFactory(event=event, organisation__name="Not chosen")
    foreign = RegistrationFactory(organisation__name="Foreign")
    text = send(client, "export_csv", own, foreign).content.decode("utf-8-sig")
    assert "Sao Mai" in text
    assert "Not chosen" not in text
    assert "Foreign" not in text
