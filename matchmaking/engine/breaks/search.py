"""Prove the fewest breaks, on two processes.

Core-guided search raises the bound fast while the cores are small; deciding "no more than k
breaks" for the smallest k not yet refuted is what ends most instances. So one process decides
at the bound, the other raises it; where it no longer rises, it decides one above the bound
instead, which either gives the schedule that the first process proves best or spares it a
step. Every bound is a refutation, every schedule is checked by ``checking``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .checking import breaks_of, find_faults
from .domains import InfeasibleError, tighten
from .encoding import Encoding, encode
from .instance import Instance
from .processes import Pool
from .worker import CORE_GUIDED

FEASIBILITY = "cadical195"
DECIDER = "kissat404"
SECOND = "cadical195"

PATIENCE = 8.0
"""Seconds in which core-guided search must raise the bound, or give way to deciding."""
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
        return _Search(instance, encoding, pool, deadline, should_stop).run()


@dataclass
class _Search:
    instance: Instance
    encoding: Encoding
    pool: Pool
    deadline: float
    should_stop: Callable[[], bool] | None
    answer: Answer = field(default_factory=Answer)
    deciding: dict[int, tuple[str, int | None]] = field(default_factory=dict)
    raising: int | None = None
    raised_at: float = 0.0
    failed: set[tuple[str, int | None]] = field(default_factory=set)

    def run(self) -> Answer:
        self.raised_at = time.monotonic()
        self.raising = self.pool.start(CORE_GUIDED, soft=self.encoding.soft)
        self._decide(FEASIBILITY, None)
        while not self.answer.proven and time.monotonic() < self.deadline:
            if self.should_stop is not None and self.should_stop():
                break
            self._fill()
            event = self.pool.next_message(min(0.1, self.deadline - time.monotonic()))
            if event is not None:
                self._hear(*event)
        return self.answer

    def _decide(self, solver: str, breaks: int | None) -> None:
        units = () if breaks is None else self.encoding.at_most(breaks)
        self.deciding[self.pool.start(solver, units)] = (solver, breaks)

    def _stop(self, number: int) -> None:
        self.pool.stop(number)
        self.deciding.pop(number, None)
        if number == self.raising:
            self.raising = None

    def _fill(self) -> None:
        """Give both processes the work that may end the search soonest."""
        bound, calm = self.answer.bound, time.monotonic() - self.raised_at
        for number, (_, breaks) in list(self.deciding.items()):
            if breaks is None and calm > PATIENCE:
                self._stop(number)
            elif breaks is not None and not bound <= breaks < self._best():
                self._stop(number)
        if self.raising is not None and calm > PATIENCE:
            self._stop(self.raising)
        if self.raising is not None and calm < CALM:
            return
        for solver, breaks in self._wishes():
            if len(self.pool.running) >= 2:
                return
            if (solver, breaks) not in self.failed | set(self.deciding.values()):
                self._decide(solver, breaks)

    def _best(self) -> int:
        best = self.answer.breaks
        return len(self.encoding.total) + 1 if best is None else best

    def _wishes(self) -> list[tuple[str, int]]:
        bound = self.answer.bound
        wishes = [(DECIDER, bound)]
        if bound + 1 < self._best():
            wishes.append((DECIDER, bound + 1))
        wishes.append((SECOND, bound))
        return wishes

    def _hear(self, number: int, message: dict[str, Any] | None) -> None:
        if message is None:
            # It ended without an answer, for lack of memory perhaps: do not try it again.
            if number in self.deciding:
                self.failed.add(self.deciding[number])
            self._stop(number)
        elif "bound" in message:
            self._raise(message["bound"])
        elif message["answer"]:
            self._accept(message["true"], number == self.raising)
        elif number == self.raising:
            self.answer.infeasible = True
        else:
            self._refuted(number)

    def _raise(self, bound: int) -> None:
        if bound > self.answer.bound:
            self.answer.bound = bound
            self.raised_at = time.monotonic()

    def _refuted(self, number: int) -> None:
        _, breaks = self.deciding.pop(number)
        if breaks is None or breaks >= len(self.encoding.total):
            self.answer.infeasible = True
        else:
            self._raise(breaks + 1)

    def _accept(self, true: list[int], is_best: bool) -> None:
        chosen = self.encoding.decode(true)
        faults = find_faults(self.instance, chosen)
        if faults:
            raise AssertionError(f"A solver's schedule breaks a rule: {faults[0]}")
        breaks = sum(breaks_of(self.instance, chosen))
        if breaks < self._best() or self.answer.chosen is None:
            self.answer.breaks, self.answer.chosen = breaks, chosen
        if is_best:
            self._raise(breaks)
