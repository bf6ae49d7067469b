"""The pairs kept of a whole event."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from .breakdown import Breakdown
from .evidence import pair_score
from .pairscores import PairScore, ProfileWarning
from .prepared import Facts
from .similarity import Ints
from .tables import Index

_Key = TypeVar("_Key", int, Ints)


@dataclass(frozen=True, eq=False)
class PairScores:
    """Each profile's best ``top`` counterparts, and every pair that was asked for.

    Iterating gives each pair once, ordered by (a, b); ``PairScore`` objects with their factors
    are made as they are asked for. ``fingerprint`` is that of the prepared event. The arrays
    hold each profile's list as in ``SparseBlock``.
    """

    facts: Facts
    fingerprint: str
    top: int
    row: NDArray[np.int32]
    column: NDArray[np.int32]
    score: NDArray[np.int32]
    listed: NDArray[np.uint8]
    breakdown: Breakdown

    @property
    def encoder(self) -> str:
        """Name and version of what compared the texts."""
        return self.facts.encoder

    @property
    def warnings(self) -> tuple[ProfileWarning, ...]:
        """What keeps profiles from being scored as well as they could be."""
        return self.facts.warnings

    def __len__(self) -> int:
        return len(self._once)

    def __iter__(self) -> Iterator[PairScore]:
        return (self._at(int(at)) for at in self._once)

    def values(self) -> Iterator[tuple[str, str, int]]:
        """Each pair once as (a, b, score), ``a < b``, without factors."""
        names = [profile.id for profile in self.facts.profiles]
        for at in self._once:
            a, b = sorted((names[self.row[at]], names[self.column[at]]))
            yield a, b, int(self.score[at])

    def get(self, a: str, b: str) -> PairScore | None:
        """The pair's score, whichever way round; ``None`` if the pair was not kept."""
        number = self._number
        if a not in number or b not in number:
            return None
        for key in (_key(number[a], number[b]), _key(number[b], number[a])):
            at = int(np.searchsorted(self._keys[0], key))
            if at < len(self._keys[0]) and self._keys[0][at] == key:
                return self._at(int(self._keys[1][at]))
        return None

    def best(self, profile: str, limit: int | None = None) -> list[PairScore]:
        """The profile's own list from best to worst, without those merely asked for."""
        start, stop = np.searchsorted(self.row, [self._number[profile], self._number[profile] + 1])
        own = np.arange(start, stop)[self.listed[start:stop] == 1]
        return [self._at(int(at)) for at in own[:limit]]

    def digest(self) -> str:
        """SHA-256 over all numbers: equal for equal results, wherever they were computed."""
        total = hashlib.sha256(f"{self.encoder} {self.top} {self.facts.params}".encode())
        for array in (self.row, self.column, self.score, self.listed):
            total.update(np.ascontiguousarray(array).tobytes())
        total.update(self.breakdown.to_bytes())
        return total.hexdigest()

    def _at(self, at: int) -> PairScore:
        own, other = int(self.row[at]), int(self.column[at])
        return pair_score(self.facts, own, other, self.breakdown, at)

    @cached_property
    def _number(self) -> dict[str, int]:
        return {profile.id: i for i, profile in enumerate(self.facts.profiles)}

    @cached_property
    def _keys(self) -> tuple[Ints, Index]:
        """(row, column) as one sorted number each, and where they are."""
        keys = _key(self.row.astype(np.int64), self.column.astype(np.int64))
        order = np.argsort(keys, kind="stable")
        return keys[order], order

    @cached_property
    def _once(self) -> Index:
        """One entry of each pair, ordered by (lower, higher) profile."""
        row, column = self.row.astype(np.int64), self.column.astype(np.int64)
        pairs: Ints = _key(np.minimum(row, column), np.maximum(row, column))
        return np.unique(pairs, return_index=True)[1]


def _key(a: _Key, b: _Key) -> _Key:
    return (a << 32) | b
