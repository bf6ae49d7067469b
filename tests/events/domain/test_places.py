"""Venues, halls, tables, walks."""

import pytest

from companies.domain.errors import DomainError
from events.domain.places import add_hall, add_tables, add_venue, add_walk
from events.models import MeetingTable
from tests.factories import EventFactory, HallFactory
from tests.matchmaking.threads import at_once

pytestmark = pytest.mark.django_db


def labels(tables) -> list[str]:
    return [table.label for table in tables]


def test_tables_are_numbered_on():
    hall = add_hall(add_venue(EventFactory(), "Centre", "1 Road"), "A", 200)
    assert labels(add_tables(hall, 3, prefix="T")) == ["T1", "T2", "T3"]
    assert labels(add_tables(hall, 2, prefix="T", zone="North")) == ["T4", "T5"]
    assert labels(add_tables(hall, 1, prefix="B")) == ["B1"]
    assert labels(add_tables(hall, 2)) == ["1", "2"]
    other = HallFactory(venue=hall.venue)
    assert labels(add_tables(other, 1, prefix="T")) == ["T6"], "labels are of the event"
    positions = list(MeetingTable.objects.order_by("pk").values_list("position", flat=True))
    assert positions == sorted(set(positions))
    assert labels(add_tables(HallFactory(), 1, prefix="T")) == ["T1"]


@pytest.mark.parametrize("count", [0, -1, 1001])
def test_no_or_too_many_tables(count):
    with pytest.raises(DomainError, match="between 1 and 1000"):
        add_tables(HallFactory(), count)


def test_a_hand_made_label_is_skipped_or_said():
    hall = HallFactory()
    MeetingTable.objects.create(event=hall.venue.event, hall=hall, label="T7")
    assert labels(add_tables(hall, 1, prefix="T")) == ["T8"]


def test_walks_once_between_two_halls_of_the_event():
    one = HallFactory()
    event, two = one.venue.event, HallFactory(venue=one.venue)
    add_walk(event, one, two, 5)
    for start, end in ((one, two), (two, one)):
        with pytest.raises(DomainError, match="known already"):
            add_walk(event, start, end, 6)
    with pytest.raises(DomainError, match="from one hall to another"):
        add_walk(event, one, one, 1)
    with pytest.raises(DomainError, match="Both halls must be of"):
        add_walk(event, one, HallFactory(), 1)


@pytest.mark.django_db(transaction=True)
def test_tables_laid_by_two_at_once_have_labels_of_their_own():
    hall = HallFactory()
    made = at_once(*[lambda: add_tables(hall, 5, prefix="T")] * 2)
    assert sorted(labels(made[0]) + labels(made[1])) == sorted(f"T{n}" for n in range(1, 11))
