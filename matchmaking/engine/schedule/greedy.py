"""Greedy by tier and value: locks first, then each candidate in its first free slot."""

from __future__ import annotations

from dataclasses import replace

from ..errors import ProblemError
from ..facts import Facts
from ..problem import Candidate, Lock
from ..result import Assignment
from .board import Board, placements


def place_locks(facts: Facts, board: Board) -> None:
    """Put every lock on the board. Raises ProblemError where greedy choices cannot."""
    for lock in sorted(
        facts.problem.locks, key=lambda x: (-len(x.representatives), x.table is None, x.candidate)
    ):
        x = _lock_placement(facts, board, lock)
        if x is None:
            raise ProblemError("cannot be kept beside the other locks", f"locks[{lock.candidate}]")
        board.add(x)


def _lock_placement(facts: Facts, board: Board, lock: Lock) -> Assignment | None:
    c = facts.candidates[lock.candidate]
    who = {*c.representatives, *lock.representatives}
    fixed = replace(c, representatives=tuple(sorted(who)))
    for x in placements(facts, fixed, lock.slot):
        if lock.table in (None, x.table) and board.fits(x):
            return x
    return None


def by_value(c: Candidate) -> tuple[bool, int, int, str]:
    return (not c.must, -c.tier, -c.value, c.id)


def greedy(facts: Facts) -> list[Assignment]:
    """A valid schedule, sorted by candidate."""
    board = Board(facts)
    place_locks(facts, board)
    slots = range(len(facts.problem.slots))
    for c in sorted(facts.problem.candidates, key=by_value):
        x = board.first_fit(c, slots)
        if x is not None:
            board.add(x)
    return sorted(board.held.values(), key=lambda x: x.candidate)
