"""A few slots at a time, rearranged as well as can be: large neighbourhoods by integer programs.

All meetings outside of the chosen slots stay. Who is held in these slots, and where, is a small
integer program over the columns of the block model (each slot a group of its own); its linear
relaxation is close to whole, so that HiGHS solves it at once. Where walking, or who of a
company comes, keeps the board from following, the schedule stays as it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .blocks import BlockModel
from .instance import I64
from .levels import Weights, levels_of
from .linear import AT_ONCE, Rows, Solver

if TYPE_CHECKING:
    from .pipeline import Run

COLUMNS = 1_000
"""Columns of the first neighbourhoods. They grow where they find nothing any more."""
MOST_COLUMNS = 12_000
GROWTH = 1.5
PATIENCE = 6
"""Neighbourhoods in a row that find nothing before they grow."""
ROUNDS = 400
SHARE = 0.75
"""Of the time that is left: the rest is for bounds and polishing."""
NODES = 60


class Neighbourhoods:
    """The model by slots, and the columns of each slot."""

    def __init__(self, state: Run, model: BlockModel, weights: Weights) -> None:
        self.state, self.model, self.weights = state, model, weights
        self.costs = model.costs(state.x, weights)
        self.columns = model.rows.tocsc()
        order = np.argsort(model.group, kind="stable")
        slots = state.x.sizes[3]
        starts = np.searchsorted(model.group[order], np.arange(slots + 1))
        self.of_slot = [order[starts[s] : starts[s + 1]] for s in range(slots)]
        self.counted = model.upper[model.pairs :] > 0
        self.rng = np.random.default_rng(state.seed)
        self.size = float(COLUMNS)

    def improve(self) -> None:
        """Neighbourhood after neighbourhood, on the search's schedule; ``keep`` is told of each
        that is better."""
        state, vain = self.state, 0
        rounds = int(ROUNDS * state.params.effort)
        enough = state.clock.left * (1 - SHARE)
        for i in range(rounds):
            if state.clock.expired() or state.proven():
                return
            if state.clock.left < enough:
                state.clock.hurried = True
                return
            slots = self._choose()
            vain = 0 if self._rearrange(slots) else vain + 1
            state.clock.tell(i, rounds, only_if_due=True)
            if vain == PATIENCE or (vain and len(slots) == len(self.of_slot)):
                vain, self.size = 0, self.size * GROWTH
                if self.size > MOST_COLUMNS or len(slots) == len(self.of_slot):
                    return

    def _choose(self) -> I64:
        """Random slots, as many as make a program of the right size, two at least."""
        held = self.state.search.held[:, 0]
        chosen: list[int] = []
        count = 0
        for s in self.rng.permutation(len(self.of_slot)).tolist():
            ones = self.model.candidate[self.of_slot[s]]
            count += int(((held[ones] < 0) | (held[ones] == s)).sum())
            if len(chosen) >= 2 and count > self.size:
                break
            chosen.append(s)
        return np.array(sorted(chosen))

    def _rearrange(self, slots: I64) -> bool:
        """Solve for these slots beside all others; whether the schedule became better."""
        state, model = self.state, self.model
        held = state.search.held[:, 0].astype(np.int64)
        inside = np.zeros(state.x.sizes[3], bool)
        inside[slots] = True
        here = (held >= 0) & inside[held] & ~state.locked
        pairs = np.concatenate([self.of_slot[s] for s in slots])
        pairs = pairs[(held < 0)[model.candidate[pairs]] | here[model.candidate[pairs]]]
        stays = (held[model.candidate] == model.group) & ~inside[model.group]
        left = model.limit - np.asarray(model.rows[:, : model.pairs] @ stays.astype(np.int64))
        found = self._solve(pairs, left)
        if found is None:
            return False
        after = held.copy()
        after[here] = -1
        after[model.candidate[found]] = model.group[found]
        total = self.weights.total(levels_of(state.x, after >= 0))
        if total <= self.weights.total(levels_of(state.x, held >= 0)):
            return False
        moved = np.flatnonzero(after != held)
        out, into = moved[held[moved] >= 0], moved[after[moved] >= 0]
        order = into.astype(np.int32), after[into].astype(np.int32)
        if not state.search.rearrange(out.astype(np.int32), *order):
            return False
        state.keep()
        return True

    def _solve(self, pairs: I64, left: I64) -> I64 | None:
        """Which of ``pairs`` to hold; only participants that they touch are counted."""
        model, x = self.model, self.state.x
        touched = np.zeros(len(x.minimum), bool)
        touched[x.a[model.candidate[pairs]]] = True
        touched[x.b[model.candidate[pairs]]] = True
        extra = model.pairs + np.flatnonzero(self.counted & np.tile(touched, 2))
        columns = np.concatenate([pairs, extra])
        part = self.columns[:, columns].tocsr()
        used = np.flatnonzero(np.diff(part.indptr) > 0)
        rows = Rows(part[used], left[used], model.upper[columns], self.costs[columns])
        solver = Solver(rows, whole=np.ones(len(columns), bool))
        clock = self.state.clock
        found = solver.whole(clock, min(AT_ONCE, clock.left), 0.0, nodes=NODES)
        return None if found is None else pairs[found[: len(pairs)] > 0.5]
