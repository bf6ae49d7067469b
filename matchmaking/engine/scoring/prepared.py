"""Everything about an event that scoring a block of rows needs, computed once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .bonds import Bonds
from .pairscores import ProfileWarning
from .params import ScoreParams
from .profiles import Profile
from .sectors import SectorTree
from .similarity import Calibration, Group, Ints, Vectors
from .tables import Context, Facets, Index


@dataclass(frozen=True, eq=False)
class Facts:
    """The event without vectors: enough to say what a score rests on."""

    profiles: tuple[Profile, ...]
    params: ScoreParams
    tree: SectorTree
    bonds: Bonds
    encoder: str
    warnings: tuple[ProfileWarning, ...]


@dataclass(frozen=True, eq=False)
class StatementTable:
    """The statements of one role, grouped by profile.

    ``vectors`` [n, d] hold integers; ``near`` [n] is the CSLS neighbourhood mean over the pool
    of counterparts; ``facet`` [n]; profile p has rows ``start[p]`` to ``start[p + 1]``.
    """

    vectors: Vectors
    near: Ints
    facet: Index
    start: Index

    def of(self, profiles: Index) -> StatementTable:
        """The statements of some profiles, in that order, contiguous."""
        if np.array_equal(profiles, np.arange(len(self.start) - 1)):
            return self
        counts = np.diff(self.start)[profiles]
        start = np.concatenate((np.zeros(1, dtype=np.intp), np.cumsum(counts)))
        rows = np.repeat(self.start[profiles] - start[:-1], counts) + np.arange(start[-1])
        return StatementTable(self.vectors[rows], self.near[rows], self.facet[rows], start)

    def owners(self) -> Index:
        """The profile of each statement."""
        return np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))


@dataclass(frozen=True, eq=False)
class Pool:
    """The profiles that the members of one side may meet, with their statements."""

    profiles: Index
    needs: StatementTable
    offers: StatementTable


@dataclass(frozen=True, eq=False)
class Space:
    """What of the text comparison stays as it was when a single profile changes."""

    means: dict[Group, Ints]
    calibration: Calibration

    @cached_property
    def table(self) -> NDArray[np.int32]:
        """Text fit by bucket."""
        return self.calibration.table()


@dataclass(frozen=True, eq=False)
class Prepared:
    """Profiles by index (ordered by id), as arrays.

    ``pool_of`` [profiles] is the number of the pool a profile chooses from, ``NOBODY`` if it
    can meet no one. ``group`` and ``delegation`` are numbers, ``NOBODY`` for none. ``mark`` is
    a hash of the id that settles ties, so that neither the alphabet nor the input's order does.
    """

    facts: Facts
    space: Space
    needs: StatementTable
    offers: StatementTable
    facets: Facets
    context: Context
    pools: tuple[Pool, ...]
    pool_of: Index
    group: Index
    delegation: Index
    mark: NDArray[np.uint32]

    def __len__(self) -> int:
        return len(self.facts.profiles)

    @cached_property
    def fingerprint(self) -> str:
        """16 hex digits that differ between events, and between states of one event, whose
        scores may differ: what keeps blocks of different runs from being mixed."""
        bonds, facets = self.facts.bonds, self.facets
        total = hashlib.sha256(f"{self.encoder} {self.facts.params}".encode())
        total.update(repr(self.space.calibration.knots).encode())
        arrays: list[NDArray[Any]] = [self.mark, self.pool_of, self.group, self.delegation]
        for table in (self.needs, self.offers):
            arrays += [table.near, table.facet, table.start]
        for sets in (facets.sector, facets.cooperation):
            arrays += [sets.codes, sets.single]
        arrays += [facets.sector_set, facets.cooperation_set]
        arrays += [getattr(self.context, item.name) for item in fields(self.context)]
        for links in (bonds.asked, bonds.history, bonds.never):
            arrays += [links.who, links.other, links.change]
        for array in arrays:
            total.update(repr(array.shape).encode() + np.ascontiguousarray(array).tobytes())
        return total.hexdigest()[:16]

    @property
    def encoder(self) -> str:
        """Name and version of the encoder, as recorded in the result."""
        return self.facts.encoder
