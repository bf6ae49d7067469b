"""The promise to serve everybody: who is left without a meeting and why, and what it costs.

A participant's fair share is what an even division of all meetings held would give it, rounded
up, or its promised minimum where that is more. The level ``served`` is the number of
participants with a meeting; once it meets its bound, no schedule that keeps as many must-meets
and promised minima serves more, so that whoever has none could only be served by leaving
somebody else without any. In particular nobody has none for the sake of a meeting that another
has beyond its fair share.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from ..result import Level
from . import exact
from .instance import I32, I64, Bools, Instance
from .levels import NAMES, SERVED, VALUE, value_of_level

if TYPE_CHECKING:
    from .pipeline import Run

NEVER_POSSIBLE = "never-possible"
OTHERS_WOULD_HAVE_NONE = "others-would-have-none"
NOT_PROVEN = "not-proven"
FAIRNESS_OFF = "fairness-off"
WORTH_PLACING = 1e-6
"""A price above this share of the value is worth looking for the schedule that proves it."""
PRICE_SECONDS = 2.0
"""Deterministic seconds of CP-SAT for the price of a small event."""


def serving_of(state: Run, levels: Iterable[Level]) -> dict[str, Any]:
    """What the result says of fairness: ``left_out`` names each participant that has a candidate
    and no meeting, with its reason; ``above_fair_share`` counts those above their share."""
    x = state.x
    degree = _degrees(x, state.best)
    able = _able(x)
    wanting = np.zeros(len(degree), bool)
    wanting[x.a], wanting[x.b] = True, True
    share = -(-int(degree.sum()) // max(1, int(able.sum())))
    proven = {level.name: level.optimal for level in levels}
    if not x.fairness:
        why = FAIRNESS_OFF
    else:
        why = OTHERS_WOULD_HAVE_NONE if proven[NAMES[SERVED]] else NOT_PROVEN
    people = state.problem.participants
    return {
        "left_out": [
            {"participant": people[p].id, "reason": why if able[p] else NEVER_POSSIBLE}
            for p in np.flatnonzero(wanting & (degree == 0)).tolist()
        ],
        "fair_share": share,
        "above_fair_share": int((degree > np.maximum(share, x.minimum)).sum()),
    }


def _degrees(x: Instance, held: I32) -> I64:
    on = held[:, 0] >= 0
    p = len(x.minimum)
    return np.bincount(x.a[on], minlength=p) + np.bincount(x.b[on], minlength=p)


def _able(x: Instance) -> Bools:
    """Who has a candidate that could be held if it were alone."""
    possible = x.allow.any(axis=1)
    able = np.zeros(len(x.minimum), bool)
    able[x.a[possible]], able[x.b[possible]] = True, True
    return able


def price_of_fairness(state: Run) -> dict[str, Any]:
    """What serving everybody costs: no schedule that keeps as many of the other promises has
    more than ``price_of_fairness`` more value, whomever it leaves out. It is ``proven`` where
    such a schedule was found, and None where time ran out before there was any bound."""
    if not state.x.fairness:
        return {"price_of_fairness": 0, "price_of_fairness_proven": True}
    if not state.unfair:
        return {"price_of_fairness": None, "price_of_fairness_proven": False}
    value = int(state.best_levels[VALUE])
    most = min(
        value_of_level(bound, weights, VALUE, state.best_levels) for weights, bound in state.unfair
    )
    most, least = max(0, most - value), 0
    if most > WORTH_PLACING * value and not state.clock.expired():
        least = _found_without(state) - value
    small = state.params.exact and exact.is_small(state.x)
    if least < most and small and not state.clock.expired():
        found, bound = exact.value_without_serving(state, PRICE_SECONDS * state.params.effort)
        least, most = max(least, found - value), max(0, min(most, bound - value))
    return {"price_of_fairness": most, "price_of_fairness_proven": least >= most}


def _found_without(state: Run) -> int:
    """The value of the schedule that the flow without the level selects, if it keeps as many of
    the other promises as the best; 0 if not."""
    if state.unserving is None:
        return 0
    search = state.search
    search.restore(np.where(state.locked[:, None], state.best, -1).astype(np.int32))
    ones = np.flatnonzero(state.unserving)
    weight = search.board.worth[ones, 4]
    order = ones[np.lexsort((ones, -weight))].astype(np.int32)
    for start in range(0, len(order), 500):
        if state.clock.expired():
            break
        search.insert_all(order[start : start + 500], 1)
    levels = search.levels.copy()
    search.restore(state.best)
    others = [k for k in range(VALUE) if k != SERVED]
    return int(levels[VALUE]) if np.all(levels[others] >= state.best_levels[others]) else 0
