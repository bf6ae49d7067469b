"""What can never be stored, whoever writes.

Each case is a good row and the change that makes a copy of it bad. The copy is refused through
the ORM and through SQL, by the constraint named; and with that constraint dropped, the same copy
gets in, so that the refusal is the constraint's work and not an accident of the test.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction

from companies.domain.errors import violated_constraint
from events.models import Event, Slot
from matchmaking.choices import RequestState, RunState, VersionState
from tests.factories import (
    EventFactory,
    InterpreterFactory,
    MeetingBlockFactory,
    MeetingFactory,
    MeetingRequestFactory,
    MeetingTableFactory,
    RegistrationFactory,
    RepresentativeFactory,
    RunFactory,
    ScheduleVersionFactory,
    SeatFactory,
    SlotFactory,
    moment,
    span,
)

pytestmark = pytest.mark.django_db


@dataclass
class World:
    """Two events. In the first, `a` meets `b` at a table in the first slot, and the people of `a`
    and of `c` have a second meeting there, without table or seats."""

    event: Event
    other: Event
    slot: Slot
    other_slot: Slot

    def __init__(self) -> None:
        self.event, self.other = EventFactory(), EventFactory()
        for event in (self.event, self.other):
            MeetingBlockFactory(event=event, slots=2)
        self.slot, self.later_slot = self.event.slots.order_by("during")
        self.other_slot = self.other.slots.first()
        self.a, self.b, self.c = RegistrationFactory.create_batch(3, event=self.event)
        self.stranger = RegistrationFactory(event=self.other)
        self.table = MeetingTableFactory(event=self.event)
        self.other_table = MeetingTableFactory(event=self.other)
        self.interpreter = InterpreterFactory(event=self.event)
        self.other_interpreter = InterpreterFactory(event=self.other)
        self.version = ScheduleVersionFactory(event=self.event)
        self.other_version = ScheduleVersionFactory(event=self.other)
        self.person = RepresentativeFactory(registration=self.a)
        self.other_person = RepresentativeFactory(registration=self.stranger)
        self.meeting = self.meet(self.b, table=self.table, interpreter=self.interpreter)
        self.second_meeting = self.meet(self.c)
        self.seat = SeatFactory(meeting=self.meeting, representative=self.person)

    def meet(self, counterpart: models.Model, **fields: Any) -> models.Model:
        return MeetingFactory(
            version=self.version,
            registration_a=self.a,
            registration_b=counterpart,
            slot=self.slot,
            **fields,
        )

    def new_pair(self, **changes: Any) -> tuple[models.Model, dict[str, Any]]:
        """A meeting that would be good but for `changes`: of `b` and `c`, in the later slot."""
        fields: dict[str, Any] = {
            "uid": uuid.uuid4(),
            "registration_a": self.b,
            "registration_b": self.c,
            "slot": self.later_slot,
            "during": self.later_slot.during,
            "table": None,
            "interpreter": None,
        }
        return self.meeting, {**fields, **changes}


Bad = tuple[models.Model, dict[str, Any]]
CASES: dict[str, tuple[str, Callable[[World], Bad]]] = {
    "a person in two meetings at once": (
        "seat_person_free",
        lambda w: (w.seat, {"meeting": w.second_meeting}),
    ),
    "a table in two meetings at once": (
        "meeting_table_free",
        lambda w: w.new_pair(slot=w.slot, during=w.slot.during, table=w.table),
    ),
    "an interpreter in two meetings at once": (
        "meeting_interpreter_free",
        lambda w: w.new_pair(slot=w.slot, during=w.slot.during, interpreter=w.interpreter),
    ),
    "an interpreter of another event": (
        "meeting_interpreter_same_event",
        lambda w: w.new_pair(interpreter=w.other_interpreter),
    ),
    "the same pair twice in one version": (
        "meeting_pair_once_a_version",
        lambda w: w.new_pair(registration_a=w.b, registration_b=w.a),
    ),
    "a meeting with oneself": (
        "meeting_of_two",
        lambda w: w.new_pair(registration_a=w.b, registration_b=w.b),
    ),
    "one calendar id twice in one version": (
        "meeting_uid_once_a_version",
        lambda w: w.new_pair(uid=w.meeting.uid),
    ),
    "a meeting in a slot of another event": (
        "meeting_in_slot",
        lambda w: w.new_pair(slot=w.other_slot, during=w.other_slot.during),
    ),
    "a meeting at another time than its slot's": (
        "meeting_in_slot",
        lambda w: w.new_pair(during=span(moment(w.event, 11), 20)),
    ),
    "a meeting at a table of another event": (
        "meeting_table_same_event",
        lambda w: w.new_pair(table=w.other_table),
    ),
    "a meeting that a stranger to the event asks for": (
        "meeting_a_same_event",
        lambda w: w.new_pair(registration_a=w.stranger),
    ),
    "a meeting with a stranger to the event": (
        "meeting_b_same_event",
        lambda w: w.new_pair(registration_b=w.stranger),
    ),
    "a meeting in a version of another event": (
        "meeting_version_same_event",
        lambda w: w.new_pair(version=w.other_version),
    ),
    "a seat at another time than its meeting's": (
        "seat_in_meeting",
        lambda w: (
            w.seat,
            {"meeting": w.second_meeting, "during": w.later_slot.during},
        ),
    ),
    "a seat in another version than its meeting's": (
        "seat_in_meeting",
        lambda w: (
            w.seat,
            {
                "meeting": w.second_meeting,
                "version": ScheduleVersionFactory(event=w.event),
            },
        ),
    ),
    "a seat for somebody of another event": (
        "seat_representative_of_registration",
        lambda w: (w.seat, {"representative": w.other_person}),
    ),
    "a slot outside the event's days": (
        "events_slot_inside_event",
        lambda w: (w.slot, {"during": span(moment(w.event, 9, day=2), 20)}),
    ),
    "a slot that runs past the event's last midnight": (
        "events_slot_inside_event",
        lambda w: (w.slot, {"during": span(moment(w.event, 23, 50, day=1), 20)}),
    ),
    "a meeting block outside the event's days": (
        "events_meetingblock_inside_event",
        lambda w: (w.slot.block, {"during": span(moment(w.event, 9, day=-1), 60)}),
    ),
    "a slot in a block of another event": (
        "slot_block_same_event",
        lambda w: (
            w.slot,
            {"block": w.other_slot.block, "during": span(moment(w.event, 15), 20)},
        ),
    ),
    "two live requests of one pair in one direction": (
        "request_live_once",
        lambda w: (MeetingRequestFactory(sender=w.a, receiver=w.b), {}),
    ),
    "a second request while the first is accepted": (
        "request_live_once",
        lambda w: (
            MeetingRequestFactory(sender=w.a, receiver=w.b, state=RequestState.ACCEPTED),
            {"state": RequestState.PENDING},
        ),
    ),
    "a request to oneself": (
        "request_not_to_oneself",
        lambda w: (
            MeetingRequestFactory(sender=w.a, receiver=w.b),
            {"receiver": w.a},
        ),
    ),
    "a request to a stranger to the event": (
        "request_receiver_same_event",
        lambda w: (
            MeetingRequestFactory(sender=w.a, receiver=w.b),
            {"receiver": w.stranger},
        ),
    ),
    "a request of a stranger to the event": (
        "request_sender_same_event",
        lambda w: (
            MeetingRequestFactory(sender=w.a, receiver=w.b),
            {"sender": w.stranger},
        ),
    ),
    "a second published version": (
        "version_published_once_an_event",
        lambda w: (
            ScheduleVersionFactory(event=w.event, state=VersionState.PUBLISHED),
            {"number": 99},
        ),
    ),
    "two versions of one number": (
        "version_number_once",
        lambda w: (w.version, {}),
    ),
    "two active runs": (
        "run_active_once_an_event",
        lambda w: (
            RunFactory(event=w.event, state=RunState.QUEUED),
            {"state": RunState.RUNNING},
        ),
    ),
}


def store_by_orm(row: models.Model, changes: dict[str, Any]) -> None:
    copy = type(row)._base_manager.get(pk=row.pk)  # with every field
    copy.pk = None
    for name, value in changes.items():
        setattr(copy, name, value)
    copy.save(force_insert=True)


def store_by_sql(row: models.Model, changes: dict[str, Any]) -> None:
    names, values, params = [], [], []
    quote = connection.ops.quote_name
    for field in row._meta.concrete_fields:
        if field.primary_key:
            continue
        names.append(quote(field.column))
        if field.name in changes:
            value = changes[field.name]
            values.append("%s")
            params.append(value.pk if isinstance(value, models.Model) else value)
        else:
            values.append(quote(field.column))
    table = quote(row._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(names)}) "
            f"SELECT {', '.join(values)} FROM {table} WHERE id = %s",
            [*params, row.pk],
        )


STORE = {"orm": store_by_orm, "sql": store_by_sql}


@contextmanager
def undone() -> Iterator[None]:
    """Everything in the block is rolled back, dropped constraints included."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


