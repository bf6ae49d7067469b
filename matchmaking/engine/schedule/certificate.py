"""Bounds collected on the way, and what they say of a schedule, level by level."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ..errors import EngineError
from ..result import Level
from .instance import I64, Bools, Instance
from .levels import NAMES, Weights, present, value_of_level


@dataclass
class Certificate:
    """Bounds on weighted sums of levels; each holds for every schedule that keeps the locks."""

    instance: Instance
    bounds: list[tuple[Weights, int]] = field(default_factory=list)
    caps: list[tuple[int, int, tuple[int, ...]]] = field(default_factory=list)

    def add(self, weights: Weights, bound: int) -> None:
        self.bounds.append((weights, bound))

    def cap(self, level: int, bound: int, above: I64) -> None:
        """A bound on one level for schedules that keep at least ``above`` of those above it."""
        self.caps.append((level, bound, tuple(int(v) for v in above[:level])))

    def level_bound(self, level: int, kept: I64) -> int:
        """The most of a level that a schedule can have that keeps ``kept`` of those above."""
        found = _trivial(self.instance, level)
        for weights, bound in self.bounds:
            below = any(weights.levels[k] for k in range(level + 1, 6))
            if weights.levels[level] and not below:
                found = min(found, value_of_level(bound, weights, level, kept))
        for capped, bound, above in self.caps:
            keeps = all(int(kept[k]) >= above[k] for k in range(capped))
            if capped == level and keeps:
                found = min(found, bound)
        return found

    def levels(self, kept: I64) -> list[Level]:
        """The levels 1 and 2 of a schedule with their bounds."""
        found = []
        proven = True
        for level in present(self.instance):
            bound = self.level_bound(level, kept)
            value = int(kept[level])
            if bound < value:
                raise EngineError(f"the bound {bound} of {NAMES[level]} is below {value}")
            proven = proven and bound == value
            found.append(Level(NAMES[level], value, bound, proven))
        return found

    def gap(self, kept: I64) -> float:
        """The largest relative gap of the levels."""
        return max((level.gap for level in self.levels(kept)), default=0.0)


def _trivial(x: Instance, level: int) -> int:
    """What the candidates alone allow."""
    possible: Bools = np.asarray(x.allow.any(axis=1))
    p = len(x.minimum)
    degree = np.bincount(x.a[possible], minlength=p) + np.bincount(x.b[possible], minlength=p)
    return int(
        (
            (x.must & possible).sum(),
            np.minimum(degree, x.minimum).sum(),
            (degree > 0).sum(),
            ((x.tier == 2) & possible).sum(),
            ((x.tier == 1) & possible).sum(),
            x.value[possible].sum(),
        )[level]
    )
