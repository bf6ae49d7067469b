"""Setting an event up without a developer: the event's page saves through the domain."""

from datetime import timedelta

import pytest
from django.urls import reverse

from companies.models import User
from events.choices import PhaseKind, StaffRole
from events.models import Event
from tests.events.admin.forms import inline_row, problems, shown_values
from tests.factories import (
    EventFactory,
    MeetingBlockFactory,
    OrganisationFactory,
    RegistrationFactory,
    StaffFactory,
    UserFactory,
    moment,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(db: None) -> Event:
    return EventFactory(time_zone="Asia/Ho_Chi_Minh")


@pytest.fixture
def organiser(client, organiser_of, event) -> User:
    user = organiser_of(event)
    client.force_login(user)
    return user


def page(event: Event) -> str:
    return reverse("admin:events_event_change", args=[event.pk])


def test_an_organiser_makes_a_new_event_and_runs_it(client, organiser):
    address = reverse("admin:events_event_add")
    values = shown_values(client, address)
    sent = {
        "name_en": "Digital Day",
        "name_vi": "Ngày hội số",
        "slug": "digital-day",
        "starts_on": "2030-05-20",
        "ends_on": "2030-05-21",
        "country": "VN",
    }
    response = client.post(address, {**values, **sent})
    assert response.status_code == 302, problems(response)
    made = Event.objects.get(slug="digital-day")
    assert (made.name_en, made.name_vi) == ("Digital Day", "Ngày hội số")
    assert list(made.staff.values_list("user", "role")) == [(organiser.pk, "organiser")]
    assert client.get(page(made)).status_code == 200


def test_a_refused_event_keeps_what_was_typed(client, organiser):
    address = reverse("admin:events_event_add")
    values = shown_values(client, address)
    sent = {
        "name_en": "Backwards",
        "slug": "backwards",
        "starts_on": "2030-05-21",
        "ends_on": "2030-05-20",
    }
    response = client.post(address, {**values, **sent})
    assert response.status_code == 200
    assert any("last day" in problem for problem in problems(response))
    assert b'value="Backwards"' in response.content
    assert not Event.objects.filter(slug="backwards").exists()


def test_a_block_is_typed_in_the_events_time_and_lays_its_slots(client, organiser, event):
    day = event.starts_on.isoformat()
    values = inline_row(
        shown_values(client, page(event)),
        "blocks",
        name="Morning",
        starts_at_0=day,
        starts_at_1="09:00",
        ends_at_0=day,
        ends_at_1="10:15",
    )
    response = client.post(page(event), values)
    assert response.status_code == 302, problems(response)
    block = event.blocks.get()
    assert block.during.lower == moment(event, 9)
    assert [slot.starts_at for slot in block.slots.all()] == [
        moment(event, 9),
        moment(event, 9, 25),
        moment(event, 9, 50),
    ]


def test_a_block_outside_the_event_is_refused_and_nothing_is_saved(client, organiser, event):
    late = (event.ends_on + timedelta(days=1)).isoformat()
    values = inline_row(
        {**shown_values(client, page(event)), "city": "Huế"},
        "blocks",
        name="Too late",
        starts_at_0=late,
        starts_at_1="09:00",
        ends_at_0=late,
        ends_at_1="12:00",
    )
    response = client.post(page(event), values)
    assert response.status_code == 200
    assert any("outside the event" in problem for problem in problems(response))
    assert b'value="Too late"' in response.content
    event.refresh_from_db()
    assert event.city != "Huế"
    assert not event.blocks.exists()


def test_saving_a_page_unchanged_changes_nothing(client, organiser, event):
    MeetingBlockFactory(event=event, slots=3)
    slots = list(event.slots.values_list("pk", "during"))
    before = Event.objects.values().get(pk=event.pk)
    response = client.post(page(event), shown_values(client, page(event)))
    assert response.status_code == 302, problems(response)
    after = Event.objects.values().get(pk=event.pk)
    assert {**after, "updated_at": None} == {**before, "updated_at": None}
    assert list(event.slots.values_list("pk", "during")) == slots


def test_staff_are_named_by_address_whether_known_or_not(client, organiser, event):
    known = UserFactory(email="known@example.com", full_name="Known Person")
    values = shown_values(client, page(event))
    values = inline_row(values, "staff", email="KNOWN@example.com", full_name="", role="scheduler")
    values = inline_row(values, "staff", email="new@example.com", full_name="Ann", role="desk")
    response = client.post(page(event), values)
    assert response.status_code == 302, problems(response)
    roles = dict(event.staff.values_list("user__email", "role"))
    assert roles[known.email] == StaffRole.SCHEDULER
    assert roles["new@example.com"] == StaffRole.DESK
    known.refresh_from_db()
    assert known.full_name == "Known Person"


def test_the_only_organiser_cannot_be_taken_off(client, organiser, event):
    values = {**shown_values(client, page(event)), "staff-0-DELETE": "on"}
    response = client.post(page(event), values)
    assert any("only organiser" in problem for problem in problems(response))
    assert event.staff.count() == 1


def test_phases_keep_their_order(client, organiser, event):
    values = shown_values(client, page(event))
    for kind, day in ((PhaseKind.REQUESTS, "2030-01-10"), (PhaseKind.REGISTRATION, "2030-01-20")):
        values = inline_row(values, "phases", kind=kind, starts_at_0=day, starts_at_1="08:00")
    response = client.post(page(event), values)
    assert any("would begin before" in problem for problem in problems(response))
    assert not event.phases.exists()
    values["phases-1-starts_at_0"] = "2030-01-05"
    assert client.post(page(event), values).status_code == 302
    assert list(event.phases.values_list("kind", flat=True)) == ["registration", "requests"]


def test_hosts_and_sides_are_added(client, organiser, event):
    organisation = OrganisationFactory()
    RegistrationFactory(event=event, organisation=organisation)
    values = shown_values(client, page(event))
    values = inline_row(values, "hosts", organisation=organisation.pk, role="host", position="0")
    values = inline_row(values, "sides", code="local", name_en="Local", name_vi="Trong nước")
    response = client.post(page(event), values)
    assert response.status_code == 302, problems(response)
    assert event.hosts.get().organisation == organisation
    assert event.sides.get().name_vi == "Trong nước"


def test_only_superusers_delete_an_event(client, organiser, event):
    address = reverse("admin:events_event_delete", args=[event.pk])
    assert client.post(address, {"post": "yes"}).status_code == 404
    assert Event.objects.filter(pk=event.pk).exists()
    client.force_login(UserFactory(is_superuser=True))
    assert client.post(address, {"post": "yes"}).status_code == 302
    assert not Event.objects.filter(pk=event.pk).exists()


def test_a_scheduler_reads_the_event_and_changes_its_blocks(client, event):
    client.force_login(StaffFactory(event=event, role=StaffRole.SCHEDULER).user)
    assert client.get(page(event)).status_code == 200
    assert client.post(page(event), {"name_en": "Mine"}).status_code == 404
    address = reverse("admin:events_meetingblock_add")
    day = event.starts_on.isoformat()
    sent = {
        "event": event.pk,
        "name": "Afternoon",
        "starts_at_0": day,
        "starts_at_1": "14:00",
        "ends_at_0": day,
        "ends_at_1": "16:00",
    }
    response = client.post(address, sent)
    assert response.status_code == 302, problems(response)
    assert event.blocks.get().during.lower == moment(event, 14)


def test_the_event_page_leads_to_its_rows_and_to_the_run(client, organiser, event):
    RegistrationFactory(event=event, state="submitted")
    content = client.get(page(event)).content.decode()
    assert f"event__id__exact={event.pk}&amp;state__exact=submitted" in content
    assert reverse("admin:matchmaking_run_start", args=[event.pk]) in content
