"""Prove the fewest breaks, on two processes.

Counting patterns of slots gives a bound at once, core-guided search raises it fast while the
cores are small; deciding "no more than k breaks" for the smallest k not yet refuted is what
ends most instances. So one process decides at the bound while the other raises it; where it no
longer rises, the other decides one above the bound, which either gives the schedule that the
first process proves best or spares it a step. A third looks for schedules for as long as it
finds better ones: what a run that is cut off gives back. Every bound is a
refutation, every schedule is checked by ``checking``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from .checking import breaks_of, find_faults
from .domains import InfeasibleError, tighten
from .encoding import Encoding, encode
from .instance import Instance
from .processes import Pool
from .worker import CORE_GUIDED, DESCENDING, PATTERNS

DECIDER = "kissat404"
SECOND = "cadical195"

PROCESSES = 2
"""Besides the one that looks for schedules."""
PATIENCE = 8.0
"""Seconds in which core-guided search must raise the bound, or give way; and in which the
search for schedules must find a better one."""
CALM = 0.4
"""Seconds without a better bound after which it is worth deciding at it."""
MARGIN = 0.3
"""Seconds before the limit at which the search ends, to answer within it."""


@dataclass
class Answer:
    """``chosen``: the slot of each meeting. ``status`` as in ``solve_b2bsp``."""

    bound: int = 0
    breaks: int | None = None
    chosen: list[int] | None = None
    infeasible: bool = False

    @property
    def proven(self) -> bool:
        return self.infeasible or (self.breaks is not None and self.bound >= self.breaks)

    @property
    def status(self) -> str:
        if self.infeasible:
            return "infeasible"
        if self.breaks is None:
            return "unknown"
        return "optimal" if self.proven else "feasible"


def fewest_breaks(
    instance: Instance,
    seconds: float = 60.0,
    should_stop: Callable[[], bool] | None = None,
) -> Answer:
    """The schedule with the fewest breaks, or the best found in time, and its bound.

    The number of breaks is that of the instance wherever the status is optimal; which of the
    best schedules is given depends on which process was first.
    """
    deadline = time.monotonic() + seconds - MARGIN
    try:
        tight = tighten(instance)
    except InfeasibleError:
        return Answer(infeasible=True)
    encoding = encode(tight)
    if not instance.meetings:
        return Answer(breaks=0, chosen=[])
    with Pool(encoding.clauses.flat().tobytes()) as pool:
        return _Search(tight, encoding, pool, deadline, should_stop).run()


@dataclass
class _Search:
    instance: Instance
    encoding: Encoding
    pool: Pool
    deadline: float
    should_stop: Callable[[], bool] | None
    answer: Answer = field(default_factory=Answer)
    running: dict[int, tuple[str, int]] = field(default_factory=dict)
    tried: set[tuple[str, int]] = field(default_factory=set)
    raised_at: float = field(default_factory=time.monotonic)
    looking_since: float = 0.0

    def run(self) -> Answer:
        while not self.answer.proven and time.monotonic() < self.deadline:
            if self.should_stop is not None and self.should_stop():
                break
            self._give_way()
            self._start()
            event = self.pool.next_message(min(0.1, self.deadline - time.monotonic()))
            if event is not None:
                self._hear(*event)
        return self.answer

    def _give_way(self) -> None:
        """Stop what can no longer help, or has had its time."""
        now = time.monotonic()
        for number, (solver, breaks) in list(self.running.items()):
            if solver == CORE_GUIDED:
                useless = now - self.raised_at > PATIENCE
            elif solver == DESCENDING:
                useless = now - self.looking_since > PATIENCE
            else:
                useless = not self.answer.bound <= breaks < self._best()
            if useless and solver != PATTERNS:
                self._stop(number)

    def _start(self) -> None:
        for task in self._wishes():
            solvers = [solver for solver, _ in self.running.values()]
            full = len(solvers) - solvers.count(DESCENDING) >= PROCESSES
            if task not in self.tried and (task[0] == DESCENDING or not full):
                self._begin(*task)

    def _wishes(self) -> Iterator[tuple[str, int]]:
        """What may end the search soonest: a solver and the breaks it is asked about."""
        bound = self.answer.bound
        yield PATTERNS, 0
        yield CORE_GUIDED, 0
        if (PATTERNS, 0) not in self.running.values():
            yield DESCENDING, 0
        raising = (CORE_GUIDED, 0) in self.running.values()
        if not raising or time.monotonic() - self.raised_at > CALM:
            yield DECIDER, bound
        if bound + 1 < self._best():
            yield DECIDER, bound + 1
        yield SECOND, bound

    def _begin(self, solver: str, breaks: int) -> None:
        encoding = self.encoding
        if solver == PATTERNS:
            number = self.pool.start(solver, clauses=False, instance=self.instance.to_plain())
        elif solver == CORE_GUIDED:
            number = self.pool.start(solver, soft=encoding.soft)
        elif solver == DESCENDING:
            number = self.pool.start(
                solver,
                soft=encoding.soft,
                total=encoding.total,
                groups=encoding.groups(self.instance),
            )
            self.looking_since = time.monotonic()
        else:
            number = self.pool.start(solver, units=encoding.at_most(breaks))
        self.running[number] = solver, breaks
        self.tried.add((solver, breaks))

    def _stop(self, number: int) -> None:
        self.pool.stop(number)
        self.running.pop(number, None)

    def _best(self) -> int:
        best = self.answer.breaks
        return len(self.encoding.total) + 1 if best is None else best

    def _hear(self, number: int, message: dict[str, Any] | None) -> None:
        if message is None:
            self._stop(number)
        elif "bound" in message:
            self._raise(message["bound"])
        elif message["answer"]:
            self._accept(message["true"])
        else:
            solver, breaks = self.running[number]
            asked = solver not in (PATTERNS, CORE_GUIDED, DESCENDING)
            if asked and breaks < len(self.encoding.total):
                self._raise(breaks + 1)
            else:
                self.answer.infeasible = True

    def _raise(self, bound: int) -> None:
        if bound > self.answer.bound:
            self.answer.bound = bound
            self.raised_at = time.monotonic()

    def _accept(self, true: list[int]) -> None:
        chosen = self.encoding.decode(true)
        faults = find_faults(self.instance, chosen)
        if faults:
            raise AssertionError(f"A solver's schedule breaks a rule: {faults[0]}")
        breaks = sum(breaks_of(self.instance, chosen))
        if self.answer.breaks is None or breaks < self.answer.breaks:
            self.answer.breaks, self.answer.chosen = breaks, chosen
            self.looking_since = time.monotonic()
