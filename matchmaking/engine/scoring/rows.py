"""The scores of a strip of profiles with all they may meet: integers throughout.

How a score comes about, for a pair (a, b):

- every need of one side against every offer of the other: text, sector and cooperation fit,
  weighted and added; the best such match counts for that direction;
- what a gains is its stronger direction (its need met, or its offer needed, which counts
  ``seller`` of that), blended with ``second`` of the weaker one; so saying a thing twice gains
  nothing, and a company with one offer can reach what one with ten can;
- market, language, kind, wishes and history are added, each from a's own view: interest u;
- likewise b's interest v. The score is their harmonic mean 2uv / (u + v): a pair is as good as
  it is for the less interested side. (L. Pizzato et al., "RECON: a reciprocal recommender for
  online dating", RecSys 2010.)
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from .bonds import NOBODY
from .params import UNIT
from .prepared import Pool, Prepared, StatementTable
from .similarity import Ints, Vectors, buckets
from .tables import Fits, Index

FORBIDDEN = -1
COMPILED = 300_000
"""Pairs of profiles from which on loading the compiled loops takes less time than it saves."""


@dataclass(frozen=True, eq=False)
class Strip:
    """The rows' profiles against their pool.

    ``rank`` [rows, pool] is score · 2**32 + tie-break, ``FORBIDDEN`` where they never meet.
    ``met`` [the rows' needs, the pool's offers] and ``needed`` [the rows' offers, the pool's
    needs] are the products of the texts' vectors.
    """

    rows: Index
    pool: Pool
    needs: StatementTable
    offers: StatementTable
    met: Vectors
    needed: Vectors
    rank: Ints

    def scores(self) -> Ints:
        """Scores in micro-units, ``FORBIDDEN`` (-1) where they never meet."""
        return self.rank >> 32


def ranks(prepared: Prepared, a: Index, b: Index, score: Ints) -> Ints:
    """Score · 2**32 + a tie-break that is the same for (a, b) and (b, a).

    It comes of the ids' hashes: neither the alphabet nor the order of the input decides.
    """
    return ranked(prepared.mark[a], prepared.mark[b], score)


def ranked(mark: NDArray[np.uint32], other: NDArray[np.uint32], score: Ints) -> NDArray[np.int64]:
    """``ranks`` from the marks of both."""
    tie = (mark ^ other).astype(np.uint64)
    tie = (tie * np.uint64(2_654_435_761)) & np.uint64(0xFFFF_FFFF)
    return (score << 32) | tie.astype(np.int64)


@lru_cache(maxsize=1)
def kernels() -> ModuleType | None:
    """The compiled loops; ``None`` where numba finds no folder that it may write its cache to.
    The plain ones are slower and give the same."""
    try:
        return importlib.import_module(f"{__package__}.kernels")
    except (ImportError, RuntimeError):
        return None


class Scorer:
    """Scores strips of one ``Prepared``. ``profiles`` is how many rows it will be asked for:
    from ``COMPILED`` pairs on, the compiled loops are worth their loading."""

    def __init__(self, prepared: Prepared, profiles: int = 1) -> None:
        self.prepared = prepared
        self.kernels = kernels() if profiles * len(prepared) >= COMPILED else None
        weights, facets = prepared.facts.params.weights, prepared.facets
        every_type = np.arange(len(facets.cooperation.codes))
        self._text = prepared.space.table * np.int32(weights.text)
        self._types = facets.cooperation.fits(every_type, every_type)
        self._types *= np.int32(weights.cooperation)

    def strip(self, rows: Index, pool: Pool) -> Strip:
        """Rank all pairs of ``rows`` (sorted profile indices of one pool) with the pool."""
        prepared, columns = self.prepared, pool.profiles
        needs, offers = prepared.needs.of(rows), prepared.offers.of(rows)
        met_products = needs.vectors @ pool.offers.vectors.T
        needed_products = offers.vectors @ pool.needs.vectors.T
        met = self._best(met_products, needs, pool.offers, self._types)
        needed = self._best(needed_products, offers, pool.needs, self._types.T)
        score = self._plain(met, needed, rows, columns)
        self._settle_bonds(score, met, needed, rows, columns)
        rank = ranks(prepared, rows[:, None], columns[None, :], score)
        rank[self._never(rows, columns)] = FORBIDDEN
        return Strip(rows, pool, needs, offers, met_products, needed_products, rank)

    def _best(
        self, products: Vectors, own: StatementTable, pool: StatementTable, types: Fits
    ) -> Fits:
        """Weighted text, sector and cooperation fit (1/1000 micro-units) of the best match of
        each pair of profiles, 0 where they have none."""
        facets, weight = self.prepared.facets, self.prepared.facts.params.weights.sector
        sets, sector_row = np.unique(facets.sector_set[own.facet], return_inverse=True)
        sector = facets.sector.fits(sets, np.arange(len(facets.sector.codes)))
        sector *= np.int32(weight)
        sector_of = (sector_row, facets.sector_set[pool.facet])
        type_of = (facets.cooperation_set[own.facet], facets.cooperation_set[pool.facet])
        best = np.zeros((len(own.start) - 1, len(pool.start) - 1), dtype=np.int32)
        if not products.size:
            return best
        if self.kernels is not None:
            near = (own.near.astype(np.int32), pool.near.astype(np.int32))
            types = np.ascontiguousarray(types)
            start = (own.start, pool.start)
            self.kernels.best_matches(
                products, near, self._text, sector, sector_of, types, type_of, start, best
            )
            return best
        content = np.take(self._text, buckets(products, own.near, pool.near))
        content += np.take(sector, sector_of[1], axis=1)[sector_of[0]]
        content += np.take(types, type_of[1], axis=1)[type_of[0]]
        speaking, first_rows = _segments(own.start)
        answering, first_columns = _segments(pool.start)
        content = np.maximum.reduceat(content, first_rows, axis=0)
        best[np.ix_(speaking, answering)] = np.maximum.reduceat(content, first_columns, axis=1)
        return best

    def _plain(self, met: Fits, needed: Fits, rows: Index, columns: Index) -> Ints:
        """Scores without wishes and history [rows, columns]."""
        if self.kernels is None:
            who, other = rows[:, None], columns[None, :]
            return _harmonic(
                self._gain(met, needed, who, other), self._gain(needed, met, other, who)
            )
        params, context = self.prepared.facts.params, self.prepared.context
        weights = params.weights
        score = np.empty(met.shape, dtype=np.int64)
        self.kernels.plain_scores(
            met,
            needed,
            rows,
            columns,
            (context.market, context.market_of),
            context.country_of,
            (context.language, context.language_of),
            (context.kind, context.kind_of, context.interest_of),
            params.seller,
            params.second,
            (weights.market, weights.language, weights.kind, weights.history),
            score,
        )
        return score

    def _gain(self, met: Fits, needed: Fits, who: Index, other: Index) -> Ints:
        """Interest of ``who`` in ``other`` without wishes and history, of pairs or, by
        broadcasting, of whole blocks; ``met`` and ``needed`` from the view of ``who``."""
        params, context = self.prepared.facts.params, self.prepared.context
        weights = params.weights
        selling = needed.astype(np.int64) * params.seller // UNIT
        high, low = np.maximum(met, selling), np.minimum(met, selling)
        total: Ints = high - (high - low) * params.second // UNIT
        total += context.market_fits(who, other).astype(np.int64) * weights.market
        total += context.language_fits(who, other).astype(np.int64) * weights.language
        total += context.kind_fits(who, other).astype(np.int64) * weights.kind
        total += UNIT * weights.history
        return total

    def _settle_bonds(
        self, score: Ints, met: Fits, needed: Fits, rows: Index, columns: Index
    ) -> None:
        """Score those pairs anew that have wishes or a history."""
        bonds, weights = self.prepared.facts.bonds, self.prepared.facts.params.weights
        cells = [
            links.within(rows, columns, other_way=other_way)[:2]
            for links in (bonds.asked, bonds.history)
            for other_way in (False, True)
        ]
        row, column = (np.concatenate(part) for part in zip(*cells, strict=True))
        who, other = rows[row], columns[column]
        met, needed = met[row, column], needed[row, column]
        ours = self._gain(met, needed, who, other)
        theirs = self._gain(needed, met, other, who)
        for links, weight in ((bonds.asked, weights.asked), (bonds.history, weights.history)):
            ours += links.paired(who, other) * weight
            theirs += links.paired(other, who) * weight
        score[row, column] = _harmonic(ours, theirs)

    def _never(self, rows: Index, columns: Index) -> NDArray[np.bool_]:
        prepared = self.prepared
        never: NDArray[np.bool_] = rows[:, None] == columns[None, :]
        apart = [prepared.group]
        if not prepared.facts.params.same_delegation_allowed:
            apart.append(prepared.delegation)
        for number in apart:
            mine, theirs = number[rows], number[columns]
            never |= (mine[:, None] == theirs[None, :]) & (mine != NOBODY)[:, None]
        row, column, _ = prepared.facts.bonds.never.within(rows, columns)
        never[row, column] = True
        return never


def _harmonic(ours: Ints, theirs: Ints) -> Ints:
    """Harmonic mean, from 1/1000 micro-units to micro-units, rounded down."""
    mean: Ints = 2 * ours * theirs // np.maximum(ours + theirs, 1) // 1000
    return mean


def _segments(start: Index) -> tuple[Index, Index]:
    """The profiles that have statements, and where each one's begin."""
    having = np.flatnonzero(np.diff(start))
    return having, start[having]
