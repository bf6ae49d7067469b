"""Meeting blocks and the slots that are laid in them."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import OperationalError
from hypothesis import given
from hypothesis import strategies as st

from companies.domain.errors import DomainError
from events.domain import times
from events.domain.times import add_block, change_block, remove_block, slot_times
from events.models import Event, MeetingBlock, Slot
from tests.factories import EventFactory, MeetingFactory, ScheduleVersionFactory, moment
from tests.matchmaking.threads import at_once, meeting_point

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(db) -> Event:
    return EventFactory(slot_minutes=20, break_minutes=5)


def starts(block: MeetingBlock) -> list[datetime]:
    return [slot.starts_at for slot in block.slots.all()]


@given(length=st.integers(1, 600), slot=st.integers(5, 240), pause=st.integers(0, 60))
def test_slots_fill_a_block_and_stay_apart(length, slot, pause):
    start = datetime(2030, 5, 20, 9, tzinfo=UTC)
    end = start + timedelta(minutes=length)
    laid = list(slot_times(start, end, slot_minutes=slot, break_minutes=pause))
    assert all(finish - begin == timedelta(minutes=slot) for begin, finish in laid)
    assert all(start <= begin and finish <= end for begin, finish in laid)
    for (_, finish), (begin, _) in pairwise(laid):
        assert begin - finish == timedelta(minutes=pause)
    left = end - (laid[-1][1] if laid else start)
    assert left < timedelta(minutes=slot + (pause if laid else 0))


def test_a_block_lays_its_slots(event):
    block = add_block(event, moment(event, 9), moment(event, 10, 15), "Morning")
    assert starts(block) == [moment(event, 9), moment(event, 9, 25), moment(event, 9, 50)]
    assert block.slots.last().ends_at == moment(event, 10, 10)


def test_any_zone_may_be_named(event):
    utc = [moment(event, hour).astimezone(UTC) for hour in (9, 10)]
    assert starts(add_block(event, *utc))[0] == moment(event, 9)


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        ((9, 0), (9, 19), "block_too_short"),
        ((10, 0), (9, 0), "no_length"),
        ((9, 0), (9, 0), "no_length"),
    ],
)
def test_a_block_without_room_is_refused(event, start, end, code):
    with pytest.raises(DomainError) as caught:
        add_block(event, moment(event, *start), moment(event, *end))
    assert caught.value.code == code
    assert not MeetingBlock.objects.exists()


def test_a_time_without_a_zone_is_a_mistake(event):
    with pytest.raises(ValueError, match="zone"):
        add_block(event, datetime(2030, 5, 20, 9), datetime(2030, 5, 20, 10))  # noqa: DTZ001


@pytest.mark.parametrize("day", [-1, 2])
def test_a_block_outside_the_event_is_refused(event, day):
    with pytest.raises(DomainError, match=r"outside the event.*Choose a time within") as caught:
        add_block(event, moment(event, 9, day=day), moment(event, 10, day=day))
    assert "Vietnam Time, UTC+7" in str(caught.value)
    assert caught.value.code == "outside_event"


def test_the_events_own_midnight_counts(event):
    """The last day ends at midnight in the event's zone, not in UTC."""
    end = moment(event, 0, day=2)
    assert starts(add_block(event, end - timedelta(minutes=20), end))
    with pytest.raises(DomainError):
        add_block(event, end - timedelta(minutes=19), end + timedelta(minutes=1))


def test_overlapping_blocks_are_refused_and_touching_ones_not(event):
    add_block(event, moment(event, 9), moment(event, 10))
    with pytest.raises(DomainError, match="overlap") as caught:
        add_block(event, moment(event, 9, 59), moment(event, 11))
    assert caught.value.code == "blocks_of_an_event_apart"
    add_block(event, moment(event, 10), moment(event, 11))
    add_block(EventFactory(starts_on=event.starts_on), moment(event, 9), moment(event, 10))
    assert event.blocks.count() == 2


def test_slots_go_on_over_a_change_of_the_clocks():
    event = EventFactory(
        time_zone="Europe/Berlin", starts_on=date(2030, 10, 27), ends_on=date(2030, 10, 27)
    )
    start, end = moment(event, 1), moment(event, 4)
    block = add_block(event, start, end)
    assert end.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=4)
    assert block.slots.count() == 9
    last = block.slots.last()
    assert last.ends_at <= end.astimezone(UTC)


def test_changing_keeps_slots_whose_time_stays(event):
    block = add_block(event, moment(event, 9), moment(event, 10, 15))
    before = {slot.starts_at: slot.pk for slot in block.slots.all()}
    change_block(block, starts_at=moment(event, 9, 25), ends_at=moment(event, 11))
    after = {slot.starts_at: slot.pk for slot in block.slots.all()}
    assert list(after) == [
        moment(event, 9, 25),
        moment(event, 9, 50),
        moment(event, 10, 15),
        moment(event, 10, 40),
    ]
    assert after[moment(event, 9, 25)] == before[moment(event, 9, 25)]
    block.refresh_from_db()
    assert block.during.lower == moment(event, 9, 25)


def test_a_new_slot_length_holds_from_the_next_change(event):
    block = add_block(event, moment(event, 9), moment(event, 10))
    Event.objects.filter(pk=event.pk).update(slot_minutes=30, break_minutes=0)
    change_block(block, starts_at=moment(event, 9), ends_at=moment(event, 10), name="Anew")
    assert starts(block) == [moment(event, 9), moment(event, 9, 30)]
    assert MeetingBlock.objects.get().name == "Anew"


def move(block: MeetingBlock) -> None:
    event = block.event
    change_block(block, starts_at=moment(event, 9, 5), ends_at=moment(event, 10))


@pytest.mark.parametrize("act", [move, remove_block])
def test_meetings_hold_their_slots(event, act):
    block = add_block(event, moment(event, 9), moment(event, 10), "Morning")
    slot = block.slots.first()
    MeetingFactory(version=ScheduleVersionFactory(event=event), slot=slot)
    with pytest.raises(DomainError, match="has meetings in the slots of “Morning”"):
        act(block)
    assert Slot.objects.filter(pk=slot.pk).exists()
    assert MeetingBlock.objects.get().during.lower == moment(event, 9)
    longer = moment(event, 12)
    change_block(block, starts_at=moment(event, 9), ends_at=longer)
    assert Slot.objects.filter(pk=slot.pk).exists()


def test_removing_takes_the_slots_along(event):
    remove_block(add_block(event, moment(event, 9), moment(event, 10)))
    assert not Slot.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_locked", [False, True])
def test_two_blocks_at_the_same_time_by_two_people(monkeypatch, is_locked):
    """With the lock the loser is told in a sentence; without it the database alone refuses."""
    event = EventFactory()
    wait = meeting_point()
    check = times._refuse_bad_block

    def check_and_wait(*args):
        found = check(*args)
        wait()
        return found

    monkeypatch.setattr(times, "_refuse_bad_block", check_and_wait)
    if not is_locked:
        monkeypatch.setattr(times, "_locked", lambda event: event)
    add = [lambda: add_block(event, moment(event, 9), moment(event, 10))] * 2
    outcomes = at_once(*add)
    lost = [each for each in outcomes if isinstance(each, Exception)]
    assert len(lost) == 1
    assert isinstance(lost[0], DomainError if is_locked else (DomainError, OperationalError))
    assert event.blocks.count() == 1
