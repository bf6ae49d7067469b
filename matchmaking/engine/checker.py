"""Whether a schedule keeps every hard constraint: independent of every solver."""

from __future__ import annotations

from collections.abc import Iterator

from .constraints import Violation, violations
from .facts import Facts
from .problem import Problem
from .result import Result


def check(problem: Problem, result: Result) -> list[Violation]:
    """Every violation of ``result`` against ``problem``; an empty list means that it holds.

    Looks only at ``result.assignments``. A result that says it has no schedule (``infeasible``
    or ``unknown`` without assignments) has nothing to break, locks included.
    """
    locks = result.status not in ("infeasible", "unknown") or bool(result.assignments)
    return list(violations(Facts(problem), result.assignments, locks=locks))


def misstatements(problem: Problem, result: Result) -> list[str]:
    """What a result says of itself and its schedule does not bear out, one sentence each.

    Only of a result that was made for this very problem; a schedule written by hand says
    nothing of itself.
    """
    return list(_misstated(problem, result)) if result.input_hash == problem.input_hash else []


def _misstated(problem: Problem, result: Result) -> Iterator[str]:
    from .schedule.figures import promises_of

    held = {x.candidate for x in result.assignments}
    value = sum(c.value for c in problem.candidates if c.id in held)
    if result.objective != value:
        yield f"objective: says {result.objective}, but the schedule is worth {value}"
    true = {level.name: level.value for level in promises_of(problem, held)} | {"value": value}
    for level in result.levels:
        if true.get(level.name, level.value) != level.value:
            yield f"{level.name}: says {level.value}, but the schedule has {true[level.name]}"
        if level.bound is not None and level.bound < level.value:
            yield f"{level.name}: the bound {level.bound} is below the value {level.value}"
        if level.optimal and level.bound != level.value:
            yield f"{level.name}: is called optimal, but its bound is {level.bound}"
    missing = {c.id for c in problem.candidates} - held - {u.candidate for u in result.unscheduled}
    if missing and result.unscheduled:
        yield f"unscheduled: {min(missing)!r} is neither held nor said to be missing"
