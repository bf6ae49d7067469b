"""Where locked meetings are held: the people and tables that a lock leaves open, chosen exactly.

A lock names a slot and, if it likes, a table and people. Mostly the first choice that fits will
do. Where it does not, CP-SAT chooses for all locks at once, so that locks which can be kept
together are kept; where they cannot, a smallest set that contradicts itself is named.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from .constraints import RULES, keeps, too_far_apart
from .errors import ProblemError
from .facts import Facts
from .problem import Lock
from .result import Assignment
from .schedule.board import Board, placements

LONGEST = 20.0
"""Deterministic seconds of CP-SAT; a choice between people and tables takes milliseconds."""
Room = tuple[str, str, str]
"""A booth, a zone, a place: what a meeting can tell apart of a table."""


def hold_locks(facts: Facts, prefer: Mapping[str, Assignment] | None = None) -> list[Assignment]:
    """Every lock as a meeting, sorted by candidate; as ``prefer`` has it where that can be. Raises
    LocksError naming locks that contradict each other."""
    prefer = prefer or {}
    board = Board(facts)
    for x in map(prefer.get, (lock.candidate for lock in facts.problem.locks)):
        if x is not None and keeps(facts.locks[x.candidate], x) and board.fits(x):
            board.add(x)
    for lock in sorted(facts.problem.locks, key=lambda x: (-len(x.representatives), not x.table)):
        if lock.candidate in board.held:
            continue
        found = next((x for x in placements_of(facts, lock) if board.fits(x)), None)
        if found is None:
            return _chosen(facts)
        board.add(found)
    return [board.held[name] for name in sorted(board.held)]


def contradictory(facts: Facts) -> tuple[str, ...]:
    """Candidates of locks that cannot be kept together, none of which could be left out of the
    contradiction; empty where all locks can be kept."""
    try:
        hold_locks(facts)
    except LocksError as error:
        return error.candidates
    return ()


class LocksError(ProblemError):
    """Locks that contradict each other, whatever people and tables they would take."""

    def __init__(self, candidates: Sequence[str]) -> None:
        names = ", ".join(map(repr, candidates[:6])) + (", …" if len(candidates) > 6 else "")
        said = (
            f"the locks of {names} cannot be kept together: no choice of people and tables "
            "serves all of them"
            if len(candidates) > 1
            else f"the lock of {names} cannot be kept with any choice of people and tables"
        )
        super().__init__(said, f"locks[{candidates[0]}]")
        self.candidates = tuple(candidates)


def placements_of(facts: Facts, lock: Lock) -> Iterator[Assignment]:
    """Every placement that a lock allows, whether or not it fits."""
    for x in placements(facts, facts.candidates[lock.candidate], lock.slot):
        if lock.table in (None, x.table):
            yield x


def _options(facts: Facts, lock: Lock) -> list[tuple[Assignment, Room | None]]:
    """One placement for each team and room that no rule forbids."""
    found: dict[tuple[tuple[str, ...], Room | None], Assignment] = {}
    c = facts.candidates[lock.candidate]
    for x in placements_of(facts, lock):
        room = None if x.table is None else _room(facts, x.table)
        if (x.representatives, room) not in found and all(
            rule(facts, c, x) is None for rule in RULES.values()
        ):
            found[x.representatives, room] = x
    return [(x, room) for (_, room), x in found.items()]


def _room(facts: Facts, table: str) -> Room:
    booth = table if table in facts.booths else ""
    return booth, facts.zone_of[table] or "", facts.place_of[table] or ""


def _chosen(facts: Facts) -> list[Assignment]:
    """A choice for all locks at once."""
    model = _Model(facts)
    chosen = model.solve(facts.problem.locks)
    if chosen is None:
        raise LocksError(model.core())
    return _seated(facts, chosen)


class _Model:
    """One literal for each option of each lock; a lock is kept where its own literal is assumed."""

    def __init__(self, facts: Facts) -> None:
        from ortools.sat.python import cp_model

        self._api: Any = cp_model
        self._model: Any = cp_model.CpModel()
        self._facts = facts
        self._kept: dict[str, Any] = {}
        self._options: list[tuple[Lock, Assignment, Room | None, Any]] = []
        for lock in facts.problem.locks:
            kept = self._kept[lock.candidate] = self._model.new_bool_var("")
            literals = []
            for x, room in _options(facts, lock):
                literals.append(self._model.new_bool_var(""))
                self._options.append((lock, x, room, literals[-1]))
            self._model.add(sum(literals) == kept)
        self._limits()
        self._walks()

    def _limits(self) -> None:
        people: dict[tuple[str, int], list[Any]] = defaultdict(list)
        rooms: dict[tuple[Room, int], list[Any]] = defaultdict(list)
        shared: dict[tuple[str, int | None], list[Any]] = defaultdict(list)
        facts = self._facts
        for lock, x, room, literal in self._options:
            for name in x.representatives:
                people[name, x.slot].append(literal)
            if room is not None:
                rooms[room, x.slot].append(literal)
                if lock.table is not None:
                    shared[lock.table, x.slot].append(literal)
        for literals in people.values():
            self._model.add_at_most_one(literals)
        for (room, slot), literals in rooms.items():
            self._model.add(sum(literals) <= _capacity(facts, room, slot))
        for (table, _), literals in shared.items():
            self._model.add(sum(literals) <= facts.table_capacity[table])

    def _walks(self) -> None:
        if not self._facts.walk:
            return
        days: dict[str, list[tuple[Assignment, Any]]] = defaultdict(list)
        for _, x, _, literal in self._options:
            for name in x.representatives:
                days[name].append((x, literal))
        for day in days.values():
            for (x, one), (y, two) in combinations(day, 2):
                if x.candidate != y.candidate and too_far_apart(self._facts, x, y):
                    self._model.add_at_most_one(one, two)

    def solve(self, locks: Sequence[Lock]) -> list[tuple[Lock, Assignment]] | None:
        """An option for each of these locks, or None where there is no way."""
        solver = self._api.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 1
        solver.parameters.max_deterministic_time = LONGEST
        self._model.clear_assumptions()
        self._model.add_assumptions([self._kept[lock.candidate] for lock in locks])
        status = solver.solve(self._model)
        if status not in (self._api.OPTIMAL, self._api.FEASIBLE):
            assumed = {self._kept[lock.candidate].index: lock for lock in locks}
            found = solver.sufficient_assumptions_for_infeasibility()
            self._last_core = [assumed[i] for i in found if i in assumed] or list(locks)
            return None
        return [(lock, x) for lock, x, _, literal in self._options if solver.boolean_value(literal)]

    def core(self) -> list[str]:
        """Locks that cannot be kept together, after a failed ``solve``: as few as leaving out
        one after the other can find."""
        core = list(self._last_core)
        for lock in list(core):
            rest = [other for other in core if other is not lock]
            if rest and self.solve(rest) is None:
                core = rest
        return sorted(lock.candidate for lock in core)


def _capacity(facts: Facts, room: Room, slot: int) -> int:
    return sum(
        facts.table_capacity[t]
        for t, stands in facts.table_slots.items()
        if stands >> slot & 1 and _room(facts, t) == room
    )


def _seated(facts: Facts, chosen: list[tuple[Lock, Assignment]]) -> list[Assignment]:
    """The tables themselves: named ones first, then any of the room with a seat left."""
    taken = Counter((x.table, x.slot) for lock, x in chosen if lock.table is not None)
    seated = {x.candidate: x for lock, x in chosen if lock.table is not None or x.table is None}
    for lock, x in chosen:
        if x.candidate in seated:
            continue
        room = _room(facts, x.table or "")
        for option in placements_of(facts, lock):
            table = option.table or ""
            if (
                option.representatives == x.representatives
                and _room(facts, table) == room
                and facts.table_slots[table] >> x.slot & 1
                and taken[table, x.slot] < facts.table_capacity[table]
            ):
                taken[table, x.slot] += 1
                seated[x.candidate] = option
                break
    return [seated[name] for name in sorted(seated)]
