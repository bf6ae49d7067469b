"""Some profiles changed, joined or left: which of the kept pairs go, and which come.

``rescore`` and ``remove`` do it for a caller that holds all scores of an event in memory. Here the
kept pairs come from a store that knows no more of them than their values, and what comes back is
what has to be stored anew. With the same ``Prepared`` the pairs kept are those that scoring all of
its blocks would keep.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from .blocks import STRIP, TOP, Kept, keep_best
from .breakdown import Breakdown
from .evidence import pair_score
from .pairscores import PairScore
from .prepare import marks_of
from .prepared import Prepared
from .rows import FORBIDDEN, Scorer, Strip, ranked
from .similarity import Ints
from .tables import Index

Bools = NDArray[np.bool_]
_OPEN = -2
"""A threshold below every rank: whoever has one keeps all that it may meet."""


@dataclass(frozen=True)
class Renewal:
    """What to do to a store of pairs: delete ``gone`` ((a, b), ``a < b``), store ``stored``."""

    gone: list[tuple[str, str]]
    stored: list[PairScore]


def renew(
    prepared: Prepared,
    pairs: Iterable[tuple[str, str, int]],
    changed: Collection[str],
    *,
    top: int = TOP,
) -> Renewal:
    """The change of the kept ``pairs`` (a, b, score) now that the profiles ``changed`` are others.

    ``pairs`` are all that were kept before, scored on the same basis. ``prepared`` is the event as
    it is now: who is missing from it has left. Profiles of which no pair is known may be named too.
    """
    old = _Old.of(prepared, list(pairs), set(changed), top)
    scorer = Scorer(prepared, len(old.changed))
    strips = _strips(prepared, scorer, old.changed)
    found = [_Found.of(prepared, strip, old, top) for strip in strips]
    again = np.flatnonzero(old.incomplete(found, top))
    parts = [part.kept for part in found]
    parts += [keep_best(prepared, strip, top) for strip in _strips(prepared, scorer, again)]
    return _compared(prepared, old, parts, top)


@dataclass(frozen=True, eq=False)
class _Old:
    """The pairs known before. Indices from ``len(prepared)`` on are of profiles that left.

    ``stays``: pairs of which neither side changed. ``full`` and ``threshold`` by profile: whether
    its list was full, and the rank of the list's last entry; what is not known ranks below it.
    """

    names: list[str]
    a: Index
    b: Index
    score: Ints
    rank: Ints
    stays: Bools
    full: Bools
    threshold: Ints
    changed: Index

    @classmethod
    def of(
        cls, prepared: Prepared, pairs: list[tuple[str, str, int]], changed: set[str], top: int
    ) -> _Old:
        names = [profile.id for profile in prepared.facts.profiles]
        number = {name: i for i, name in enumerate(names)}
        for name in chain.from_iterable(pair[:2] for pair in pairs):
            if name not in number:
                number[name] = len(names)
                names.append(name)
        a = np.array([number[pair[0]] for pair in pairs], dtype=np.intp)
        b = np.array([number[pair[1]] for pair in pairs], dtype=np.intp)
        score = np.array([pair[2] for pair in pairs], dtype=np.int64)
        mark = marks_of(names)
        rank = ranked(mark[a], mark[b], score)
        is_changed = np.zeros(len(names), dtype=bool)
        is_changed[[number[name] for name in changed if name in number]] = True
        is_changed[len(prepared) :] = True
        full, threshold = _lists(a, b, rank, len(names), top)
        here = np.flatnonzero(is_changed[: len(prepared)])
        return cls(
            names, a, b, score, rank, ~(is_changed[a] | is_changed[b]), full, threshold, here
        )

    def named(self, index: Index) -> list[tuple[str, str]]:
        """Some of the pairs by their ids, the smaller first."""
        ends = ((self.names[self.a[at]], self.names[self.b[at]]) for at in index.tolist())
        return [(min(pair), max(pair)) for pair in ends]

    def enters(self, profiles: Index, rank: Ints) -> Bools:
        """Whether a pair of that rank is among the best of each profile, as far as is known."""
        limit = np.where(self.full[profiles], self.threshold[profiles], _OPEN)
        return rank > limit

    def incomplete(self, found: list[_Found], top: int) -> Bools:
        """Profiles whose list may miss somebody who was not in it: their rows are scored again."""
        size = len(self.names)
        own = np.concatenate([self.a[self.stays], self.b[self.stays]])
        rank = np.concatenate([self.rank[self.stays]] * 2)
        sure = np.bincount(own[rank >= self.threshold[own]], minlength=size)
        for part in found:
            sure += np.bincount(part.entered, minlength=size)
        missing = self.full & (sure < top)
        missing[self.changed] = False
        return missing


def _lists(a: Index, b: Index, rank: Ints, size: int, top: int) -> tuple[Bools, Ints]:
    """By profile: whether it has ``top`` pairs, and the rank of the last of these."""
    row, ranks = np.concatenate([a, b]), np.concatenate([rank, rank])
    order = np.lexsort((-ranks, row))
    counts = np.bincount(row, minlength=size)
    start = np.cumsum(counts) - counts
    full = counts >= top
    threshold = np.full(size, _OPEN, dtype=np.int64)
    threshold[full] = ranks[order[start[full] + top - 1]]
    return full, threshold


def _strips(prepared: Prepared, scorer: Scorer, rows: Index) -> Iterable[Strip]:
    rows = rows[rows < len(prepared)]  # who left is not asked
    for number, pool in enumerate(prepared.pools):
        index = rows[prepared.pool_of[rows] == number]
        for start in range(0, len(index), STRIP):
            yield scorer.strip(index[start : start + STRIP], pool)


@dataclass(frozen=True, eq=False)
class _Found:
    """Of a strip of changed profiles: the pairs worth keeping, and whose lists they enter."""

    kept: Kept
    entered: Index

    @classmethod
    def of(cls, prepared: Prepared, strip: Strip, old: _Old, top: int) -> _Found:
        own = keep_best(prepared, strip, top)
        wanted = (strip.rank != FORBIDDEN) & old.enters(strip.pool.profiles, strip.rank)
        row, column = np.nonzero(wanted)
        entered = strip.pool.profiles[column]
        others = Kept(
            strip.rows[row],
            entered,
            strip.rank[row, column] >> 32,
            np.zeros(len(row), dtype=bool),
            Breakdown.of(prepared, strip, row, column),
        )
        return cls(_joined([own, others]), entered)


def _joined(parts: list[Kept]) -> Kept:
    return Kept(
        np.concatenate([part.row for part in parts]),
        np.concatenate([part.column for part in parts]),
        np.concatenate([part.score for part in parts]),
        np.concatenate([part.listed for part in parts]),
        Breakdown.joined([part.breakdown for part in parts]),
    )


def _compared(prepared: Prepared, old: _Old, parts: list[Kept], top: int) -> Renewal:
    """Old pairs that stay and new ones: each is kept that is among the best of either side."""
    new = _joined(parts) if parts else None
    stays = np.flatnonzero(old.stays)
    a, b, score = old.a[stays], old.b[stays], old.score[stays]
    if new is not None:
        a, b = np.concatenate([a, new.row]), np.concatenate([b, new.column])
        score = np.concatenate([score, new.score])
    low, high = np.minimum(a, b), np.maximum(a, b)
    # Of a pair that is there twice the first stays: an old one before one found again.
    _, first = np.unique((low.astype(np.int64) << 32) | high, return_index=True)
    low, high, score = low[first], high[first], score[first]
    rank = ranked(prepared.mark[low], prepared.mark[high], score)
    _, threshold = _lists(low, high, rank, len(prepared), top)
    asked = prepared.facts.bonds.asked
    keep = (rank >= threshold[low]) | (rank >= threshold[high])
    keep |= (asked.paired(low, high) != 0) | (asked.paired(high, low) != 0)
    number = first[keep]
    kept_old = np.zeros(len(old.a), dtype=bool)
    kept_old[stays[number[number < len(stays)]]] = True
    stored = []
    if new is not None:
        for at in (number[number >= len(stays)] - len(stays)).tolist():
            own, other = int(new.row[at]), int(new.column[at])
            stored.append(pair_score(prepared.facts, own, other, new.breakdown, at))
    return Renewal(old.named(np.flatnonzero(~kept_old)), stored)
