"""Which candidate goes into which group of slots: the block relaxation made whole.

Interior point gives the bound and which candidates are worth holding; crossover moves to a
vertex, where most pairs are 0 or 1; a small MIP decides the rest beside what is 1.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_matrix, vstack

from .blocks import BlockModel
from .clock import Clock
from .instance import I64, Instance
from .levels import SERVED, VALUE, Weights, priced
from .linear import INTEGRAL, Floats, Rows, Solver, whole_prices

SMALL_PAIRS = 3_000
"""(candidate, group) pairs up to which simplex is quick."""
QUICK_PAIRS = 60_000
"""Pairs of single slots up to which interior point is quick: its factors fill up."""


FEW_COLUMNS = 30_000
"""Columns up to which simplex is quick where most cost the same."""
FINE = 2**20
"""Units of price to a unit of cost where costs are small counts."""


@dataclass(frozen=True)
class Plan:
    """``bound`` on the weighted levels; ``slack`` (M,) as in flow.Relaxed; ``without`` and
    ``despite`` as in unavoidable.Prices; ``group`` (M,): the group of slots each candidate is
    planned in, or -1; ``whole``: the plan is integral; ``prices`` of the model's rows, whole
    numbers ≥ 0."""

    bound: int
    slack: I64
    without: I64
    despite: I64
    group: I64
    whole: bool
    prices: I64


def plan_blocks(x: Instance, model: BlockModel, weights: Weights, clock: Clock) -> Plan | None:
    """The plan of greatest weight; None where time ran out before there was any bound. A model
    by single slots is left fractional: neighbourhoods.py does better there."""
    costs = model.costs(x, weights)
    rows = Rows(model.rows, model.limit, model.upper, costs)
    solver = Solver(rows)
    if model.pairs <= SMALL_PAIRS:
        found = solver.simplex(clock, 0.85 * clock.left)
    elif model.pairs <= QUICK_PAIRS or not model.by_slot:
        found = solver.interior_point(clock, 0.85 * clock.left)
    else:
        found = solver.first_order(clock, 0.55 * clock.left)
    if found is None:
        return None
    values, prices = found
    rounded = whole_prices(prices)
    bound = model.safe_bound(costs, rounded)
    slack = _slack(x, model, costs, rounded)
    without, despite = _turned(x, model, costs, rounded)
    fractional = np.abs(values - np.rint(values)) > INTEGRAL
    whole = not fractional.any()
    if not whole and not model.by_slot and fractional.sum() < 20_000 and not clock.expired():
        better = _whole_plan(rows, values, prices, clock)
        if better is not None:
            values, whole = better, True
    return Plan(bound, slack, without, despite, _groups(x, model, values), whole, rounded)


def bound_blocks(model: BlockModel, costs: I64, clock: Clock) -> int | None:
    """The safe bound for small integer costs. Columns that are worth nothing, and whose rows all
    count upwards, are left out: they can only add max(0, 0 - prices)."""
    counts_down = np.asarray((model.rows < 0).sum(axis=0)).ravel() > 0
    priced = costs[model.pairs :].any()
    columns = np.flatnonzero((costs > 0) | (counts_down & bool(priced)))
    matrix = model.rows[:, columns]
    used = np.diff(matrix.indptr) > 0
    part = matrix[used]
    costs = costs[columns] * FINE
    upper, limit = model.upper[columns], model.limit[used]
    solver = Solver(Rows(part, limit, upper, costs))
    quick = len(columns) <= FEW_COLUMNS
    found = (
        solver.simplex(clock, 0.4 * clock.left)
        if quick
        else solver.interior_point(clock, 0.4 * clock.left, crossover=False)
    )
    if found is None:
        return None
    prices = whole_prices(found[1])
    over = np.maximum(costs - part.T @ prices, 0)
    return (int(np.sum(limit * prices)) + int(np.sum(over * upper))) // FINE


def bound_level(
    x: Instance, model: BlockModel, level: int, kept: I64, clock: Clock
) -> tuple[Weights, int, I64] | None:
    """A bound on one level beside what is kept of those above it: they become rows, whose
    prices are the weights that bound this level best. Without what the locks add. And by how
    much the bound falls for a schedule that holds each pair of candidate and group."""
    above = [k for k in range(level) if kept[k] and (k != SERVED or x.fairness)]
    counts = [model.costs(x, priced(x, [int(i == k) for i in range(6)])) for k in above]
    fine = 1 if level == VALUE else FINE
    costs = model.costs(x, priced(x, [fine * (i == level) for i in range(6)]))
    promised = vstack([model.rows, *(csr_matrix(-count) for count in counts)], format="csr")
    limit = np.concatenate([model.limit, -kept[above]]).astype(np.int64)
    solver = Solver(Rows(promised, limit, model.upper, costs))
    found = solver.interior_point(clock, 0.5 * clock.left)
    if found is None:
        return None
    prices = whole_prices(found[1])
    own, of_levels = prices[: len(model.limit)], prices[len(model.limit) :]
    levels = [fine * (i == level) for i in range(6)]
    for k, price in zip(above, of_levels.tolist(), strict=True):
        levels[k] = price
    weights = priced(x, levels)
    costs = model.costs(x, weights)
    despite = np.maximum(model.rows.T @ own - costs, 0)[: model.pairs]
    return weights, model.safe_bound(costs, own), despite


def _slack(x: Instance, model: BlockModel, costs: I64, prices: I64) -> I64:
    """What a candidate's worth exceeds the prices in its best group by."""
    shared = prices.copy()
    shared[: len(np.unique(model.candidate))] = 0  # the rows of the candidates themselves
    left = (costs - model.rows.T @ shared)[: model.pairs]
    slack = np.full(len(x.a), -(2**40), np.int64)
    np.maximum.at(slack, model.candidate, left)
    return slack


