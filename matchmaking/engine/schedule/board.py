"""A schedule under construction, in plain Python: what is used up, and what would still fit.

For small events, greedy peers, repairs by hand and explanations; the compiled search has its
own state. Both obey constraints.py, and every result passes the checker.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from itertools import product

from ..constraints import CAPACITIES, RULES, too_far_apart
from ..facts import Facts
from ..problem import Candidate
from ..result import Assignment


class Board:
    """Holds assignments and answers which placement fits beside them."""

    def __init__(self, facts: Facts, assignments: Iterable[Assignment] = ()) -> None:
        self.facts = facts
        self.held: dict[str, Assignment] = {}
        self.used: Counter[tuple[str, Hashable]] = Counter()
        self.day: dict[str, dict[int, Assignment]] = {}
        for x in assignments:
            self.add(x)

    def add(self, x: Assignment) -> None:
        self._count(x, 1)
        self.held[x.candidate] = x
        for name in x.representatives:
            self.day.setdefault(name, {})[x.slot] = x

    def remove(self, candidate: str) -> Assignment:
        x = self.held.pop(candidate)
        self._count(x, -1)
        for name in x.representatives:
            del self.day[name][x.slot]
        return x

    def _count(self, x: Assignment, by: int) -> None:
        c = self.facts.candidates[x.candidate]
        for code, uses in CAPACITIES.items():
            for key, _, _ in uses(self.facts, c, x):
                self.used[code, key] += by

    def blockers(self, x: Assignment) -> list[tuple[str, str]]:
        """(code, subject) of every constraint that ``x`` would break; empty when it fits."""
        facts = self.facts
        c = facts.candidates[x.candidate]
        found = []
        for code, forbids in RULES.items():
            subject = forbids(facts, c, x)
            if subject is not None:
                found.append((code, subject))
        for code, uses in CAPACITIES.items():
            for key, subject, limit in uses(facts, c, x):
                if self.used[code, key] >= limit:
                    found.append((code, subject))
        for name in x.representatives if facts.walk else ():
            found += [
                ("too-far-apart", name)
                for other in self.day.get(name, {}).values()
                if too_far_apart(facts, x, other)
            ]
        return found

    def fits(self, x: Assignment) -> bool:
        return not self.blockers(x)

    def first_fit(self, c: Candidate, slots: Iterable[int]) -> Assignment | None:
        """The first placement that fits, by slot, people and table; None if there is none."""
        if c.id in self.held:
            return None
        for slot in slots:
            for x in placements(self.facts, c, slot):
                if self.fits(x):
                    return x
        return None


def teams(facts: Facts, c: Candidate) -> Iterator[tuple[str, ...]]:
    """Who may come: the persons of a side that the candidate or its lock names, or any one."""
    sides = []
    for side in (c.a, c.b):
        named = tuple(r for r in facts.named(c) if facts.owner[r] == side)
        people = facts.participants[side].representatives
        sides.append([named] if named else [(r.id,) for r in people])
    for a, b in product(*sides):
        yield tuple(sorted(a + b))


def placements(facts: Facts, c: Candidate, slot: int) -> Iterator[Assignment]:
    """Every placement of a candidate in a slot, whether or not it is allowed."""
    tables = facts.tables_of(c)
    for team in teams(facts, c):
        for table in (None,) if tables is None else tables:
            yield Assignment(c.id, slot, table, team)
