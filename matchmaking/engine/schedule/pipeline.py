"""The scheduler's steps, from a problem to a schedule and its certificate.

1. Locks are placed.
2. Flows bound every level and select a set of candidates (flow.py).
3. The selection is put into slots, by free slots and Kempe chains.
4. Where people come and go by blocks and a gap is left, the block relaxation gives a tighter
   bound and a plan, which is put into slots in the same way (blocks.py, planning.py).
5. What is still missing is searched for: a few slots at a time by integer programs where
   everybody has few slots (neighbourhoods.py), and by annealing over ejection chains (kernels.py).
6. Small events that are still open go to CP-SAT (exact.py).

Every step stops when the certificate closes the gap, or the clock says so.
"""

from __future__ import annotations

import numpy as np

from ..facts import Facts
from ..problem import Problem
from ..result import Params
from . import exact
from .blocks import BlockModel, build_model, groups_of_slots
from .certificate import Certificate
from .clock import Clock
from .evenness import Even, even_out
from .flow import bound_by_degree, relax, worth_of_locks
from .greedy import place_locks
from .instance import I32, I64, Bools, Instance, build, pack
from .layout import snapshot_of
from .levels import (
    MINIMUM,
    NAMES,
    SERVED,
    VALUE,
    Weights,
    present,
    priced,
    weights_up_to,
)
from .neighbourhoods import Neighbourhoods
from .planning import QUICK_PAIRS, Plan, bound_blocks, bound_level, plan_blocks
from .searching import COMPILE_SECONDS, Search, make_search
from .unavoidable import Closing, Prices, certain, prices_of_flow, unavoidable_breaks

MOST_PAIRS = 700_000
"""(candidate, group) pairs up to which the block relaxation is solved."""
STEPS = (4, 1)
"""How much a unit of one level outweighs the next in the relaxations. 4 selects; 1 prices a
promise at what it costs, which keeps the bound on value tight when one cannot be kept."""
NARROW = 0.05
"""Candidates priced above their worth by more than this share of the largest value are left out
of the search."""
FINISH = 2e-5
"""Seconds a candidate that tables, figures and the final check may take."""
NEGLIGIBLE = 1e-7
"""A gap that is not worth a search where no exact one follows: of all that an event of thousands
is worth, a fraction of a hundredth of one meeting. Not called optimal."""
CHUNK = 100_000
PIECE = 50
"""Candidates that are placed before the clock is asked for the first time."""
LAST_SECONDS = 0.5
"""Seconds of placing whatever fits where time was up before anything was placed."""
MOST_MOVES, MOST_MOVES_AFTER = 40_000_000, 200_000
"""Moves of the annealing, and of that after another search."""
HOT, COLD = 0.02, 0.0005
"""Temperatures of the search, as shares of the largest value."""


class Run:
    """One run: the instance, the search, the best schedule so far and its certificate."""

    def __init__(self, search: Search, params: Params, seed: int, clock: Clock) -> None:
        self.search, self.params, self.seed, self.clock = search, params, seed, clock
        self.x: Instance = search.instance
        self.facts: Facts = self.x.facts
        self.problem: Problem = self.facts.problem
        self.locked: Bools = search.locked
        self.certificate = Certificate(self.x)
        self.best: I32 = self.search.held.copy()
        self.best_levels: I64 = self.search.levels.copy()
        self.slack: I64 = self.x.value.copy()
        self.negligible = 0.0 if exact.is_small(self.x) else NEGLIGIBLE
        self.moves = 0
        self.model: BlockModel | None = None
        self.even: tuple[Weights, Even] | None = None
        self.prices: list[Prices] = []
        """Of the relaxations of all levels together: which meetings there must be."""
        self.closing: dict[int, Closing] = {}
        """For levels that were still open: what no schedule holds that is as good up to there."""
        self.unfair: list[tuple[Weights, int]] = []
        """Bounds of level 2 that hold with the level that serves everybody left out."""
        self.unserving: Bools | None = None
        """What would be selected if nobody had to be served."""

    def proven(self) -> bool:
        """Whether the best schedule meets its bounds, or the target gap, or all but does."""
        return self.certificate.gap(self.best_levels) <= max(self.clock.target, self.negligible)

    def keep(self) -> None:
        """Remember the search's schedule if it is better than the best so far."""
        if tuple(self.search.levels) > tuple(self.best_levels):
            self.best = self.search.held.copy()
            self.best_levels = self.search.levels.copy()
        self.clock.value = int(self.best_levels[VALUE])
        self.clock.bound = self.certificate.level_bound(VALUE, self.best_levels)

    def evenness_bound(self) -> int | None:
        """The most of level 3 beside the best schedule's levels, where that is known."""
        if self.even is None:
            return None
        weights, even = self.even
        return even.bound if weights.total(self.best_levels) == even.reaches else None

    def breaks_bound(self) -> int:
        """The fewest breaks beside the best schedule's levels, or something below that."""
        held, possible = certain(self.x, self.prices, self.best_levels, self.locked)
        slots = np.where(self.locked, self.best[:, 0], -1).astype(np.int64)
        return unavoidable_breaks(self.x, held, possible, slots)

    @property
    def narrow(self) -> int:
        return int(NARROW * max(1, int(self.x.value.max(initial=0))))


