"""Level 4 has a bound: breaks that no schedule avoids which is as good on the levels above."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings

from matchmaking.engine import (
    Assignment,
    Candidate,
    Level,
    Lock,
    Params,
    Participant,
    Problem,
    Representative,
    Result,
    Slot,
    solve,
)
from matchmaking.engine.generate import Shape, generate

from .brute import every_timetable, levels_of, tiny_events

QUICK = Params(effort=0.1, exact=False)
SPARSE = Shape(participants=40, candidates=200, slots=16, available=0.4, per_slot=True)


def event(
    host: Iterable[tuple[int, ...] | None],
    meetings: Iterable[tuple[int, ...] | None],
    blocks: str = "aaaaaa",
    locks: tuple[Lock, ...] = (),
) -> Problem:
    """One host, whose people are there in these slots, and a guest for each meeting, which is
    possible in these slots."""
    slots = [tuple(slots) if slots is not None else None for slots in meetings]
    people = tuple(Representative(f"h{i}", here) for i, here in enumerate(host))
    guests = [Participant(f"g{i}", "guest", (Representative(f"r{i}"),)) for i in range(len(slots))]
    return Problem(
        slots=tuple(Slot(f"s{k}", b, 30 * k, 30 * k + 25) for k, b in enumerate(blocks)),
        participants=(*guests, Participant("h", "host", people)),
        candidates=tuple(
            Candidate(f"c{i}", f"g{i}", "h", 10, slots=here) for i, here in enumerate(slots)
        ),
        tables=None,
        locks=locks,
    )


def breaks_of(result: Result) -> Level:
    return next(level for level in result.levels if level.name == "breaks")


@pytest.mark.parametrize(
    ("problem", "fewest"),
    [
        pytest.param(event([(0, 2, 4)], [None] * 3), 2, id="never two slots in a row"),
        pytest.param(event([(0, 2, 4)], [None] * 3, "aabbcc"), 0, id="in three blocks"),
        pytest.param(event([(0, 1, 3)], [None] * 3), 1, id="two in a row"),
        pytest.param(event([None], [(0,), (2,), (0, 1, 2)], "aaa"), 0, id="a third fills the gap"),
        pytest.param(event([None], [(0,), (2,)], "aaa"), 1, id="nobody fills the gap"),
        pytest.param(event([(0, 2)] * 2, [None] * 2), 0, id="two people at once"),
        pytest.param(event([(0, 2)] * 2, [None] * 3), 1, id="two people, three meetings"),
        pytest.param(
            event([None], [None, None], locks=(Lock("c0", 0), Lock("c1", 3))), 1, id="locked"
        ),
    ],
)
def test_small_days_are_proven(problem: Problem, fewest: int) -> None:
    assert breaks_of(solve(problem)) == Level("breaks", -fewest, -fewest, optimal=True)


def count(problem: Problem, schedule: Iterable[Assignment]) -> int:
    """Breaks one by one."""
    sides = {c.id: (c.a, c.b) for c in problem.candidates}
    days: dict[tuple[str, str], set[int]] = defaultdict(set)
    for x in schedule:
        for side in sides[x.candidate]:
            days[side, problem.slots[x.slot].block].add(x.slot)
    return sum(b - a > 1 for day in days.values() for a, b in pairwise(sorted(day)))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(tiny_events())
def test_no_schedule_as_good_has_fewer(problem: Problem) -> None:
    result = solve(problem, params=QUICK)
    kept = levels_of(problem, {x.candidate for x in result.assignments})
    bound = breaks_of(result).bound
    assert bound is not None
    for schedule in every_timetable(problem):
        levels = levels_of(problem, {x.candidate for x in schedule})
        if all(a >= b for a, b in zip(levels, kept, strict=True)):
            assert -count(problem, schedule) <= bound


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_sparse_event_has_breaks_that_cannot_be_avoided(seed: int) -> None:
    result = solve(generate(SPARSE, seed), params=QUICK)
    level = breaks_of(result)
    assert level.bound is not None
    assert level.value <= level.bound < 0
    assert 0 <= level.gap < 1


def test_a_gap_of_what_is_counted_below_zero() -> None:
    assert Level("breaks", -12, -9).gap == pytest.approx(0.25)
    assert Level("breaks", -3, 0).gap == 1.0
    assert Level("breaks", 0, 0).gap == 0.0
    assert Level("value", 90, 100).gap == pytest.approx(0.1)
