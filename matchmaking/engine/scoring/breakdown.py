"""What the kept scores are made of: fits, the statements that met, and exact contributions.

The harmonic mean of two weighted sums u and v is itself a weighted sum: factor i adds
``weight_i · (v · u_i + u · v_i) / (u + v)``, the mean of both sides' fits in which the less
interested side counts more. Contributions are rounded by largest remainders, so that they add
up to the score exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .params import FACTORS, UNIT
from .prepared import Prepared, StatementTable
from .similarity import Ints, Vectors, bucket
from .tables import Index

if TYPE_CHECKING:
    from .rows import Strip

OWN, OTHER = 0, 1
MET, NEEDED = 0, 1
_CONTENT = 3


@dataclass(frozen=True, eq=False)
class Breakdown:
    """Of n pairs, as seen from the row's profile.

    ``value`` [n, factors] adds up to the score along its rows. ``fit`` [n, factors, 2] is each
    side's own fit, ``OWN`` first. ``match`` [n, 2, 2]: in direction ``MET`` (the row's need,
    the column's offer) and ``NEEDED`` (the column's need, the row's offer), the places of need
    and offer in their profiles, -1 where there is none; ``match_fit`` [n, 2, 3] its text,
    sector and cooperation fit.
    """

    value: NDArray[np.int32]
    fit: NDArray[np.int32]
    match: NDArray[np.int16]
    match_fit: NDArray[np.int32]

    @classmethod
    def of(cls, prepared: Prepared, strip: Strip, row: Index, column: Index) -> Breakdown:
        """For the pairs at (``row``, ``column``) of the strip's own block."""
        profiles, members = strip.rows[row], strip.pool.profiles[column]
        n = len(row)
        match = np.full((n, 2, 2), -1, dtype=np.int16)
        match_fit = np.zeros((n, 2, _CONTENT), dtype=np.int32)
        match[:, MET], match_fit[:, MET] = _matches(
            prepared, strip.needs, strip.pool.offers, strip.met, (row, column), swap=False
        )
        match[:, NEEDED], match_fit[:, NEEDED] = _matches(
            prepared, strip.offers, strip.pool.needs, strip.needed, (row, column), swap=True
        )
        fit = np.zeros((n, len(FACTORS), 2), dtype=np.int64)
        fit[:, :_CONTENT, OWN] = _blend(prepared, match_fit, MET)
        fit[:, :_CONTENT, OTHER] = _blend(prepared, match_fit, NEEDED)
        _context(prepared, fit, profiles, members)
        score = strip.scores()[row, column]
        return cls(
            _contributions(prepared, fit, score).astype(np.int32),
            fit.astype(np.int32),
            match,
            match_fit,
        )

    @classmethod
    def joined(cls, parts: Sequence[Breakdown]) -> Breakdown:
        """One after the other."""
        if not parts:
            return cls.from_bytes(b"", 0)
        return cls(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(cls)))

    def at(self, index: Index) -> Breakdown:
        """Some of the pairs, in the order of ``index``."""
        return Breakdown(*(getattr(self, f.name)[index] for f in fields(self)))

    def woven(self, index: Index, more: Breakdown, order: Index) -> Breakdown:
        """The pairs at ``index`` followed by ``more``, then put in ``order``; in one pass."""
        if not len(index):
            return more.at(order)
        added = np.flatnonzero(order >= len(index))
        before = index.take(order, mode="clip")  # for those added some place or other, for now
        behind = order[added] - len(index)
        arrays = []
        for field in fields(self):
            array = getattr(self, field.name).take(before, axis=0)
            array[added] = getattr(more, field.name)[behind]
            arrays.append(array)
        return Breakdown(*arrays)

    def mirrored(self) -> Breakdown:
        """The same pairs as seen from the column's profile."""
        return Breakdown(
            self.value, self.fit[:, :, ::-1], self.match[:, ::-1], self.match_fit[:, ::-1]
        )

    def to_bytes(self) -> bytes:
        """Little-endian, array after array."""
        return b"".join(
            np.ascontiguousarray(getattr(self, name), dtype=kind).tobytes()
            for name, kind, _ in _LAYOUT
        )

    @classmethod
    def from_bytes(cls, data: bytes, pairs: int) -> Breakdown:
        """The inverse of ``to_bytes``."""
        arrays = []
        for _, kind, shape in _LAYOUT:
            size = int(np.dtype(kind).itemsize * pairs * np.prod(shape))
            arrays.append(np.frombuffer(data[:size], dtype=kind).reshape(pairs, *shape))
            data = data[size:]
        return cls(*arrays)


