"""A problem as arrays: what the bounds, the models and the compiled search share.

Indices follow the sorted tuples of the problem. Sets of slots are rows of 64-bit words. Tables
that are interchangeable for every meeting (same zone, same place, nobody's booth) form a *room*
with a capacity in each slot; the table itself is chosen last (tables.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..facts import Facts, mask

I32 = NDArray[np.int32]
I64 = NDArray[np.int64]
U64 = NDArray[np.uint64]
Bools = NDArray[np.bool_]

ONE_SIDED, MUTUAL = 1, 2


def words(bits: int, count: int) -> list[int]:
    """A bitmask as ``count`` 64-bit words, lowest first."""
    return [bits >> 64 * k & 0xFFFFFFFFFFFFFFFF for k in range(count)]


@dataclass(frozen=True)
class Instance:
    """Shapes: M candidates, P participants, R people, S slots in W words, K rooms, Q resources.

    ``person_ptr[p]:person_ptr[p+1]`` are the people of participant p. ``named_ptr`` has two
    entries a candidate (side a, side b); an empty list means any one person of that side.
    """

    facts: Facts
    a: I32
    b: I32
    value: I64
    tier: I32
    must: Bools
    person_ptr: I32
    person_ids: tuple[str, ...]
    named_ptr: I32
    named: I32
    person_bits: U64
    allow: U64
    on_site: Bools
    room_ptr: I32
    rooms: I32
    room_capacity: I32
    room_place: I32
    room_tables: tuple[tuple[str, ...], ...]
    places: tuple[str, ...]
    resource_ptr: I32
    resources: I32
    resource_capacity: I32
    minimum: I32
    maximum: I32
    fairness: bool

    @property
    def sizes(self) -> tuple[int, int, int, int]:
        """(candidates, participants, people, slots)."""
        return len(self.a), len(self.minimum), len(self.person_bits), self.room_capacity.shape[1]

    @cached_property
    def allowed(self) -> Bools:
        """(M, S): the slots in which a candidate could be held if it were alone."""
        return unpack(self.allow, self.sizes[3])

    @cached_property
    def person_free(self) -> Bools:
        """(R, S): the slots in which a person is there."""
        return unpack(self.person_bits, self.sizes[3])

    @cached_property
    def participant_free(self) -> I32:
        """(P, S): how many people of a participant are there in each slot."""
        return np.add.reduceat(self.person_free.astype(np.int32), self.person_ptr[:-1], axis=0)

    @cached_property
    def two_sided(self) -> NDArray[np.int8] | None:
        """0 or 1 for each participant such that every candidate joins a 0 and a 1, if any."""
        return _two_colouring(self)


def unpack(bits: U64, count: int) -> Bools:
    """Rows of 64-bit words to rows of booleans."""
    as_bytes = np.ascontiguousarray(bits).view(np.uint8)
    return np.unpackbits(as_bytes, axis=1, bitorder="little", count=count).astype(bool)


def _two_colouring(x: Instance) -> NDArray[np.int8] | None:
    """Breadth first; None where an odd cycle shows that there is no such split."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    m, p, _, _ = x.sizes
    # A graph is bipartite iff its double cover has twice as many components.
    rows = np.concatenate([x.a, x.b])
    cols = np.concatenate([x.b + p, x.a + p])
    cover = coo_matrix((np.ones(2 * m, np.int8), (rows, cols)), shape=(2 * p, 2 * p))
    _, part = connected_components(cover, directed=False)
    if np.any(part[x.a] == part[x.a + p]):
        return None
    # The lower-numbered component of the pair (p, p') is side 0 of p's part of the graph.
    return (part[:p] > part[p:]).astype(np.int8)


