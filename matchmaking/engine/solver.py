"""solve: from a problem to a schedule with its certificate."""

from __future__ import annotations

import time
from dataclasses import asdict

from .facts import Facts
from .problem import Problem
from .result import FEASIBLE, Level, OnProgress, Params, Result, Stop, Unscheduled
from .schedule.greedy import greedy


def solve(
    problem: Problem,
    *,
    params: Params | None = None,
    seed: int = 0,
    stop: Stop | None = None,
    on_progress: OnProgress | None = None,
) -> Result:
    """The best schedule found. Raises ProblemError where the event cannot have one."""
    params, stop = params or Params(), stop or Stop()
    problem.validate()
    started = time.monotonic()
    facts = Facts(problem)
    assignments = greedy(facts)
    held = {x.candidate for x in assignments}
    value = sum(facts.candidates[c].value for c in held)
    bound = sum(c.value for c in problem.candidates)
    return Result(
        FEASIBLE,
        value,
        bound,
        (bound - value) / bound if bound else 0.0,
        (Level("value", value, bound, value == bound),),
        tuple(assignments),
        tuple(Unscheduled(c.id, "no-free-slot") for c in problem.candidates if c.id not in held),
        seconds=time.monotonic() - started,
        seed=seed,
        input_hash=problem.input_hash,
        params=asdict(params),
    )
