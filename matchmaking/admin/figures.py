"""Who got how much of what they asked for, in one version. Three queries."""

from collections import Counter
from dataclasses import dataclass
from statistics import median

from companies.ordering import alphabetical
from events.models import Registration
from matchmaking.choices import RequestState
from matchmaking.domain.pairs import Pair, pair_of
from matchmaking.models import MeetingRequest, ScheduleVersion


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    @property
    def percent(self) -> int:
        return round(100 * self.part / self.whole) if self.whole else 100


@dataclass(frozen=True)
class ParticipantRow:
    registration: Registration
    meetings: int
    asked: Share
    received: Share


@dataclass(frozen=True)
class Figures:
    """Meetings of a version against the requests that are live now."""

    meetings: int
    requests: Share
    mutual: Share
    served: Share
    fewest: int
    middle: float
    most: int
    rows: list[ParticipantRow]

    @property
    def without(self) -> list[ParticipantRow]:
        return [row for row in self.rows if not row.meetings]


def version_figures(version: ScheduleVersion) -> Figures:
    held = {
        pair_of(a, b)
        for a, b in version.meetings.planned().values_list("registration_a_id", "registration_b_id")
    }
    requests = list(
        MeetingRequest.objects.live()
        .filter(event=version.event_id, put_aside_at__isnull=True)
        .order_by()
        .values_list("sender_id", "receiver_id", "state")
    )
    participants = list(
        Registration.objects.approved()
        .filter(event=version.event_id)
        .select_related("organisation")
    )
    meetings = Counter(member for pair in held for member in pair)
    rows = _rows(participants, held, requests, meetings)
    counts = [row.meetings for row in rows] or [0]
    asked = {pair_of(a, b) for a, b, _state in requests}
    both = {pair_of(a, b) for a, b, state in requests if state == RequestState.ACCEPTED}
    both |= {pair_of(a, b) for a, b, _state in requests if (b, a) in _directed(requests)}
    return Figures(
        meetings=len(held),
        requests=Share(len(asked & held), len(asked)),
        mutual=Share(len(both & held), len(both)),
        served=Share(sum(1 for count in counts if count), len(rows)),
        fewest=min(counts),
        middle=median(counts),
        most=max(counts),
        rows=rows,
    )


def _directed(requests: list[tuple[int, int, str]]) -> set[tuple[int, int]]:
    return {(sender, receiver) for sender, receiver, _state in requests}


def _rows(
    participants: list[Registration],
    held: set[Pair],
    requests: list[tuple[int, int, str]],
    meetings: "Counter[int]",
) -> list[ParticipantRow]:
    """One row a participant, those with the fewest meetings first."""
    sent, sent_held = Counter[int](), Counter[int]()
    received, received_held = Counter[int](), Counter[int]()
    for sender, receiver, _state in requests:
        is_held = pair_of(sender, receiver) in held
        sent[sender] += 1
        received[receiver] += 1
        sent_held[sender] += is_held
        received_held[receiver] += is_held
    rows = [
        ParticipantRow(
            registration=each,
            meetings=meetings[each.pk],
            asked=Share(sent_held[each.pk], sent[each.pk]),
            received=Share(received_held[each.pk], received[each.pk]),
        )
        for each in participants
    ]
    return sorted(rows, key=lambda row: (row.meetings, alphabetical(row.registration)))
