"""Who asked and has no meeting learns which constraint binds and what its meeting would cost."""

import pytest

from matchmaking.admin.words import say_price, say_reason
from matchmaking.domain.snapshot import take_snapshot
from matchmaking.domain.unmet import explain_unmet
from matchmaking.engine import solve
from tests.factories import MeetingRequestFactory, ready_event

pytestmark = pytest.mark.django_db


def unmet_of(event, scores):
    problem = take_snapshot(event, scores=scores).problem
    return list(explain_unmet(problem, solve(problem)))


def test_a_better_meeting_in_the_only_slot_is_named_with_its_price():
    event = ready_event(participants=3, slots=1, tables=2)
    a, b, c = event.registrations.order_by("pk")
    for receiver in (b, c):
        MeetingRequestFactory(sender=a, receiver=receiver)
    (unmet,) = unmet_of(event, {(a.pk, b.pk): 900_000, (a.pk, c.pk): 300_000})
    assert unmet.pair == (a.pk, c.pk)
    assert unmet.reason == "person-busy"
    assert unmet.detail["displaced"] == [[a.pk, b.pk]]
    assert unmet.detail["price"] > unmet.detail["gain"] > 0
    assert say_reason(unmet.reason) == "Whenever one is free, the other has a better meeting."
    assert say_price(unmet.detail).startswith("1 other meeting, worth ")


def test_the_last_table_is_named_where_people_are_free():
    event = ready_event(participants=4, slots=1, tables=1)
    a, b, c, d = event.registrations.order_by("pk")
    MeetingRequestFactory(sender=a, receiver=b)
    MeetingRequestFactory(sender=c, receiver=d)
    (unmet,) = unmet_of(event, {(a.pk, b.pk): 900_000, (c.pk, d.pk): 300_000})
    assert unmet.pair == (c.pk, d.pk)
    assert unmet.reason == "table-full"
    assert say_price(unmet.detail) == "One more table would be needed then."


def test_everything_held_leaves_nothing_to_explain():
    event = ready_event(participants=2, slots=1, tables=1)
    a, b = event.registrations.order_by("pk")
    MeetingRequestFactory(sender=a, receiver=b)
    assert unmet_of(event, {(a.pk, b.pk): 900_000}) == []
