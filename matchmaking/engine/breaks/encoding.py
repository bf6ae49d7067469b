"""Compact days as clauses, in the manner of Bofill et al. (2022), with what they imply.

Variables: meeting m takes place in slot s; participant p has a meeting in slot s, has had one
by slot s, has one from slot s on, and has begun its k-th run of meetings by slot s. A
participant's breaks are its runs less one, so "begun run k + 1 by the last slot" is the
literal "k breaks or more" whose falsehood the objective rewards.

Implied, for propagation: the number of meetings of each participant; the fewest meetings of a
slot that the tables of the others leave to it; a day without breaks is as long as its
meetings are many, any other is longer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from .clauses import FALSE, TRUE, Clauses
from .instance import Instance


@dataclass(frozen=True)
class Encoding:
    """The formula of an instance.

    ``takes_place[m]`` maps the slots of meeting m to literals. ``breaks[p]`` has literals "1
    break or more", "2 or more", ... of participant p, in order; together they are the soft
    part. ``total[k]`` is true if there are more than k breaks in all (up to its length).
    """

    clauses: Clauses
    takes_place: tuple[dict[int, int], ...]
    breaks: tuple[tuple[int, ...], ...]
    total: tuple[int, ...]

    @property
    def soft(self) -> list[int]:
        """Each of these literals that is true costs one break."""
        return [literal for literals in self.breaks for literal in literals]

    def at_most(self, breaks: int) -> list[int]:
        """Unit assumptions under which a schedule has no more than so many breaks."""
        return [-literal for literal in self.total[breaks : breaks + 1]]

    def groups(self, instance: Instance) -> list[list[list[int]]]:
        """The variables of each meeting; then those of each person's meetings; then those of
        each slot."""
        by_slot: list[list[int]] = [[] for _ in range(instance.slots)]
        for literals in self.takes_place:
            for slot, literal in literals.items():
                by_slot[slot].append(literal)
        own = [list(literals.values()) for literals in self.takes_place]
        people = [[v for m in meetings for v in own[m]] for meetings in instance.attends]
        return [own, [group for group in people if group], [group for group in by_slot if group]]

    def decode(self, true: Iterable[int]) -> list[int]:
        """The slot of each meeting in a model. Raises KeyError where it gives none."""
        holds = set(true)
        chosen = []
        for literals in self.takes_place:
            slots = [slot for slot, literal in literals.items() if literal in holds]
            if not slots:
                raise KeyError("a meeting has no slot in the model")
            chosen.append(slots[0])
        return chosen


def encode(instance: Instance) -> Encoding:
    """The formula of the instance, whose domains should be tight already."""
    writer = _Writer(instance)
    writer.place_meetings()
    writer.count_tables()
    writer.order_precedences()
    writer.order_twins()
    breaks = tuple(writer.count_runs(p) for p in range(instance.participants))
    writer.be_fair(breaks)
    soft = [literal for literals in breaks for literal in literals if literal != FALSE]
    return Encoding(
        clauses=writer.formula,
        takes_place=tuple(writer.takes_place),
        breaks=breaks,
        total=tuple(writer.formula.totals(soft, len(soft))),
    )


def most_breaks(instance: Instance) -> list[int]:
    """The most breaks that each participant can have, given its number of meetings."""
    return [
        max(0, min(len(meetings) - 1, instance.slots - len(meetings)))
        for meetings in instance.attends
    ]


class _Writer:
    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.formula = Clauses()
        self.takes_place: list[dict[int, int]] = []
        self.busy: list[list[int]] = []
        self.most = most_breaks(instance)
        # Somebody who cannot have a break at all keeps everybody within the fairness bound.
        self.somebody_has_none = min(self.most, default=0) == 0

    def place_meetings(self) -> None:
        """Each meeting once; each participant in one meeting a slot, and in all of its own."""
        instance, formula = self.instance, self.formula
        for domain in instance.domains:
            literals = {slot: formula.new() for slot in sorted(domain)}
            formula.add(*literals.values())
            formula.at_most_one(literals.values())
            self.takes_place.append(literals)
        for meetings in instance.attends:
            busy = []
            for slot in range(instance.slots):
                here = [self.takes_place[m].get(slot, FALSE) for m in meetings]
                formula.at_most_one(here)
                busy.append(formula.any_of(here))
            formula.count(busy, len(meetings), len(meetings))
            self.busy.append(busy)

    def count_tables(self) -> None:
        """Two seats a table, counted by participant.

        Counting participants, not meetings, lets the solver see at once that too many days
        must include a slot: with meetings it took 50 times as long on tight tables.
        """
        room, meetings = sum(self.instance.tables), len(self.instance.meetings)
        for slot, tables in enumerate(self.instance.tables):
            seated = [busy[slot] for busy in self.busy]
            self.formula.count(seated, 2 * (meetings - room + tables), 2 * tables)

    def order_precedences(self) -> None:
        """Order encoding: the later meeting is over by a slot only if the earlier was before."""
        over: dict[int, list[int]] = {}
        for pair in self.instance.precedences:
            for meeting in pair:
                if meeting not in over:
                    over[meeting] = self._over_by(meeting)
        for earlier, later in self.instance.precedences:
            for slot in range(self.instance.slots):
                before = over[earlier][slot - 1] if slot else FALSE
                self.formula.add(-over[later][slot], before)

    def _over_by(self, meeting: int) -> list[int]:
        formula, literals = self.formula, self.takes_place[meeting]
        last, previous, over = max(literals), FALSE, []
        for slot in range(self.instance.slots):
            here = literals.get(slot, FALSE)
            now = previous if here == FALSE else TRUE if slot == last else formula.new()
            formula.add(-previous, now)
            formula.add(-here, now)
            formula.add(-now, previous, here)
            formula.add(-previous, -here)
            over.append(now)
            previous = now
        return over

    def order_twins(self) -> None:
        """Meetings of one participant with others who have no other meeting are alike.

        Where two of them have the same domain, exchanging them changes nobody's breaks: only
        the order of the file is looked at.
        """
        instance = self.instance
        ordered = {meeting for pair in instance.precedences for meeting in pair}
        twins: dict[tuple[int, frozenset[int]], list[int]] = {}
        for meeting, pair in enumerate(instance.meetings):
            if meeting in ordered:
                continue
            for one, other in (pair, pair[::-1]):
                if len(instance.attends[other]) == 1:
                    twins.setdefault((one, instance.domains[meeting]), []).append(meeting)
                    break
        for alike in twins.values():
            for first, second in pairwise(alike):
                for slot, literal in self.takes_place[second].items():
                    earlier = [x for s, x in self.takes_place[first].items() if s < slot]
                    self.formula.add(-literal, *earlier)

    def count_runs(self, participant: int) -> tuple[int, ...]:
        """The literals "1 break or more", "2 or more", ... of a participant."""
        most = self.most[participant]
        if self.somebody_has_none:
            most = min(most, self.instance.fairness)
        if len(self.instance.attends[participant]) < 2:
            return ()
        formula, busy = self.formula, self.busy[participant]
        runs = [FALSE] * (most + 2)
        begun = []
        previous = FALSE
        for here in busy:
            if here != FALSE:
                runs = self._begin_run(runs, here, previous)
            begun.append(runs[0])
            previous = here
        # One run more than the most there may be.
        formula.add(-runs[-1])
        self._measure_day(participant, begun, runs[1])
        return tuple(runs[1:-1])

    def _begin_run(self, runs: list[int], here: int, previous: int) -> list[int]:
        """Literal k of the answer: more than k runs have begun by this slot."""
        formula, after = self.formula, []
        for k, before in enumerate(runs):
            enough = runs[k - 1] if k else TRUE
            if before == FALSE and enough == FALSE:
                after.append(FALSE)
                continue
            now = formula.new()
            formula.add(now, -here, previous, -enough)
            formula.add(now, -before)
            formula.add(-now, before, here)
            formula.add(-now, before, -previous)
            formula.add(-now, enough)
            after.append(now)
        return after

    def _measure_day(self, participant: int, begun: list[int], has_break: int) -> None:
        """A day spans at least as many slots as it has meetings; without a break, as many."""
        formula, busy, slots = self.formula, self.busy[participant], self.instance.slots
        length = len(self.instance.attends[participant])
        remains = [FALSE] * (slots + 1)
        for slot in reversed(range(slots)):
            remains[slot] = formula.any_of([busy[slot], remains[slot + 1]])
        for slot in range(slots):
            earlier = begun[slot - 1] if slot else FALSE
            formula.add(earlier, remains[min(slot + length - 1, slots)])
            if slot + length < slots:
                formula.add(has_break, -begun[slot], -remains[slot + length])
            formula.add(has_break, -begun[slot], -remains[slot], busy[slot])

    def be_fair(self, breaks: tuple[tuple[int, ...], ...]) -> None:
        """Whoever has k + d breaks or more obliges everybody to have k or more."""
        if self.somebody_has_none:
            return
        for k in range(1, max(self.most) + 1):
            many = k + self.instance.fairness - 1
            obliged = self.formula.any_of([own[many] for own in breaks if many < len(own)])
            for own in breaks:
                self.formula.add(-obliged, own[k - 1] if k <= len(own) else FALSE)