def build(facts: Facts) -> Instance:
    """Compile a problem. Takes about a second for 60,000 candidates."""
    problem = facts.problem
    s = len(problem.slots)
    w = (s + 63) // 64
    index = {p.id: i for i, p in enumerate(problem.participants)}
    person_ids = tuple(r.id for p in problem.participants for r in p.representatives)
    person_index = {name: i for i, name in enumerate(person_ids)}
    person_masks = [facts.person_slots[name] for name in person_ids]
    counts = [len(p.representatives) for p in problem.participants]
    places = tuple(sorted({t.place for t in problem.tables or () if t.place is not None}))
    room_tables, room_capacity, room_place, rooms_of_table = _rooms(facts, places)
    room_masks = [sum(1 << k for k in range(s) if row[k] > 0) for row in room_capacity]
    resource_index = {r.id: i for i, r in enumerate(problem.resources)}
    resource_capacity = np.zeros((max(1, len(problem.resources)), s), np.int32)
    for i, r in enumerate(problem.resources):
        for k in range(s):
            if facts.resource_slots[r.id] >> k & 1:
                resource_capacity[i, k] = r.capacity
    side_masks = {
        p.id: _any(facts.person_slots[r.id] for r in p.representatives)
        for p in problem.participants
    }
    room_sets: dict[tuple[str, ...], tuple[tuple[int, ...], int]] = {}
    lists: dict[str, list[Any]] = {k: [] for k in ("named", "n_ptr", "rooms", "r_ptr", "res", "q")}
    allow: list[int] = []
    on_site: list[bool] = []
    for c in problem.candidates:
        bits = mask(c.slots, s)
        for side in (c.a, c.b):
            here = [person_index[r] for r in c.representatives if facts.owner[r] == side]
            lists["named"] += here
            lists["n_ptr"].append(len(lists["named"]))
            for person in here:
                bits &= person_masks[person]
            if not here:
                bits &= side_masks[side]
        tables = facts.tables_of(c)
        on_site.append(tables is not None)
        if tables is not None:
            if tables not in room_sets:
                ids = tuple(sorted({rooms_of_table[t] for t in tables}))
                room_sets[tables] = ids, _any(room_masks[k] for k in ids)
            ids, open_bits = room_sets[tables]
            lists["rooms"] += ids
            bits &= open_bits
        lists["r_ptr"].append(len(lists["rooms"]))
        for name in c.resources:
            lists["res"].append(resource_index[name])
            bits &= facts.resource_slots[name] if facts.resource_capacity[name] else 0
        lists["q"].append(len(lists["res"]))
        allow.append(bits)

    def ints(values: list[int]) -> I32:
        return np.array(values, np.int32)

    def pointers(values: list[int]) -> I32:
        return ints([0, *values])

    def bit_rows(masks: list[int]) -> U64:
        flat = [words(bits, w) for bits in masks]
        return np.array(flat, np.uint64).reshape(len(masks), w)

    people_limit = [sum(b.bit_count() for b in person_masks)]
    unlimited = max(people_limit[0], 1)
    return Instance(
        facts=facts,
        a=ints([index[c.a] for c in problem.candidates]),
        b=ints([index[c.b] for c in problem.candidates]),
        value=np.array([c.value for c in problem.candidates], np.int64),
        tier=ints([c.tier for c in problem.candidates]),
        must=np.array([c.must for c in problem.candidates], bool),
        person_ptr=pointers(list(np.cumsum(counts))),
        person_ids=person_ids,
        named_ptr=pointers(lists["n_ptr"]),
        named=ints(lists["named"]),
        person_bits=bit_rows(person_masks),
        allow=bit_rows(allow),
        on_site=np.array(on_site, bool),
        room_ptr=pointers(lists["r_ptr"]),
        rooms=ints(lists["rooms"]),
        room_capacity=room_capacity,
        room_place=room_place,
        room_tables=room_tables,
        places=places,
        resource_ptr=pointers(lists["q"]),
        resources=ints(lists["res"]),
        resource_capacity=resource_capacity,
        minimum=ints([p.minimum for p in problem.participants]),
        maximum=ints([unlimited if p.maximum is None else p.maximum for p in problem.participants]),
        fairness=problem.fairness,
    )


def _any(masks: Any) -> int:
    bits = 0
    for more in masks:
        bits |= more
    return bits


def _rooms(
    facts: Facts, places: tuple[str, ...]
) -> tuple[tuple[tuple[str, ...], ...], I32, I32, dict[str, int]]:
    """Tables grouped by what meetings can tell apart; always at least one row."""
    s = len(facts.problem.slots)
    groups: dict[tuple[str, str, str], list[str]] = {}
    for t in facts.problem.tables or ():
        booth = t.id if t.id in facts.booths else ""
        groups.setdefault((booth, t.zone or "", t.place or ""), []).append(t.id)
    keys = sorted(groups)
    capacity = np.zeros((max(1, len(keys)), s), np.int32)
    place = np.full(max(1, len(keys)), -1, np.int32)
    room_of: dict[str, int] = {}
    for k, key in enumerate(keys):
        if key[2]:
            place[k] = places.index(key[2])
        for table in groups[key]:
            room_of[table] = k
            for i in range(s):
                if facts.table_slots[table] >> i & 1:
                    capacity[k, i] += facts.table_capacity[table]
    return tuple(tuple(groups[key]) for key in keys), capacity, place, room_of
