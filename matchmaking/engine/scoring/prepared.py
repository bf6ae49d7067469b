"""Everything about an event that scoring a block of rows needs, computed once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .pairscores import ProfileWarning
from .params import ScoreParams
from .profiles import Profile
from .sectors import SectorTree
from .similarity import Calibration, Group, Ints, Vectors
from .tables import Context, Facets, Index

NOBODY = -1


@dataclass(frozen=True, eq=False)
class Links:
    """What is known of single ordered pairs (who, other): a change of fit, and what to say.

    ``change`` is against the fit of a pair that nothing is known of.
    """

    who: Index
    other: Index
    change: Ints
    about: dict[tuple[int, int], tuple[str, str]]

    @classmethod
    def of(cls, known: dict[tuple[int, int], tuple[int, str, str]]) -> Links:
        """From (who, other) to (change, code, item)."""
        pairs = sorted(known)
        return cls(
            np.array([who for who, _ in pairs], dtype=np.intp),
            np.array([other for _, other in pairs], dtype=np.intp),
            np.array([known[pair][0] for pair in pairs], dtype=np.int64),
            {pair: known[pair][1:] for pair in pairs},
        )

    def within(
        self, rows: Index, columns: Index, *, other_way: bool = False
    ) -> tuple[Index, Index, Ints]:
        """Cells of a block (sorted profile indices) with their changes; ``other_way``: those
        whose first member is a column."""
        first, second = (self.other, self.who) if other_way else (self.who, self.other)
        if not len(rows) or not len(columns):
            return first[:0], first[:0], self.change[:0]
        row = np.searchsorted(rows, first).clip(max=len(rows) - 1)
        column = np.searchsorted(columns, second).clip(max=len(columns) - 1)
        here = (rows[row] == first) & (columns[column] == second)
        return row[here], column[here], self.change[here]

    def paired(self, who: Index, other: Index) -> Ints:
        """The change of each pair (who[i], other[i]), 0 where nothing is known."""
        if not len(self.who):
            return np.zeros(len(who), dtype=np.int64)
        known = _one_number(self.who, self.other)
        wanted = _one_number(who, other)
        at = np.searchsorted(known, wanted).clip(max=len(known) - 1)
        return np.where(known[at] == wanted, self.change[at], 0)


def _one_number(first: Index, second: Index) -> Ints:
    return (first.astype(np.int64) << 32) | second.astype(np.int64)


@dataclass(frozen=True, eq=False)
class Bonds:
    """Wishes, history, and the pairs that must never meet (in both orders)."""

    asked: Links
    history: Links
    never: Links


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

    @property
    def encoder(self) -> str:
        """Name and version of the encoder, as recorded in the result."""
        return self.facts.encoder