def run(problem: Problem, params: Params, seed: int, clock: Clock) -> Run:
    """Steps 1 to 6. Raises ProblemError where the locks cannot be kept together."""
    clock.reserve = min(0.2 * clock.limit, FINISH * len(problem.candidates))
    with clock.timed("compile"):
        names = {lock.candidate for lock in problem.locks}
        locked = np.array([c.id in names for c in problem.candidates], bool)
        search = make_search(build(Facts(problem)), seed, locked=locked)
    state = Run(search, params, seed, clock)
    _improve(state, clock, params)
    if not clock.expired():  # what is worth nothing is held too, where it costs nothing
        state.search.restore(state.best)
        everything = _by_slack(state, np.arange(len(state.x.a)))
        state.search.insert_all(state.search.still_fitting(everything), 0)
        state.best, state.best_levels = state.search.held.copy(), state.search.levels.copy()
    return state


def _improve(state: Run, clock: Clock, params: Params) -> None:
    """Step after step until the certificate or the clock says stop."""
    with clock.timed("locks"):
        _put_locks(state)
        locks = state.search.held.copy()
        state.best, state.best_levels = locks.copy(), state.search.levels.copy()
    with clock.timed("bound"):
        chosen = bound_by_flow(state)
    with clock.timed("place"):
        _place(state, np.flatnonzero(chosen))
    if finished(state):
        return
    with clock.timed("blocks"):
        plan = _plan(state)
    if plan is not None:
        with clock.timed("place"):
            state.search.restore(locks)
            _place_plan(state, plan)
            state.search.restore(state.best)
        if state.model is not None and not finished(state):
            with clock.timed("blocks"):
                _bound_promises(state, state.model)
    if finished(state):
        return
    with clock.timed("slots"):
        by_slot = _rearrange(state)
    if finished(state):
        return
    with clock.timed("search"):
        _anneal(state, MOST_MOVES_AFTER if by_slot else MOST_MOVES)
        state.search.restore(state.best)
        _insert(state, _by_slack(state, np.arange(len(state.x.a))), 0)
    if state.model is not None and not finished(state):
        with clock.timed("blocks"):
            _bound_open_levels(state, state.model)
    if params.exact and not finished(state) and exact.is_small(state.x):
        with clock.timed("exact"):
            exact.improve(state)
    clock.expired()  # a solver that ran out of time must not pass for one that ended


def finished(state: Run) -> bool:
    return state.proven() or state.clock.expired()


def _put_locks(state: Run) -> None:
    """Locks as the plain board places them, handed to the search."""
    from .board import Board

    board = Board(state.facts)
    place_locks(state.facts, board)
    state.search.restore(snapshot_of(state.x, board.held.values()))


