"""Level 4: breaks that no schedule can avoid which keeps as much of the levels above.

A relaxation's prices say which meetings every such schedule holds: without one of them, not even
the relaxation reaches what is kept (reduced-cost fixing). And they say which none holds. So a
participant has at least so many meetings, in the slots of meetings that are still possible. Each
maximal run of such slots that it has to use beyond the first of a block is a break: another run
cannot be reached without idle slots in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from .blocks import BlockModel
from .flow import Relaxed
from .instance import I64, Bools, Instance
from .levels import Weights


@dataclass(frozen=True)
class Prices:
    """What the weighted levels of a schedule can reach at most: ``bound``; less ``without`` (M,)
    if a candidate is not held, and less ``despite`` (M,) if it is. All ≥ 0."""

    weights: Weights
    bound: int
    without: I64
    despite: I64


@dataclass(frozen=True)
class Closing:
    """What the weighted levels up to one of them can reach at most, and by how much less where a
    pair (candidate, group of slots) of the model is held."""

    weights: Weights
    bound: int
    model: BlockModel
    despite: I64

    def impossible(self, x: Instance, kept: I64) -> Bools:
        """(M, S): where no schedule holds a candidate that keeps ``kept`` of these levels."""
        model, (m, _, _, _) = self.model, x.sizes
        out = np.zeros((m, int(model.group_of_slot.max()) + 1), bool)
        out[model.candidate, model.group] = self.despite > self.bound - self.weights.total(kept)
        return out[:, model.group_of_slot]


def prices_of_flow(weights: Weights, relaxed: Relaxed) -> Prices:
    """In the double cover a candidate has two arcs, of which a bound counts half."""
    network = relaxed.network
    arcs = relaxed.reduced[network.first_candidate :].reshape(network.halves, -1)
    without, despite = np.zeros((2, len(relaxed.chosen)), np.int64)
    without[relaxed.open_ones] = np.maximum(arcs, 0).sum(axis=0) // network.halves
    despite[relaxed.open_ones] = np.maximum(-arcs, 0).sum(axis=0) // network.halves
    return Prices(weights, relaxed.bound, without, despite)


def certain(x: Instance, prices: Iterable[Prices], kept: I64, locked: Bools) -> tuple[Bools, Bools]:
    """(held, open): candidates that every schedule holds which keeps ``kept``, and those that
    some may hold."""
    held, possible = locked.copy(), x.allow.any(axis=1)
    for one in prices:
        room = one.bound - one.weights.total(kept)
        held |= one.without > room
        possible &= (one.despite <= room) | locked
    return held, possible | held


def unavoidable_breaks(x: Instance, held: Bools, possible: Bools, slots: I64) -> int:
    """The fewest breaks of schedules that hold ``held`` and nothing that is not ``possible``;
    ``slots`` (M,): where a locked candidate is held, or -1."""
    allowed = x.allowed & possible[:, None]
    fixed = np.flatnonzero(slots >= 0)
    allowed[fixed] = False
    allowed[fixed, slots[fixed]] = True
    some = _of_participants(x, allowed, np.arange(len(held)))
    sure = np.flatnonzero(held)
    room = np.where(_of_participants(x, allowed, sure), x.participant_free, 0)
    least = np.bincount(x.a[sure], minlength=len(some))
    least += np.bincount(x.b[sure], minlength=len(some))
    starts = _starts(x)
    runs = some & (starts | ~np.roll(some, 1, axis=1))
    blocks = np.logical_or.reduceat(some, np.flatnonzero(starts), axis=1).sum(axis=1)
    apart = np.flatnonzero((least > 1) & (runs.sum(axis=1) > blocks))
    return sum(_fewest(some[p], room[p].tolist(), starts, int(least[p])) for p in apart.tolist())


def _of_participants(x: Instance, allowed: Bools, ones: I64) -> Bools:
    """(P, S): the slots of the candidates ``ones`` of each participant."""
    from scipy.sparse import csr_matrix

    whose = np.concatenate([x.a[ones], x.b[ones]])
    which = np.concatenate([ones, ones])
    shape = (len(x.minimum), len(x.a))
    of = csr_matrix((np.ones(len(whose), np.int32), (whose, which)), shape=shape)
    return np.asarray((of @ allowed.astype(np.int32)) > 0)


def _starts(x: Instance) -> Bools:
    """(S,): whether a slot is the first of its block."""
    blocks = [slot.block for slot in x.facts.problem.slots]
    return np.array([s == 0 or blocks[s] != blocks[s - 1] for s in range(len(blocks))])


def _fewest(some: Bools, room: Sequence[int], starts: Bools, least: int) -> int:
    """Breaks of one participant with ``least`` meetings: the roomiest run of each block costs
    nothing, each further run one break."""
    free = 0
    further: list[int] = []
    runs = [0]
    for s, open_slot in enumerate(some.tolist()):
        if starts[s]:
            free, further = _close(runs, free, further)
            runs = [0]
        if open_slot:
            runs[-1] += room[s]
        elif runs[-1]:
            runs.append(0)
    free, further = _close(runs, free, further)
    count = 0
    for more in sorted(further, reverse=True):
        if free >= least:
            break
        free += more
        count += 1
    return count


def _close(runs: list[int], free: int, further: list[int]) -> tuple[int, list[int]]:
    """The runs of one block added to what is free and what costs a break."""
    runs = sorted(runs)
    return free + runs[-1], further + runs[:-1]
