"""Whether a stored version keeps every hard constraint: the engine's checker over our rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.models import Event
from matchmaking.choices import MeetingState
from matchmaking.domain.findings import Finding
from matchmaking.domain.pairs import Pair, pair_of
from matchmaking.domain.snapshot import Held, candidate_id, take_snapshot
from matchmaking.engine.checker import check
from matchmaking.engine.result import FEASIBLE, Assignment, Result
from matchmaking.models import Meeting, ScheduleVersion

WHY: dict[str, Promise] = {
    "unknown": _("the two may not meet, or one of them cannot take part any more"),
    "slot-not-allowed": _("it would begin in the past, or at a time the two cannot meet"),
    "not-represented": _("one of the two has nobody there"),
    "named-person-missing": _("somebody who has to be there is not"),
    "person-unavailable": _("somebody is not free then"),
    "person-busy": _("somebody has another meeting then"),
    "meets-twice": _("the two would meet twice"),
    "wrong-table": _("it is not at a table that the two can use"),
    "table-unavailable": _("its table does not stand there then"),
    "table-full": _("its table is taken then"),
    "resource-unavailable": _("no interpreter is there then"),
    "resource-full": _("more interpreters are needed then than there are"),
    "maximum-reached": _("one of the two would have too many meetings"),
    "too-far-from-busy": _("somebody cannot walk there in time"),
    "too-far-apart": _("somebody cannot walk from one meeting to the next in time"),
    "lock-broken": _("it is locked at another time or table"),
}
"""Why a meeting cannot stand, by the engine's code of the constraint."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A meeting of a version that breaks a hard constraint. `code` is the engine's."""

    code: str
    meeting: Meeting | None
    pair: str

    @property
    def sentence(self) -> str:
        why = WHY.get(self.code, WHY["unknown"])
        if self.meeting is None:
            return _("%(pair)s: %(why)s") % {"pair": self.pair, "why": why}
        start = timezone.localtime(self.meeting.starts_at, self.meeting.event.zone)
        return _("%(pair)s on %(when)s: %(why)s") % {
            "pair": self.pair,
            "when": formats.date_format(start, "SHORT_DATETIME_FORMAT"),
            "why": why,
        }


def find_conflicts(version: ScheduleVersion) -> tuple[list[Conflict], list[Finding]]:
    """What speaks against the version as it is stored, given the event as it is now.

    The findings are those that stop any schedule, such as locks that contradict each other.
    """
    event: Event = version.event
    meetings = {
        pair_of(meeting.registration_a_id, meeting.registration_b_id): meeting
        for meeting in version.meetings.filter(state=MeetingState.PLANNED)
        .select_related("event", "registration_a__organisation", "registration_b__organisation")
        .prefetch_related("seats")
    }
    snapshot = take_snapshot(
        event,
        scores={},
        held=[
            Held(pair, meeting.tier, meeting.value, frozenset(seated(meeting)))
            for pair, meeting in meetings.items()
        ],
    )
    stopping = [f for f in snapshot.findings if f.stops and f.code != "nothing_possible"]
    slot_index = {slot.id: index for index, slot in enumerate(snapshot.problem.slots)}
    result = stored_result(meetings, slot_index)
    conflicts = []
    for violation in check(snapshot.problem, result):
        meeting = meetings.get(_pair(violation.candidate))
        name = _name(meeting) if meeting else violation.candidate
        conflicts.append(Conflict(violation.code, meeting, name))
    return conflicts, stopping


def seated(meeting: Meeting) -> set[int]:
    """Ids of the representatives who sit in the meeting; uses prefetched seats."""
    return {seat.representative_id for seat in meeting.seats.all() if seat.is_held}


def stored_result(meetings: dict[Pair, Meeting], slot_index: dict[str, int]) -> Result:
    """The planned meetings of a version as the engine would have returned them."""
    assignments: Sequence[Assignment] = [
        Assignment(
            candidate_id(pair),
            slot_index.get(str(meeting.slot_id), -1),
            None if meeting.table_id is None else str(meeting.table_id),
            tuple(sorted(str(person) for person in seated(meeting))),
        )
        for pair, meeting in sorted(meetings.items())
    ]
    return Result(FEASIBLE, 0, None, None, (), tuple(assignments), ())


def _pair(candidate: str) -> Pair:
    a, dash, b = candidate.partition("-")
    return (int(a), int(b)) if dash else (0, 0)


def _name(meeting: Meeting) -> str:
    return f"{meeting.registration_a} – {meeting.registration_b}"
