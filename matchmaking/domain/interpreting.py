"""Which interpreter goes to which meeting.

The schedule counts interpreters of a pair of languages as one resource and never needs more of them
at a time than there are; here each meeting gets one of them by name.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import groupby

from events.models import Event, Interpreter
from matchmaking.domain.pairs import Pair, pair_of
from matchmaking.domain.snapshot import pair_of_candidate
from matchmaking.domain.tongues import resource_of
from matchmaking.engine.facts import Facts
from matchmaking.engine.result import Assignment
from matchmaking.models import Meeting


def assign_interpreters(
    event: Event, facts: Facts, assignments: Iterable[Assignment]
) -> dict[str, int]:
    """Ids of interpreters by candidate, for the meetings that need one. Two queries.

    Whoever was to go to a meeting goes to it wherever it moves, and somebody who interprets for a
    company stays with it where that can be. Where interpreters were taken out since the schedule
    was computed, some of its meetings have none. The interpreters stay locked.
    """
    there: dict[str, list[int]] = defaultdict(list)
    for interpreter in (
        Interpreter.objects.filter(event=event).order_by("pk").select_for_update(no_key=True)
    ):
        there[resource_of(interpreter)].append(interpreter.pk)
    if not there:
        return {}
    needing = [x for x in assignments if facts.candidates[x.candidate].resources]
    needing.sort(key=lambda x: (x.slot, x.candidate))
    before, known = _interpreted_before(event), _Acquaintance()
    found: dict[str, int] = {}
    for _slot, of_slot in groupby(needing, key=lambda x: x.slot):
        busy: set[int] = set()
        waiting = list(of_slot)
        for x in [x for x in waiting if pair_of_candidate(x.candidate) in before]:
            chosen = before[pair_of_candidate(x.candidate)]
            if chosen not in busy and chosen in _able(there, facts, x):
                found[x.candidate] = chosen
                busy.add(chosen)
        for x in waiting:
            free = [pk for pk in _able(there, facts, x) if pk not in busy]
            if x.candidate not in found and free:
                found[x.candidate] = known.best(free, pair_of_candidate(x.candidate))
                busy.add(found[x.candidate])
        for x in waiting:
            if x.candidate in found:
                known.meet(found[x.candidate], pair_of_candidate(x.candidate))
    return found


class _Acquaintance:
    """Who has interpreted for whom so far."""

    def __init__(self) -> None:
        self._times: dict[tuple[int, int], int] = defaultdict(int)

    def best(self, interpreters: Iterable[int], pair: Pair) -> int:
        return max(interpreters, key=lambda pk: (sum(self._times[pk, one] for one in pair), -pk))

    def meet(self, interpreter: int, pair: Pair) -> None:
        for one in pair:
            self._times[interpreter, one] += 1


def _able(there: Mapping[str, list[int]], facts: Facts, x: Assignment) -> list[int]:
    """Interpreters of the languages that the meeting needs."""
    return [pk for name in facts.candidates[x.candidate].resources for pk in there.get(name, ())]


def _interpreted_before(event: Event) -> dict[Pair, int]:
    """Who goes to the pair's meeting in the published schedule."""
    rows = Meeting.objects.published().filter(event=event, interpreter__isnull=False)
    return {
        pair_of(a, b): interpreter
        for a, b, interpreter in rows.values_list(
            "registration_a_id", "registration_b_id", "interpreter_id"
        )
    }
