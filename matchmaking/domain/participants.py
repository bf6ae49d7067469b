"""Participants as the engine knows them: who comes for each, and when they are free."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from events.choices import EventMode, Pairing
from events.domain.busy import Busy as BusyTime
from events.domain.busy import busy_times
from events.models import Event, MeetingTable, Registration, Representative
from matchmaking.domain.findings import Finding, about
from matchmaking.domain.parameters import RunParams
from matchmaking.engine.problem import Busy, Participant, Slot
from matchmaking.engine.problem import Representative as Person

NO_SIDE, NO_PEOPLE, NO_FREE_TIME, NOT_TAKING_PART = (
    "no-side",
    "no-representative",
    "no-free-time",
    "not-taking-part",
)
"""Why a participant is left out of a run; the first word of why its meetings are."""


def minutes(moment: datetime) -> int:
    """Whole minutes since the Unix epoch, rounded down."""
    return int(moment.timestamp() // 60)


@dataclass(frozen=True)
class Participants:
    """Those who can take part, by registration, and why others cannot.

    `people` are the representatives of those who can, by participant; `findings` name the rest.
    """

    included: dict[int, Participant]
    rows: dict[int, Registration]
    people: dict[int, list[Representative]]
    excluded: dict[int, str]
    findings: list[Finding]

    def reason(self, registration: int) -> str:
        return self.excluded.get(registration, NOT_TAKING_PART)


def read_participants(
    event: Event, slots: Sequence[Slot], tables: Iterable[MeetingTable], params: RunParams
) -> Participants:
    """The approved registrations of the event. Eight queries, however many there are."""
    rows = {
        row.pk: row
        for row in Registration.objects.approved()
        .filter(event=event)
        .select_related("organisation")
    }
    people: dict[int, list[Representative]] = {pk: [] for pk in rows}
    for person in Representative.objects.filter(
        event=event, takes_meetings=True, registration__in=rows
    ).order_by("pk"):
        people[person.registration_id].append(person)
    busy = busy_times(event)
    usable = {table.pk for table in tables}
    included: dict[int, Participant] = {}
    excluded: dict[int, str] = {}
    for pk, row in rows.items():
        if event.pairing == Pairing.TWO_SIDED and row.side_id is None:
            excluded[pk] = NO_SIDE
        elif not people[pk]:
            excluded[pk] = NO_PEOPLE
        else:
            zone = row.time_zone or event.time_zone
            awake = _awake(zone, slots, params) if is_online(event, row) else None
            team = tuple(
                Person(str(p.pk), awake, tuple(_busy(time) for time in busy.get(p.pk, ())))
                for p in people[pk]
            )
            participant = _participant(event, row, team, usable)
            if any(_free(person, slots) for person in team):
                included[pk] = participant
            else:
                excluded[pk] = NO_FREE_TIME
    homeless = [
        str(row)
        for row in rows.values()
        if row.booth_id is not None and row.booth_id not in usable and not is_online(event, row)
    ]
    findings = [
        *_about_excluded("no_side", NO_SIDE, excluded, rows),
        *_about_excluded("no_people", NO_PEOPLE, excluded, rows),
        *_about_excluded("no_free_time", NO_FREE_TIME, excluded, rows),
        *about("booth_unusable", homeless),
    ]
    return Participants(included, rows, people, excluded, findings)


def is_online(event: Event, registration: Registration) -> bool:
    return registration.is_online or event.mode == EventMode.ONLINE


def _about_excluded(
    code: str, reason: str, excluded: dict[int, str], rows: dict[int, Registration]
) -> list[Finding]:
    return about(code, (str(rows[pk]) for pk, why in excluded.items() if why == reason))


def _participant(
    event: Event, row: Registration, team: tuple[Person, ...], usable: set[int]
) -> Participant:
    online = is_online(event, row)
    minimum, maximum = _limits(event, row)
    return Participant(
        id=str(row.pk),
        side=str(row.side_id) if event.pairing == Pairing.TWO_SIDED else None,
        representatives=team,
        minimum=minimum,
        maximum=maximum,
        online=online,
        table=str(row.booth_id) if row.booth_id in usable and not online else None,
        name=str(row),
    )


def _limits(event: Event, row: Registration) -> tuple[int, int | None]:
    """Fewest and most meetings: the participant's own numbers before the event's."""
    minimum = event.meeting_minimum if row.meeting_minimum is None else row.meeting_minimum
    maximum = event.meeting_maximum if row.meeting_maximum is None else row.meeting_maximum
    return (minimum, None) if maximum is None else (min(minimum, maximum), maximum)


def _busy(time: BusyTime) -> Busy:
    start = minutes(time.starts_at)
    end = max(minutes(time.ends_at + timedelta(seconds=59)), start + 1)
    return Busy(start, end, None if time.hall_id is None else str(time.hall_id))


def _awake(time_zone: str, slots: Sequence[Slot], params: RunParams) -> tuple[int, ...] | None:
    """The slots that lie between the waking hours of one day there; None where all do."""
    zone = ZoneInfo(time_zone)
    found = []
    for index, slot in enumerate(slots):
        start = datetime.fromtimestamp(slot.start * 60, zone)
        end = datetime.fromtimestamp(slot.end * 60, zone)
        midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
        closes = midnight + timedelta(hours=params.wake_until)
        if start.hour >= params.wake_from and end.replace(tzinfo=None) <= closes.replace(
            tzinfo=None
        ):
            found.append(index)
    return None if len(found) == len(slots) else tuple(found)


def _free(person: Person, slots: Sequence[Slot]) -> bool:
    """Whether the person has a slot to meet in."""
    allowed = range(len(slots)) if person.available is None else person.available
    return any(
        all(busy.end <= slots[k].start or slots[k].end <= busy.start for busy in person.busy)
        for k in allowed
    )
