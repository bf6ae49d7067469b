"""A problem as arrays: what the bounds, the models and the compiled search share.

Indices follow the sorted tuples of the problem. Sets of slots are rows of 64-bit words. Tables
that are interchangeable for every meeting (same zone, same place, nobody's booth) form a *room*
with a capacity in each slot; the table itself is chosen last (tables.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..facts import Facts, mask
from ..problem import Problem

I32 = NDArray[np.int32]
I64 = NDArray[np.int64]
U64 = NDArray[np.uint64]
Bools = NDArray[np.bool_]

ONE_SIDED, MUTUAL = 1, 2


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


def pack(rows: Bools) -> U64:
    """Rows of booleans to rows of 64-bit words."""
    packed = np.packbits(rows, axis=1, bitorder="little")
    as_bytes = np.zeros((len(rows), (rows.shape[1] + 63) // 64 * 8), np.uint8)
    as_bytes[:, : packed.shape[1]] = packed
    return as_bytes.view("<u8").astype(np.uint64)


def expand(pointers: I32, items: I32, which: I64) -> tuple[I64, I32]:
    """(position in ``which``, item) for each item of the lists numbered ``which``."""
    counts = pointers[which + 1] - pointers[which]
    position = np.repeat(np.arange(len(which)), counts)
    place = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return position, items[np.repeat(pointers[which], counts) + place]


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
    """Compile a problem: about 0.1 s for 60,000 candidates."""
    problem = facts.problem
    people = _people(facts)
    rooms = _rooms(facts)
    a, b = _sides(problem)
    named_ptr, named = _named(facts, people.index)
    on_site, room_ptr, room_list = _rooms_of_candidates(facts, rooms, a, b)
    resource_ptr, resources, resource_capacity = _resources(facts)
    allow = people.of_participant[a] & people.of_participant[b]
    side, person = expand(named_ptr, named, np.arange(2 * len(a)))
    np.bitwise_and.at(allow, side // 2, people.bits[person])
    _allow_slots(problem, allow)
    allow[on_site & (np.diff(room_ptr) == 0)] = 0
    _allow_supply(allow, room_ptr, room_list, pack(rooms.capacity > 0), every=False)
    _allow_supply(allow, resource_ptr, resources, pack(resource_capacity > 0), every=True)
    unlimited = max(1, sum(facts.person_slots[name].bit_count() for name in people.ids))
    limits = (unlimited if p.maximum is None else p.maximum for p in problem.participants)
    return Instance(
        facts=facts,
        a=a,
        b=b,
        value=np.array([c.value for c in problem.candidates], np.int64),
        tier=_ints(c.tier for c in problem.candidates),
        must=np.array([c.must for c in problem.candidates], bool),
        person_ptr=people.ptr,
        person_ids=people.ids,
        named_ptr=named_ptr,
        named=named,
        person_bits=people.bits,
        allow=allow,
        on_site=on_site,
        room_ptr=room_ptr,
        rooms=room_list,
        room_capacity=rooms.capacity,
        room_place=rooms.place,
        room_tables=rooms.tables,
        places=rooms.places,
        resource_ptr=resource_ptr,
        resources=resources,
        resource_capacity=resource_capacity,
        minimum=_ints(p.minimum for p in problem.participants),
        maximum=_ints(limits),
        fairness=problem.fairness,
    )


def _ints(values: Iterable[int]) -> I32:
    return np.fromiter(values, np.int32)


def _pointers(counts: Iterable[int]) -> I32:
    """Where lists of these lengths start and end when they stand one after the other."""
    return np.concatenate([[0], np.cumsum(_ints(counts))]).astype(np.int32)


def bit_rows(masks: Sequence[int], slots: int) -> U64:
    """Bitmasks as rows of 64-bit words, lowest first."""
    size = (slots + 63) // 64
    flat = b"".join(bits.to_bytes(8 * size, "little") for bits in masks)
    return np.frombuffer(flat, "<u8").astype(np.uint64).reshape(len(masks), size)


@dataclass(frozen=True)
class _People:
    """Everybody, participant by participant."""

    ids: tuple[str, ...]
    index: dict[str, int]
    ptr: I32
    bits: U64
    of_participant: U64
    """(P, W): the slots in which somebody of a participant is there."""


def _people(facts: Facts) -> _People:
    participants = facts.problem.participants
    ids = tuple(r.id for p in participants for r in p.representatives)
    ptr = _pointers(len(p.representatives) for p in participants)
    bits = bit_rows([facts.person_slots[name] for name in ids], len(facts.problem.slots))
    index = {name: i for i, name in enumerate(ids)}
    return _People(ids, index, ptr, bits, np.bitwise_or.reduceat(bits, ptr[:-1], axis=0))


def _sides(problem: Problem) -> tuple[I32, I32]:
    index = {p.id: i for i, p in enumerate(problem.participants)}
    candidates = problem.candidates
    return _ints(index[c.a] for c in candidates), _ints(index[c.b] for c in candidates)


def _named(facts: Facts, person: dict[str, int]) -> tuple[I32, I32]:
    """Named people of either side of every candidate, as pointers and list."""
    candidates = facts.problem.candidates
    counts = np.zeros(2 * len(candidates), np.int32)
    named: list[int] = []
    for m, c in enumerate(candidates):
        if who := facts.named(c):
            for k, side in enumerate((c.a, c.b)):
                here = [person[r] for r in who if facts.owner[r] == side]
                counts[2 * m + k] = len(here)
                named += here
    return _pointers(counts), _ints(named)


def _resources(facts: Facts) -> tuple[I32, I32, I32]:
    """Resources of every candidate, as pointers and list, and what there is of each in each
    slot; always at least one row."""
    problem = facts.problem
    index = {r.id: i for i, r in enumerate(problem.resources)}
    capacity = np.zeros((max(1, len(index)), len(problem.slots)), np.int32)
    for i, r in enumerate(problem.resources):
        capacity[i] = facts.resource_capacity[r.id] * _open(facts.resource_slots[r.id], capacity)
    lists = [c.resources for c in problem.candidates]
    flat = _ints(index[name] for names in lists for name in names)
    return _pointers(map(len, lists)), flat, capacity


def _open(bits: int, like: I32) -> Bools:
    """A bitmask as booleans, one for each column of ``like``."""
    slots: Bools = unpack(bit_rows([bits], like.shape[1]), like.shape[1])[0]
    return slots


def _rooms_of_candidates(facts: Facts, rooms: _Rooms, a: I32, b: I32) -> tuple[Bools, I32, I32]:
    """Which candidates need a table, and the rooms that each may be in, as pointers and list.

    The rooms depend on the booths and zones of both sides alone, so they are looked up once for
    every pair of those."""
    candidates = facts.problem.candidates
    if facts.problem.tables is None:
        on_site = np.zeros(len(candidates), bool)
    else:
        on_site = np.array([not facts.is_online(c) for c in candidates], bool)
    kinds: dict[tuple[str | None, str | None], int] = {}
    kind = _ints(
        kinds.setdefault((p.table, p.zone), len(kinds)) for p in facts.problem.participants
    )
    pair = np.where(on_site, kind[a] * len(kinds) + kind[b], -1)
    pairs, first, which = np.unique(pair, return_index=True, return_inverse=True)
    lists: list[I32] = []
    for key, m in zip(pairs, first, strict=True):
        tables = facts.tables_of(candidates[m]) or () if key >= 0 else ()
        lists.append(_ints(sorted({rooms.of_table[t] for t in tables})))
    _, items = expand(_pointers(map(len, lists)), np.concatenate([_ints(()), *lists]), which)
    return on_site, _pointers(_ints(map(len, lists))[which]), items


def _allow_slots(problem: Problem, allow: U64) -> None:
    """Take away the slots that a candidate itself does not allow."""
    n = len(problem.slots)
    limited = [m for m, c in enumerate(problem.candidates) if c.slots is not None]
    masks = {slots: mask(slots, n) for slots in {problem.candidates[m].slots for m in limited}}
    allow[limited] &= bit_rows([masks[problem.candidates[m].slots] for m in limited], n)


def _allow_supply(allow: U64, pointers: I32, items: I32, open_rows: U64, *, every: bool) -> None:
    """Take away the slots in which some (or ``every``) of a candidate's rooms or resources are
    not there. Candidates without any keep theirs."""
    needing = np.flatnonzero(np.diff(pointers))
    if len(needing):
        join = np.bitwise_and if every else np.bitwise_or
        allow[needing] &= join.reduceat(open_rows[items], pointers[needing], axis=0)


@dataclass(frozen=True)
class _Rooms:
    """Tables grouped by what meetings can tell apart."""

    tables: tuple[tuple[str, ...], ...]
    capacity: I32
    place: I32
    places: tuple[str, ...]
    of_table: dict[str, int]


def _rooms(facts: Facts) -> _Rooms:
    """The rooms; ``capacity`` and ``place`` always have at least one row."""
    tables = facts.problem.tables or ()
    places = tuple(sorted({t.place for t in tables if t.place is not None}))
    groups: dict[tuple[str, str, str], list[str]] = {}
    for t in tables:
        booth = t.id if t.id in facts.booths else ""
        groups.setdefault((booth, t.zone or "", t.place or ""), []).append(t.id)
    keys = sorted(groups)
    capacity = np.zeros((max(1, len(keys)), len(facts.problem.slots)), np.int32)
    place = np.full(max(1, len(keys)), -1, np.int32)
    room_of: dict[str, int] = {}
    for k, key in enumerate(keys):
        if key[2]:
            place[k] = places.index(key[2])
        for table in groups[key]:
            room_of[table] = k
            seats = facts.table_capacity[table]
            capacity[k] += seats * _open(facts.table_slots[table], capacity)
    return _Rooms(tuple(tuple(groups[key]) for key in keys), capacity, place, places, room_of)