def _turned(x: Instance, model: BlockModel, costs: I64, prices: I64) -> tuple[I64, I64]:
    """What the bound falls by where a candidate is not held, and where it is."""
    reduced = (costs - model.rows.T @ prices)[: model.pairs]
    without, despite = np.zeros(len(x.a), np.int64), np.full(len(x.a), 2**62, np.int64)
    ones = np.unique(model.candidate)  # whose rows are the first of the model
    without[ones] = prices[: len(ones)]
    np.add.at(without, model.candidate, np.maximum(reduced, 0))
    np.minimum.at(despite, model.candidate, np.maximum(-reduced, 0))
    return without, despite


def _whole_plan(rows: Rows, values: Floats, prices: Floats, clock: Clock) -> Floats | None:
    """Integer values: those that are 1 stay, columns of good reduced cost are open."""
    reduced = rows.costs - rows.matrix.T @ whole_prices(prices)
    tolerance = 0.02 * float(np.abs(rows.costs).max(initial=1)) / 1024
    fixed = (values > 1 - INTEGRAL) & (rows.upper == 1)
    open_ones = np.flatnonzero(~fixed & (reduced > -tolerance) & (rows.upper > 0))
    base = np.where(fixed, 1, 0).astype(np.int64)
    left = rows.limit - rows.matrix @ base
    part = rows.matrix[:, open_ones]
    used = np.diff(part.indptr) > 0
    small = replace(
        rows,
        matrix=part[used],
        limit=left[used],
        upper=rows.upper[open_ones],
        costs=rows.costs[open_ones],
    )
    solver = Solver(small, whole=np.ones(len(open_ones), bool))
    found = solver.whole(clock, min(clock.left * 0.6, 30.0), 0.0)
    if found is None:
        return None
    result = base.astype(float)
    result[open_ones] = np.rint(found)
    return result


def _groups(x: Instance, model: BlockModel, values: Floats) -> I64:
    """The group of largest value of each candidate that is held at all."""
    share = values[: model.pairs]
    order = np.lexsort((share, model.candidate))
    group = np.full(len(x.a), -1, np.int64)
    group[model.candidate[order]] = model.group[order]
    total = np.bincount(model.candidate, weights=share, minlength=len(x.a))
    group[total < 0.5] = -1
    return group
