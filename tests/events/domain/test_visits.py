"""Seats of site visits: scarce, one a person, and nobody in two places."""

from datetime import timedelta

import pytest

from companies.domain.errors import DomainError
from events.choices import SessionAudience
from events.domain import visits
from events.domain.programme import sign_up
from events.domain.visits import add_visit, change_visit, give_back_seat, take_seat
from events.models import Event, Representative, SiteVisit, VisitSeat
from tests.factories import (
    AppearanceFactory,
    EventFactory,
    OrganisationFactory,
    RegistrationFactory,
    RepresentativeFactory,
    SessionFactory,
    SiteVisitFactory,
    moment,
    span,
)
from tests.matchmaking.threads import at_once, meeting_point

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(db) -> Event:
    return EventFactory()


def person(event: Event, state: str = "approved") -> Representative:
    registration = RegistrationFactory(event=event, state=state)
    return RepresentativeFactory(registration=registration)


def visit_at(event: Event, hour: int, minutes: int = 60, **fields) -> SiteVisit:
    return SiteVisitFactory(event=event, during=span(moment(event, hour), minutes), **fields)


def test_a_visit_in_every_language(event):
    visit = add_visit(
        event,
        host=OrganisationFactory(),
        title={"en": "The data centre", "vi": "Trung tâm dữ liệu"},
        starts_at=moment(event, 14),
        ends_at=moment(event, 15),
        travel_there_minutes=30,
        travel_back_minutes=20,
        seats=2,
    )
    assert (visit.title_en, visit.title_vi) == ("The data centre", "Trung tâm dữ liệu")
    assert (visit.during.lower, visit.seats) == (moment(event, 14), 2)


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [((14, 0), (14, 0), "no_length"), ((23, 0), (25, 0), "outside_event")],
)
def test_a_visit_at_no_time_is_refused(event, start, end, code):
    day = 1
    begin = moment(event, 0, day=day) + timedelta(hours=start[0])
    finish = moment(event, 0, day=day) + timedelta(hours=end[0])
    with pytest.raises(DomainError) as caught:
        add_visit(event, host=OrganisationFactory(), title="V", starts_at=begin, ends_at=finish)
    assert caught.value.code == code


def test_the_last_seat(event):
    visit = visit_at(event, 14, seats=2)
    first, second, third = (person(event) for _ in range(3))
    take_seat(visit, first)
    take_seat(visit, second)
    with pytest.raises(DomainError, match="All 2 seats") as caught:
        take_seat(visit, third)
    assert caught.value.code == "visit_full"
    give_back_seat(visit, first)
    give_back_seat(visit, first)  # a second time changes nothing
    take_seat(visit, third)
    assert VisitSeat.objects.count() == 2


def test_one_seat_a_person(event):
    visit, who = visit_at(event, 14), person(event)
    take_seat(visit, who)
    with pytest.raises(DomainError, match=r"has a seat on .* already"):
        take_seat(visit, who)


@pytest.mark.parametrize("state", ["draft", "submitted", "waitlisted", "rejected", "withdrawn"])
def test_seats_are_for_approved_participants(event, state):
    with pytest.raises(DomainError) as caught:
        take_seat(visit_at(event, 14), person(event, state))
    assert caught.value.code in {"not_approved", "not_taking_part"}


def test_strangers_of_the_event_are_refused(event):
    with pytest.raises(DomainError, match="does not take part in this event"):
        take_seat(visit_at(event, 14), person(EventFactory()))


@pytest.mark.parametrize(
    ("start", "is_refused"),
    [((11, 59), False), ((12, 0), False), ((12, 1), True), ((15, 29), True), ((15, 30), False)],
)
def test_the_road_takes_time_too(event, start, is_refused):
    """One visit with its road takes 13:00 to 15:00; another 30 minutes there, 60, 0 back."""
    who = person(event)
    first = SiteVisitFactory(
        event=event,
        during=span(moment(event, 13, 30), 60),
        travel_there_minutes=30,
        travel_back_minutes=30,
    )
    take_seat(first, who)
    other = SiteVisitFactory(
        event=event, during=span(moment(event, *start), 60), travel_there_minutes=30
    )
    if is_refused:
        with pytest.raises(DomainError, match="Choose another time"):
            take_seat(other, who)
    else:
        take_seat(other, who)


