"""Level 4: fewer breaks with the same meetings, every constraint kept."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import pairwise

import pytest

from matchmaking.engine import Lock, Stop, check, solve
from matchmaking.engine.breaks import compact_days, compacting
from matchmaking.engine.facts import Facts
from matchmaking.engine.generate import Shape, generate
from matchmaking.engine.problem import Problem
from matchmaking.engine.result import Assignment, Params, Result
from matchmaking.engine.schedule import compiling
from matchmaking.engine.schedule.instance import build
from matchmaking.engine.schedule.layout import snapshot_of
from matchmaking.engine.schedule.searching import make_search

SHAPES = {
    "two sides": Shape(participants=20, candidates=60, slots=10),
    "blocks": Shape(participants=20, candidates=60, slots=12, blocks=3, available=0.7),
    "any to any": Shape(participants=16, candidates=50, slots=10, two_sided=False),
    "everything at once": Shape(participants=24, candidates=80, slots=12, rich=True),
    "two people": Shape(participants=12, candidates=40, slots=8, representatives=2),
}


def breaks(problem: Problem, assignments: tuple[Assignment, ...]) -> int:
    """Runs of idle slots between two meetings of one participant inside one block."""
    sides = {c.id: (c.a, c.b) for c in problem.candidates}
    days: dict[tuple[str, str], list[int]] = defaultdict(list)
    for x in assignments:
        for side in sides[x.candidate]:
            days[side, problem.slots[x.slot].block].append(x.slot)
    return sum(b - a > 1 for day in days.values() for a, b in pairwise(sorted(day)))


@pytest.fixture(scope="module", params=sorted(SHAPES))
def event(request) -> tuple[Problem, Result]:
    """A problem and a schedule made without a thought for breaks."""
    problem = generate(SHAPES[request.param])
    return problem, solve(problem, params=Params(compact=False), stop=Stop(seconds=20))


def test_the_same_meetings_with_fewer_breaks(event):
    problem, result = event
    compacted = compact_days(problem, result.assignments, seconds=30)
    assert {x.candidate for x in compacted} == {x.candidate for x in result.assignments}
    assert breaks(problem, compacted) < breaks(problem, result.assignments)
    assert check(problem, replace(result, assignments=compacted)) == []


def test_the_same_twice(event):
    problem, result = event
    assert compact_days(problem, result.assignments) == compact_days(problem, result.assignments)


def test_locked_meetings_stay(event):
    problem, result = event
    stay = result.assignments[::3]
    locks = tuple(Lock(x.candidate, x.slot, x.table, x.representatives) for x in stay)
    problem = replace(problem, locks=locks)
    compacted = compact_days(problem, result.assignments, seconds=30)
    slots = {x.candidate: x.slot for x in compacted}
    assert all(slots[x.candidate] == x.slot for x in stay)
    assert check(problem, replace(result, assignments=compacted)) == []


def test_no_time_changes_no_slot(event):
    problem, result = event
    unchanged = compact_days(problem, result.assignments, seconds=0)
    assert {(x.candidate, x.slot) for x in unchanged} == {
        (x.candidate, x.slot) for x in result.assignments
    }


def test_solve_compacts(event):
    problem, result = event
    compacted = solve(problem, stop=Stop(seconds=20))
    assert compacted.objective == result.objective
    assert compacted.metrics["breaks"] < result.metrics["breaks"]


def test_compiled_and_interpreted_give_the_same():
    problem = generate(SHAPES["two sides"])
    result = solve(problem, params=Params(compact=False), stop=Stop(seconds=20))
    snapshots = []
    for compiled in (False, True):
        search = make_search(build(Facts(problem)), seed=0)
        held = snapshot_of(search.instance, result.assignments)
        if compiled:
            compiling.wait()
            search.compile()
        snapshots.append(_short(search, held))
    assert (snapshots[0] == snapshots[1]).all()


def _short(search, held):
    """One chunk of the same length, whether compiled or not."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compacting, "CHUNK", 500)
        patch.setattr(compacting, "MOST_MOVES", 1000)
        return compacting.compact_held(search, held)


def test_an_assignment_that_is_not_of_the_problem_is_refused(event):
    problem, result = event
    stranger = replace(result.assignments[0], candidate="nobody")
    with pytest.raises(ValueError, match="nobody"):
        compact_days(problem, [stranger])
    with pytest.raises(ValueError, match="not held once"):
        compact_days(problem, [result.assignments[0]] * 2)
