"""Lookups over a problem: who is whose, who is free when, which table a meeting may take."""

from __future__ import annotations

from functools import cached_property

from .problem import Candidate, Lock, Participant, Problem, Representative


def mask(indices: tuple[int, ...] | None, count: int) -> int:
    """Slot indices as a bitmask; None means all ``count`` of them."""
    if indices is None:
        return (1 << count) - 1
    bits = 0
    for index in indices:
        bits |= 1 << index
    return bits


def free_slots(problem: Problem, person: Representative) -> int:
    """Bitmask of the slots in which a person is available and not busy elsewhere."""
    bits = mask(person.available, len(problem.slots))
    for busy in person.busy:
        for i, slot in enumerate(problem.slots):
            if slot.start < busy.end and busy.start < slot.end:
                bits &= ~(1 << i)
    return bits


class Facts:
    """Built once from a problem; holds nothing of any schedule. Bitmasks are Python integers."""

    def __init__(self, problem: Problem) -> None:
        n = len(problem.slots)
        self.problem = problem
        self.participants: dict[str, Participant] = {p.id: p for p in problem.participants}
        self.candidates: dict[str, Candidate] = {c.id: c for c in problem.candidates}
        self.people: dict[str, Representative] = {}
        self.owner: dict[str, str] = {}
        self.person_slots: dict[str, int] = {}
        for p in problem.participants:
            for person in p.representatives:
                self.people[person.id] = person
                self.owner[person.id] = p.id
                self.person_slots[person.id] = free_slots(problem, person)
        tables = problem.tables or ()
        self.table_slots = {t.id: mask(t.available, n) for t in tables}
        self.table_capacity = {t.id: t.capacity for t in tables}
        self.place_of = {t.id: t.place for t in tables}
        self.zone_of = {t.id: t.zone for t in tables}
        self.resource_slots = {r.id: mask(r.available, n) for r in problem.resources}
        self.resource_capacity = {r.id: r.capacity for r in problem.resources}
        self.walk: dict[tuple[str, str], int] = {}
        for w in problem.walking:
            if w.minutes > 0 and w.a != w.b:
                pair = (w.a, w.b)
                self.walk[pair] = max(w.minutes, self.walk.get(pair, 0))
        self.longest_walk = max(self.walk.values(), default=0)
        self._table_sets: dict[tuple[str | None, ...], tuple[str, ...]] = {}
        self._table_ids: dict[tuple[str | None, ...], frozenset[str]] = {}

    def is_free(self, person: str, slot: int) -> bool:
        return bool(self.person_slots[person] >> slot & 1)

    def is_online(self, c: Candidate) -> bool:
        if c.online is not None:
            return c.online
        return self.participants[c.a].online or self.participants[c.b].online

    @cached_property
    def locks(self) -> dict[str, Lock]:
        return {lock.candidate: lock for lock in self.problem.locks}

    def named(self, c: Candidate) -> tuple[str, ...]:
        """The persons who must come: those that the candidate names, or its lock."""
        lock = self.locks.get(c.id)
        if lock is None or not lock.representatives:
            return c.representatives
        return tuple(sorted({*c.representatives, *lock.representatives}))

    @cached_property
    def maxima(self) -> dict[str, int]:
        """The participants that may have so many meetings only."""
        return {p.id: p.maximum for p in self.problem.participants if p.maximum is not None}

    @cached_property
    def booths(self) -> frozenset[str]:
        """Tables that belong to a participant: nobody else's meetings are put there."""
        return frozenset(p.table for p in self.problem.participants if p.table is not None)

    def tables_of(self, c: Candidate) -> tuple[str, ...] | None:
        """Ids of the tables a meeting may take; None where it needs none.

        A booth of either side comes first, then the zones of either side, then any table that
        is nobody's booth. An event whose tables are not modelled needs none.
        """
        if self.problem.tables is None or self.is_online(c):
            return None
        key = self.table_key(c)
        if key not in self._table_sets:
            a, b = self.participants[c.a], self.participants[c.b]
            self._table_sets[key] = self._find_tables(a, b)
        return self._table_sets[key]

    def may_take(self, c: Candidate, table: str | None) -> bool:
        """Whether a meeting may be at this table (None: at none)."""
        allowed = self.tables_of(c)
        if allowed is None or table is None:
            return allowed is None and table is None
        key = self.table_key(c)
        if key not in self._table_ids:
            self._table_ids[key] = frozenset(allowed)
        return table in self._table_ids[key]

    def table_key(self, c: Candidate) -> tuple[str | None, ...]:
        """What the tables of an on-site meeting depend on."""
        a, b = self.participants[c.a], self.participants[c.b]
        return a.table, b.table, a.zone, b.zone

    def _find_tables(self, a: Participant, b: Participant) -> tuple[str, ...]:
        booths = {t for t in (a.table, b.table) if t is not None}
        if booths:
            return tuple(sorted(booths))
        zones = {z for z in (a.zone, b.zone) if z is not None}
        return tuple(
            t.id
            for t in self.problem.tables or ()
            if t.id not in self.booths and (not zones or t.zone in zones)
        )

    def minutes(self, p: str, q: str) -> int:
        """Walking time between two places."""
        return self.walk.get((min(p, q), max(p, q)), 0)

    def reaches(self, person: str, slot: int, place: str) -> bool:
        """Whether a person can be at ``place`` for ``slot`` given where it is busy before and
        after."""
        here = self.problem.slots[slot]
        for busy in self.people[person].busy:
            if busy.place is None:
                continue
            gap = here.start - busy.end if busy.end <= here.start else busy.start - here.end
            if gap < self.minutes(busy.place, place):
                return False
        return True
