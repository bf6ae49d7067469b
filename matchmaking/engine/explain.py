"""Why a candidate is not scheduled, and the cheapest change that would let it in.

The reason names the constraint that binds. In a slot in which both sides could meet, that is a
person who is busy (then the change gives up or moves the meetings in the way, and its price is
what they are worth), tables or resources that are used up, or a maximum that is reached. Where
there is no such slot, it is the rule that leaves none: availability, allowed slots, tables.

Every reason is true in the sense that applying it (``granting.apply_reason``) gives a schedule that
passes the checker with the candidate held.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from .constraints import too_far_apart
from .errors import ProblemError
from .facts import Facts, mask
from .problem import Candidate, Problem
from .result import Assignment, Result

FITS = "fits"
CLOSER_LOOKS = 3
"""Slots, the cheapest for the people, that are looked at in every detail."""
ABSENT, LOCKED = 10**10, 10**12
BUSY = "person-busy"


@dataclass(frozen=True, slots=True)
class Need:
    """What would have to give: the code of a constraint, whose it is, and in which slot."""

    code: str
    subject: str
    slot: int


@dataclass(frozen=True, slots=True)
class Reason:
    """``code`` and ``subject``: the constraint that binds. ``placement`` is how the meeting
    would be held once ``needs`` are given, ``moves`` are moved and ``displaced`` are given up;
    ``price`` is the value of the displaced, ``gain`` that of the candidate."""

    candidate: str
    code: str
    subject: str
    placement: Assignment
    needs: tuple[Need, ...]
    moves: tuple[Assignment, ...]
    displaced: tuple[str, ...]
    price: int
    gain: int
    promises: int
    """How many of the displaced are requests or must-meets."""

    def to_data(self, problem: Problem) -> dict[str, Any]:
        """Plain values for JSON, with slots by id."""
        data = asdict(self)
        for item in (data["placement"], *data["needs"], *data["moves"]):
            item["slot"] = problem.slots[item["slot"]].id
        return data


def explain_unscheduled(problem: Problem, result: Result, candidate_id: str) -> Reason:
    """The reason for one candidate. For many, make one Explainer and ask it."""
    return Explainer(problem, result.assignments).explain(candidate_id)


class Explainer:
    """Answers for every candidate of one schedule; built in about a second for 50,000
    meetings."""

    def __init__(
        self,
        problem: Problem,
        assignments: Iterable[Assignment],
        *,
        facts: Facts | None = None,
    ) -> None:
        self.facts = facts or Facts(problem)
        self.problem = problem
        self.held = {x.candidate: x for x in assignments if x.candidate in self.facts.candidates}
        self.locked = {lock.candidate for lock in problem.locks}
        self.day: dict[str, dict[int, Assignment]] = defaultdict(dict)
        self.busy: dict[str, int] = defaultdict(int)
        self.table_used: dict[tuple[str, int], int] = defaultdict(int)
        self.resource_used: dict[tuple[str, int], int] = defaultdict(int)
        self.degree: dict[str, int] = defaultdict(int)
        self._costs: dict[str, list[int]] = {}
        self._free_tables: dict[tuple[tuple[str | None, ...], int], str | None] = {}
        self._table_masks: dict[tuple[str | None, ...], int] = {}
        self._count_all()

    def add(self, x: Assignment) -> None:
        """Hold one more meeting; the caller knows that it fits."""
        self.held[x.candidate] = x
        self._count(x, 1)

    def remove(self, candidate: str) -> None:
        """Give a meeting up."""
        self._count(self.held.pop(candidate), -1)

    def _count_all(self) -> None:
        """As ``_count`` for everything held, in one plain loop: there may be 50,000."""
        day, busy, used, degree = self.day, self.busy, self.table_used, self.degree
        candidates = self.facts.candidates
        for x in self.held.values():
            slot, c = x.slot, candidates[x.candidate]
            for name in x.representatives:
                day[name][slot] = x
                busy[name] |= 1 << slot
            if x.table is not None:
                used[x.table, slot] += 1
            for name in c.resources:
                self.resource_used[name, slot] += 1
            degree[c.a] += 1
            degree[c.b] += 1

    def _count(self, x: Assignment, sign: int) -> None:
        c = self.facts.candidates[x.candidate]
        for name in x.representatives:
            if sign > 0:
                self.day[name][x.slot] = x
                self.busy[name] |= 1 << x.slot
            else:
                del self.day[name][x.slot]
                self.busy[name] &= ~(1 << x.slot)
        if x.table is not None:
            self.table_used[x.table, x.slot] += sign
            if self._free_tables:
                self._free_tables.clear()
        for name in c.resources:
            self.resource_used[name, x.slot] += sign
        for side in (c.a, c.b):
            self.degree[side] += sign
            self._costs.pop(side, None)

    def explain(self, candidate_id: str) -> Reason:
        """Raises ProblemError for a candidate that is unknown or held."""
        c = self.facts.candidates.get(candidate_id)
        if c is None:
            raise ProblemError(f"there is no candidate {candidate_id!r}", "candidate")
        if candidate_id in self.held:
            raise ProblemError(f"{candidate_id!r} is scheduled", "candidate")
        slots = list(_bits(self._possible(c))) or range(len(self.problem.slots))
        cost_a, cost_b = self._side_costs(c, c.a), self._side_costs(c, c.b)
        cheapest = heapq.nsmallest(CLOSER_LOOKS, ((cost_a[s] + cost_b[s], s) for s in slots))
        options = [self._option(c, s) for _, s in cheapest]
        best = min((self._with_moves(c, o) for o in options), key=lambda o: o.rank)
        return self._reason(c, best)

    def _side_costs(self, c: Candidate, side: str) -> list[int]:
        """In each slot, the value of the meetings a side's people would have to give up."""
        named = [r for r in c.representatives if self.facts.owner[r] == side]
        if named:
            each = [self._person_costs(name) for name in named]
            return [sum(costs) for costs in zip(*each, strict=True)]
        if side not in self._costs:
            people = self.facts.participants[side].representatives
            each = [self._person_costs(r.id) for r in people]
            self._costs[side] = [min(costs) for costs in zip(*each, strict=True)]
        return self._costs[side]

    def _person_costs(self, name: str) -> list[int]:
        """The value of a person's meeting in each slot; out of reach where it is locked or the
        person is not there."""
        facts, bits = self.facts, self.facts.person_slots[name]
        costs = [0 if bits >> s & 1 else ABSENT for s in range(len(self.problem.slots))]
        for slot, x in self.day[name].items():
            costs[slot] = facts.candidates[x.candidate].value
            if x.candidate in self.locked:
                costs[slot] += LOCKED
        return costs

    def _possible(self, c: Candidate) -> int:
        """Slots in which no rule forbids the meeting."""
        facts = self.facts
        bits = mask(c.slots, len(self.problem.slots))
        for side in (c.a, c.b):
            named = [r for r in c.representatives if facts.owner[r] == side]
            people = facts.participants[side].representatives
            there = 0
            for person in people:
                there |= facts.person_slots[person.id]
            for name in named:
                there &= facts.person_slots[name]
            bits &= there
        for name in c.resources:
            bits &= facts.resource_slots[name]
        tables = facts.tables_of(c)
        if tables is not None:
            bits &= self._table_mask(c, tables)
        return bits

    def _table_mask(self, c: Candidate, tables: tuple[str, ...]) -> int:
        key = self.facts.table_key(c)
        if key not in self._table_masks:
            bits = 0
            for t in tables:
                bits |= self.facts.table_slots[t]
            self._table_masks[key] = bits
        return self._table_masks[key]

    def free_table(self, c: Candidate, slot: int) -> str | None:
        """The first table of an on-site candidate with a seat left in a slot."""
        key = (self.facts.table_key(c), slot)
        if key not in self._free_tables:
            facts = self.facts
            self._free_tables[key] = next(
                (
                    t
                    for t in facts.tables_of(c) or ()
                    if facts.table_slots[t] >> slot & 1
                    and self.table_used[t, slot] < facts.table_capacity[t]
                ),
                None,
            )
        return self._free_tables[key]

    def _option(self, c: Candidate, slot: int) -> _Option:
        """What stands in the way of a meeting in a slot."""
        facts = self.facts
        option = _Option(slot)
        if c.slots is not None and slot not in c.slots:
            option.needs.append(Need("slot-not-allowed", c.id, slot))
        for side in (c.a, c.b):
            named = [r for r in c.representatives if facts.owner[r] == side]
            for name in named or [self._cheapest_person(side, slot)]:
                option.people.append(name)
                if not facts.is_free(name, slot):
                    option.needs.append(Need("person-unavailable", name, slot))
                other = self.day[name].get(slot)
                if other is not None:
                    option.remove(other)
        self._table_of_option(c, option)
        self._walk_of_option(c, option)
        for name in c.resources:
            if not facts.resource_slots[name] >> slot & 1:
                option.needs.append(Need("resource-unavailable", name, slot))
            freed = sum(
                name in facts.candidates[d].resources
                for d, x in option.displaced.items()
                if x.slot == slot
            )
            if self.resource_used[name, slot] - freed >= facts.resource_capacity[name]:
                option.needs.append(Need("resource-full", name, slot))
        for side in (c.a, c.b):
            maximum = facts.participants[side].maximum
            freed = sum(
                side in (facts.candidates[d].a, facts.candidates[d].b) for d in option.displaced
            )
            if maximum is not None and self.degree[side] - freed >= maximum:
                option.needs.append(Need("maximum-reached", side, slot))
        option.price = sum(facts.candidates[d].value for d in option.displaced)
        option.locks = len(self.locked.intersection(option.displaced))
        return option

    def _cheapest_person(self, side: str, slot: int) -> str:
        """Who of a side would come: a free person, else one whose meeting is worth least."""
        people = self.facts.participants[side].representatives
        if len(people) == 1:
            return people[0].id

        def cost(name: str) -> tuple[bool, bool, int, str]:
            other = self.day[name].get(slot)
            if other is None:
                return not self.facts.is_free(name, slot), False, 0, name
            value = self.facts.candidates[other.candidate].value
            return False, other.candidate in self.locked, 1 + value, name

        return min((p.id for p in people), key=cost)

    def _table_of_option(self, c: Candidate, option: _Option) -> None:
        tables = self.facts.tables_of(c)
        if tables is None:
            return
        slot = option.slot
        option.table = self.free_table(c, slot)
        if option.table is not None:
            return
        for x in option.displaced.values():
            if x.slot == slot and x.table in tables:
                option.table = x.table
                return
        standing = [t for t in tables if self.facts.table_slots[t] >> slot & 1]
        if not tables:
            option.needs.append(Need("wrong-table", c.id, slot))
        elif not standing:
            table = max(tables, key=lambda t: self.facts.table_capacity[t] > 0)
            option.table = table
            option.needs.append(Need("table-unavailable", table, slot))
            if not self.facts.table_capacity[table]:
                option.needs.append(Need("table-full", table, slot))
        else:
            option.table = standing[0]
            option.needs.append(Need("table-full", standing[0], slot))

    def _walk_of_option(self, c: Candidate, option: _Option) -> None:
        facts = self.facts
        place = facts.place_of.get(option.table) if option.table else None
        if not facts.walk or place is None:
            return
        x = Assignment(c.id, option.slot, option.table, tuple(option.people))
        for name in option.people:
            if not facts.reaches(name, option.slot, place):
                option.needs.append(Need("too-far-from-busy", name, option.slot))
            for other in self.day[name].values():
                if other.candidate not in option.displaced and too_far_apart(facts, x, other):
                    option.remove(other)

    def _with_moves(self, c: Candidate, option: _Option) -> _Option:
        """Move what is displaced to free slots where that is possible."""
        if not option.displaced or self.facts.walk:
            return option
        taken: dict[str, int] = defaultdict(int)
        for name in option.people:
            taken[name] |= 1 << option.slot
        used: set[tuple[str, int]] = {(option.table or "", option.slot)}
        for d, x in sorted(option.displaced.items()):
            if d in self.locked:
                continue
            resources = self.facts.candidates[d].resources
            new = self._elsewhere(self.facts.candidates[d], x, taken, used)
            if new is not None:
                option.moves.append(new)
                used.add((new.table or "", new.slot))
                used.update((name, new.slot) for name in resources)
                for name in new.representatives:
                    taken[name] |= 1 << new.slot
        moved = {x.candidate for x in option.moves}
        candidates = self.facts.candidates
        option.price = sum(candidates[d].value for d in option.displaced if d not in moved)
        # a moved meeting still counts for the maxima it counted for
        for side in (c.a, c.b):
            maximum = self.facts.participants[side].maximum
            freed = sum(
                side in (candidates[d].a, candidates[d].b)
                for d in option.displaced
                if d not in moved
            )
            need = Need("maximum-reached", side, option.slot)
            full = maximum is not None and self.degree[side] - freed >= maximum
            if full and need not in option.needs:
                option.needs.append(need)
        return option

    def _elsewhere(
        self,
        d: Candidate,
        x: Assignment,
        taken: dict[str, int],
        used: set[tuple[str, int]],
    ) -> Assignment | None:
        """The first slot in which the same people and a free table can hold a meeting; ``used``
        are the tables and resources that other moves take there."""
        bits = self._possible(d) & ~(1 << x.slot)
        for name in x.representatives:
            bits &= self.facts.person_slots[name] & ~self.busy[name] & ~taken[name]
        tables = self.facts.tables_of(d)
        for slot in _bits(bits):
            if any(
                (name, slot) in used
                or self.resource_used[name, slot] >= self.facts.resource_capacity[name]
                for name in d.resources
            ):
                continue
            if tables is None:
                return Assignment(d.id, slot, None, x.representatives)
            table = self.free_table(d, slot)
            if table is not None and (table, slot) not in used:
                return Assignment(d.id, slot, table, x.representatives)
        return None

    def _reason(self, c: Candidate, option: _Option) -> Reason:
        facts = self.facts
        code, subject = FITS, c.id
        if option.displaced:
            first = min(option.displaced)
            d = facts.candidates[first]
            code, subject = BUSY, next((p for p in (c.a, c.b) if p in (d.a, d.b)), d.a)
        elif option.needs:
            code, subject = option.needs[0].code, option.needs[0].subject
        moved = {x.candidate for x in option.moves}
        gone = tuple(sorted(d for d in option.displaced if d not in moved))
        people = tuple(sorted(option.people))
        return Reason(
            c.id,
            code,
            subject,
            Assignment(c.id, option.slot, option.table, people),
            tuple(option.needs),
            tuple(sorted(option.moves, key=lambda x: x.candidate)),
            gone,
            option.price,
            c.value,
            sum(facts.candidates[d].tier > 0 or facts.candidates[d].must for d in gone),
        )


class _Option:
    """One slot, and what would have to give for the meeting to be held in it."""

    __slots__ = ("displaced", "locks", "moves", "needs", "people", "price", "slot", "table")

    def __init__(self, slot: int) -> None:
        self.slot = slot
        self.people: list[str] = []
        self.table: str | None = None
        self.needs: list[Need] = []
        self.displaced: dict[str, Assignment] = {}
        self.moves: list[Assignment] = []
        self.price = 0
        self.locks = 0

    def remove(self, other: Assignment) -> None:
        self.displaced[other.candidate] = other

    @property
    def rank(self) -> tuple[int, int, int, int, int]:
        """Locks stay if they can; then the cheapest, the fewest needs, the earliest."""
        return self.locks, self.price, len(self.needs), len(self.displaced), self.slot


def _bits(bits: int) -> Iterator[int]:
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low