def drop(name: str) -> None:
    """Drop the constraint, the unique index or the trigger of that name."""
    with connection.cursor() as cursor:
        # Checks that wait for the commit would keep the tables from being altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "SELECT conrelid::regclass::text FROM pg_constraint WHERE conname = %s "
            "AND contype <> 't'",
            [name],
        )
        if found := cursor.fetchone():
            cursor.execute(f"ALTER TABLE {found[0]} DROP CONSTRAINT {name} CASCADE")
            return
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = %s", [name])
        if found := cursor.fetchone():
            cursor.execute(f"DROP TRIGGER {name} ON {found[0]}")
            return
        cursor.execute(f"DROP INDEX {name}")


def count(row: models.Model) -> int:
    return type(row)._default_manager.count()


@pytest.mark.parametrize("way", STORE)
@pytest.mark.parametrize("what", CASES)
class TestWhatCannotBeStored:
    def test_is_refused_by_its_constraint(self, what: str, way: str) -> None:
        constraint, bad = CASES[what]
        row, changes = bad(World())
        before = count(row)
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            STORE[way](row, changes)
        assert violated_constraint(refusal.value) == constraint
        assert count(row) == before

    def test_gets_in_without_it(self, what: str, way: str) -> None:
        constraint, bad = CASES[what]
        row, changes = bad(World())
        before = count(row)
        with undone():
            drop(constraint)
            STORE[way](row, changes)
            assert count(row) == before + 1
        assert count(row) == before