def bound_by_flow(state: Run) -> Bools:
    """Bounds of every level; returns the candidates that the flow of all of them selects."""
    x = state.x
    chosen = np.ones(len(x.a), bool)
    if state.clock.expired():
        weights = weights_up_to(x, VALUE, STEPS[0])
        state.certificate.add(weights, bound_by_degree(x, weights, state.locked))
        return chosen
    for last in reversed(present(x)):
        for step in STEPS:
            first = last == VALUE and step == STEPS[0]
            if not first and state.clock.expired():
                return chosen
            weights = weights_up_to(x, last, step)
            relaxed = relax(x, weights, state.locked)
            state.certificate.add(weights, relaxed.bound)
            if last == VALUE:
                state.prices.append(prices_of_flow(weights, relaxed))
            if first:
                chosen = relaxed.chosen > 0
                state.slack = relaxed.slack
                even = None if state.clock.expired() else even_out(x, relaxed, state.locked)
                if even is not None:
                    chosen = even.chosen > 0
                    state.even = weights, even
    if x.fairness and not state.clock.expired():
        weights = weights_up_to(x, VALUE, STEPS[0]).without([SERVED])
        relaxed = relax(x, weights, state.locked)
        state.unfair.append((weights, relaxed.bound))
        state.unserving = relaxed.chosen > 0
    return chosen


def _by_slack(state: Run, ones: I64) -> I32:
    weight = state.search.board.worth[ones, 4]
    return ones[np.lexsort((ones, -weight))].astype(np.int32)


def _place(state: Run, ones: I64) -> None:
    """Put candidates into slots: free slots first, Kempe chains next, then whatever fits."""
    _insert(state, _by_slack(state, ones), 1)
    if not finished(state):
        near = np.flatnonzero(state.slack > -state.narrow)
        _insert(state, _by_slack(state, near), 0)
    if not finished(state):
        _insert(state, _by_slack(state, np.arange(len(state.x.a))), 0)
    if state.clock.interrupted:
        _place_in_haste(state, _by_slack(state, ones))


def _place_in_haste(state: Run, order: I32) -> None:
    """Time was up before all was placed: free slots for as many as a moment is enough for."""
    state.search.insert_all(order[:0], 0)  # loading the kernels is not part of the moment
    order = state.search.still_fitting(order)
    began = state.clock.elapsed
    for start in range(0, len(order), PIECE):
        if state.clock.elapsed - began > LAST_SECONDS:
            break
        state.search.insert_all(order[start : start + PIECE], 0)
    state.keep()