_LAYOUT = (
    ("value", "<i4", (len(FACTORS),)),
    ("fit", "<i4", (len(FACTORS), 2)),
    ("match", "<i2", (2, 2)),
    ("match_fit", "<i4", (2, _CONTENT)),
)


def _matches(
    prepared: Prepared,
    own: StatementTable,
    pool: StatementTable,
    products: Vectors,
    at: tuple[Index, Index],
    *,
    swap: bool,
) -> tuple[NDArray[np.int16], NDArray[np.int32]]:
    """The best match of each pair: places (need, offer) and fits; ``swap``: rows offer.

    Of equal matches the first counts, needs before offers.
    """
    row, column = at
    own_count, pool_count = np.diff(own.start)[row], np.diff(pool.start)[column]
    counts = own_count * pool_count
    pair = np.repeat(np.arange(len(row)), counts)
    first = np.cumsum(counts) - counts
    local = np.arange(len(pair)) - first[pair]
    if swap:
        in_pool, in_own = np.divmod(local, own_count[pair])
    else:
        in_own, in_pool = np.divmod(local, pool_count[pair])
    i, j = own.start[row][pair] + in_own, pool.start[column][pair] + in_pool
    needs, offers = (pool.facet[j], own.facet[i]) if swap else (own.facet[i], pool.facet[j])
    fits = np.empty((len(pair), _CONTENT), dtype=np.int64)
    found = bucket(products[i, j], own.near[i], pool.near[j])
    fits[:, 0] = prepared.space.table[found]
    fits[:, 1], fits[:, 2] = prepared.facets.paired(needs, offers)
    content = fits @ np.array(prepared.facts.params.weights.as_tuple()[:_CONTENT])
    order = np.lexsort((local, -content, pair))
    best = order[first[counts > 0]]
    match = np.full((len(row), 2), -1, dtype=np.int16)
    match_fit = np.zeros((len(row), _CONTENT), dtype=np.int32)
    places = (in_pool, in_own) if swap else (in_own, in_pool)
    match[counts > 0] = np.column_stack([place[best] for place in places])
    match_fit[counts > 0] = fits[best]
    return match, match_fit


def _blend(prepared: Prepared, match_fit: NDArray[np.int32], own: int) -> Ints:
    """Content fits [n, 3] of the side whose needs direction ``own`` is about."""
    params = prepared.facts.params
    weights = np.array(params.weights.as_tuple()[:_CONTENT])
    met = match_fit[:, own].astype(np.int64)
    needed = match_fit[:, 1 - own].astype(np.int64) * params.seller // UNIT
    better = (met @ weights >= needed @ weights)[:, None]
    high, low = np.where(better, met, needed), np.where(better, needed, met)
    blended: Ints = high - (high - low) * params.second // UNIT
    return blended


def _context(prepared: Prepared, fit: Ints, rows: Index, columns: Index) -> None:
    """Fill in the factors after the content ones."""
    context, bonds = prepared.context, prepared.facts.bonds
    number = {name: i for i, name in enumerate(FACTORS)}
    for side, (who, other) in enumerate(((rows, columns), (columns, rows))):
        fit[:, number["market"], side] = context.market_fits(who, other)
        fit[:, number["language"], side] = context.language_fits(who, other)
        fit[:, number["kind"], side] = context.kind_fits(who, other)
        fit[:, number["asked"], side] = bonds.asked.paired(who, other)
        fit[:, number["history"], side] = UNIT + bonds.history.paired(who, other)


def _contributions(prepared: Prepared, fit: Ints, score: Ints) -> Ints:
    """Contributions [n, factors] that add up to ``score``. Sums run in a fixed order."""
    weights = np.array(prepared.facts.params.weights.as_tuple(), dtype=np.int64)
    ours, theirs = (fit[:, :, side] @ weights for side in (OWN, OTHER))
    shares = weights * (theirs[:, None] * fit[:, :, OWN] + ours[:, None] * fit[:, :, OTHER])
    parts = shares.astype(np.float64)
    total = np.zeros(len(parts))
    for i in range(parts.shape[1]):
        total += parts[:, i]
    exact = score[:, None] * (parts / np.where(total > 0, total, 1.0)[:, None])
    value = np.floor(exact).astype(np.int64)
    missing = score - value.sum(axis=1)
    order = np.argsort(value - exact, axis=1, kind="stable")
    place = np.argsort(order, axis=1, kind="stable")
    value += place < missing[:, None]
    return value
