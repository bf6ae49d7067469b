"""Versions made by hand, good enough to be published."""

from typing import Any

from events.models import Event, Registration
from matchmaking.domain.pairs import pair_of
from matchmaking.models import Meeting, ScheduleVersion
from tests.factories import MeetingFactory, ScheduleVersionFactory, SeatFactory

Pairing = tuple[Registration, Registration, int]
"""Two participants and the number of the slot in which they meet."""


def draft(
    event: Event, *pairings: Pairing, parent: ScheduleVersion | None = None, **fields: Any
) -> ScheduleVersion:
    """A draft in which the pairs meet, at the first tables, each with its first people."""
    version = ScheduleVersionFactory(event=event, parent=parent, **fields)
    slots = list(event.slots.order_by("during"))
    tables = list(event.tables.order_by("pk"))
    taken: dict[int, int] = {}
    for a, b, number in pairings:
        first, second = sorted((a, b), key=lambda row: row.pk)
        table = tables[taken.get(number, 0)]
        taken[number] = taken.get(number, 0) + 1
        meeting = MeetingFactory(
            version=version,
            registration_a=first,
            registration_b=second,
            slot=slots[number],
            table=table,
            value=500_000,
        )
        for row in (first, second):
            SeatFactory(meeting=meeting, representative=row.representatives.first())
    return version


def meeting_of(version: ScheduleVersion, a: Registration, b: Registration) -> Meeting:
    first, second = pair_of(a.pk, b.pk)
    return version.meetings.get(registration_a=first, registration_b=second)
