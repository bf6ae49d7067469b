"""What a schedule looks like to people: fairness, breaks, table changes, reasons."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from ..facts import Facts, mask
from ..problem import Problem
from ..result import PROMISES, Assignment, Level, Unscheduled

FAIR = 10**6


def days_of(
    problem: Problem, assignments: Iterable[Assignment]
) -> tuple[dict[str, list[Assignment]], dict[str, list[Assignment]]]:
    """Assignments of each participant and of each person, in order of time."""
    sides = {c.id: (c.a, c.b) for c in problem.candidates}
    companies: dict[str, list[Assignment]] = defaultdict(list)
    people: dict[str, list[Assignment]] = defaultdict(list)
    for x in sorted(assignments, key=lambda x: (x.slot, x.candidate)):
        for side in sides[x.candidate]:
            companies[side].append(x)
        for name in x.representatives:
            people[name].append(x)
    return companies, people


def _pairs(problem: Problem, day: list[Assignment]) -> Iterator[tuple[Assignment, Assignment]]:
    """Consecutive meetings inside one block."""
    for first, second in pairwise(day):
        if problem.slots[first.slot].block == problem.slots[second.slot].block:
            yield first, second


def count_breaks(problem: Problem, companies: dict[str, list[Assignment]]) -> int:
    """Runs of idle slots between two meetings of one participant inside one block."""
    return sum(
        second.slot - first.slot > 1
        for day in companies.values()
        for first, second in _pairs(problem, day)
    )


def count_table_changes(problem: Problem, people: dict[str, list[Assignment]]) -> int:
    """How often a person's next table inside a block is another one."""
    return sum(
        first.table is not None and second.table is not None and first.table != second.table
        for day in people.values()
        for first, second in _pairs(problem, day)
    )


def evenness(counts: Iterable[int]) -> int:
    """Level 3: the k-th meeting of a participant counts 1/k, in micro-units."""
    return sum(FAIR // k for n in counts for k in range(1, n + 1))


def level_rows(
    problem: Problem, assignments: Iterable[Assignment], even: int | None = None
) -> tuple[Level, ...]:
    """Levels 3 and 4: evenness (more is better; ``even`` is its bound, where there is one),
    breaks and table changes (counted below zero, so that more is better)."""
    companies, people = days_of(problem, assignments)
    spread = evenness(len(day) for day in companies.values())
    return (
        Level("fairness", spread, even, even == spread),
        Level("breaks", -count_breaks(problem, companies)),
        Level("table_changes", -count_table_changes(problem, people)),
    )


def figures_of(problem: Problem, assignments: tuple[Assignment, ...]) -> dict[str, Any]:
    """Metrics of any schedule, whoever made it."""
    companies, people = days_of(problem, assignments)
    candidates = {c.id: c for c in problem.candidates}
    held = {x.candidate for x in assignments}
    asked: dict[str, list[bool]] = defaultdict(list)
    for c in problem.candidates:
        if c.tier > 0 or c.must:
            for side in (c.a, c.b):
                asked[side].append(c.id in held)
    possible = {side for c in problem.candidates for side in (c.a, c.b)}
    shares = [sum(kept) / len(kept) for kept in asked.values()]
    n = max(1, len(possible))
    meetings = 2 * len(held) / n
    return {
        "meetings": len(held),
        "candidates": len(candidates),
        "participants_with_none": sum(p not in companies for p in possible),
        "meetings_per_participant": round(meetings, 4),
        "most_meetings": max((len(day) for day in companies.values()), default=0),
        "smallest_share_of_asked": round(min(shares, default=1.0), 4),
        "mean_share_of_asked": round(sum(shares) / len(shares), 4) if shares else 1.0,
        "breaks": count_breaks(problem, companies),
        "breaks_per_participant": round(count_breaks(problem, companies) / n, 4),
        "table_changes": count_table_changes(problem, people),
    }


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


def reasons_of(problem: Problem, held: set[str]) -> tuple[Unscheduled, ...]:
    """Candidates that are not held: ``never-possible`` alone, or ``outweighed`` by others.
    What exactly binds, and what would have to give, is explain.py's to say."""
    facts = Facts(problem)
    n = len(problem.slots)
    sides = {
        p.id: _union(facts.person_slots[r.id] for r in p.representatives)
        for p in problem.participants
    }
    rest = []
    for c in problem.candidates:
        if c.id not in held:
            bits = sides[c.a] & sides[c.b]
            if c.slots is not None:
                bits &= mask(c.slots, n)
            for name in c.representatives:
                bits &= facts.person_slots[name]
            for name in c.resources:
                bits &= facts.resource_slots[name]
            rest.append(Unscheduled(c.id, "outweighed" if bits else "never-possible"))
    return tuple(rest)


def _union(masks: Iterable[int]) -> int:
    bits = 0
    for more in masks:
        bits |= more
    return bits
