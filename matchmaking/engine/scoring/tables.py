"""Profiles and statements as tables of whole numbers that blocks of rows are looked up in.

A table is small: one row and column for each *distinct* set of sectors, languages, markets.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from .fits import cooperation_fit, kind_interest
from .params import UNIT, ScoreParams
from .profiles import COOPERATION_TYPES, ORGANISATION_KINDS, Profile, Statement
from .sectors import SectorTree

Index = NDArray[np.intp]
Fits = NDArray[np.int32]
Codes = tuple[str, ...]
T = TypeVar("T", bound=Hashable)


def distinct_of(rows: Sequence[T]) -> tuple[list[T], Index]:
    """The distinct values in order of first appearance, and the number of each row's."""
    number: dict[T, int] = {}
    of_row = [number.setdefault(row, len(number)) for row in rows]
    return list(number), np.array(of_row, dtype=np.intp)


def distinct_sets(rows: Sequence[Codes]) -> tuple[list[Codes], Index]:
    """As ``distinct_of``, of tuples that stand for sets: sorted, without repeats."""
    written, of_row = distinct_of(rows)
    sets, of_written = distinct_of([tuple(sorted(set(codes))) for codes in written])
    return sets, of_written[of_row]


def sectors_of(statement: Statement, profile: Profile) -> Codes:
    """A statement's own sectors, else its profile's."""
    return statement.sectors or profile.sectors


@dataclass(frozen=True, eq=False)
class SetTable:
    """How well sets of codes fit: the best pair of a code each, ``unknown`` if a set is empty.

    ``codes`` [sets, longest] indexes ``single`` [codes, codes]; short sets repeat their last
    code, empty ones are -1.
    """

    codes: NDArray[np.int32]
    single: Fits
    unknown: int

    @classmethod
    def of(
        cls, sets: Sequence[Codes], names: Sequence[str], single: Fits, unknown: int
    ) -> SetTable:
        number = {name: i for i, name in enumerate(names)}
        longest = max((len(members) for members in sets), default=0) or 1
        codes = np.full((len(sets), longest), -1, dtype=np.int32)
        for row, members in enumerate(sets):
            for column in range(longest if members else 0):
                codes[row, column] = number[members[min(column, len(members) - 1)]]
        return cls(codes, single, unknown)

    def fits(self, rows: Index, columns: Index) -> Fits:
        """Fits [len(rows), len(columns)] of sets by number."""
        left, right = self.codes[rows], self.codes[columns]
        best = np.zeros((len(left), len(right)), dtype=np.int32)
        for i in range(left.shape[1]):
            for j in range(right.shape[1]):
                np.maximum(best, self.single[left[:, i, None], right[None, :, j]], out=best)
        best[left[:, 0] < 0, :] = self.unknown
        best[:, right[:, 0] < 0] = self.unknown
        return best

    def paired(self, rows: Index, columns: Index) -> Fits:
        """The fit of each (rows[i], columns[i])."""
        left, right = self.codes[rows], self.codes[columns]
        best = np.zeros(len(left), dtype=np.int32)
        for i in range(left.shape[1]):
            for j in range(right.shape[1]):
                np.maximum(best, self.single[left[:, i], right[:, j]], out=best)
        best[(left[:, 0] < 0) | (right[:, 0] < 0)] = self.unknown
        return best


@dataclass(frozen=True, eq=False)
class Facets:
    """Sector and cooperation fit between facets; a facet is a distinct (sectors, types)."""

    sector: SetTable
    cooperation: SetTable
    sector_set: Index
    cooperation_set: Index

    @classmethod
    def of(cls, facets: Sequence[tuple[Codes, Codes]], tree: SectorTree, unknown: int) -> Facets:
        sector_sets, sector_set = distinct_sets([facet[0] for facet in facets])
        type_sets, cooperation_set = distinct_sets([facet[1] for facet in facets])
        names = sorted({code for members in sector_sets for code in members})
        answers = np.array(
            [[cooperation_fit(a, b) for b in COOPERATION_TYPES] for a in COOPERATION_TYPES],
            dtype=np.int32,
        )
        near = tree.similarities(names) if names else np.zeros((1, 1), dtype=np.int32)
        return cls(
            SetTable.of(sector_sets, names, near, unknown),
            SetTable.of(type_sets, COOPERATION_TYPES, answers, unknown),
            sector_set,
            cooperation_set,
        )

    def paired(self, needs: Index, offers: Index) -> tuple[Fits, Fits]:
        """Sector and cooperation fit of each (needs[i], offers[i])."""
        return (
            self.sector.paired(self.sector_set[needs], self.sector_set[offers]),
            self.cooperation.paired(self.cooperation_set[needs], self.cooperation_set[offers]),
        )


@dataclass(frozen=True, eq=False)
class Context:
    """Market, language and kind fit between profiles, by the number of their distinct values."""

    market: Fits
    market_of: Index
    country_of: Index
    language: Fits
    language_of: Index
    kind: Fits
    kind_of: Index
    interest_of: Index

    @classmethod
    def of(cls, profiles: Sequence[Profile], params: ScoreParams) -> Context:
        targets, market_of = distinct_sets([p.target_markets for p in profiles])
        countries, country_of = distinct_of([p.country for p in profiles])
        spoken, language_of = distinct_sets([p.languages for p in profiles])
        interests, interest_of = distinct_of([(p.kind, p.wanted_kinds) for p in profiles])
        return cls(
            market=_table([[_market(t, c, params) for c in countries] for t in targets]),
            market_of=market_of,
            country_of=country_of,
            language=_table([[_language(a, b, params) for b in spoken] for a in spoken]),
            language_of=language_of,
            kind=_table([[_kind(i, k) for k in ORGANISATION_KINDS] for i in interests]),
            kind_of=np.array([ORGANISATION_KINDS.index(p.kind) for p in profiles], dtype=np.intp),
            interest_of=interest_of,
        )

    def market_fits(self, who: Index, other: Index) -> Fits:
        """How much ``who`` targets the country of ``other``; indices are broadcast."""
        return self.market[self.market_of[who], self.country_of[other]]

    def language_fits(self, who: Index, other: Index) -> Fits:
        """How well they can talk; the same from both sides."""
        return self.language[self.language_of[who], self.language_of[other]]

    def kind_fits(self, who: Index, other: Index) -> Fits:
        """How much ``who`` wants to meet organisations of the kind of ``other``."""
        return self.kind[self.interest_of[who], self.kind_of[other]]


def _table(rows: list[list[int]]) -> Fits:
    return np.array(rows, dtype=np.int32).reshape(len(rows), -1 if rows else 0)


def _market(targets: Codes, country: str, params: ScoreParams) -> int:
    if not targets or not country:
        return params.unknown
    return UNIT if country in targets else 0


def _language(a: Codes, b: Codes, params: ScoreParams) -> int:
    if not a or not b:
        return params.unknown
    if set(a) & set(b):
        return UNIT
    return params.interpreted if interpreter(a, b, params) else 0


def interpreter(a: Codes, b: Codes, params: ScoreParams) -> tuple[str, str] | None:
    """The first interpreted pair of a language of ``a`` and one of ``b``, in that order."""
    there = {pair for x, y in params.interpreters for pair in ((x, y), (y, x))} if a and b else ()
    return min(((x, y) for x in a for y in b if (x, y) in there), default=None)


def _kind(interest: tuple[str, Codes], kind: str) -> int:
    who, wanted = interest
    if wanted:
        return UNIT if kind in wanted else 0
    return kind_interest(who, kind)
