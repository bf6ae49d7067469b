"""Fairness: nobody has none for the sake of another's surplus, evenness, and the price of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from matchmaking.engine import Assignment, Params, Problem, Result, Stop, check, solve
from matchmaking.engine.facts import Facts
from matchmaking.engine.generate import Shape, generate
from matchmaking.engine.schedule.board import Board, placements
from matchmaking.engine.schedule.figures import evenness, promises_of

from .brute import every_schedule, levels_of, tiny_events

CAREFUL = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
QUICK = Params(effort=0.1, compact=False)


def degrees(problem: Problem, held: frozenset[str]) -> Counter[str]:
    return Counter(side for c in problem.candidates if c.id in held for side in (c.a, c.b))


def held_by(result: Result) -> frozenset[str]:
    return frozenset(x.candidate for x in result.assignments)


@CAREFUL
@given(tiny_events())
def test_the_price_is_that_of_every_schedule(problem: Problem) -> None:
    """The price is the value that leaving people out could have bought, all else as promised."""
    result = solve(replace(problem, fairness=True), params=QUICK, stop=Stop(seconds=10))

    def others(held: frozenset[str]) -> dict[str, int]:
        kept = {level.name: level.value for level in promises_of(problem, held)}
        return {name: n for name, n in kept.items() if name != "served"}

    ours = others(held_by(result))
    values = {c.id: c.value for c in problem.candidates}
    most = max(
        sum(values[name] for name in held)
        for held in set(every_schedule(problem))
        if all(others(held)[name] >= n for name, n in ours.items())
    )
    assert result.metrics["price_of_fairness"] == most - result.objective
    assert result.metrics["price_of_fairness_proven"] is True


@CAREFUL
@given(tiny_events())
def test_the_bound_of_evenness_holds(problem: Problem) -> None:
    result = solve(problem, params=QUICK, stop=Stop(seconds=10))
    level = next(level for level in result.levels if level.name == "fairness")
    ours = levels_of(problem, held_by(result))
    most = max(
        evenness(degrees(problem, held).values())
        for held in set(every_schedule(problem))
        if all(n >= m for n, m in zip(levels_of(problem, held), ours, strict=True))
    )
    assert level.value == evenness(degrees(problem, held_by(result)).values())
    if level.bound is not None:
        assert level.bound >= most
    if level.optimal:
        assert level.value == most


@CAREFUL
@given(tiny_events())
def test_whoever_has_none_is_named_with_a_reason_that_is_true(problem: Problem) -> None:
    fair = replace(problem, fairness=True)
    result = solve(fair, params=QUICK, stop=Stop(seconds=10))
    ours = degrees(problem, held_by(result))
    wanting = {side for c in problem.candidates for side in (c.a, c.b)}
    left_out = {row["participant"]: row["reason"] for row in result.metrics["left_out"]}
    assert set(left_out) == {p for p in wanting if not ours[p]}
    promised = levels_of(fair, held_by(result))[:3]
    for name, reason in left_out.items():
        serving = [h for h in set(every_schedule(problem)) if degrees(problem, h)[name]]
        if reason == "never-possible":
            assert not serving
        else:  # tiny events are proven
            assert reason == "others-would-have-none"
            assert all(levels_of(fair, h)[:3] <= promised for h in serving)


def surplus(problem: Problem, result: Result) -> set[str]:
    """Participants without a meeting that could have one if others gave up one or two meetings
    that none of them needs: no must-meet, no lock, nobody's only or promised one."""
    facts = Facts(problem)
    board = Board(facts, result.assignments)
    degree = degrees(problem, held_by(result))
    locked = {lock.candidate for lock in problem.locks}
    least = {p.id: max(1, p.minimum) for p in problem.participants}
    at: dict[int, list[str]] = {}
    for x in result.assignments:
        at.setdefault(x.slot, []).append(x.candidate)

    def spare(names: list[str]) -> bool:
        lost = Counter(s for n in names for s in (facts.candidates[n].a, facts.candidates[n].b))
        return all(degree[p] - n >= least[p] or p in gaining for p, n in lost.items()) and not any(
            n in locked or facts.candidates[n].must for n in names
        )

    found = set()
    for c in problem.candidates:
        gaining = {c.a, c.b}
        if degree[c.a] and degree[c.b]:
            continue
        for slot in range(len(problem.slots)):
            for x in placements(facts, c, slot):
                if _fits_without(board, x, at.get(slot, []), spare):
                    found.add(c.id)
    return found


def _fits_without(board: Board, x: Assignment, here: list[str], spare) -> bool:  # type: ignore[no-untyped-def]
    for names in [[], *([n] for n in here), *([a, b] for a in here for b in here if a < b)]:
        if names and not spare(names):
            continue
        taken = [board.remove(name) for name in names]
        fits = board.fits(x)
        for y in taken:
            board.add(y)
        if fits:
            return True
    return False


SHAPES = {
    "two-sided": Shape(participants=60, candidates=300, slots=6, tables=12),
    "any to any": Shape(participants=61, candidates=300, slots=6, tables=12, two_sided=False),
    "tables too few for all": Shape(participants=60, candidates=200, slots=5, tables=4),
    "minimum of 2": Shape(participants=60, candidates=300, slots=6, tables=9, minimum=2),
    "here and there": Shape(
        participants=60, candidates=150, slots=8, available=0.3, per_slot=True, tables=9
    ),
    "every constraint": Shape(participants=50, candidates=120, slots=6, rich=True),
}


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("name", list(SHAPES))
def test_nobody_has_none_for_anothers_surplus(name: str, seed: int) -> None:
    problem = generate(SHAPES[name], seed)
    result = solve(problem, params=QUICK, stop=Stop(seconds=20))
    assert check(problem, result) == []
    assert surplus(problem, result) == set()


def test_the_judge_finds_a_surplus() -> None:
    """Without fairness the same events leave people out whom others' surplus could serve."""
    problem = generate(replace(SHAPES["tables too few for all"], fairness=False), 1)
    result = solve(problem, params=Params(compact=False), stop=Stop(seconds=20))
    assert surplus(problem, result)
    assert {row["reason"] for row in result.metrics["left_out"]} <= {
        "fairness-off",
        "never-possible",
    }


def test_evenness_is_improved_where_it_costs_nothing() -> None:
    """All meetings alike: whichever are held, everybody could have as many."""
    problem = generate(Shape(participants=40, candidates=300, slots=6, tables=10), 3)
    alike = replace(
        problem, candidates=tuple(replace(c, value=5, tier=0) for c in problem.candidates)
    )
    result = solve(alike, params=QUICK)
    level = next(level for level in result.levels if level.name == "fairness")
    assert result.status == "optimal"
    assert level.optimal
    held = degrees(alike, held_by(result))
    assert set(held.values()) == {3}
    assert result.metrics["fair_share"] == 3
    assert result.metrics["above_fair_share"] == 0


def test_what_is_not_proven_is_said() -> None:
    problem = generate(Shape(participants=60, candidates=200, slots=2, tables=4), 1)
    result = solve(problem, stop=Stop(seconds=20, should_stop=lambda: True))
    reasons = {row["reason"] for row in result.metrics["left_out"]}
    assert reasons == {"not-proven"}
    assert result.metrics["price_of_fairness"] is None
    assert result.metrics["price_of_fairness_proven"] is False
