"""The two inner loops of scoring, compiled; the same integers as ``rows`` computes with numpy.

Imported only for blocks that are worth a compiler. Arrays are C-contiguous; every index and
table is int32 and every sum of tables fits into it (fits times weights, at most 1e9).
"""

from __future__ import annotations

import numba
import numpy as np

from .params import UNIT
from .similarity import OFFSET, SHIFT


@numba.njit(cache=True, nogil=True)
def best_matches(  # type: ignore[no-untyped-def]
    products, near, text, sector, sector_of, types, type_of, start, best
) -> None:
    """Best weighted content of each pair of profiles into ``best`` [rows, columns], 0 if none.

    ``products`` [own, pool]; ``near``, ``sector_of``, ``type_of`` and ``start`` are pairs, for
    the rows and for the columns; ``text`` is the weighted fit by bucket; ``sector`` and
    ``types`` are weighted fits by set number.
    """
    (near_rows, near_columns), (start_rows, start_columns) = near, start
    (sector_rows, sector_columns), (type_rows, type_columns) = sector_of, type_of
    for row in range(len(start_rows) - 1):
        best[row, :] = 0
        for i in range(start_rows[row], start_rows[row + 1]):
            own_near = near_rows[i]
            own_sector = sector[sector_rows[i]]
            own_types = types[type_rows[i]]
            for column in range(len(start_columns) - 1):
                top = best[row, column]
                for j in range(start_columns[column], start_columns[column + 1]):
                    csls = 2 * np.int32(products[i, j]) - own_near - near_columns[j]
                    content = (
                        text[(csls >> SHIFT) + OFFSET]
                        + own_sector[sector_columns[j]]
                        + own_types[type_columns[j]]
                    )
                    top = max(top, content)
                best[row, column] = top


@numba.njit(cache=True, nogil=True)
def plain_scores(  # type: ignore[no-untyped-def]
    met, needed, rows, columns, market, country, language, kind, seller, second, weights, score
) -> None:
    """Scores without wishes and history into ``score`` [rows, columns].

    ``met`` and ``needed`` [rows, columns] are the best content of both directions. ``market``
    is (table, market_of); ``language`` (table, language_of); ``kind`` (table, kind_of,
    interest_of); ``weights`` those of market, language, kind and history.
    """
    markets, market_of = market
    languages, language_of = language
    kinds, kind_of, interest_of = kind
    for i in range(len(rows)):
        who = rows[i]
        own_market, own_country = markets[market_of[who]], country[who]
        own_language = languages[language_of[who]]
        own_interest, own_kind = kinds[interest_of[who]], kind_of[who]
        for j in range(len(columns)):
            other = columns[j]
            common = own_language[language_of[other]] * weights[1] + UNIT * weights[3]
            ours = _gain(met[i, j], needed[i, j], seller, second) + common
            ours += own_market[country[other]] * weights[0]
            ours += own_interest[kind_of[other]] * weights[2]
            theirs = _gain(needed[i, j], met[i, j], seller, second) + common
            theirs += markets[market_of[other], own_country] * weights[0]
            theirs += kinds[interest_of[other], own_kind] * weights[2]
            score[i, j] = 2 * ours * theirs // max(ours + theirs, 1) // 1000


@numba.njit(cache=True, nogil=True)
def _gain(met, needed, seller, second):  # type: ignore[no-untyped-def]
    selling = np.int64(needed) * seller // UNIT
    high, low = max(np.int64(met), selling), min(np.int64(met), selling)
    return high - (high - low) * second // UNIT
