"""Greedy by tier and value: locks first, then each candidate in its first free slot."""

from __future__ import annotations

from ..facts import Facts
from ..problem import Candidate
from ..result import Assignment
from .board import Board


def place_locks(facts: Facts, board: Board) -> None:
    """Put every lock on the board. Raises ProblemError where they cannot be kept together."""
    from ..keeping import hold_locks

    for x in hold_locks(facts):
        board.add(x)


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
