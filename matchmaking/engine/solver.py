"""solve: from a problem to a schedule with its certificate."""

from __future__ import annotations

import gc
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from importlib import metadata
from typing import Any

from .breaks.compacting import compact_held
from .checker import check
from .errors import EngineError
from .problem import Problem
from .result import FEASIBLE, OPTIMAL, Assignment, OnProgress, Params, Result, Stop
from .schedule.clock import Clock
from .schedule.figures import Figures, reasons_of
from .schedule.pipeline import Run, run
from .schedule.searching import assignments_of
from .schedule.serving import price_of_fairness, serving_of
from .schedule.tables import assign_tables


def solve(
    problem: Problem,
    *,
    params: Params | None = None,
    seed: int = 0,
    stop: Stop | None = None,
    on_progress: OnProgress | None = None,
) -> Result:
    """The best schedule found, which keeps every hard constraint, and its certificate.

    Raises ProblemError where the event cannot have a schedule (empty, one-sided, locks that
    contradict). Same problem, params and seed: same result but for seconds and timings, unless
    the clock or ``stop.should_stop`` cut the search short (``metrics["interrupted"]``).
    """
    params, stop = params or Params(), stop or Stop()
    with Clock(stop, on_progress).beating() as clock:
        with clock.timed("read"):
            problem.validate()
            problem.input_hash  # noqa: B018 - kept; what is left for the end is heard by nobody
        state = run(problem, params, seed, clock)
        state.search.wait_compiled(clock)
        with clock.timed("price"):
            price = price_of_fairness(state)
        with clock.timed("compact"):
            _compact(state)
        with _nothing_collected():
            with clock.timed("tables"):
                tables = assign_tables(state.x, state.best)
                assignments = tuple(assignments_of(state.x, state.best, tables))
            return _result(state, assignments, price, clock)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """No search for garbage while a hundred thousand objects are made of which none is any: it
    would take a quarter of the time between a stop and its result."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _compact(state: Run) -> None:
    """Level 4, unless it is not asked for or time is up."""
    if state.params.compact and not state.clock.expired():
        state.best = compact_held(
            state.search, state.best, effort=state.params.effort, expired=state.clock.expired
        )


def _result(
    state: Run, assignments: tuple[Assignment, ...], price: dict[str, Any], clock: Clock
) -> Result:
    levels = state.certificate.levels(state.best_levels)
    gap = max((level.gap for level in levels), default=0.0)
    figures = Figures(state.x, assignments)
    result = Result(
        status=OPTIMAL if gap == 0.0 else FEASIBLE,
        objective=levels[-1].value,
        bound=levels[-1].bound,
        gap=gap,
        levels=tuple(levels)
        + figures.levels(
            state.evenness_bound(), None if clock.interrupted else state.breaks_bound()
        ),
        assignments=assignments,
        unscheduled=reasons_of(state.x, state.best[:, 0] >= 0),
        metrics=figures.metrics()
        | {
            "moves": state.moves,
            "interrupted": clock.cut_in,
        }
        | serving_of(state, levels)
        | price,
        seconds=clock.elapsed,
        timings=dict(clock.timings),
        seed=state.seed,
        input_hash=state.problem.input_hash,
        versions=versions(),
        params=asdict(state.params),
    )
    refuse_broken(state.problem, result)
    clock.phase = "done"
    clock.tell(1, 1)
    return result


def refuse_broken(problem: Problem, result: Result) -> None:
    """Never hand out a schedule that breaks a constraint."""
    broken = check(problem, result)
    if broken:
        raise EngineError(f"the schedule breaks a constraint: {broken[0].message}")


def versions() -> dict[str, str]:
    """Versions of what the result depends on."""
    names = ("numpy", "scipy", "ortools", "highspy", "numba")
    return {"engine": "1", "python": platform.python_version()} | {
        name: metadata.version(name) for name in names
    }
