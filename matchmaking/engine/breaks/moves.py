"""The hot loop of compacting days: moves of meetings between slots, all else kept.

The code of ``compact_moves`` and ``breaks_of`` runs compiled, or interpreted over the
interpreted kernels where an event is too small to wait for a compiler (``compacting.py``).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..schedule.compiled import jit
from ..schedule.kernels import (
    FIRST,
    LAST,
    LOCKED,
    ONE,
    SLOT,
    TEAM_B,
    ZERO,
    A,
    B,
    Board,
    _exchange,
    _random,
    _undo,
)

__all__ = ["breaks_of", "compact_moves"]


@jit
def breaks_of(board: Board, block: Any, p: int) -> int:
    """Runs of idle slots between two meetings of a participant inside one block."""
    count = 0
    last = -1
    for s in range(board.holds.shape[1]):
        for r in range(board.part[p, FIRST], board.part[p, LAST]):
            if board.holds[r, s] >= 0:
                if last >= 0 and s - last > 1 and block[last] == block[s]:
                    count += 1
                last = s
                break
    return count


@jit
def _choose_target(board: Board, p: int, s: int) -> int:
    """A slot beside another meeting of the participant, or now and then any slot; -1: none."""
    slots = board.holds.shape[1]
    start: int = _random(board, slots)
    if _random(board, 4) == 0:
        return start
    for i in range(slots):
        t = (start + i) % slots
        if t == s:
            continue
        for r in range(board.part[p, FIRST], board.part[p, LAST]):
            if board.holds[r, t] >= 0:
                t += 1 if _random(board, 2) == 0 else -1
                return t if 0 <= t < slots and t != s else -1
    return -1


@jit
def _move(board: Board, owner: Any, chain: Any) -> int:
    """One Kempe exchange of a random meeting. Returns how many meetings moved; 0: none."""
    r, s = _random(board, board.holds.shape[0]), _random(board, board.holds.shape[1])
    x = board.holds[r, s]
    if x < 0 or board.meet[x, LOCKED] != 0:
        return 0
    t = _choose_target(board, owner[r], s)
    if t < 0 or t == s:
        return 0
    if board.bits[len(board.meet) + r, t >> 6] >> np.uint64(t & 63) & ONE == ZERO:
        return 0
    board.log[0, 0] = 0
    size: int = _exchange(board, s, t, r, chain)
    return size


@jit
def _recount(board: Board, block: Any, own: Any, ends: Any, first: int, last: int) -> int:
    """How the breaks change by a chain: ``ends`` gets (participant, its breaks) for the four
    that may have gained or lost one."""
    ends[0, 0], ends[1, 0] = board.meet[first, A], board.meet[first, B]
    ends[2, 0], ends[3, 0] = board.meet[last, A], board.meet[last, B]
    change = 0
    for i in range(4):
        p = ends[i, 0]
        ends[i, 1] = breaks_of(board, block, p)
        seen = False
        for j in range(i):
            seen = seen or ends[j, 0] == p
        if not seen:
            change += ends[i, 1] - own[p]
    return change


@jit
def compact_moves(
    board: Board,
    block: Any,
    owner: Any,
    own: Any,
    moves: int,
    temperatures: Any,
    chain: Any,
    total: Any,
    best: Any,
) -> int:
    """``moves`` Kempe exchanges by simulated annealing on the number of breaks.

    A person's meeting moves to a slot in which that person is free; whoever is in the way
    moves back, along the chain. Only the companies at the two ends of the chain can gain or
    lose a break. ``own`` (P,): breaks of each participant; ``total``: [breaks, fewest so far];
    ``best`` (M, 4): the schedule with the fewest, as in ``anneal``. Returns how many moves
    were accepted.
    """
    accepted = 0
    cooling = (temperatures[1] / temperatures[0]) ** (1.0 / max(1, moves // 256))
    temperature = temperatures[0]
    ends = np.zeros((4, 2), np.int64)
    for move in range(moves):
        if move % 256 == 255:
            temperature *= cooling
        size = _move(board, owner, chain)
        if size == 0:
            continue
        change = _recount(board, block, own, ends, chain[0], chain[size - 1])
        if change > 0 and _random(board, 1 << 30) >= np.exp(-change / temperature) * (1 << 30):
            _undo(board, 0)
            continue
        accepted += 1
        for i in range(4):
            own[ends[i, 0]] = ends[i, 1]
        total[0] += change
        if total[0] < total[1]:
            total[1] = total[0]
            best[:, :] = board.meet[:, SLOT : TEAM_B + 1]
    return accepted
