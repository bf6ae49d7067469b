"""A lower bound that counts: days as patterns of slots, meetings and partners forgotten.

Each participant chooses the slots of its day; all together fill at most two seats a table, and
an even number of them in each slot. Participants with equally many meetings and the same
slots to hold them in are interchangeable, so that only how many of them choose a pattern
matters. Where tables are tight this is what makes breaks necessary, and what a clause
learner sees last: it would refute each renaming of the participants on its own.

Where a day has too many patterns to list, each participant's slots are variables instead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import Any

from .encoding import most_breaks
from .instance import Instance, count_breaks

MAX_PATTERNS = 2_000
"""Days with more patterns than this are not listed."""


@dataclass(frozen=True)
class Day:
    """What is asked of the slots of a participant's day.

    ``length`` slots out of ``available``; at least as many of each set of ``needs`` as stated.
    """

    length: int
    available: frozenset[int]
    needs: frozenset[tuple[frozenset[int], int]]

    def allows(self, pattern: frozenset[int]) -> bool:
        return all(len(pattern & slots) >= number for slots, number in self.needs)


def count_days(instance: Instance) -> dict[Day, int]:
    """The days of all participants that have a meeting, and how many share each."""
    days: Counter[Day] = Counter()
    for meetings in instance.attends:
        if not meetings:
            continue
        domains = [instance.domains[meeting] for meeting in meetings]
        needs = {(slots, sum(domain <= slots for domain in domains)) for slots in domains}
        days[
            Day(
                length=len(meetings),
                available=frozenset().union(*domains),
                needs=frozenset(need for need in needs if need[1] < len(meetings)),
            )
        ] += 1
    return dict(days)


def bound_model(instance: Instance) -> Any:
    """The relaxation as a CP-SAT model whose optimum is a lower bound on the breaks.

    Infeasible only where the instance is.
    """
    from ortools.sat.python import cp_model

    limit = instance.fairness if min(most_breaks(instance), default=0) == 0 else instance.slots
    days = sorted(count_days(instance).items(), key=lambda x: (x[0].length, x[1]))
    model = cp_model.CpModel()
    seats: list[list[Any]] = [[] for _ in range(instance.slots)]
    cost: list[Any] = []
    for day, number in days:
        if _count_patterns(day, limit) > MAX_PATTERNS:
            for _ in range(number):
                _add_day(model, day, limit, seats, cost)
            continue
        patterns = [pattern for pattern in _runs(day, limit + 1) if day.allows(pattern)]
        chosen = [model.new_int_var(0, number, "") for _ in patterns]
        model.add(sum(chosen) == number)
        for pattern, times in zip(patterns, chosen, strict=True):
            for slot in pattern:
                seats[slot].append(times)
            cost.append(count_breaks(set(pattern)) * times)
    for slot, taken in enumerate(seats):
        meetings = model.new_int_var(0, instance.tables[slot], "")
        model.add(sum(taken) == 2 * meetings)
    model.minimize(sum(cost))
    return model


def _count_patterns(day: Day, limit: int) -> int:
    """The most sets of slots with at most ``limit`` breaks that the day can be."""
    idle = max(0, len(day.available) - day.length)
    return sum(comb(day.length - 1, k) * comb(idle + 1, k + 1) for k in range(limit + 1))


def _runs(day: Day, runs: int) -> Iterator[frozenset[int]]:
    """Every set of available slots, as many as the day needs, in at most so many runs."""
    first, last = min(day.available, default=0), max(day.available, default=-1)
    for number in range(1, min(runs, day.length) + 1):
        for cuts in combinations(range(1, day.length), number - 1):
            sizes = [b - a for a, b in zip((0, *cuts), (*cuts, day.length), strict=True)]
            yield from _place(day.available, sizes, first, last)


def _place(
    free: frozenset[int], sizes: list[int], first: int, last: int
) -> Iterator[frozenset[int]]:
    """The given runs in this order, an idle slot or more between them."""
    if not sizes:
        yield frozenset()
        return
    needed = sum(sizes) + len(sizes) - 1
    for start in range(first, last - needed + 2):
        run = frozenset(range(start, start + sizes[0]))
        if run <= free:
            for rest in _place(free, sizes[1:], start + sizes[0] + 1, last):
                yield run | rest


def _add_day(model: Any, day: Day, limit: int, seats: list[list[Any]], cost: list[Any]) -> None:
    """A day whose slots are variables."""
    used = {slot: model.new_bool_var("") for slot in sorted(day.available)}
    model.add(sum(used.values()) == day.length)
    for slots, number in sorted(day.needs, key=lambda need: (need[1], sorted(need[0]))):
        model.add(sum(used[slot] for slot in slots) >= number)
    begins = []
    for slot, literal in used.items():
        seats[slot].append(literal)
        begin = model.new_bool_var("")
        model.add(begin >= literal - used.get(slot - 1, 0))
        begins.append(begin)
    breaks = model.new_int_var(0, limit, "")
    model.add(sum(begins) == breaks + 1)
    cost.append(breaks)
