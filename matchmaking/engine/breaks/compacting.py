"""Compact days (level 4): the same meetings in other slots, for as few breaks as can be.

Which meetings are held does not change, so that levels 1 to 3 cost nothing. Every move keeps
every hard constraint, since it is made of the moves of the scheduler's own board.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from functools import lru_cache
from types import FunctionType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..facts import Facts
from ..problem import Problem
from ..result import Assignment
from ..schedule.instance import I32, build
from ..schedule.layout import snapshot_of
from ..schedule.searching import Search, assignments_of, make_search
from ..schedule.tables import assign_tables

HOT, COLD = 0.6, 0.08
"""Temperatures, in breaks."""
CHUNK = 50_000
MOVES = 2_000
"""Moves for each meeting held, of which the annealing is made, up to MOST_MOVES."""
MOST_MOVES = 10_000_000
INTERPRETED_MOVES = 30_000


def compact_days(
    problem: Problem,
    assignments: Iterable[Assignment],
    *,
    seconds: float = 10.0,
    seed: int = 0,
) -> tuple[Assignment, ...]:
    """The same meetings with no more breaks, and as few as were found.

    A schedule that breaks no constraint stays one. The same input and seed give the same
    schedule unless ``seconds`` cuts the search short. Raises ValueError where an assignment is
    not a placement of the problem, or is made twice.
    """
    deadline = time.monotonic() + seconds
    facts = Facts(problem)
    x = build(facts)
    names = {lock.candidate for lock in problem.locks}
    locked = np.array([c.id in names for c in problem.candidates], bool)
    search = make_search(x, seed, locked=locked)
    held = snapshot_of(x, assignments)
    best = compact_held(search, held, expired=lambda: time.monotonic() >= deadline)
    return tuple(assignments_of(x, best, assign_tables(x, best)))


def compact_held(
    search: Search,
    held: I32,
    *,
    effort: float = 1.0,
    expired: Callable[[], bool] = lambda: False,
    chunk: int | None = None,
) -> I32:
    """As ``compact_days``, from and to a snapshot ``held`` of the search's schedule.

    ``effort`` scales the planned number of moves, made in pieces of ``chunk``. The search is left
    with the schedule that is returned.
    """
    x = search.instance
    search.restore(held)
    best = held.copy()
    meetings = int((held[:, 0] >= 0).sum())
    compact_moves, breaks_of = _kernels(search)
    block = _blocks(x.facts.problem)
    owner = np.repeat(np.arange(len(x.minimum)), np.diff(x.person_ptr)).astype(np.int32)
    own = np.array([breaks_of(search.board, block, p) for p in range(len(x.minimum))], np.int64)
    total = np.array([own.sum(), own.sum()], np.int64)
    moves = min(MOST_MOVES, MOVES * meetings)
    if search.interpreted:
        moves = min(INTERPRETED_MOVES, moves)
    chunk = chunk or (500 if search.interpreted else CHUNK)
    chunks = int(effort * moves) // chunk
    for i in range(chunks):
        if total[1] == 0 or expired():
            break
        hot, cold = (HOT * (COLD / HOT) ** (j / chunks) for j in (i, i + 1))
        compact_moves(
            search.board, block, owner, own, chunk, np.array([hot, cold]), search.chain,
            total, best,
        )  # fmt: skip
    search.restore(best)
    return best


def _blocks(problem: Problem) -> NDArray[np.int32]:
    """(S,): the block of each slot, numbered."""
    names = sorted({slot.block for slot in problem.slots})
    return np.array([names.index(slot.block) for slot in problem.slots], np.int32)


def _kernels(search: Search) -> tuple[Callable[..., int], Callable[..., int]]:
    """compact_moves and breaks_of to go with the kernels of a search."""
    from . import moves

    if not search.interpreted:
        return moves.compact_moves, moves.breaks_of
    return _interpreted(search.kernels)


@lru_cache(maxsize=1)
def _interpreted(kernels: Any) -> tuple[Callable[..., int], Callable[..., int]]:
    """The source of the compiled functions, bound to interpreted kernels."""
    from . import moves

    scope = dict(vars(kernels))
    for name in ("breaks_of", "_choose_target", "_move", "_recount", "compact_moves"):
        compiled = getattr(moves, name)
        scope[name] = FunctionType(compiled.py_func.__code__, scope, name)
    return scope["compact_moves"], scope["breaks_of"]