def _insert(state: Run, order: I32, tries: int) -> None:
    """insert_all in pieces, so that the clock is heard."""
    most = max(PIECE, 2_000_000 // max(1, state.x.sizes[3] ** 2))
    if not tries:
        order = state.search.still_fitting(order)
    start, piece = 0, PIECE
    while start < len(order) and not state.clock.expired():
        before = state.clock.elapsed
        state.search.insert_all(order[start : start + piece], tries)
        start += piece
        state.clock.tell(start, len(order), only_if_due=True)
        quick = state.clock.elapsed - before < LAST_SECONDS / 4
        piece = min(most, 2 * piece) if quick else max(1, piece // 4)
    state.keep()


def _plan(state: Run) -> Plan | None:
    """The block relaxation, where it is of a size that can be solved."""
    x = state.x
    groups = groups_of_slots(x)
    count = int(groups.max()) + 1
    member = np.zeros((len(groups), count), np.int32)
    member[np.arange(len(groups)), groups] = 1
    pairs = int(((x.allowed.astype(np.int32) @ member) > 0).sum())
    if pairs > MOST_PAIRS:
        return None
    model = build_model(x, groups, state.locked, state.search.board.meet[:, 10].astype(np.int64))
    weights = weights_up_to(x, VALUE, STEPS[0])
    state.model = model
    plan = plan_blocks(x, model, weights, state.clock)
    if plan is not None:
        fixed = worth_of_locks(x, weights, state.locked)
        state.certificate.add(weights, plan.bound + fixed)
        state.prices.append(Prices(weights, plan.bound + fixed, plan.without, plan.despite))
        unfair = weights.without([SERVED])
        bound = model.safe_bound(model.costs(x, unfair), plan.prices)
        state.unfair.append((unfair, bound + worth_of_locks(x, unfair, state.locked)))
        state.slack = np.where(state.locked, state.slack, plan.slack)
    return plan


def _bound_promises(state: Run, model: BlockModel) -> None:
    """Block bounds of the promises that the flow bounds leave open. Levels already proven are
    priced at nothing, which is a valid price and leaves few columns."""
    proven = {level.name for level in state.certificate.levels(state.best_levels) if level.optimal}
    for level in present(state.x):
        if level == VALUE or NAMES[level] in proven or state.clock.expired():
            continue
        weights = weights_up_to(state.x, level, STEPS[0]).without(
            [k for k in (MINIMUM, SERVED) if NAMES[k] in proven and k != level]
        )
        bound = bound_blocks(model, model.costs(state.x, weights), state.clock)
        if bound is not None:
            fixed = worth_of_locks(state.x, weights, state.locked)
            state.certificate.add(weights, bound + fixed)


def _place_plan(state: Run, plan: Plan) -> None:
    """Put each candidate into the group it is planned in, then the rest anywhere."""
    search = state.search
    groups = groups_of_slots(state.x)
    planned = _by_slack(state, np.flatnonzero((plan.group >= 0) & ~state.locked))
    allow = search.board.bits[: len(state.x.a)]
    before = allow.copy()
    masks = pack(np.array([groups == k for k in range(int(groups.max()) + 1)]))
    allow[planned] &= masks[plan.group[planned]]
    _insert(state, planned, 2)
    allow[:] = before
    _place(state, planned.astype(np.int64))


def _rearrange(state: Run) -> bool:
    """Few slots at a time, where the model by slots is of a size that can be had."""
    x = state.x
    if x.facts.walk or int(x.allowed.sum()) > MOST_PAIRS:
        return False
    model = state.model
    if model is None or not model.by_slot:
        slots = np.arange(x.sizes[3])
        model = build_model(x, slots, state.locked, state.best[:, 0].astype(np.int64))
    state.search.restore(state.best)
    Neighbourhoods(state, model, weights_up_to(x, VALUE, STEPS[0])).improve()
    state.search.restore(state.best)
    return True


def _bound_open_levels(state: Run, model: BlockModel) -> None:
    """Bounds of the levels that are still open, each beside what is kept above it."""
    if model.pairs > QUICK_PAIRS:
        return
    for level in state.certificate.levels(state.best_levels):
        k = NAMES.index(level.name)
        if level.bound == level.value or state.clock.expired():
            continue
        singles = [priced(state.x, [int(i == j) for i in range(6)]) for j in range(6)]
        locks = [worth_of_locks(state.x, single, state.locked) for single in singles]
        kept = state.best_levels - np.array(locks, np.int64)
        found = bound_level(state.x, model, k, kept, state.clock)
        if found is not None:
            weights, bound, despite = found
            bound += worth_of_locks(state.x, weights, state.locked)
            state.certificate.add(weights, bound)
            state.closing[k] = Closing(weights, bound, model, despite)


def _anneal(state: Run, most: int) -> None:
    """A planned amount of search, cooled once from hot to cold, cut short by the clock."""
    x, search = state.x, state.search
    if state.clock.limit >= COMPILE_SECONDS:
        search.want_compiled()
    search.wait_compiled(state.clock)
    pool = np.flatnonzero((state.slack > -state.narrow) & ~state.locked).astype(np.int32)
    if not len(pool):
        return
    total = 300 * len(pool) + 4_000_000
    if search.interpreted:
        total = min(20_000, 20 * len(pool))
    total = int(state.params.effort * min(most, total))
    chunk = 500 if search.interpreted else CHUNK
    top = float(max(1, int(x.value.max(initial=0))))
    chunks = max(1, total // chunk)
    best_level = search.board.level.copy()
    best = search.held.copy()
    for i in range(chunks):
        if state.clock.expired():
            break
        hot, cold = (top * HOT * (COLD / HOT) ** (j / chunks) for j in (i, i + 1))
        improved = search.anneal(pool, chunk, (hot, cold), best_level, best)
        state.moves += chunk
        state.clock.tell(i, chunks, only_if_due=True)
        if improved and tuple(best_level[:6]) > tuple(state.best_levels):
            state.best, state.best_levels = best.copy(), best_level[:6].copy()
            state.clock.value = int(state.best_levels[VALUE])
            if state.proven():
                break
