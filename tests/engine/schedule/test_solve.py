"""solve: proofs at the sizes of the small events, stopping, progress, fairness, locks."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from matchmaking.engine import (
    Candidate,
    Lock,
    Params,
    Participant,
    Problem,
    ProblemError,
    Progress,
    Representative,
    Result,
    Slot,
    Stop,
    Table,
    check,
    solve,
)
from matchmaking.engine.facts import Facts
from matchmaking.engine.generate import Shape, generate
from matchmaking.engine.schedule import compiling, searching
from matchmaking.engine.schedule.instance import build


def event(pairs: dict[str, int], slots: int = 2, **more: object) -> Problem:
    """An event of single-letter companies: {"ab": value}."""
    names = sorted({name for pair in pairs for name in pair})
    fields: dict[str, object] = {
        "slots": tuple(Slot(f"s{k}", "day", 30 * k, 30 * k + 25) for k in range(slots)),
        "participants": tuple(
            Participant(n, representatives=(Representative(f"{n}0"),)) for n in names
        ),
        "candidates": tuple(Candidate(p, p[0], p[1], v) for p, v in pairs.items()),
    }
    return Problem(**(fields | more))  # type: ignore[arg-type]


def held(result: Result) -> set[str]:
    return {x.candidate for x in result.assignments}


@pytest.mark.parametrize("seed", [1, 2])
def test_every_kind_of_constraint_is_proven_optimal(seed: int) -> None:
    problem = generate(Shape(rich=True), seed)
    result = solve(problem, stop=Stop(seconds=30))
    assert check(problem, result) == []
    assert result.gap is not None
    assert result.gap <= 0.005


def test_blocks_are_proven_optimal() -> None:
    shape = Shape(participants=100, candidates=900, slots=24, blocks=4, available=0.6, tables=20)
    result = solve(generate(shape, 2), params=Params(compact=False), stop=Stop(seconds=30))
    assert result.status == "optimal"


def test_tiers_come_before_value() -> None:
    problem = event({"ab": 1, "ac": 100}, slots=1, fairness=False)
    mutual = tuple(replace(c, tier=2) if c.id == "ab" else c for c in problem.candidates)
    assert held(solve(problem)) == {"ac"}
    assert held(solve(replace(problem, candidates=mutual))) == {"ab"}


def test_a_must_meet_comes_first() -> None:
    problem = event({"ab": 1, "ac": 100}, slots=1)
    must = tuple(
        replace(c, must=True) if c.id == "ab" else replace(c, tier=2) for c in problem.candidates
    )
    assert held(solve(replace(problem, candidates=must))) == {"ab"}


def test_fairness_serves_everybody_at_a_price() -> None:
    pairs = {"ab": 100, "ac": 60, "bd": 30}
    assert held(solve(event(pairs, slots=1, fairness=False))) == {"ab"}
    assert held(solve(event(pairs, slots=1, fairness=True))) == {"ac", "bd"}


def test_nobody_is_left_out_while_others_fill_up() -> None:
    problem = generate(Shape(participants=120, candidates=900, slots=10, tables=20), seed=4)
    result = solve(problem, params=Params(compact=False))
    degree = Counter(
        side for c in problem.candidates if c.id in held(result) for side in (c.a, c.b)
    )
    assert all(degree[p.id] for p in problem.participants)
    assert result.metrics["participants_with_none"] == 0


def test_the_price_of_fairness_is_reported() -> None:
    pairs = {"ab": 100, "ac": 60, "bd": 30}
    fair = solve(event(pairs, slots=1, fairness=True))
    assert fair.metrics["price_of_fairness"] == 10


def test_locks_stay() -> None:
    problem = event({"ab": 1, "ac": 100}, slots=1, locks=(Lock("ab", 0),))
    result = solve(problem)
    assert held(result) == {"ab"}
    assert result.status == "optimal"


def test_a_lock_that_is_worth_nothing_stays_too() -> None:
    problem = event({"ab": 0, "ac": 0}, slots=1, locks=(Lock("ac", 0),), fairness=False)
    assert held(solve(problem)) == {"ac"}


def test_without_fairness_nobody_is_served_for_its_own_sake() -> None:
    problem = event({"ab": 100, "ac": 49, "bd": 50}, slots=1, fairness=False)
    result = solve(problem)
    assert held(result) == {"ab"}
    assert "served" not in {level.name for level in result.levels}
    assert result.metrics["price_of_fairness"] == 0


def test_contradictory_locks_are_refused() -> None:
    problem = event({"ab": 1, "ac": 100}, slots=1, locks=(Lock("ab", 0), Lock("ac", 0)))
    with pytest.raises(ProblemError, match="person-busy"):
        solve(problem)


def test_a_booth_is_its_owners_alone() -> None:
    problem = event({"ab": 5, "cd": 5}, slots=1, tables=(Table("booth"), Table("t1")))
    owner = tuple(replace(p, table="booth") if p.id == "a" else p for p in problem.participants)
    result = solve(replace(problem, participants=owner))
    assert {x.candidate: x.table for x in result.assignments} == {"ab": "booth", "cd": "t1"}


def test_stops_when_told() -> None:
    problem = generate(Shape(participants=300, candidates=4000, slots=20, tables=60), seed=1)
    asked = time.monotonic()
    result = solve(problem, stop=Stop(seconds=60, should_stop=lambda: True))
    assert time.monotonic() - asked < 10
    assert result.metrics["interrupted"] is True
    assert check(problem, result) == []
    assert result.bound is not None
    assert result.bound >= result.objective


def test_stops_at_the_target_gap() -> None:
    problem = generate(Shape(rich=True, participants=60, candidates=500, slots=8), seed=2)
    result = solve(problem, stop=Stop(seconds=20, gap=0.99), params=Params(compact=False))
    assert result.gap is not None
    assert result.gap <= 0.99
    assert "search" not in result.timings


def test_progress_names_phases_values_and_bounds() -> None:
    seen: list[Progress] = []
    solve(generate(Shape(rich=True), seed=1), on_progress=seen.append)
    assert {p.phase for p in seen} >= {"compile", "bound", "place", "done"}
    last = seen[-1]
    assert last.value is not None
    assert last.bound is not None
    assert last.value <= last.bound


def test_the_same_seed_gives_the_same_schedule() -> None:
    problem = generate(Shape(rich=True, participants=30, candidates=200, slots=6), seed=1)
    slots = tuple(s.id for s in problem.slots)
    params = Params(effort=0.2, exact=False)
    one, two = (solve(problem, params=params, seed=3).to_json(slots, timed=False) for _ in "ab")
    assert one == two


def test_locks_stay_at_the_size_that_is_compiled() -> None:
    shape = Shape(
        participants=250,
        candidates=2600,
        slots=60,
        available=0.6,
        per_slot=True,
        representatives=2,
        minimum=2,
        locks=15,
        tables=45,
    )
    problem = generate(shape, 1)
    result = solve(problem, params=Params(effort=0.1, compact=False), stop=Stop(seconds=100))
    assert check(problem, result) == []
    assert {lock.candidate for lock in problem.locks} <= held(result)
    assert result.gap is not None
    assert result.gap <= 0.002


def test_both_forms_of_the_kernels_give_the_same_schedule(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiled or interpreted: the same source, seed and moves, the same schedule."""
    problem = generate(Shape(rich=True, participants=30, candidates=200, slots=6), seed=1)
    instance = build(Facts(problem))
    order = np.arange(len(problem.candidates), dtype=np.int32)
    found = []
    compiling.wait()
    for limit in (10**9, 0):
        monkeypatch.setattr(searching, "COMPILE_FROM", limit)
        search = searching.make_search(instance, seed=4)
        assert search.interpreted == (limit > 0)
        search.insert_all(order)
        best, levels = search.held.copy(), search.board.level.copy()
        warm = np.array([20_000.0, 1_000.0])
        search.kernels.anneal(
            search.board, order, 2000, warm, levels, best, search.homeless, search.row
        )
        found.append((search.held.tolist(), best.tolist(), levels.tolist()))
    assert found[0] == found[1]
