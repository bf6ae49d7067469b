"""A whole schedule put on the kernels' board at once, and what would still fit on it.

The kernels change a board meeting by meeting. What is done to all of them is done here, by
arrays: no compiler is needed for it, and 50,000 meetings take milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import ModuleType
from typing import Any

import numpy as np

from ..result import Assignment
from .instance import I32, I64, U64, Bools, Instance, expand, pack

ONE = np.uint64(1)


def snapshot_of(x: Instance, assignments: Iterable[Assignment]) -> I32:
    """Assignments as ``held`` (as in Search): slot, room and, where nobody is named, the person
    of a side. Raises ValueError where one is not a placement of the problem, or is made twice."""
    problem = x.facts.problem
    index = {c.id: m for m, c in enumerate(problem.candidates)}
    people = {name: r for r, name in enumerate(x.person_ids)}
    rooms = {table: room for room, tables in enumerate(x.room_tables) for table in tables}
    placed = list(assignments)
    m = np.array([index.get(at.candidate, -1) for at in placed], np.int64)
    slot = np.array([at.slot for at in placed], np.int64)
    wrong = (m < 0) | (slot < 0) | (slot >= len(problem.slots))
    wrong[np.setdiff1d(np.arange(len(m)), np.unique(m, return_index=True)[1])] = True
    _refuse(placed, wrong, "is not held once, in a slot of the problem")
    team = np.array([len(at.representatives) for at in placed], np.int64)
    who = np.array([people.get(r, -1) for at in placed for r in at.representatives], np.int64)
    which = np.repeat(np.arange(len(placed)), team)
    owner = np.append(np.repeat(np.arange(len(x.minimum)), np.diff(x.person_ptr)), -1)
    held = np.full((len(index), 4), -1, np.int32)
    held[m, 0] = slot
    held[m, 1] = [-1 if at.table is None else rooms[at.table] for at in placed]
    for k, side in enumerate((x.a, x.b)):
        here = np.flatnonzero(owner[who] == side[m[which]])[::-1]  # the first of a side is last
        first = np.full(len(placed), -1, np.int64)
        first[which[here]] = who[here]
        _refuse(placed, first < 0, "is held without anybody of one side")
        named = x.named_ptr[2 * m + k] < x.named_ptr[2 * m + k + 1]
        held[m, 2 + k] = np.where(named, -1, first)
    return held


def _refuse(placed: list[Assignment], wrong: Bools, why: str) -> None:
    for i in np.flatnonzero(wrong)[:1].tolist():
        raise ValueError(f"{placed[i].candidate!r} {why}")


def lay_out(x: Instance, k: ModuleType, board: Any, held: I32) -> None:
    """Make the board hold exactly what ``held`` (as in Search) says, in order of candidates.

    The same arrays as putting these meetings one by one on an empty board."""
    ones = np.flatnonzero(held[:, 0] >= 0)
    board.meet[:, k.SLOT : k.TEAM_B + 1] = held
    meeting, person = attending(x, held, ones)
    board.holds[:] = -1
    board.holds[person, held[meeting, 0]] = meeting
    m, _, r, _ = x.sizes
    board.bits[m : m + r] = x.person_bits & ~_marked(person, held[meeting, 0], x.person_bits)
    board.left[:] = _left(x, held, ones)
    board.bits[m + r :] = pack(board.left > 0)
    _at(k, board, ones)
    _levels(x, k, board, ones)
    board.log[0, 0] = 0


def fitting(x: Instance, k: ModuleType, board: Any) -> U64:
    """(M, W): slots in which a table, the resources and somebody of either side are free; none
    for candidates that are held. In no other slot can a candidate be held as things are."""
    m, _, r, _ = x.sizes
    free, supply = board.bits[m : m + r], board.bits[m + r :]
    somebody = np.bitwise_or.reduceat(free, x.person_ptr[:-1], axis=0)
    bits = board.bits[:m] & somebody[x.a] & somebody[x.b]
    side, person = expand(x.named_ptr, x.named, np.arange(2 * m))
    np.bitwise_and.at(bits, side // 2, free[person])
    for pointers, rows, join in (
        (x.room_ptr, x.rooms, np.bitwise_or),
        (x.resource_ptr, x.resources + len(x.room_capacity), np.bitwise_and),
    ):
        some = np.flatnonzero(np.diff(pointers))
        if len(some):
            bits[some] &= join.reduceat(supply[rows], pointers[some], axis=0)
    below = board.part[:, k.DEGREE] < board.part[:, k.MOST]
    bits[(board.meet[:, k.SLOT] >= 0) | ~below[x.a] | ~below[x.b]] = 0
    return np.asarray(bits)


def attending(x: Instance, held: I32, ones: I64) -> tuple[I64, I64]:
    """(candidate, person) for everybody in the meetings ``ones``: the named of a side, or the
    one who was chosen."""
    meetings, people = [], []
    for side in range(2):
        lists = 2 * ones + side
        chosen = ones[x.named_ptr[lists] == x.named_ptr[lists + 1]]
        position, named = expand(x.named_ptr, x.named, lists)
        meetings += [chosen, ones[position]]
        people += [held[chosen, 2 + side], named]
    return np.concatenate(meetings), np.concatenate(people).astype(np.int64)


def _marked(rows: I64, slots: I32, like: U64) -> U64:
    """Rows of words like ``like`` in which these slots are set."""
    marked = np.zeros_like(like)
    np.bitwise_or.at(marked, (rows, slots >> 6), ONE << (slots & 63).astype(np.uint64))
    return marked


def _left(x: Instance, held: I32, ones: I64) -> I32:
    """What is left of every room and resource in each slot."""
    left = np.vstack([x.room_capacity, x.resource_capacity])
    slot, room = held[ones, 0], held[ones, 1]
    np.subtract.at(left, (room[room >= 0], slot[room >= 0]), 1)
    position, resource = expand(x.resource_ptr, x.resources, ones)
    np.subtract.at(left, (resource + len(x.room_capacity), slot[position]), 1)
    return left


def _at(k: ModuleType, board: Any, ones: I64) -> None:
    """Who is held in each slot, by candidate."""
    slot = board.meet[ones, k.SLOT]
    order = np.argsort(slot, kind="stable")
    count = np.bincount(slot, minlength=len(board.at))
    place = 1 + np.arange(len(ones)) - np.repeat(np.cumsum(count) - count, count)
    board.at[:, 0] = count
    board.at[slot[order], place] = ones[order]
    board.meet[ones[order], k.AT] = place


def _levels(x: Instance, k: ModuleType, board: Any, ones: I64) -> None:
    p = len(x.minimum)
    degree = np.bincount(x.a[ones], minlength=p) + np.bincount(x.b[ones], minlength=p)
    must, mutual, one_sided, value, weight = board.worth[ones].sum(axis=0)
    minimum = int(np.minimum(degree, x.minimum).sum())
    served = int((degree > 0).sum()) if board.level[k.SERVED_BONUS] > 0 else 0
    weight += minimum * board.level[k.MINIMUM_BONUS] + served * board.level[k.SERVED_BONUS]
    board.part[:, k.DEGREE] = degree
    board.level[: k.WEIGHT + 1] = (must, minimum, served, mutual, one_sided, value, weight)
