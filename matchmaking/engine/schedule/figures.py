"""What a schedule looks like to people: fairness, breaks, table changes, reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from ..problem import Problem
from ..result import PROMISES, Assignment, Level, Unscheduled
from .instance import I64, Bools, Instance

FAIR = 10**6


class Figures:
    """Counts over one schedule of an instance, whoever made it."""

    def __init__(self, x: Instance, assignments: Sequence[Assignment]) -> None:
        index = {c.id: m for m, c in enumerate(x.facts.problem.candidates)}
        self._x = x
        self.held = np.fromiter((index[at.candidate] for at in assignments), np.int64)
        slot = np.fromiter((at.slot for at in assignments), np.int64)
        p = len(x.minimum)
        sides = np.concatenate([x.a[self.held], x.b[self.held]])
        self.degree: I64 = np.bincount(sides, minlength=p)
        first, second = self._pairs(sides, np.tile(slot, 2))
        self.breaks = int((np.tile(slot, 2)[second] - np.tile(slot, 2)[first] > 1).sum())
        self.table_changes = self._table_changes(assignments, slot)

    def _pairs(self, whose: I64, slot: I64) -> tuple[I64, I64]:
        """Consecutive meetings of one person or participant inside one block."""
        names = [s.block for s in self._x.facts.problem.slots]
        block = np.array([names.index(name) for name in names], np.int64)
        order = np.lexsort((slot, whose))
        first, second = order[:-1], order[1:]
        near = (whose[first] == whose[second]) & (block[slot[first]] == block[slot[second]])
        return first[near], second[near]

    def _table_changes(self, assignments: Sequence[Assignment], slot: I64) -> int:
        """How often a person's next table inside a block is another one."""
        people = {name: r for r, name in enumerate(self._x.person_ids)}
        tables = {t.id: i for i, t in enumerate(self._x.facts.problem.tables or ())}
        whose = np.fromiter((people[r] for at in assignments for r in at.representatives), np.int64)
        team = np.fromiter((len(at.representatives) for at in assignments), np.int64)
        where = np.fromiter(
            (-1 if at.table is None else tables[at.table] for at in assignments), np.int64
        )
        table = np.repeat(where, team)
        first, second = self._pairs(whose, np.repeat(slot, team))
        seated = (table[first] >= 0) & (table[second] >= 0)
        return int((seated & (table[first] != table[second])).sum())

    def levels(self, even: int | None = None, fewest: int | None = None) -> tuple[Level, ...]:
        """Levels 3 and 4: evenness (more is better; ``even`` is its bound, where there is one),
        breaks and table changes (counted below zero, so that more is better; no schedule has
        less than ``fewest`` breaks, where that is known)."""
        spread = evenness(self.degree.tolist())
        least = None if fewest is None else -fewest
        return (
            Level("fairness", spread, even, even == spread),
            Level("breaks", -self.breaks, least, least == -self.breaks),
            Level("table_changes", -self.table_changes),
        )

    def metrics(self) -> dict[str, Any]:
        """What a person wants to know of a schedule at a glance."""
        x = self._x
        p = len(x.minimum)
        wanting = np.zeros(p, bool)
        wanting[x.a], wanting[x.b] = True, True
        n = max(1, int(wanting.sum()))
        shares = self._shares_of_asked(p)
        return {
            "meetings": len(self.held),
            "candidates": len(x.a),
            "participants_with_none": int((wanting & (self.degree == 0)).sum()),
            "meetings_per_participant": round(2 * len(self.held) / n, 4),
            "most_meetings": int(self.degree.max(initial=0)),
            "smallest_share_of_asked": round(min(shares, default=1.0), 4),
            "mean_share_of_asked": round(sum(shares) / len(shares), 4) if shares else 1.0,
            "breaks": self.breaks,
            "breaks_per_participant": round(self.breaks / n, 4),
            "table_changes": self.table_changes,
        }

    def _shares_of_asked(self, p: int) -> list[float]:
        """For everybody who asked or was asked: which share of these meetings is held."""
        x = self._x
        asked: Bools = np.asarray((x.tier > 0) | x.must)
        kept = np.zeros(len(x.a), bool)
        kept[self.held] = True
        counts = [
            np.bincount(x.a[some], minlength=p) + np.bincount(x.b[some], minlength=p)
            for some in (asked, asked & kept)
        ]
        some = counts[0] > 0
        shares: list[float] = (counts[1][some] / counts[0][some]).tolist()
        return shares


def evenness(counts: Iterable[int]) -> int:
    """Level 3: the k-th meeting of a participant counts 1/k, in micro-units."""
    counts = list(counts)
    steps = [0]
    for k in range(1, max(counts, default=0) + 1):
        steps.append(steps[-1] + FAIR // k)
    return sum(steps[n] for n in counts)


def promises_of(problem: Problem, held: set[str] | frozenset[str]) -> tuple[Level, ...]:
    """Level 1 of any schedule, without bounds."""
    meetings = [c for c in problem.candidates if c.id in held]
    degree = Counter(side for c in meetings for side in (c.a, c.b))
    kept = {
        "must": sum(c.must for c in meetings),
        "minimum": sum(min(degree[p.id], p.minimum) for p in problem.participants),
        "served": len(degree),
        "mutual": sum(c.tier == 2 for c in meetings),
        "one_sided": sum(c.tier == 1 for c in meetings),
    }
    return tuple(Level(name, kept[name]) for name in PROMISES)


def reasons_of(x: Instance, held: Bools) -> tuple[Unscheduled, ...]:
    """Candidates that are not held: ``never-possible`` alone, or ``outweighed`` by others.
    What exactly binds, and what would have to give, is explain.py's to say."""
    possible: list[bool] = np.any(x.allow, axis=1).tolist()
    candidates = x.facts.problem.candidates
    return tuple(
        Unscheduled(candidates[m].id, "outweighed" if possible[m] else "never-possible")
        for m in np.flatnonzero(~held).tolist()
    )
