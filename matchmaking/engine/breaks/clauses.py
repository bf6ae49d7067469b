"""Clauses over numbered variables, and counters of true literals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

TRUE, FALSE = 1, -1
"""Literals that stand for the truth values: variable 1 is always true."""

_PAIRWISE = 6
"""Sets of up to so many literals exclude each other pair by pair; larger ones are split."""


class Clauses:
    """A formula in conjunctive normal form that is being written."""

    def __init__(self) -> None:
        self.variables = 1
        self.clauses: list[list[int]] = [[TRUE]]

    def new(self) -> int:
        self.variables += 1
        return self.variables

    def add(self, *literals: int) -> None:
        """At least one of the literals holds."""
        if TRUE not in literals:
            # A solver may not take an empty clause for the contradiction that it is.
            self.clauses.append([x for x in literals if x != FALSE] or [FALSE])

    def any_of(self, literals: Sequence[int]) -> int:
        """A literal that is true exactly where one of ``literals`` is."""
        found = [literal for literal in literals if literal != FALSE]
        if TRUE in found:
            return TRUE
        if len(found) <= 1:
            return found[0] if found else FALSE
        either = self.new()
        self.add(-either, *found)
        for literal in found:
            self.add(-literal, either)
        return either

    def at_most_one(self, literals: Iterable[int]) -> None:
        found = [literal for literal in literals if literal != FALSE]
        while len(found) > _PAIRWISE:
            head, found = found[: _PAIRWISE - 2], found[_PAIRWISE - 2 :]
            idle = self.new()
            self._exclude([*head, idle])
            found.append(-idle)
        self._exclude(found)

    def _exclude(self, literals: Sequence[int]) -> None:
        for a, b in combinations(literals, 2):
            self.add(-a, -b)

    def count(self, literals: Iterable[int], low: int, high: int) -> None:
        """From ``low`` to ``high`` of the literals are true."""
        found = [literal for literal in literals if literal != FALSE]
        if low <= 0 and high >= len(found):
            return
        if low > min(high, len(found)) or high < 0:
            self.add()
            return
        outputs = self.totals(found, min(len(found), high + 1), exact=low > 0)
        if low > 0:
            self.add(outputs[low - 1])
        if high < len(outputs):
            self.add(-outputs[high])

    def totals(self, literals: Sequence[int], length: int, *, exact: bool = False) -> list[int]:
        """A totalizer (Bailleux & Boufkhad 2003): literal i is true if more than i of them are.

        ``length`` literals are given at most. With ``exact``, literal i is true *only* if
        more than i are.
        """
        if len(literals) <= 1:
            return list(literals)[:length]
        middle = len(literals) // 2
        left = self.totals(literals[:middle], length, exact=exact)
        right = self.totals(literals[middle:], length, exact=exact)
        outputs = [self.new() for _ in range(min(length, len(left) + len(right)))]
        for i in range(len(left) + 1):
            for j in range(len(right) + 1):
                # i on the left and j on the right make i + j.
                if 0 < i + j <= len(outputs):
                    reached = [-left[i - 1]] if i else []
                    reached += [-right[j - 1]] if j else []
                    self.add(*reached, outputs[i + j - 1])
                if exact and i + j < len(outputs):
                    self.add(*left[i : i + 1], *right[j : j + 1], -outputs[i + j])
        for more, fewer in zip(outputs[1:], outputs, strict=False):
            self.add(-more, fewer)
        return outputs

    def flat(self) -> NDArray[np.int32]:
        """All clauses in one array, each ended by 0."""
        return np.fromiter(
            (literal for clause in self.clauses for literal in (*clause, 0)), dtype=np.int32
        )
