"""The block relaxation: which candidate is held in which group of slots.

Slots that look the same to everybody (same people, tables and resources there) form a group;
the linear program over (candidate, group) has the same optimum as the one over single slots.
Its rows are capacities of participants, named people, rooms and resources in each group; two
more columns a participant count its promised minimum and whether it is served.

The bound is made safe: the solver's row prices y are rounded to integers ≥ 0, and
bᵀy + Σ u · max(0, c − Aᵀy) bounds the optimum whatever the solver's tolerances were (Neumaier
and Shcherbina 2004, here in exact integers).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from .instance import I64, Bools, Instance
from .levels import MINIMUM, SERVED, Weights


@dataclass(frozen=True)
class BlockModel:
    """max cost·x, rows·x ≤ limit, 0 ≤ x ≤ upper, in integers. The first ``pairs`` columns are
    (candidate, group) pairs."""

    candidate: I64
    group: I64
    rows: csr_matrix
    limit: I64
    upper: I64
    group_of_slot: I64

    @property
    def pairs(self) -> int:
        return len(self.candidate)

    @property
    def by_slot(self) -> bool:
        """Whether each slot is a group of its own."""
        return int(self.group_of_slot.max()) + 1 == len(self.group_of_slot)

    def costs(self, x: Instance, weights: Weights) -> I64:
        """Objective of the columns for these weights."""
        p = len(x.minimum)
        extra = np.zeros(len(self.upper) - self.pairs, np.int64)
        extra[:p], extra[p:] = weights.levels[MINIMUM], weights.levels[SERVED]
        return np.concatenate([weights.worth[self.candidate], extra])

    def safe_bound(self, costs: I64, prices: I64) -> int:
        """An upper bound on the optimum for any prices ≥ 0."""
        reduced = costs - self.rows.T @ prices
        over = np.maximum(reduced, 0)
        return int(np.sum(self.limit * prices)) + int(np.sum(over * self.upper))


def groups_of_slots(x: Instance) -> I64:
    """The group of each slot, numbered in order of first appearance."""
    looks = np.vstack([x.person_free, x.allowed, x.room_capacity, x.resource_capacity]).astype(
        np.int32
    )
    seen: dict[bytes, int] = {}
    return np.array(
        [seen.setdefault(looks[:, s].tobytes(), len(seen)) for s in range(looks.shape[1])]
    )


class _Rows:
    """Collects rows of a sparse matrix; keys of one family become consecutive rows."""

    def __init__(self) -> None:
        self.row: list[I64] = []
        self.column: list[I64] = []
        self.sign: list[I64] = []
        self.limits: list[I64] = []
        self.count = 0

    def family(self, keys: I64, columns: I64, limits: I64, sign: int = 1) -> None:
        """One row for each key 0..len(limits)-1 that occurs: Σ sign · x ≤ its limit."""
        used, index = np.unique(keys, return_inverse=True)
        self.add(index, columns, np.full(len(columns), sign, np.int64))
        self.close(limits[used])

    def add(self, index: I64, columns: I64, sign: I64) -> None:
        self.row.append(index + self.count)
        self.column.append(columns)
        self.sign.append(sign)

    def close(self, limits: I64) -> None:
        self.limits.append(limits)
        self.count += len(limits)

    def matrix(self, width: int) -> tuple[csr_matrix, I64]:
        coo = (np.concatenate(self.sign), (np.concatenate(self.row), np.concatenate(self.column)))
        return csr_matrix(coo, shape=(self.count, width), dtype=np.int64), np.concatenate(
            self.limits
        )


def build_model(x: Instance, group_of_slot: I64, locked: Bools, lock_slot: I64) -> BlockModel:
    """The model beside the locks: ``lock_slot[m]`` is where a locked candidate is held."""
    m, p, _, s = x.sizes
    g = int(group_of_slot.max()) + 1
    member = np.zeros((s, g), np.int64)
    member[np.arange(s), group_of_slot] = 1
    can = (x.allowed.astype(np.int32) @ member.astype(np.int32)) > 0
    can[locked] = False
    candidate, group = np.nonzero(can)
    pairs = np.arange(len(candidate))
    rows = _Rows()
    held = np.flatnonzero(locked)
    held_group = group_of_slot[lock_slot[held]]
    rows.family(candidate, pairs, np.ones(m, np.int64))

    def less(capacity: I64, index: I64, groups: I64) -> I64:
        left = capacity.copy()
        np.subtract.at(left, (index, groups), 1)
        return np.maximum(left, 0).ravel()

    room = (x.participant_free.astype(np.int64)) @ member
    both = np.concatenate([x.a[candidate], x.b[candidate]])
    room_left = less(
        room, np.concatenate([x.a[held], x.b[held]]), np.concatenate([held_group, held_group])
    )
    rows.family(both * g + np.tile(group, 2), np.tile(pairs, 2), room_left)
    degree = np.bincount(x.a[held], minlength=p) + np.bincount(x.b[held], minlength=p)
    _maximum_rows(x, rows, both, np.tile(pairs, 2), room.sum(axis=1), degree)
    _named_rows(x, rows, candidate, group, member, held, held_group)
    _room_rows(x, rows, candidate, group, member, held, held_group)
    _resource_rows(x, rows, candidate, group, member, held, held_group)
    width = len(pairs) + 2 * p
    upper = np.ones(width, np.int64)
    upper[len(pairs) : len(pairs) + p] = np.maximum(x.minimum - degree, 0)
    upper[len(pairs) + p :] = (degree == 0) if x.fairness else 0
    # kept ≤ meetings and served ≤ meetings of the participant
    for k in range(2):
        first = len(pairs) + k * p
        wanted = np.flatnonzero(upper[first : first + p] > 0)
        place = np.full(p, -1)
        place[wanted] = np.arange(len(wanted))
        inside = place[both] >= 0
        rows.add(
            np.concatenate([np.arange(len(wanted)), place[both][inside]]),
            np.concatenate([first + wanted, np.tile(pairs, 2)[inside]]),
            np.concatenate([np.ones(len(wanted)), np.full(inside.sum(), -1)]).astype(np.int64),
        )
        rows.close(np.zeros(len(wanted), np.int64))
    matrix, limit = rows.matrix(width)
    return BlockModel(candidate, group, matrix, limit, upper, group_of_slot)


def _maximum_rows(x: Instance, rows: _Rows, both: I64, pairs: I64, room: I64, degree: I64) -> None:
    binding = x.maximum < room
    some = binding[both]
    if some.any():
        rows.family(both[some], pairs[some], np.maximum(x.maximum - degree, 0).astype(np.int64))


def _expand(pointers: I64, items: I64, which: I64) -> tuple[I64, I64]:
    """(position in ``which``, item) for each item of the lists of ``which``."""
    counts = pointers[which + 1] - pointers[which]
    position = np.repeat(np.arange(len(which)), counts)
    offset = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return position, items[np.repeat(pointers[which], counts) + offset]


def _named_rows(
    x: Instance, rows: _Rows, candidate: I64, group: I64, member: I64, held: I64, held_group: I64
) -> None:
    """A named person has only the slots in which it is there itself."""
    pointers = x.named_ptr[::2].astype(np.int64)
    position, person = _expand(pointers, x.named.astype(np.int64), candidate)
    if not len(position):
        return
    capacity = x.person_free.astype(np.int64) @ member
    held_position, held_person = _expand(pointers, x.named.astype(np.int64), held)
    np.subtract.at(capacity, (held_person, held_group[held_position]), 1)
    g = member.shape[1]
    rows.family(person * g + group[position], position, np.maximum(capacity, 0).ravel())


def _room_rows(
    x: Instance, rows: _Rows, candidate: I64, group: I64, member: I64, held: I64, held_group: I64
) -> None:
    """For every set of rooms that some candidate is restricted to, and for all of them: the
    candidates that must be inside the set have its tables."""
    sets: dict[tuple[int, ...], list[int]] = {}
    ptr = x.room_ptr
    flat = x.rooms.tolist()
    for m in np.flatnonzero(x.on_site):
        sets.setdefault(tuple(flat[ptr[m] : ptr[m + 1]]), []).append(int(m))
    if not sets:
        return
    everything = tuple(range(len(x.room_capacity)))
    of_candidate = {key: np.array(ids) for key, ids in sets.items()}
    g = member.shape[1]
    for whole in {*sets, everything}:
        inside = np.zeros(len(x.a), bool)
        for key, ids in of_candidate.items():
            if set(key) <= set(whole):
                inside[ids] = True
        capacity = (x.room_capacity[list(whole)].sum(axis=0).astype(np.int64)) @ member
        for m_held, at in zip(held, held_group, strict=True):
            capacity[at] -= int(inside[m_held])
        some = np.flatnonzero(inside[candidate])
        rows.family(group[some], some, np.maximum(capacity, 0))
    assert g == len(capacity)


def _resource_rows(
    x: Instance, rows: _Rows, candidate: I64, group: I64, member: I64, held: I64, held_group: I64
) -> None:
    pointers = x.resource_ptr.astype(np.int64)
    position, resource = _expand(pointers, x.resources.astype(np.int64), candidate)
    if not len(position):
        return
    capacity = x.resource_capacity.astype(np.int64) @ member
    held_position, held_resource = _expand(pointers, x.resources.astype(np.int64), held)
    np.subtract.at(capacity, (held_resource, held_group[held_position]), 1)
    g = member.shape[1]
    rows.family(resource * g + group[position], position, np.maximum(capacity, 0).ravel())
