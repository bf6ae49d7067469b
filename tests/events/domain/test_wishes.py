"""Wishes for visits while one registers, and the seats that approval makes of them."""

import pytest

from companies.domain.errors import DomainError
from events.domain.registrations import decide_registration
from events.domain.visits import take_seat
from events.domain.wishes import seat_wishes, wish_visits
from events.models import Registration, VisitSeat, VisitWish
from tests.factories import (
    EventFactory,
    RepresentativeFactory,
    SiteVisitFactory,
    moment,
    participant,
    span,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def registration() -> Registration:
    made: Registration = participant(EventFactory(), state="submitted")
    return made


def visit_at(registration: Registration, hour: int, **more):
    event = registration.event
    return SiteVisitFactory(event=event, during=span(moment(event, hour), 60), **more)


def wish(registration: Registration, *visits) -> None:
    person = registration.representatives.first()
    wish_visits(registration, {visit.pk: [person.pk] for visit in visits}, by=None)


def approve(registration: Registration) -> None:
    decide_registration(registration, state="approved", by=None)


def test_a_wish_becomes_a_seat_with_the_approval(registration: Registration) -> None:
    visit = visit_at(registration, 9)
    wish(registration, visit)
    assert not VisitSeat.objects.exists()
    approve(registration)
    assert VisitSeat.objects.get().representative == registration.representatives.get()
    assert not VisitWish.objects.exists()


def test_wishes_are_replaced_as_they_are_sent(registration: Registration) -> None:
    one, two = visit_at(registration, 9), visit_at(registration, 14)
    wish(registration, one, two)
    wish(registration, two)
    assert [w.visit for w in VisitWish.objects.all()] == [two]
    wish_visits(registration, {}, by=None)
    assert not VisitWish.objects.exists()


def test_a_full_visit_and_one_at_the_same_time_leave_a_wish(registration: Registration) -> None:
    full = visit_at(registration, 9, seats=1)
    other = participant(registration.event, trade=1)
    take_seat(full, other.representatives.get())
    first, clash = visit_at(registration, 14), visit_at(registration, 14)
    wish(registration, full, first, clash)
    approve(registration)
    assert set(
        VisitSeat.objects.filter(visit__in=[first, clash]).values_list("visit", flat=True)
    ) == {first.pk}
    assert {w.visit for w in VisitWish.objects.all()} == {full, clash}
    assert seat_wishes(registration, by=None) == 0


def test_rows_of_others_are_left_out(registration: Registration) -> None:
    foreign = SiteVisitFactory()
    stranger = RepresentativeFactory()
    mine = visit_at(registration, 9)
    person = registration.representatives.get()
    wish_visits(registration, {foreign.pk: [person.pk], mine.pk: [stranger.pk]}, by=None)
    assert not VisitWish.objects.exists()


def test_who_is_approved_takes_a_seat_instead(registration: Registration) -> None:
    visit = visit_at(registration, 9)
    approve(registration)
    with pytest.raises(DomainError) as refusal:
        wish(registration, visit)
    assert refusal.value.code == "approved_already"


def test_who_is_not_accepted_has_no_seat(registration: Registration) -> None:
    wish(registration, visit_at(registration, 9))
    decide_registration(registration, state="rejected", reason="Full", by=None)
    assert not VisitSeat.objects.exists()