@pytest.mark.parametrize("way", ["orm", "sql"])
class TestWhatCannotBecomeSo:
    """The same by changing rows that are good."""

    @staticmethod
    def change(row: models.Model, way: str, **changes: Any) -> None:
        if way == "orm":
            for name, value in changes.items():
                setattr(row, name, value)
            row.save()
            return
        columns = ", ".join(f"{name} = %s" for name in changes)
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {row._meta.db_table} SET {columns} WHERE id = %s",
                [*changes.values(), row.pk],
            )

    def assert_only_by(self, constraint: str, row: models.Model, way: str, **changes: Any) -> None:
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            self.change(row, way, **changes)
        assert violated_constraint(refusal.value) == constraint
        with undone():
            drop(constraint)
            self.change(row, way, **changes)

    def test_a_meeting_moved_to_a_taken_table(self, way: str) -> None:
        world = World()
        self.assert_only_by(
            "meeting_table_free", world.second_meeting, way, table_id=world.table.pk
        )

    def test_an_event_whose_days_leave_its_slots_outside(self, way: str) -> None:
        event = World().event
        self.assert_only_by(
            "events_event_holds_its_slots",
            event,
            way,
            starts_on=event.starts_on + timedelta(days=1),
        )

    def test_a_second_version_published_by_an_update(self, way: str) -> None:
        world = World()
        ScheduleVersionFactory(event=world.event, state=VersionState.PUBLISHED)
        self.assert_only_by(
            "version_published_once_an_event",
            world.version,
            way,
            state=VersionState.PUBLISHED.value,
        )

    def test_a_finished_run_set_going_beside_another(self, way: str) -> None:
        world = World()
        RunFactory(event=world.event, state=RunState.RUNNING)
        finished = RunFactory(event=world.event, state=RunState.FAILED)
        self.assert_only_by("run_active_once_an_event", finished, way, state=RunState.QUEUED.value)

    def test_a_cancelled_meeting_planned_again_at_a_taken_table(self, way: str) -> None:
        world = World()
        cancelled = MeetingFactory(
            version=world.version,
            registration_a=world.b,
            registration_b=world.c,
            slot=world.slot,
            table=world.table,
            state="cancelled",
        )
        self.assert_only_by("meeting_table_free", cancelled, way, state="planned")


def test_a_slot_that_moves_takes_its_meetings_and_seats_along() -> None:
    world = World()
    at = span(moment(world.event, 16), 20)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE events_slot SET during = %s WHERE id = %s", [at, world.slot.pk])
    world.meeting.refresh_from_db()
    world.seat.refresh_from_db()
    assert world.meeting.starts_at == world.seat.during.lower == moment(world.event, 16)


def test_free_again_once_cancelled() -> None:
    """A cancelled meeting holds neither its table nor its people."""
    world = World()
    type(world.meeting)._default_manager.filter(pk=world.meeting.pk).update(state="cancelled")
    type(world.seat)._default_manager.filter(pk=world.seat.pk).update(is_held=False)
    again = world.meet(RegistrationFactory(event=world.event), table=world.table)
    SeatFactory(meeting=again, representative=world.person)


def test_versions_do_not_disturb_each_other() -> None:
    """The same people meet at the same time in another version of the same event."""
    world = World()
    draft = ScheduleVersionFactory(event=world.event)
    copy = MeetingFactory(
        version=draft,
        registration_a=world.a,
        registration_b=world.b,
        slot=world.slot,
        table=world.table,
        uid=world.meeting.uid,
    )
    SeatFactory(meeting=copy, representative=world.person)


def test_a_slot_that_overlaps_another_is_refused() -> None:
    world = World()
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        SlotFactory(event=world.event, during=span(moment(world.event, 9, 10), 20))
    assert violated_constraint(refusal.value) == "slots_of_an_event_apart"
