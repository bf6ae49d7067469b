"""CP-SAT on small events, level by level, from the same constraints as the checker.

A variable for every placement (candidate, slot, people, room) that no rule forbids, a row for
every capacity, a conflict for every walk that is too long. Starts from the best schedule known;
one worker, fixed seed and deterministic time, so that the answer is reproducible.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from ..constraints import CAPACITIES, RULES
from ..problem import Candidate
from ..result import Assignment
from .board import teams
from .instance import I32, MUTUAL, ONE_SIDED, Bools, Instance
from .levels import SERVED, VALUE, present
from .linear import run_beside

if TYPE_CHECKING:
    from .pipeline import Run

MOST_PLACEMENTS = 60_000
DETERMINISTIC_SECONDS = 12.0
Row = tuple[int, int, int, int]
"""Slot, room and the people of either side, as in Search.held."""


def is_small(x: Instance) -> bool:
    """Whether every placement can have a variable of its own."""
    rooms = np.maximum(np.diff(x.room_ptr), 1)
    people = np.diff(x.person_ptr)
    named = np.diff(x.named_ptr).reshape(-1, 2) > 0
    choices = np.where(named[:, 0], 1, people[x.a]) * np.where(named[:, 1], 1, people[x.b])
    return int((x.allowed.sum(axis=1) * rooms * choices).sum()) <= MOST_PLACEMENTS


def improve(state: Run) -> None:
    """Solve level after level; each is kept while the next is solved. Better schedules replace
    the best of ``state``, and proven bounds go into its certificate."""
    model = _Model(state)
    spent = 0.0
    for level in present(state.x):
        bound = state.certificate.level_bound(level, state.best_levels)
        if bound > int(state.best_levels[level]):
            left = DETERMINISTIC_SECONDS * state.params.effort - spent
            if left <= 0 or state.clock.expired():
                return
            if level in state.closing:
                model.leave_out(state.closing[level].impossible(state.x, state.best_levels))
            spent += model.maximise(level, left)
        model.keep(level, int(state.best_levels[level]))


def value_without_serving(state: Run, seconds: float) -> tuple[int, int]:
    """(value found, bound) of schedules that keep all promises but the one to serve everybody,
    in so many deterministic seconds."""
    model = _Model(state)
    for level in present(state.x):
        if level not in (SERVED, VALUE):
            model.keep(level, int(state.best_levels[level]))
    return model.most_value(seconds)


def _bound(solver: Any) -> int:
    return int(np.floor(solver.best_objective_bound + 1e-6))


class _Model:
    def __init__(self, state: Run) -> None:
        from ortools.sat.python import cp_model

        self.api: Any = cp_model
        self.state = state
        self.model: Any = cp_model.CpModel()
        self.rows: list[tuple[int, Row]] = []
        self.literals: list[Any] = []
        self.of: dict[int, list[Any]] = defaultdict(list)
        self._place()
        self.levels = self._levels()

    def _place(self) -> None:
        """Variables, capacities and walks."""
        facts = self.state.facts
        used: dict[tuple[str, Hashable], list[Any]] = defaultdict(list)
        limits: dict[tuple[str, Hashable], int] = {}
        here: dict[tuple[str, int, str], list[Any]] = defaultdict(list)
        for m, c in enumerate(facts.problem.candidates):
            for x, row in self._placements(m, c):
                literal = self.model.new_bool_var("")
                self.rows.append((m, row))
                self.literals.append(literal)
                self.of[m].append(literal)
                for code, uses in CAPACITIES.items():
                    for used_key, _, used_limit in uses(facts, c, x):
                        key, limit = used_key, used_limit
                        if code == "table-full":
                            key, limit = (row[1], row[0]), self._room(row)
                        used[code, key].append(literal)
                        limits[code, key] = limit
                place = facts.place_of.get(x.table) if x.table else None
                if facts.walk and place is not None:
                    for name in x.representatives:
                        here[name, x.slot, place].append(literal)
        for key, literals in used.items():
            if limits[key] == 1:
                self.model.add_at_most_one(literals)
            elif limits[key] < len(literals):
                self.model.add(sum(literals) <= limits[key])
        self._walks(here)

    def _room(self, row: Row) -> int:
        return int(self.state.x.room_capacity[row[1], row[0]])

    def _placements(self, m: int, c: Candidate) -> Iterator[tuple[Assignment, Row]]:
        """Every placement that no rule forbids; of a locked candidate those that keep the lock,
        whatever table and people it was given so far."""
        x, facts = self.state.x, self.state.facts
        index = {name: r for r, name in enumerate(x.person_ids)}
        named = np.diff(x.named_ptr[2 * m : 2 * m + 3]) > 0
        lock = facts.locks[c.id] if self.state.locked[m] else None
        slots = np.flatnonzero(x.allowed[m]).tolist() if lock is None else [lock.slot]
        for slot in slots:
            for team in teams(facts, c):
                sides = [
                    -1 if named[k] else index[next(r for r in team if facts.owner[r] == side)]
                    for k, side in enumerate((c.a, c.b))
                ]
                for room, table in self._rooms(m, slot, lock.table if lock else None):
                    placed = Assignment(c.id, slot, table, team)
                    if all(f(facts, c, placed) is None for f in RULES.values()):
                        yield placed, (slot, room, sides[0], sides[1])

    def _rooms(self, m: int, slot: int, only: str | None) -> Iterator[tuple[int, str | None]]:
        """Rooms of a candidate with some table of theirs (or the ``only`` one it may have) that
        stands in the slot."""
        x, facts = self.state.x, self.state.facts
        rooms = x.rooms[x.room_ptr[m] : x.room_ptr[m + 1]].tolist()
        if not rooms:
            yield -1, None
        for room in rooms:
            tables = (t for t in x.room_tables[room] if facts.table_slots[t] >> slot & 1)
            table = next((t for t in tables if only in (None, t)), None)
            if table is not None:
                yield room, table

    def _walks(self, here: dict[tuple[str, int, str], list[Any]]) -> None:
        facts = self.state.facts
        slots = facts.problem.slots
        at: dict[str, list[tuple[int, str, Any]]] = defaultdict(list)
        for (name, slot, place), literals in here.items():
            one = self.model.new_bool_var("")
            for literal in literals:
                self.model.add_implication(literal, one)
            at[name].append((slot, place, one))
        for visits in at.values():
            for s, p, one in visits:
                for t, q, two in visits:
                    if s < t and slots[t].start - slots[s].end < facts.minutes(p, q):
                        self.model.add_at_most_one(one, two)

    def _levels(self) -> list[Any]:
        """The six levels as linear expressions."""
        x, state = self.state.x, self.state
        held = {m: sum(literals) for m, literals in self.of.items()}
        for m in np.flatnonzero(state.locked).tolist():
            self.model.add(held[m] == 1)
        degree: dict[int, list[Any]] = defaultdict(list)
        for m, literals in self.of.items():
            for p in (int(x.a[m]), int(x.b[m])):
                degree[p] += literals
        kept, served = [], []
        for p, literals in degree.items():
            least = min(int(x.minimum[p]), len(literals))
            if least:
                some = self.model.new_int_var(0, least, "")
                self.model.add(some <= sum(literals))
                kept.append(some)
            if x.fairness:
                one = self.model.new_bool_var("")
                self.model.add(one <= sum(literals))
                served.append(one)
        self.kept, self.served = kept, served
        return [
            sum(held[m] for m in held if x.must[m]),
            sum(kept),
            sum(served),
            sum(held[m] for m in held if x.tier[m] == MUTUAL),
            sum(held[m] for m in held if x.tier[m] == ONE_SIDED),
            sum(int(x.value[m]) * held[m] for m in held),
        ]

    def keep(self, level: int, value: int) -> None:
        """From now on at least this much of a level."""
        if value:
            self.model.add(self.levels[level] >= value)

    def leave_out(self, impossible: Bools) -> None:
        """From now on hold nobody where no schedule does that is as good as the best so far. The
        levels that this looks at are kept from here on, so that it stays true."""
        for (m, row), literal in zip(self.rows, self.literals, strict=True):
            if impossible[m, row[0]]:
                self.model.add(literal == 0)

    def maximise(self, level: int, seconds: float) -> float:
        """Improve one level; returns the deterministic time used."""
        state = self.state
        solver, status = self._solve(level, seconds, state.best)
        if status == self.api.UNKNOWN:
            return seconds
        if status in (self.api.OPTIMAL, self.api.FEASIBLE):
            self._take(solver)
            state.certificate.cap(level, _bound(solver), state.best_levels)
        return float(solver.response_proto.deterministic_time)

    def _solve(self, level: int, seconds: float, hint: I32) -> tuple[Any, Any]:
        """(solver, status) of maximising one level."""
        state = self.state
        solver = self.api.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = state.seed % 2**31
        solver.parameters.max_deterministic_time = seconds
        solver.parameters.max_time_in_seconds = max(0.1, state.clock.left)
        self.model.clear_hints()
        for (m, row), literal in zip(self.rows, self.literals, strict=True):
            self.model.add_hint(literal, row == tuple(hint[m].tolist()))
        self.model.maximize(self.levels[level])
        answer = [self.api.UNKNOWN]
        run_beside(
            lambda: answer.__setitem__(0, solver.solve(self.model)),
            solver.stop_search,
            state.clock,
            state.clock.left,
        )
        state.clock.hurried |= state.clock.left <= 0
        return solver, answer[0]

    def most_value(self, seconds: float) -> tuple[int, int]:
        """(value found, bound) beside what ``keep`` asks; 0 and no bound where nothing was
        found."""
        solver, status = self._solve(VALUE, seconds, self.state.best)
        if status not in (self.api.OPTIMAL, self.api.FEASIBLE):
            return 0, 2**62
        return round(solver.objective_value), _bound(solver)

    def _take(self, solver: Any) -> None:
        """Hand a solution to the search, which counts its levels."""
        held = np.full_like(self.state.best, -1)
        for (m, row), literal in zip(self.rows, self.literals, strict=True):
            if solver.boolean_value(literal):
                held[m] = row
        self.state.search.restore(held)
        self.state.keep()
        self.state.search.restore(self.state.best)
