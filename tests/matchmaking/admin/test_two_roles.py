"""Somebody who runs one event and only looks at another sees both and changes one."""

import pytest
from django.urls import reverse

from events.choices import StaffRole
from matchmaking.models import MustMeet
from tests.events.admin.forms import shown_values
from tests.factories import StaffFactory, UserFactory
from tests.matchmaking.admin.conftest import matched_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(client):
    user = UserFactory()
    own, seen = matched_event(name="Own"), matched_event(name="Seen")
    StaffFactory(event=own, user=user)
    StaffFactory(event=seen, user=user, role=StaffRole.OBSERVER)
    client.force_login(user)
    return own, seen


def address(name: str, page: str, *args: int) -> str:
    return reverse(f"admin:{name}_{page}", args=args)


def test_both_are_listed(client, two):
    response = client.get(address("events_event", "changelist"))
    assert {str(row) for row in response.context["cl"].result_list} == {"Own", "Seen"}
    for event in two:
        assert client.get(address("events_event", "change", event.pk)).status_code == 200


def test_rows_of_the_other_are_read_only(client, two):
    own, seen = two
    names = {
        "events_event": lambda event: event,
        "events_registration": lambda event: event.registrations.first(),
        "events_session": lambda event: event.sessions.first(),
        "events_sitevisit": lambda event: event.visits.first(),
        "events_meetingblock": lambda event: event.blocks.first(),
        "events_meetingtable": lambda event: event.tables.first(),
        "events_venue": lambda event: event.venues.first(),
        "events_hall": lambda event: event.venues.first().halls.first(),
        "events_interpreter": lambda event: event.interpreters.first(),
        "events_delegation": lambda event: event.delegations.first(),
    }
    for name, row_of in names.items():
        page = address(name, "change", row_of(own).pk)
        assert client.post(page, shown_values(client, page)).status_code == 302, name
        page = address(name, "change", row_of(seen).pk)
        response = client.get(page)
        assert response.status_code == 200, name
        assert ">None<" not in response.content.decode(), name
        assert client.post(page, {}).status_code == 404, name


@pytest.mark.parametrize("language", ["vi", "en"])  # the first leaves nothing to the second
def test_an_event_is_stored_as_it_is_shown_in_the_readers_language(client, language):
    event = matched_event(name="Own")
    client.force_login(StaffFactory(event=event, user=UserFactory(language=language)).user)
    page = address("events_event", "change", event.pk)
    shown = shown_values(client, page)
    assert shown["name_en"] == "Own"
    assert client.post(page, shown).status_code == 302
    assert shown_values(client, page) == shown


def test_who_only_looks_reads_people_and_times(client, two):
    _own, seen = two
    row = seen.registrations.first()
    person = row.representatives.first()
    content = client.get(address("events_registration", "change", row.pk)).content.decode()
    assert person.user.email in content
    block = seen.blocks.first()
    content = client.get(address("events_meetingblock", "change", block.pk)).content.decode()
    assert "09:00" in content
    assert "12:00" in content


def test_nothing_is_added_to_the_other(client, two):
    own, seen = two
    foreign = seen.venues.first()
    page = address("events_hall", "add")
    client.post(page, {"venue": foreign.pk, "name": "Mine"})
    assert not foreign.halls.filter(name="Mine").exists()
    page = address("events_meetingtable", "add")
    sent = {"event": own.pk, "hall": foreign.halls.first().pk, "label": "X", "position": 0}
    response = client.post(page, sent)
    assert response.status_code == 200
    assert not own.tables.filter(label="X").exists()
    MustMeet.objects.all().delete()
    a, b = seen.registrations.order_by("pk")[:2]
    page = address("matchmaking_mustmeet", "add")
    response = client.post(page, {"registration_a": a.pk, "registration_b": b.pk, "note": ""})
    assert response.status_code in {200, 404}
    assert not MustMeet.objects.exists()


def test_actions_leave_the_other_alone(client, two):
    own, seen = two
    rows = [own.tables.first(), seen.tables.first()]
    sent = {"action": "take_out_of_use", "_selected_action": [row.pk for row in rows]}
    client.post(address("events_meetingtable", "changelist"), sent)
    for row in rows:
        row.refresh_from_db()
    assert [row.is_usable for row in rows] == [False, True]
    for action, state in (("approve", "submitted"), ("hand_in", "draft")):
        row = seen.registrations.first()
        row.state = state
        row.save()
        sent = {"action": action, "_selected_action": [row.pk]}
        client.post(address("events_registration", "changelist"), sent)
        row.refresh_from_db()
        assert row.state == state
    organisation = seen.registrations.last().organisation
    sent = {"action": "verify", "_selected_action": [organisation.pk]}
    client.post(address("companies_organisation", "changelist"), sent)
    organisation.refresh_from_db()
    assert not organisation.is_verified
    organisation = own.registrations.last().organisation
    client.post(
        address("companies_organisation", "changelist"),
        {**sent, "_selected_action": [organisation.pk]},
    )
    organisation.refresh_from_db()
    assert organisation.is_verified
