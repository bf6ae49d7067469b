"""What holds for every event: constraints, bounds, monotony, and no trace of the input's order."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchmaking.engine import (
    Candidate,
    Params,
    Participant,
    Problem,
    Representative,
    Result,
    Slot,
    Stop,
    Table,
    check,
    solve,
)
from matchmaking.engine.generate import Shape, generate

from .brute import best_levels, levels_of, tiny_events

CAREFUL = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
QUICK = Params(effort=0.1, compact=False)


def held_by(result: Result) -> set[str]:
    return {x.candidate for x in result.assignments}


@CAREFUL
@given(tiny_events())
def test_brute_force_agrees(problem: Problem) -> None:
    result = solve(problem, params=QUICK, stop=Stop(seconds=10))
    assert check(problem, result) == []
    best = best_levels(problem)
    found = levels_of(problem, held_by(result))
    assert found <= best
    if result.status == "optimal":
        assert found == best
    by_name = {level.name: level for level in result.levels}
    assert by_name["value"].value == found[-1] == result.objective
    for name, most in zip(_names(problem), best, strict=True):
        level = by_name.get(name)
        if level is None:
            assert most == 0, f"{name} has a value but no level"
            continue
        assert level.bound is not None
        assert level.bound >= most
        if level.value != most:
            break  # the levels below are bounded for schedules that keep no more than this


def _names(problem: Problem) -> list[str]:
    names = ["must", "minimum", "served", "mutual", "one_sided", "value"]
    return names if problem.fairness else [n for n in names if n != "served"]


@CAREFUL
@given(tiny_events())
def test_tiny_events_are_solved_to_the_optimum(problem: Problem) -> None:
    result = solve(problem, params=QUICK, stop=Stop(seconds=10))
    assert levels_of(problem, held_by(result)) == best_levels(problem)


shapes = st.builds(
    Shape,
    participants=st.integers(4, 30),
    candidates=st.integers(3, 90),
    slots=st.integers(2, 12),
    blocks=st.none() | st.integers(1, 2),
    available=st.sampled_from((0.4, 0.8, 1.0)),
    per_slot=st.booleans(),
    two_sided=st.booleans(),
    representatives=st.integers(1, 2),
    minimum=st.integers(0, 2),
    maximum=st.none() | st.integers(2, 4),
    tables=st.none() | st.integers(1, 5),
    rich=st.booleans(),
    fairness=st.booleans(),
)


@CAREFUL
@given(shapes, st.integers(0, 10**6))
def test_no_constraint_is_ever_broken_and_bounds_hold(shape: Shape, seed: int) -> None:
    problem = generate(shape, seed)
    result = solve(problem, params=QUICK, stop=Stop(seconds=10))
    assert check(problem, result) == []
    for level in result.levels:
        assert level.bound is None or level.bound >= level.value
    assert {x.candidate for x in result.unscheduled} | held_by(result) == {
        c.id for c in problem.candidates
    }


@settings(parent=CAREFUL, max_examples=10)
@given(tiny_events(), st.sampled_from(("slot", "table")))
def test_more_never_lowers_a_proven_optimum(problem: Problem, what: str) -> None:
    before = solve(problem, params=QUICK, stop=Stop(seconds=10))
    if what == "slot":
        n = len(problem.slots)
        more = replace(problem, slots=(*problem.slots, Slot("s9", "day", 900, 925)))
        more = replace(
            more,
            participants=tuple(
                replace(
                    p,
                    representatives=tuple(
                        r if r.available is None else replace(r, available=(*r.available, n))
                        for r in p.representatives
                    ),
                )
                for p in more.participants
            ),
        )
    else:
        more = replace(problem, tables=(*(problem.tables or ()), Table("t9")))
        if problem.tables is None:
            more = replace(problem, tables=None)
    after = solve(more, params=QUICK, stop=Stop(seconds=10))
    if before.status == after.status == "optimal":
        assert levels_of(more, held_by(after)) >= levels_of(problem, held_by(before))


def test_the_order_of_the_input_changes_nothing() -> None:
    problem = generate(Shape(rich=True, participants=24, candidates=120, slots=6), seed=5)
    rng = random.Random(1)
    data = _shuffled(problem, rng)
    assert data.input_hash == problem.input_hash
    slots = tuple(s.id for s in problem.slots)
    one = solve(problem, params=QUICK).to_json(slots, timed=False)
    two = solve(data, params=QUICK).to_json(slots, timed=False)
    assert one == two


def _shuffled(problem: Problem, rng: random.Random) -> Problem:
    import json

    data = json.loads(problem.to_json())
    for name in ("slots", "participants", "candidates", "tables", "resources", "locks"):
        rng.shuffle(data[name])
    for p in data["participants"]:
        rng.shuffle(p["representatives"])
        for r in p["representatives"]:
            rng.shuffle(r.get("available", []))
    return Problem.from_json(json.dumps(data))


def test_brute_force_sees_every_placement() -> None:
    """The judge itself: two meetings of the same people in one slot are impossible."""
    problem = Problem(
        slots=(Slot("s0", "day", 0, 25),),
        participants=tuple(
            Participant(name, representatives=(Representative(f"{name}-0"),)) for name in "abc"
        ),
        candidates=(Candidate("ab", "a", "b", 5), Candidate("ac", "a", "c", 7)),
        fairness=False,
    )
    assert best_levels(problem)[-1] == 7
