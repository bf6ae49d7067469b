"""Small events, and what every schedule of them must be."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from matchmaking.engine import Params, Problem, Result, Stop, check, solve
from matchmaking.engine.constraints import Violation
from matchmaking.engine.generate import Shape, generate

Solver = Callable[[Problem], Result]


@pytest.fixture(scope="session")
def rich() -> Problem:
    """Every kind of constraint at once: 80 participants, 300 candidates, 16 slots."""
    return generate(Shape(rich=True), seed=7)


@pytest.fixture(scope="session")
def crowded() -> Problem:
    """More candidates than slots, tables and people can hold."""
    return generate(Shape(rich=True, participants=40, candidates=300, slots=6), seed=3)


@pytest.fixture
def solved() -> Solver:
    """Solve, and fail where the schedule breaks a constraint."""

    def run(problem: Problem) -> Result:
        result = solve(problem, params=Params(effort=0.2), stop=Stop(seconds=20))
        assert violations(problem, result) == []
        return result

    return run


def violations(problem: Problem, result: Result) -> list[Violation]:
    return check(problem, result)
