"""The search's state, built from an instance, and the schedule it holds read back."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..result import Assignment
from .clock import Clock
from .compiled import cached, kernels
from .compiling import Compilation
from .instance import I32, I64, MUTUAL, ONE_SIDED, Instance, bit_rows, pack
from .layout import attending, fitting, lay_out

COMPILE_FROM = 150_000
"""Candidates × slots from which compiling pays at once."""
COMPILE_SECONDS = 30.0
"""A run that may take so long compiles for the annealing, whatever its size."""
LONGEST_CHAIN = 400


@dataclass
class Search:
    """A schedule in the form the kernels work on."""

    instance: Instance
    kernels: ModuleType
    board: Any
    row: Any
    chain: I32
    homeless: I32
    compilation: Compilation | None = None

    @property
    def levels(self) -> I64:
        """must, minimum, served, mutual, one-sided, value of the schedule held now."""
        levels: I64 = self.board.level[:6]
        return levels

    @property
    def locked(self) -> NDArray[np.bool_]:
        """(M,): the candidates that stay where they are."""
        locked: NDArray[np.bool_] = self.board.meet[:, self.kernels.LOCKED] != 0
        return locked

    @property
    def held(self) -> I32:
        """(M, 4), not a copy: slot, room and the people of either side; slot -1: not held."""
        k = self.kernels
        held: I32 = self.board.meet[:, k.SLOT : k.TEAM_B + 1]
        return held

    @property
    def interpreted(self) -> bool:
        """Whether the kernels run without a compiler."""
        return self.kernels is kernels(compiled=False)

    def compile(self) -> None:
        """Go on with compiled kernels; the schedule stays."""
        self.kernels = kernels(compiled=True)
        self.board = self.kernels.Board(*self.board)

    def want_compiled(self) -> None:
        """Go on with compiled kernels: at once where they are in the cache, else as soon as a
        process beside this one has compiled them."""
        if self.interpreted and self.compilation is None:
            if cached():
                self.compile()
            else:
                self.compilation = Compilation.start()

    def adopt(self) -> None:
        """Change over to compiled kernels that were waited for, if they are ready."""
        if self.interpreted and self.compilation is not None and self.compilation.ended():
            self.compile()

    def wait_compiled(self, clock: Clock) -> None:
        """Wait for the kernels that are being compiled, if any, unless the clock says stop. What
        follows may depend on how fast the kernels are without depending on the machine."""
        while self.interpreted and self.compilation is not None and not clock.expired():
            time.sleep(0.02)
            self.adopt()

    def restore(self, snapshot: I32) -> None:
        """Go back to a copy of ``held``."""
        lay_out(self.instance, self.kernels, self.board, snapshot)

    def fitting(self) -> NDArray[np.uint64]:
        """(M, W): the slots in which a candidate could be held as things are, without moving
        anything; in the others it could not."""
        return fitting(self.instance, self.kernels, self.board)

    def still_fitting(self, order: I32) -> I32:
        """Those of ``order`` that might be held without moving anything: places only get fewer
        while others are held, so that the rest need not be tried."""
        return order[self.fitting()[order].any(axis=1)]

    def insert_all(self, order: I32, tries: int = 1) -> int:
        """Hold as many of ``order`` as fit; ``tries`` rounds of Kempe chains for each."""
        self.adopt()
        return int(self.kernels.insert_all(self.board, order, self.chain, self.row, tries))

    def anneal(
        self, pool: I32, moves: int, heat: tuple[float, float], best_level: I64, best: I32
    ) -> int:
        """Moves among ``pool`` from the first temperature to the second; keeps the best schedule
        and its levels in ``best`` and ``best_level`` and says how often it got better."""
        improved: int = self.kernels.anneal(
            self.board, pool, moves, np.array(heat), best_level, best, self.homeless, self.row
        )
        return improved

    def rearrange(self, out: I32, order: I32, slots: I32) -> bool:
        """Give up ``out`` and hold each of ``order`` in its slot; False, and nothing changed,
        where one of them does not fit."""
        return bool(self.kernels.rearrange(self.board, out, order, slots))


def big_weights(x: Instance) -> tuple[I64, I64]:
    """The levels of a candidate as one number, and the bonuses of a unit of minimum and of a
    participant served. A unit of one level outweighs what one move can lose of the next."""
    top = max(1, int(x.value.max(initial=0)))
    step = 16
    unit = top * step
    one_sided = np.where(x.tier == 1, unit, 0)
    mutual = np.where(x.tier == 2, unit * step, 0)
    served = unit * step**2
    minimum = unit * step**3
    must = np.where(x.must, unit * step**4, 0)
    weight = x.value + one_sided + mutual + must
    bonus = np.array([minimum, served if x.fairness else 0], np.int64)
    return weight.astype(np.int64), bonus


def make_search(
    x: Instance,
    seed: int,
    *,
    locked: NDArray[np.bool_] | None = None,
    compiled: bool | None = None,
) -> Search:
    """An empty schedule of an instance. ``compiled`` None: as its size asks for, and as soon as
    that can be had without waiting."""
    m, p, r, s = x.sizes
    k = kernels(compiled=bool(compiled))
    weight, bonus = big_weights(x)
    meet = np.zeros((m, 15), np.int32)
    meet[:, k.A], meet[:, k.B] = x.a, x.b
    rooms_start, resources_start = len(x.named), len(x.named) + len(x.rooms)
    meet[:, k.NAMED_A], meet[:, k.NAMED_B] = x.named_ptr[0:-1:2], x.named_ptr[1::2]
    meet[:, k.NAMED_END] = x.named_ptr[2::2]
    meet[:, k.ROOMS], meet[:, k.ROOMS_END] = x.room_ptr[:-1], x.room_ptr[1:]
    meet[:, k.ROOMS : k.ROOMS_END + 1] += rooms_start
    meet[:, k.RESOURCES], meet[:, k.RESOURCES_END] = x.resource_ptr[:-1], x.resource_ptr[1:]
    meet[:, k.RESOURCES : k.RESOURCES_END + 1] += resources_start
    meet[:, k.LOCKED] = 0 if locked is None else locked
    meet[:, k.SLOT : k.TEAM_B + 1] = -1
    part = np.zeros((p, 5), np.int32)
    part[:, k.FIRST], part[:, k.LAST] = x.person_ptr[:-1], x.person_ptr[1:]
    part[:, k.LEAST], part[:, k.MOST] = x.minimum, x.maximum
    level = np.zeros(9, np.int64)
    level[k.MINIMUM_BONUS :] = bonus
    left = np.vstack([x.room_capacity, x.resource_capacity]).astype(np.int32)
    most = min(m, max(1, r // 2))
    board = k.Board(
        meet,
        part,
        np.column_stack([x.must, x.tier == MUTUAL, x.tier == ONE_SIDED, x.value, weight]).astype(
            np.int64
        ),
        level,
        np.concatenate([x.named, x.rooms, x.resources + len(x.room_capacity)]).astype(np.int32),
        np.vstack([x.allow, x.person_bits, pack(left > 0)]),
        np.full((r, s), -1, np.int32),
        left,
        x.room_place,
        *_walking(x),
        np.zeros((s, 1 + most), np.int32),
        np.zeros((16 * LONGEST_CHAIN, 6), np.int32),
        np.array([(seed * 0x9E3779B97F4A7C15 + 0x2545F4914F6CDD1D) % 2**64 or 1], np.uint64),
    )
    words_a_row = x.allow.shape[1]
    search = Search(
        x, k, board, np.zeros(words_a_row, np.uint64),
        np.zeros(LONGEST_CHAIN, np.int32), np.zeros(32, np.int32),
    )  # fmt: skip
    if compiled is None and m * s >= COMPILE_FROM:
        search.want_compiled()
    return search


def _walking(x: Instance) -> tuple[I32, NDArray[np.uint64]]:
    """``near`` and ``reach`` of kernels.Board; empty where nobody has to walk."""
    facts, places = x.facts, x.places
    _, _, r, s = x.sizes
    w = x.allow.shape[1]
    if not facts.walk or not places:
        return np.zeros((0, 0, 0), np.int32), np.zeros((0, 0, w), np.uint64)
    slots = facts.problem.slots
    near = np.zeros((len(places), len(places), s), np.int32)
    for i, p in enumerate(places):
        for j, q in enumerate(places):
            minutes = facts.minutes(p, q)
            for k in range(s):
                later = k + 1
                while later < s and slots[later].start - slots[k].end < minutes:
                    later += 1
                near[i, j, k] = later
    reach = np.zeros((r, len(places), w), np.uint64)
    for i, person in enumerate(x.person_ids):
        for j, place in enumerate(places):
            bits = sum(1 << k for k in range(s) if facts.reaches(person, k, place))
            reach[i, j] = bit_rows([bits], s)
    return near, reach


def assignments_of(x: Instance, snapshot: I32, tables: Sequence[str | None]) -> list[Assignment]:
    """A snapshot as assignments, sorted by candidate; ``tables`` has one entry a candidate."""
    ones = np.flatnonzero(snapshot[:, 0] >= 0)
    meetings, people = attending(x, snapshot, ones)
    order = np.lexsort((_by_name(x)[people], meetings))
    names = [x.person_ids[r] for r in people[order].tolist()]
    ends = np.cumsum(np.bincount(meetings, minlength=len(snapshot))[ones]).tolist()
    candidates = x.facts.problem.candidates
    found, start = [], 0
    for m, slot, end in zip(ones.tolist(), snapshot[ones, 0].tolist(), ends, strict=True):
        found.append(Assignment(candidates[m].id, slot, tables[m], tuple(names[start:end])))
        start = end
    return found


def _by_name(x: Instance) -> I64:
    """(R,): the place of each person among all in order of their ids."""
    place = np.empty(len(x.person_ids), np.int64)
    place[sorted(range(len(place)), key=x.person_ids.__getitem__)] = np.arange(len(place))
    return place
