"""Events in which everybody has few slots: neighbourhoods of slots, and bounds level by level."""

from __future__ import annotations

import numpy as np
from hypothesis import HealthCheck, given, settings

from matchmaking.engine import Params, Problem, Stop, check, solve
from matchmaking.engine.facts import Facts
from matchmaking.engine.generate import Shape, generate
from matchmaking.engine.schedule.blocks import BlockModel, build_model
from matchmaking.engine.schedule.clock import Clock
from matchmaking.engine.schedule.instance import I64, Instance, build
from matchmaking.engine.schedule.levels import SERVED, present, value_of_level
from matchmaking.engine.schedule.planning import bound_level
from matchmaking.engine.schedule.searching import make_search
from matchmaking.engine.schedule.unavoidable import Closing

from .brute import best_levels, every_timetable, levels_of, tiny_events

SPARSE = Shape(participants=40, candidates=160, slots=10, available=0.35, per_slot=True, tables=8)


def by_slot(x: Instance) -> BlockModel:
    none = np.zeros(len(x.a), bool)
    return build_model(x, np.arange(x.sizes[3]), none, np.full(len(x.a), -1))


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(tiny_events())
def test_a_level_is_bounded_beside_what_is_kept_above_it(problem: Problem) -> None:
    x = build(Facts(problem))
    best = list(best_levels(problem))
    if not problem.fairness:
        best.insert(SERVED, 0)
    kept = np.array(best, np.int64)
    model = by_slot(x)
    for level in present(x):
        found = bound_level(x, model, level, kept, Clock(Stop(seconds=30)))
        assert found is not None
        weights, bound, _ = found
        assert value_of_level(bound, weights, level, kept) >= best[level]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(tiny_events())
def test_what_is_left_out_is_in_no_schedule_as_good(problem: Problem) -> None:
    """Level by level: whoever keeps the best of the levels so far holds nothing impossible."""
    x = build(Facts(problem))
    best = padded(problem, best_levels(problem))
    number = {c.id: m for m, c in enumerate(problem.candidates)}
    model = by_slot(x)
    schedules = [
        (padded(problem, levels_of(problem, {at.candidate for at in schedule})), schedule)
        for schedule in every_timetable(problem)
    ]
    for level in present(x):
        found = bound_level(x, model, level, best, Clock(Stop(seconds=30)))
        assert found is not None
        weights, bound, despite = found
        impossible = Closing(weights, bound, model, despite).impossible(x, best)
        for levels, schedule in schedules:
            if (levels[: level + 1] >= best[: level + 1]).all():
                assert not any(impossible[number[at.candidate], at.slot] for at in schedule)


def padded(problem: Problem, levels: tuple[int, ...]) -> I64:
    """All six levels, also where nobody has to be served."""
    return np.array(levels if problem.fairness else np.insert(levels, SERVED, 0), np.int64)


def test_a_rearrangement_that_does_not_fit_changes_nothing() -> None:
    x = build(Facts(generate(SPARSE, 1)))
    search = make_search(x, seed=1)
    search.insert_all(np.arange(len(x.a), dtype=np.int32))
    held = np.flatnonzero(search.held[:, 0] >= 0).astype(np.int32)
    before, levels = search.held.copy(), search.levels.copy()
    slot = int(before[held[0], 0])
    twice = np.array([held[0], held[0]], np.int32)
    never = np.flatnonzero(~x.allowed[held[0]]).astype(np.int32)
    assert len(never)
    slots = np.array([slot, never[0]], np.int32)
    assert not search.rearrange(held[:3], twice, slots)
    assert np.array_equal(search.held, before)
    assert np.array_equal(search.levels, levels)
    one = np.array([slot], np.int32)
    assert search.rearrange(held[:1], held[:1], one)
    assert np.array_equal(search.levels, levels)


def test_few_slots_are_rearranged_to_a_small_gap() -> None:
    problem = generate(SPARSE, 2)
    result = solve(problem, params=Params(exact=False, compact=False), stop=Stop(seconds=25))
    assert check(problem, result) == []
    assert result.gap is not None
    assert result.gap <= 0.03
    slots = tuple(s.id for s in problem.slots)
    if not result.metrics["interrupted"]:
        again = solve(problem, params=Params(exact=False, compact=False), stop=Stop(seconds=60))
        assert again.to_json(slots, timed=False) == result.to_json(slots, timed=False)
