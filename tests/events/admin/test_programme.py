"""Places, sessions and visits in the admin."""

import pytest
from django.urls import reverse

from events.choices import SessionAudience
from events.models import Delegation, Event, MeetingTable, Session, SiteVisit, Walk
from tests.events.admin.forms import inline_row, problems, shown_values
from tests.factories import (
    EventFactory,
    HallFactory,
    OrganisationFactory,
    RegistrationFactory,
    SessionFactory,
    SiteVisitFactory,
    moment,
    participant,
    span,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(db: None) -> Event:
    return EventFactory()


@pytest.fixture(autouse=True)
def _organiser(client, organiser_of, event) -> None:
    client.force_login(organiser_of(event))


def times(event: Event, start: str, end: str) -> dict[str, str]:
    day = event.starts_on.isoformat()
    return {"starts_at_0": day, "starts_at_1": start, "ends_at_0": day, "ends_at_1": end}


def test_many_tables_are_added_at_once(client, event):
    hall = HallFactory(venue__event=event)
    address = reverse("admin:events_meetingtable_several")
    sent = {"hall": hall.pk, "count": 12, "prefix": "T", "zone": "North"}
    assert client.post(address, sent).status_code == 302
    labels = set(event.tables.values_list("label", flat=True))
    assert labels == {f"T{number}" for number in range(1, 13)}


def test_no_tables_in_somebody_elses_hall(client, event):
    foreign = HallFactory()
    address = reverse("admin:events_meetingtable_several")
    assert foreign.venue.event.name not in client.get(address).content.decode()
    response = client.post(address, {"hall": foreign.pk, "count": 1})
    assert response.context["form"].errors["hall"]
    assert not MeetingTable.objects.exists()


def test_walks_hold_both_ways(client, event):
    one = HallFactory(venue__event=event)
    two = HallFactory(venue=one.venue)
    address = reverse("admin:events_walk_add")
    sent = {"event": event.pk, "start": one.pk, "end": two.pk, "minutes": 5}
    assert client.post(address, sent).status_code == 302
    back = {**sent, "start": two.pk, "end": one.pk}
    response = client.post(address, back)
    assert any("known already" in problem for problem in problems(response))
    assert Walk.objects.count() == 1


def test_a_session_with_its_stage(client, event):
    address = reverse("admin:events_session_add")
    values = {
        **shown_values(client, f"{address}?event={event.pk}"),
        "event": event.pk,
        "kind": "keynote",
        "title_en": "The city that listens",
        "audience": "everyone",
        **times(event, "09:00", "10:00"),
    }
    values = inline_row(values, "appearances", role="speaker", name="Dr Lê", topic="Sensors")
    response = client.post(address, values)
    assert response.status_code == 302, problems(response)
    session = Session.objects.get()
    assert session.during.lower == moment(event, 9)
    assert session.appearances.get().name == "Dr Lê"


def test_a_sessions_time_signatories_and_sign_ups(client, event):
    session = SessionFactory(
        event=event,
        audience=SessionAudience.SIGNED_UP,
        during=span(moment(event, 9), 60),
    )
    one, two = participant(event), participant(event, trade=1)
    address = reverse("admin:events_session_change", args=[session.pk])
    values = {**shown_values(client, address), "starts_at_1": "09:30", "ends_at_1": "10:30"}
    values = inline_row(values, "attendances", representative=one.representatives.get().pk)
    values = inline_row(
        values,
        "memoranda",
        subject_en="Street lights",
        parties=[one.organisation.pk, two.organisation.pk],
    )
    response = client.post(address, values)
    assert response.status_code == 302, problems(response)
    session.refresh_from_db()
    assert session.during.lower == moment(event, 9, 30)
    assert session.attendances.get().representative.registration == one
    assert session.memoranda.get().parties.count() == 2


def test_a_memorandum_needs_two_parties(client, event):
    session = SessionFactory(event=event)
    one = participant(event)
    address = reverse("admin:events_session_change", args=[session.pk])
    values = inline_row(
        shown_values(client, address),
        "memoranda",
        subject_en="Alone",
        parties=[one.organisation.pk],
    )
    response = client.post(address, values)
    assert any("at least two parties" in problem for problem in problems(response))


def test_a_visit_and_its_last_seat(client, event):
    host = RegistrationFactory(event=event).organisation
    address = reverse("admin:events_sitevisit_add")
    sent = {
        **shown_values(client, f"{address}?event={event.pk}"),
        "event": event.pk,
        "title_en": "The data centre",
        "host": host.pk,
        "seats": 1,
        **times(event, "14:00", "15:00"),
    }
    response = client.post(address, sent)
    assert response.status_code == 302, problems(response)
    visit = SiteVisit.objects.get()
    one, two = (participant(event, trade=k).representatives.get() for k in range(2))
    page = reverse("admin:events_sitevisit_change", args=[visit.pk])
    values = inline_row(shown_values(client, page), "taken_seats", representative=one.pk)
    response = client.post(page, values)
    assert response.status_code == 302, problems(response)
    values = inline_row(shown_values(client, page), "taken_seats", representative=two.pk)
    response = client.post(page, values)
    assert any("only seat" in problem for problem in problems(response))
    assert visit.taken_seats.get().representative == one


def test_a_visit_outside_the_event_is_refused(client, event):
    visit = SiteVisitFactory(event=event)
    page = reverse("admin:events_sitevisit_change", args=[visit.pk])
    values = {**shown_values(client, page), "ends_at_0": "2099-01-01"}
    response = client.post(page, values)
    assert any("outside the event" in problem for problem in problems(response))


def test_a_delegation_of_the_event(client, event):
    address = reverse("admin:events_delegation_add")
    sent = {"event": event.pk, "name_en": "Taiwan", "name_vi": "Đài Loan", "country": "TW"}
    response = client.post(address, sent)
    assert response.status_code == 302, problems(response)
    made = Delegation.objects.get()
    assert (made.event, made.name_vi, made.country) == (event, "Đài Loan", "TW")


def test_a_new_row_cannot_be_put_into_somebody_elses_event(client):
    foreign = EventFactory()
    for name in ("venue", "interpreter", "delegation", "session", "meetingblock", "sitevisit"):
        address = reverse(f"admin:events_{name}_add")
        response = client.post(address, {"event": foreign.pk, "name": "x", "name_en": "x"})
        assert response.status_code == 200, name
        assert "event" in response.context["adminform"].form.errors, name


def test_an_organisation_is_added_as_a_host_or_a_participant(client, event):
    address = reverse("admin:companies_organisation_add")
    for part in ("participant", "co_host"):
        sent = {
            "name": f"New {part}",
            "kind": "association",
            "country": "TW",
            "event": event.pk,
            "part": part,
        }
        response = client.post(address, sent)
        assert response.status_code == 302, problems(response)
    assert event.registrations.get().organisation.name == "New participant"
    assert event.hosts.get().role == "co_host"
    response = client.get(reverse("admin:companies_organisation_changelist"))
    assert {row.name for row in response.context["cl"].result_list} == {
        "New participant",
        "New co_host",
    }


def test_an_organisation_is_added_for_an_event_only(client, event):
    address = reverse("admin:companies_organisation_add")
    sent = {"name": "Nowhere", "kind": "company", "country": "TW", "part": "participant"}
    response = client.post(address, sent)
    assert "event" in response.context["adminform"].form.errors


def test_an_owned_organisation_is_its_owners_to_change(client, event):
    owned = participant(event).organisation
    address = reverse("admin:companies_organisation_change", args=[owned.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"name": "Mine"}).status_code == 404
    free = RegistrationFactory(event=event, organisation=OrganisationFactory(city="Huế"))
    address = reverse("admin:companies_organisation_change", args=[free.organisation.pk])
    values = inline_row(
        {**shown_values(client, address), "city": "Hà Nội"},
        "statements",
        kind="offer",
        text="Sensors for rice paddies",
        language="en",
    )
    values = inline_row(values, "members", email="boss@example.com", role="owner")
    response = client.post(address, values)
    assert response.status_code == 302, problems(response)
    free.organisation.refresh_from_db()
    assert free.organisation.city == "Hà Nội"
    assert free.organisation.statements.get().text == "Sensors for rice paddies"
    assert client.post(address, values).status_code == 404, "it has an owner now"
