"""A schedule laid out at once is the board that its meetings make one by one."""

from __future__ import annotations

import numpy as np
import pytest

from matchmaking.engine import Params, Problem, Stop, solve
from matchmaking.engine.facts import Facts
from matchmaking.engine.generate import Shape, generate
from matchmaking.engine.schedule.instance import I32, build
from matchmaking.engine.schedule.layout import snapshot_of
from matchmaking.engine.schedule.searching import Search, make_search

QUICK = Params(effort=0.1, exact=False, compact=False)
EVENTS = {
    "rich": Shape(rich=True, participants=40, candidates=260, slots=8),
    "beyond 64 slots": Shape(participants=20, candidates=150, slots=70, tables=3),
}


def empty(problem: Problem) -> Search:
    return make_search(build(Facts(problem)), 1)


def snapshot(problem: Problem, search: Search) -> I32:
    result = solve(problem, params=QUICK, stop=Stop(seconds=20))
    return snapshot_of(search.instance, result.assignments)


def one_by_one(problem: Problem, held: I32) -> Search:
    search = empty(problem)
    for m, (slot, room, one, two) in enumerate(held.tolist()):
        if slot >= 0:
            search.board.log[0, 0] = 0
            search.kernels._put(search.board, m, slot, one, two, room)
    search.board.log[:] = 0
    return search


@pytest.mark.parametrize("name", EVENTS)
def test_a_board_laid_out_is_the_one_that_is_built(name: str) -> None:
    problem = generate(EVENTS[name], 3)
    search = empty(problem)
    held = snapshot(problem, search)
    assert (held[:, 0] >= 0).sum() > 20
    built = one_by_one(problem, held)
    search.insert_all(np.arange(len(held), dtype=np.int32)[::-1].copy())  # something else first
    search.restore(held)
    for field in search.board._fields:
        ours, theirs = getattr(search.board, field), getattr(built.board, field)
        if field == "at":
            ours, theirs = ours[:, 0], theirs[:, 0]
        elif field in ("log", "rng"):
            continue
        elif field == "meet":  # where a meeting that is not held would stand means nothing
            theirs[held[:, 0] < 0, search.kernels.AT] = ours[held[:, 0] < 0, search.kernels.AT]
        assert (ours == theirs).all(), field
    for slot, count in enumerate(search.board.at[:, 0]):
        here = slice(1, 1 + int(count))
        assert (search.board.at[slot, here] == built.board.at[slot, here]).all()


@pytest.mark.parametrize("name", EVENTS)
def test_what_does_not_fit_is_what_no_slot_takes(name: str) -> None:
    problem = generate(EVENTS[name], 3)
    search = empty(problem)
    held = snapshot(problem, search)
    held[np.flatnonzero(held[:, 0] >= 0)[::3]] = -1
    search.restore(held)
    fits = search.fitting().any(axis=1)
    assert 0 < fits.sum() < len(fits)
    for m in np.flatnonzero(~fits).tolist():
        if held[m, 0] < 0:
            placed = [search.kernels.place(search.board, m, s) for s in range(len(problem.slots))]
            assert not any(placed)
