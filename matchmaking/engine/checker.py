"""Whether a schedule keeps every hard constraint: independent of every solver."""

from __future__ import annotations

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