@pytest.mark.parametrize("audience", list(SessionAudience))
@pytest.mark.parametrize("kind", ["keynote", "break"])
@pytest.mark.parametrize("is_on_stage", [False, True])
def test_a_session_at_the_same_time(event, audience, kind, is_on_stage):
    who = person(event)
    session = SessionFactory(
        event=event, kind=kind, audience=audience, during=span(moment(event, 14), 60)
    )
    if is_on_stage:
        AppearanceFactory(session=session, user=who.user)
    visit = visit_at(event, 14, 30)
    if is_on_stage or (audience == SessionAudience.EVERYONE and kind != "break"):
        with pytest.raises(DomainError, match=f"is at “{session.title}” then") as caught:
            take_seat(visit, who)
        assert caught.value.code == "person_busy"
    else:
        take_seat(visit, who)


def test_a_session_signed_up_for_and_the_other_way_round(event):
    who = person(event)
    session = SessionFactory(event=event, audience="signed_up", during=span(moment(event, 14), 60))
    visit = visit_at(event, 14, 30)
    sign_up(session, who)
    with pytest.raises(DomainError, match="Choose another time"):
        take_seat(visit, who)
    session.attendances.all().delete()
    take_seat(visit, who)
    with pytest.raises(DomainError, match="Choose another time"):
        sign_up(session, who)


def test_changing_keeps_taken_seats(event):
    visit = visit_at(event, 14, seats=3)
    for _ in range(2):
        take_seat(visit, person(event))
    with pytest.raises(DomainError, match=r"2 seats .* are taken"):
        change_visit(visit, seats=1)
    change_visit(visit, seats=2, starts_at=moment(event, 15), ends_at=moment(event, 16))
    visit.refresh_from_db()
    assert (visit.seats, visit.during.lower) == (2, moment(event, 15))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_locked", [False, True])
def test_two_people_and_the_last_seat(monkeypatch, is_locked):
    """Without the lock both sit down; with it one does."""
    event = EventFactory()
    visit = visit_at(event, 14, seats=1)
    people = [person(event), person(event)]
    _let_race(monkeypatch, is_locked)
    outcomes = at_once(*[lambda who=who: take_seat(visit, who) for who in people])
    refused = [each for each in outcomes if isinstance(each, DomainError)]
    assert [each.code for each in refused] == (["visit_full"] if is_locked else [])
    assert VisitSeat.objects.count() == (1 if is_locked else 2)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_locked", [False, True])
def test_one_person_and_two_visits_at_once(monkeypatch, is_locked):
    event = EventFactory()
    both = [visit_at(event, 14), visit_at(event, 14)]
    who = person(event)
    _let_race(monkeypatch, is_locked)
    outcomes = at_once(*[lambda visit=visit: take_seat(visit, who) for visit in both])
    refused = [each for each in outcomes if isinstance(each, DomainError)]
    assert [each.code for each in refused] == (["person_busy"] if is_locked else [])
    assert VisitSeat.objects.count() == (1 if is_locked else 2)


def _let_race(monkeypatch, is_locked: bool) -> None:
    """Both callers have passed every check before one writes, unless a lock keeps them apart."""
    wait = meeting_point()
    check = visits._refuse_seat

    def check_and_wait(visit, representative):
        check(visit, representative)
        wait()

    monkeypatch.setattr(visits, "_refuse_seat", check_and_wait)
    if not is_locked:
        monkeypatch.setattr(visits, "lock_visit", lambda visit: visit)
        monkeypatch.setattr(visits, "lock_representative", lambda representative: representative)
