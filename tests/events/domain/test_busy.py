"""When people cannot meet, read in a constant number of queries."""

import pytest

from events.choices import SessionAudience
from events.domain.busy import Busy, busy_times
from events.domain.programme import sign_up
from events.domain.visits import take_seat
from events.models import Event
from tests.factories import (
    AbsenceFactory,
    AppearanceFactory,
    EventFactory,
    HallFactory,
    SessionFactory,
    SiteVisitFactory,
    UserFactory,
    moment,
    participant,
    span,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(db) -> Event:
    return EventFactory()


def session_at(event: Event, hour: int, audience: SessionAudience, **fields):
    return SessionFactory(
        event=event, audience=audience, during=span(moment(event, hour), 60), **fields
    )


def test_everything_that_takes_time(event):
    one, two = (participant(event, trade=k).representatives.get() for k in range(2))
    hall = HallFactory(venue__event=event)
    keynote = session_at(event, 9, SessionAudience.EVERYONE, hall=hall)
    panel = session_at(event, 10, SessionAudience.SIGNED_UP)
    beside = session_at(event, 11, SessionAudience.NOBODY)
    sign_up(panel, one)
    AppearanceFactory(session=panel, user=two.user)
    AppearanceFactory(session=beside, user=two.user)
    AppearanceFactory(session=beside, user=UserFactory())
    AppearanceFactory(session=beside, user=None)
    visit = SiteVisitFactory(
        event=event,
        during=span(moment(event, 14), 60),
        travel_there_minutes=30,
        travel_back_minutes=20,
    )
    take_seat(visit, one)
    absence = AbsenceFactory(representative=two, during=span(moment(event, 16), 30))
    SessionFactory()  # of another event
    common = Busy(moment(event, 9), moment(event, 10), "session", keynote.pk, hall.pk)
    at_panel = Busy(moment(event, 10), moment(event, 11), "session", panel.pk)
    assert busy_times(event) == {
        one.pk: [
            common,
            at_panel,
            Busy(moment(event, 13, 30), moment(event, 15, 20), "visit", visit.pk),
        ],
        two.pk: [
            common,
            at_panel,
            Busy(moment(event, 11), moment(event, 12), "session", beside.pk),
            Busy(moment(event, 16), moment(event, 16, 30), "absence", absence.pk),
        ],
    }


def test_who_is_free_all_day_has_an_empty_entry(event):
    who = participant(event).representatives.get()
    assert busy_times(event) == {who.pk: []}
    assert busy_times(EventFactory()) == {}


@pytest.mark.parametrize("number", [1, 3])
def test_six_queries(event, number, django_assert_num_queries):
    visit = SiteVisitFactory(event=event, during=span(moment(event, 14), 60))
    session = session_at(event, 9, SessionAudience.SIGNED_UP)
    for k in range(number):
        who = participant(event, trade=k).representatives.get()
        take_seat(visit, who)
        sign_up(session, who)
        AbsenceFactory(representative=who)
    with django_assert_num_queries(6):
        busy_times(event)


def test_a_person_on_stage_twice_is_busy_once(event):
    who = participant(event).representatives.get()
    session = session_at(event, 9, SessionAudience.EVERYONE)
    AppearanceFactory.create_batch(2, session=session, user=who.user)
    assert len(busy_times(event)[who.pk]) == 1
