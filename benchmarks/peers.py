"""How schedules are made elsewhere, on the same events: all keep every hard constraint."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable
from dataclasses import replace

from matchmaking.engine import Assignment, Candidate, Lock, Params, Problem, Stop, solve
from matchmaking.engine.facts import Facts
from matchmaking.engine.schedule.board import Board
from matchmaking.engine.schedule.figures import Figures
from matchmaking.engine.schedule.greedy import by_value, place_locks
from matchmaking.engine.schedule.instance import build

Peer = Callable[[Problem, float], tuple[Assignment, ...]]
NOTES: dict[str, object] = {"status": "", "model_seconds": ""}
"""What the last method says of itself: the CP-SAT model's status, and how long building took."""


def _filled(problem: Problem, order: Iterable[Candidate]) -> tuple[Assignment, ...]:
    """Each candidate of ``order`` in its first free slot."""
    facts = Facts(problem)
    board = Board(facts)
    place_locks(facts, board)
    fill = _FirstFree(board)
    for c in order:
        fill.place(c)
    return _sorted(board)


class _FirstFree:
    """first_fit with a quick look at who is free, or no peer would finish at 16,000."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.free = dict(board.facts.person_slots)
        for x in board.held.values():
            self._take(x)
        self.open: dict[int, list[str]] = {}

    def _take(self, x: Assignment) -> None:
        for name in x.representatives:
            self.free[name] &= ~(1 << x.slot)

    def slots(self, c: Candidate) -> list[int]:
        facts = self.board.facts
        bits = -1
        for side in (c.a, c.b):
            some = 0
            for r in facts.participants[side].representatives:
                some |= self.free[r.id]
            bits &= some
        return [s for s in range(len(facts.problem.slots)) if bits >> s & 1]

    def place(self, c: Candidate, slots: list[int] | None = None) -> bool:
        for slot in self.slots(c) if slots is None else slots:
            x = self._placement(c, slot)
            if x is not None:
                self.board.add(x)
                self._take(x)
                return True
        return False

    def _placement(self, c: Candidate, slot: int) -> Assignment | None:
        """A free person of either side at a free table that nobody was told to walk away from."""
        facts = self.board.facts
        if c.representatives or facts.walk or facts.booths:
            return self.board.first_fit(c, (slot,))
        team = []
        for side in (c.a, c.b):
            people = facts.participants[side].representatives
            name = next((r.id for r in people if self.free[r.id] >> slot & 1), None)
            if name is None:
                return None
            team.append(name)
        table = None
        if facts.tables_of(c) is not None:
            if slot not in self.open:
                self.open[slot] = self._tables(slot)
            left = self.open[slot]
            if not left:
                return None
            table = left[-1]
        x = Assignment(c.id, slot, table, tuple(sorted(team)))
        if not self.board.fits(x):
            return None
        if table is not None:
            self.open[slot].pop()
        return x

    def _tables(self, slot: int) -> list[str]:
        facts = self.board.facts
        taken = {x.table for x in self.board.held.values() if x.slot == slot}
        standing = [t for t, bits in facts.table_slots.items() if bits >> slot & 1]
        return sorted((t for t in standing if t not in taken), reverse=True)


def _sorted(board: Board) -> tuple[Assignment, ...]:
    return tuple(board.held[name] for name in sorted(board.held))


def first_come(problem: Problem, seconds: float) -> tuple[Assignment, ...]:
    """First come, first served: requests are accepted in a random order and booked at once in
    the first common slot, as most platforms do."""
    order = list(problem.candidates)
    random.Random(0).shuffle(order)
    return _filled(problem, sorted(order, key=lambda c: c.tier == 0))


def rounds(problem: Problem, seconds: float) -> tuple[Assignment, ...]:
    """Company by company, the best meeting that still fits, one a round."""
    facts = Facts(problem)
    board = Board(facts)
    place_locks(facts, board)
    fill = _FirstFree(board)
    lists: dict[str, list[Candidate]] = {p.id: [] for p in problem.participants}
    for c in sorted(problem.candidates, key=by_value):
        lists[c.a].append(c)
        lists[c.b].append(c)
    queues = {name: iter(wishes) for name, wishes in lists.items()}
    while queues:
        for name in list(queues):
            for c in queues[name]:
                if c.id not in board.held and fill.place(c):
                    break
            else:
                del queues[name]
    return _sorted(board)


def greedy_value(problem: Problem, seconds: float) -> tuple[Assignment, ...]:
    """By tier and value, each in its first free slot."""
    return _filled(problem, sorted(problem.candidates, key=by_value))


def two_runs(problem: Problem, seconds: float) -> tuple[Assignment, ...]:
    """A run on the first half of the requests, confirmed and frozen, and a run on the rest."""
    order = list(problem.candidates)
    random.Random(1).shuffle(order)
    first = replace(problem, candidates=tuple(order[: len(order) // 2]), locks=())
    confirmed = greedy_value(first, seconds)
    locks = tuple(Lock(x.candidate, x.slot, x.table, x.representatives) for x in confirmed)
    return greedy_value(replace(problem, locks=locks), seconds)


def one_model(problem: Problem, seconds: float) -> tuple[Assignment, ...]:
    """One CP-SAT model of x[meeting, slot] with promises and value in one weighted sum, on two
    workers, for as long as this engine may take; building the model is not counted."""
    from ortools.sat.python import cp_model

    started = time.perf_counter()
    facts = Facts(problem)
    model = cp_model.CpModel()
    at: dict[tuple[str, int], list[cp_model.IntVar]] = {}
    tables: dict[int, list[cp_model.IntVar]] = {}
    held: dict[tuple[str, int], cp_model.IntVar] = {}
    score = []
    for c in problem.candidates:
        masks = [
            max(facts.person_slots[r.id] for r in facts.participants[side].representatives)
            for side in (c.a, c.b)
        ]
        mine = []
        for slot in range(len(problem.slots)):
            if (masks[0] & masks[1]) >> slot & 1:
                x = model.new_bool_var("")
                held[c.id, slot] = x
                mine.append(x)
                tables.setdefault(slot, []).append(x)
                for side in (c.a, c.b):
                    at.setdefault((side, slot), []).append(x)
        model.add_at_most_one(mine)
        score += [(c.value + 10**7 * c.tier + 10**9 * c.must) * x for x in mine]
    for (side, slot), users in at.items():
        people = facts.participants[side].representatives
        model.add(sum(users) <= sum(facts.is_free(r.id, slot) for r in people))
    for slot, users in tables.items():
        model.add(sum(users) <= sum(m >> slot & 1 for m in facts.table_slots.values()))
    model.maximize(sum(score))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.max_time_in_seconds = seconds
    NOTES["model_seconds"] = round(time.perf_counter() - started, 1)
    status = solver.solve(model)
    NOTES["status"] = solver.status_name(status).lower()
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return ()
    board = Board(facts)
    fill = _FirstFree(board)
    for (name, slot), x in held.items():
        if solver.boolean_value(x):
            fill.place(facts.candidates[name], [slot])
    return _sorted(board)


def ours(problem: Problem, seconds: float) -> tuple[Assignment, ...]:
    """This engine."""
    return solve(problem, params=Params(), stop=Stop(seconds=seconds)).assignments


PEERS: dict[str, Peer] = {
    "first come, first served": first_come,
    "one meeting a round": rounds,
    "greedy by value": greedy_value,
    "two timed runs": two_runs,
    "one CP-SAT model": one_model,
    "ours": ours,
}


def measure(problem: Problem, name: str, seconds: float) -> tuple[tuple[Assignment, ...], float]:
    """The schedule of a peer and the seconds it took."""
    started = time.perf_counter()
    assignments = PEERS[name](problem, seconds)
    return assignments, time.perf_counter() - started


def promised(problem: Problem, assignments: tuple[Assignment, ...]) -> float:
    """The share of mutual requests and must-meets that is held."""
    held = {x.candidate for x in assignments}
    wanted = [c.id for c in problem.candidates if c.must or c.tier == 2]
    return sum(name in held for name in wanted) / max(1, len(wanted))


def row(problem: Problem, name: str, seconds: float, bound: int) -> dict[str, object]:
    """One line of the table."""
    NOTES.update(status="", model_seconds="")
    cpu = time.process_time()
    assignments, took = measure(problem, name, seconds)
    cpu = time.process_time() - cpu
    figures = Figures(build(Facts(problem)), assignments).metrics()
    values = {c.id: c.value for c in problem.candidates}
    value = sum(values[x.candidate] for x in assignments)
    return {
        "method": name,
        "meetings": len(assignments),
        "promised_kept": round(promised(problem, assignments), 4),
        "value_of_bound": round(value / bound, 4),
        "with_none": figures["participants_with_none"],
        "smallest_share_of_asked": figures["smallest_share_of_asked"],
        "breaks_per_participant": figures["breaks_per_participant"],
        "table_changes": figures["table_changes"],
        "seconds": round(took, 2),
        "cpu_seconds": round(cpu, 2),
    } | NOTES
