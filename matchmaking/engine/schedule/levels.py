"""The levels of the objective as weights, and bounds that follow from priced relaxations.

A schedule is compared level by level: must-meets, promised minima, participants served, mutual
requests, one-sided requests, value. A relaxation with one weighted objective bounds them all:
if ``bound`` ≥ Σ weight_l · level_l for every schedule, then every schedule that keeps at least
the levels ``kept`` has at most ``bound − Σ_{l≠k} weight_l · kept_l`` of level k (weight 1).
This is Lagrange's argument; it needs no exact lexicographic optimum and cannot be wrong.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..result import PROMISES
from .instance import I64, MUTUAL, ONE_SIDED, Bools, Instance

NAMES = (*PROMISES, "value")
MUST, MINIMUM, SERVED, MUTUAL_LEVEL, ONE_SIDED_LEVEL, VALUE = range(6)


@dataclass(frozen=True)
class Weights:
    """Weights of the six levels; ``worth`` is what they make of each candidate alone."""

    levels: tuple[int, ...]
    worth: I64

    def without(self, unpriced: list[int]) -> Weights:
        """The same, with some levels that no candidate has alone at no price."""
        levels = tuple(0 if k in unpriced else w for k, w in enumerate(self.levels))
        return Weights(levels, self.worth)

    def total(self, levels: I64) -> int:
        """The weighted sum of a schedule's levels."""
        return sum(w * int(v) for w, v in zip(self.levels, levels, strict=True))


def weights_up_to(x: Instance, last: int, step: int) -> Weights:
    """Weights for the levels 0..last: the last has weight 1, each above ``step`` times more
    than a unit of the one below it (a unit of value is the largest value)."""
    levels = [0] * 6
    weight = 1
    for level in range(last, -1, -1):
        levels[level] = weight
        weight *= step * (max(1, int(x.value.max(initial=0))) if level == VALUE else 1)
    return priced(x, levels)


def priced(x: Instance, levels: list[int]) -> Weights:
    """Weights of the six levels as given; nothing for serving where that is not asked for."""
    if not x.fairness:
        levels = [0 if k == SERVED else w for k, w in enumerate(levels)]
    worth = (
        levels[MUST] * x.must
        + levels[MUTUAL_LEVEL] * (x.tier == MUTUAL)
        + levels[ONE_SIDED_LEVEL] * (x.tier == ONE_SIDED)
        + levels[VALUE] * x.value
    )
    return Weights(tuple(levels), worth.astype(np.int64))


def present(x: Instance) -> list[int]:
    """The levels that can be more than zero, value always among them."""
    some = [
        bool(x.must.any()),
        bool(x.minimum.any()),
        x.fairness,
        bool((x.tier == MUTUAL).any()),
        bool((x.tier == ONE_SIDED).any()),
        True,
    ]
    return [level for level in range(6) if some[level]]


def levels_of(x: Instance, held: Bools) -> I64:
    """The six levels of the set of candidates ``held``."""
    p = len(x.minimum)
    degree = np.bincount(x.a[held], minlength=p) + np.bincount(x.b[held], minlength=p)
    return np.array(
        [
            x.must[held].sum(),
            np.minimum(degree, x.minimum).sum(),
            (degree > 0).sum(),
            (x.tier[held] == MUTUAL).sum(),
            (x.tier[held] == ONE_SIDED).sum(),
            x.value[held].sum(),
        ],
        np.int64,
    )


def value_of_level(bound: int, weights: Weights, level: int, kept: I64) -> int:
    """What ``bound`` on the weighted sum leaves for one level of a schedule that keeps at
    least ``kept`` of the others."""
    others = sum(
        weights.levels[k] * int(kept[k]) for k in range(6) if k != level and weights.levels[k]
    )
    return (bound - others) // weights.levels[level]
