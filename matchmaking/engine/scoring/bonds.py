"""What is known of single pairs: who asked for whom, what happened before, who never meets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from .params import UNIT, ScoreParams
from .profiles import Block, History, Profile, ScoringError, Wish
from .similarity import Ints
from .tables import Index

NOBODY: Final = -1
"""The index or number of no profile."""

_FAVOURITE = 500_000
_REQUEST = {1: UNIT, 2: 900_000, 3: 800_000}
Known = dict[tuple[int, int], tuple[int, str, str]]
Pairing = Callable[[str, str, str], tuple[int, int]]


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

    def moved(self, to: Index) -> Links:
        """The same of profiles that have new indices; ``NOBODY`` for those that left."""
        if np.array_equal(to, np.arange(len(to))):
            return self
        there = (to[self.who] != NOBODY) & (to[self.other] != NOBODY)
        pairs = zip(self.who[there].tolist(), self.other[there].tolist(), strict=True)
        changes = self.change[there].tolist()
        known = {}
        for (who, other), change in zip(pairs, changes, strict=True):
            known[int(to[who]), int(to[other])] = (change, *self.about[who, other])
        return Links.of(known)

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

    def moved(self, to: Index) -> Bonds:
        """The same of profiles that have new indices."""
        return Bonds(self.asked.moved(to), self.history.moved(to), self.never.moved(to))


def bonds_of(
    profiles: Sequence[Profile],
    params: ScoreParams,
    *,
    wishes: Iterable[Wish] | None = None,
    history: Iterable[History] | None = None,
    blocks: Iterable[Block] | None = None,
    instead: Bonds | None = None,
) -> Bonds:
    """What is known of single pairs, by index in ``profiles``; what is not given is as in
    ``instead``, by default nothing. Raises ``ScoringError`` for an id that two profiles or no
    profile has."""
    number = {p.id: i for i, p in enumerate(profiles)}
    if len(number) != len(profiles):
        twice = next(a.id for a, b in pairwise(profiles) if a.id == b.id)
        raise ScoringError(f"two profiles have the id {twice!r}", "profiles")

    def pair(a: str, b: str, path: str) -> tuple[int, int]:
        for name in (a, b):
            if name not in number:
                raise ScoringError(f"no profile has the id {name!r}", path)
        return number[a], number[b]

    instead = instead or Bonds(Links.of({}), Links.of({}), Links.of({}))
    never: Known = {}
    for block in blocks or ():
        a, b = pair(block.a, block.b, "blocks")
        never[a, b] = never[b, a] = (0, "blocked", "")
    return Bonds(
        instead.asked if wishes is None else _asked(wishes, pair),
        instead.history if history is None else _past(history, pair, params),
        instead.never if blocks is None else Links.of(never),
    )


def _asked(wishes: Iterable[Wish], pair: Pairing) -> Links:
    known: Known = {}
    for wish in wishes:
        a, b = pair(wish.from_id, wish.to_id, "wishes")
        fit = _REQUEST[wish.priority] if wish.kind == "request" else _FAVOURITE
        said = (fit, wish.kind, str(wish.priority))
        known[a, b] = max(known.get((a, b), said), said)
        if wish.accepted:
            said = (fit, "accepted", str(wish.priority))
            known[b, a] = max(known.get((b, a), said), said)
    return Links.of(known)


def _past(history: Iterable[History], pair: Pairing, params: ScoreParams) -> Links:
    known: Known = {}
    met = (params.met_before - UNIT, "met", "")
    for item in history:
        a, b = pair(item.a, item.b, "history")
        said = (-UNIT, "declined", "") if item.kind == "declined" else met
        known[a, b] = min(known.get((a, b), said), said)
        if item.kind == "met":
            known[b, a] = min(known.get((b, a), met), met)
    return Links.of(known)
