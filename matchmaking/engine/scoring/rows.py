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

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .bonds import NOBODY
from .params import UNIT
from .prepared import Pool, Prepared, StatementTable
from .similarity import Ints, buckets
from .tables import Index

FORBIDDEN = -1


@dataclass(frozen=True, eq=False)
class Strip:
    """The rows' profiles against their pool.

    ``rank`` [rows, pool] is score · 2**32 + tie-break, ``FORBIDDEN`` where they never meet.
    ``met`` [the rows' needs, the pool's offers] and ``needed`` [the rows' offers, the pool's
    needs] are the text similarities as buckets of the calibration.
    """

    rows: Index
    pool: Pool
    needs: StatementTable
    offers: StatementTable
    met: NDArray[np.int32]
    needed: NDArray[np.int32]
    rank: Ints

    def scores(self) -> Ints:
        """Scores in micro-units, ``FORBIDDEN`` (-1) where they never meet."""
        return self.rank >> 32


def ranks(prepared: Prepared, a: Index, b: Index, score: Ints) -> Ints:
    """Score · 2**32 + a tie-break that is the same for (a, b) and (b, a).

    It comes of the ids' hashes: neither the alphabet nor the order of the input decides.
    """
    tie = (prepared.mark[a] ^ prepared.mark[b]).astype(np.uint64)
    tie = (tie * np.uint64(2_654_435_761)) & np.uint64(0xFFFF_FFFF)
    return (score << 32) | tie.astype(np.int64)


class Scorer:
    """Scores strips of one ``Prepared``; makes the lookup table of text fits once."""

    def __init__(self, prepared: Prepared) -> None:
        self.prepared = prepared
        self.weights = prepared.facts.params.weights
        self._text = prepared.space.table * np.int32(self.weights.text)

    def strip(self, rows: Index, pool: Pool) -> Strip:
        """Rank all pairs of ``rows`` (sorted profile indices of one pool) with the pool."""
        prepared, columns = self.prepared, pool.profiles
        needs, offers = prepared.needs.of(rows), prepared.offers.of(rows)
        met_buckets, met = self._best(needs, pool.offers, needs_in_rows=True)
        needed_buckets, needed = self._best(offers, pool.needs, needs_in_rows=False)
        ours = self._interest(met, needed, rows, columns)
        theirs = self._interest(needed, met, rows, columns, other_way=True)
        score = 2 * ours * theirs // np.maximum(ours + theirs, 1) // 1000
        rank = ranks(prepared, rows[:, None], columns[None, :], score)
        rank[self._never(rows, columns)] = FORBIDDEN
        return Strip(rows, pool, needs, offers, met_buckets, needed_buckets, rank)

    def _best(
        self, own: StatementTable, pool: StatementTable, *, needs_in_rows: bool
    ) -> tuple[NDArray[np.int32], Ints]:
        """Buckets of all statement pairs, and the weighted fit (text, sector, cooperation; in
        1/1000 micro-units) of the best match of each pair of profiles, 0 if they have none."""
        weights, facets = self.weights, self.prepared.facets
        best = np.zeros((len(own.start) - 1, len(pool.start) - 1), dtype=np.int64)
        found = buckets(own.vectors @ pool.vectors.T, own.near, pool.near)
        if not found.size:
            return found, best
        content = np.take(self._text, found)
        if needs_in_rows:
            content += facets.weighted(own.facet, pool.facet, weights.sector, weights.cooperation)
        else:
            other = facets.weighted(pool.facet, own.facet, weights.sector, weights.cooperation)
            content += other.T
        speaking, first_rows = _segments(own.start)
        answering, first_columns = _segments(pool.start)
        content = np.maximum.reduceat(content, first_rows, axis=0)
        best[np.ix_(speaking, answering)] = np.maximum.reduceat(content, first_columns, axis=1)
        return found, best

    def _interest(
        self, met: Ints, needed: Ints, rows: Index, columns: Index, *, other_way: bool = False
    ) -> Ints:
        """Interest of the rows in the columns (``other_way``: of the columns in the rows)."""
        params, context, weights = self.prepared.facts.params, self.prepared.context, self.weights
        selling = needed * params.seller // UNIT
        high, low = np.maximum(met, selling), np.minimum(met, selling)
        total: Ints = high - (high - low) * params.second // UNIT
        if other_way:
            total += context.market_fits(columns, rows).T.astype(np.int64) * weights.market
            total += context.kind_fits(columns, rows).T.astype(np.int64) * weights.kind
        else:
            total += context.market_fits(rows, columns).astype(np.int64) * weights.market
            total += context.kind_fits(rows, columns).astype(np.int64) * weights.kind
        total += context.language_fits(rows, columns).astype(np.int64) * weights.language
        total += UNIT * weights.history
        self._add_bonds(total, rows, columns, other_way)
        return total

    def _add_bonds(self, total: Ints, rows: Index, columns: Index, other_way: bool) -> None:
        bonds, weights = self.prepared.facts.bonds, self.weights
        for links, weight in ((bonds.asked, weights.asked), (bonds.history, weights.history)):
            row, column, change = links.within(rows, columns, other_way=other_way)
            total[row, column] += change * weight

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


def _segments(start: Index) -> tuple[Index, Index]:
    """The profiles that have statements, and where each one's begin."""
    having = np.flatnonzero(np.diff(start))
    return having, start[having]
