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
from matchmaking.domain.snapshot import (
    Held,
    candidate_id,
    pair_of_candidate,
    take_snapshot,
)
from matchmaking.engine.checker import check
from matchmaking.engine.result import FEASIBLE, Assignment, Result
from matchmaking.models import Meeting, ScheduleVersion

WHY: dict[str, Promise] = {
    "unknown": _("its time is no longer one of the event's slots"),
    "not-taking-part": _("one of the two no longer takes part"),
    "no-side": _("one of the two is on neither side"),
    "no-representative": _("one of the two has nobody who takes meetings"),
    "no-free-time": _("one of the two is not free at any time"),
    "forbidden": _("one of the two has blocked or declined the other"),
    "kept-apart": _("the event's rules keep the two apart"),
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
"""Why a meeting cannot stand: by the engine's code of the constraint, or the snapshot's."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A meeting of a version that cannot stand; `code` is one of `WHY`."""

    code: str
    meeting: Meeting

    @property
    def sentence(self) -> str:
        """Which meeting, when, and why it cannot be."""
        start = timezone.localtime(self.meeting.starts_at, self.meeting.event.zone)
        return _("%(pair)s on %(when)s: %(why)s") % {
            "pair": f"{self.meeting.registration_a} – {self.meeting.registration_b}",
            "when": formats.date_format(start, "SHORT_DATETIME_FORMAT"),
            "why": WHY.get(self.code, WHY["unknown"]),
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
    conflicts = [
        Conflict(out.reason, meetings[out.pair])
        for out in snapshot.left_out
        if out.pair in meetings
    ]
    stray = {conflict.meeting.pk for conflict in conflicts}
    slot_index = {slot.id: index for index, slot in enumerate(snapshot.problem.slots)}
    for meeting in meetings.values():
        if str(meeting.slot_id) not in slot_index:
            conflicts.append(Conflict("unknown", meeting))
            stray.add(meeting.pk)
    known = {pair: meeting for pair, meeting in meetings.items() if meeting.pk not in stray}
    for violation in check(snapshot.problem, stored_result(known, slot_index)):
        pair = pair_of_candidate(violation.candidate)
        conflicts.append(Conflict(violation.code, known.get(pair) or _published(event, pair)))
    return conflicts, stopping


def _published(event: Event, pair: Pair) -> Meeting:
    """The locked meeting of the published version that the other one lacks."""
    meeting: Meeting = (
        Meeting.objects.published()
        .select_related("event", "registration_a__organisation", "registration_b__organisation")
        .get(event=event, registration_a__in=pair, registration_b__in=pair, is_locked=True)
    )
    return meeting


def seated(meeting: Meeting) -> set[int]:
    """Ids of the representatives who sit in the meeting; uses prefetched seats."""
    return {seat.representative_id for seat in meeting.seats.all() if seat.is_held}


def stored_result(meetings: dict[Pair, Meeting], slot_index: dict[str, int]) -> Result:
    """The planned meetings of a version as the engine would have returned them."""
    assignments: Sequence[Assignment] = [
        Assignment(
            candidate_id(pair),
            slot_index[str(meeting.slot_id)],
            None if meeting.table_id is None else str(meeting.table_id),
            tuple(sorted(str(person) for person in seated(meeting))),
        )
        for pair, meeting in sorted(meetings.items())
    ]
    return Result(FEASIBLE, 0, None, None, (), tuple(assignments), ())
