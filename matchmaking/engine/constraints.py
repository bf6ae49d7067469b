"""The hard constraints, each written once and labelled.

Three forms cover them all:

- a *rule* looks at one placement (candidate, slot, table, people) alone and names what forbids
  it, such as a person who is not available;
- a *capacity* says which shared things a placement uses up and how much of each there is, such
  as a table in a slot;
- *walking* looks at two placements of one person.

The checker sums them over a schedule; the exact model turns rules into missing variables,
capacities into rows and walking into conflicts; the explainer asks which of them would break.
The code of a constraint is its name everywhere, reasons of unscheduled candidates included.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass

from .facts import Facts, free_slots
from .problem import Candidate, Lock, Problem
from .result import Assignment

__all__ = ["CAPACITIES", "RULES", "Violation", "free_slots", "lock_violations", "violations"]


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken constraint: its code, where, and a sentence for a log or a command line."""

    code: str
    message: str
    candidate: str = ""
    other: str = ""
    slot: int | None = None
    subject: str = ""


Rule = Callable[[Facts, Candidate, Assignment], str | None]
Use = tuple[Hashable, str, int]
"""(what is used, the id of the person, table, resource or company it belongs to, how many)."""
Capacity = Callable[[Facts, Candidate, Assignment], Iterable[Use]]

RULES: dict[str, Rule] = {}
CAPACITIES: dict[str, Capacity] = {}


def rule(code: str) -> Callable[[Rule], Rule]:
    def register(function: Rule) -> Rule:
        RULES[code] = function
        return function

    return register


def capacity(code: str) -> Callable[[Capacity], Capacity]:
    def register(function: Capacity) -> Capacity:
        CAPACITIES[code] = function
        return function

    return register


# Rules: the subject that forbids the placement, or None.


@rule("slot-not-allowed")
def slot_not_allowed(facts: Facts, c: Candidate, x: Assignment) -> str | None:
    """The candidate itself allows only some slots."""
    return c.id if c.slots is not None and x.slot not in c.slots else None


@rule("not-represented")
def not_represented(facts: Facts, c: Candidate, x: Assignment) -> str | None:
    """Each side sends at least one of its own people, and nobody else comes."""
    if len(x.representatives) == 2:  # as nearly all are
        one, two = map(facts.owner.get, x.representatives)
        if one != two and one in (c.a, c.b) and two in (c.a, c.b):
            return None
    owners = [facts.owner.get(r) for r in x.representatives]
    if len(set(x.representatives)) < len(x.representatives):
        return x.representatives[0]
    for name, owner in zip(x.representatives, owners, strict=True):
        if owner not in (c.a, c.b):
            return name
    return next((side for side in (c.a, c.b) if side not in owners), None)


@rule("named-person-missing")
def named_person_missing(facts: Facts, c: Candidate, x: Assignment) -> str | None:
    """A named person is that person; where one is named, only named ones of that side come."""
    if not c.representatives:
        return None
    for name in c.representatives:
        if name not in x.representatives:
            return name
    named_sides = {facts.owner[name] for name in c.representatives}
    for name in x.representatives:
        if facts.owner.get(name) in named_sides and name not in c.representatives:
            return name
    return None


@rule("person-unavailable")
def person_unavailable(facts: Facts, c: Candidate, x: Assignment) -> str | None:
    """Availability, minus sessions, visits and breaks."""
    for name in x.representatives:
        if name in facts.owner and not facts.is_free(name, x.slot):
            return name
    return None


@rule("wrong-table")
def wrong_table(facts: Facts, c: Candidate, x: Assignment) -> str | None:
    """On site: a table of the right zone or booth. Online: none."""
    return None if facts.may_take(c, x.table) else (x.table or c.id)


@rule("table-unavailable")
def table_unavailable(facts: Facts, c: Candidate, x: Assignment) -> str | None:
    """A table stands only in some slots."""
    if x.table is None or x.table not in facts.table_slots:
        return None
    return None if facts.table_slots[x.table] >> x.slot & 1 else x.table


@rule("resource-unavailable")
def resource_unavailable(facts: Facts, c: Candidate, x: Assignment) -> str | None:
    """An interpreter works only in some slots."""
    for name in c.resources:
        if not facts.resource_slots[name] >> x.slot & 1:
            return name
    return None


@rule("too-far-from-busy")
def too_far_from_busy(facts: Facts, c: Candidate, x: Assignment) -> str | None:
    """There is time to walk between the table and where a person is before and after."""
    place = facts.place_of.get(x.table) if x.table else None
    if place is None or not facts.walk:
        return None
    for name in x.representatives:
        if name in facts.owner and not facts.reaches(name, x.slot, place):
            return name
    return None


# Capacities: what a placement uses up.


@capacity("meets-twice")
def meets_twice(facts: Facts, c: Candidate, x: Assignment) -> Iterable[Use]:
    """A candidate meeting takes place at most once."""
    return ((c.id, c.id, 1),)


@capacity("person-busy")
def person_busy(facts: Facts, c: Candidate, x: Assignment) -> Iterable[Use]:
    """A person is in one meeting at a time."""
    return [((name, x.slot), name, 1) for name in x.representatives]


@capacity("table-full")
def table_full(facts: Facts, c: Candidate, x: Assignment) -> Iterable[Use]:
    """A table seats so many meetings at a time."""
    if x.table is None or x.table not in facts.table_capacity:
        return ()
    return (((x.table, x.slot), x.table, facts.table_capacity[x.table]),)


@capacity("resource-full")
def resource_full(facts: Facts, c: Candidate, x: Assignment) -> Iterable[Use]:
    """A shared resource serves so many meetings at a time."""
    if not c.resources:
        return ()
    return [((name, x.slot), name, facts.resource_capacity[name]) for name in c.resources]


@capacity("maximum-reached")
def maximum_reached(facts: Facts, c: Candidate, x: Assignment) -> Iterable[Use]:
    """A participant has at most so many meetings."""
    maxima = facts.maxima
    if not maxima:
        return ()
    return [(name, name, maxima[name]) for name in (c.a, c.b) if name in maxima]


def too_far_apart(facts: Facts, first: Assignment, second: Assignment) -> bool:
    """Whether one person cannot walk from the one meeting to the other in time."""
    p = facts.place_of.get(first.table) if first.table else None
    q = facts.place_of.get(second.table) if second.table else None
    if p is None or q is None or first.slot == second.slot:
        return False
    if first.slot > second.slot:
        first, second = second, first
    slots = facts.problem.slots
    return slots[second.slot].start - slots[first.slot].end < facts.minutes(p, q)


def violations(
    facts: Facts, assignments: Iterable[Assignment], *, locks: bool = True
) -> Iterator[Violation]:
    """Every broken constraint of a schedule, in the order of the schedule."""
    held: list[Assignment] = []
    rules = tuple(RULES.items())
    capacities: list[tuple[str, Capacity, dict[Hashable, int]]] = [
        (code, uses, {}) for code, uses in CAPACITIES.items()
    ]
    exceeded: set[tuple[str, Hashable]] = set()
    slots = range(len(facts.problem.slots))
    for x in assignments:
        c = facts.candidates.get(x.candidate)
        if c is None or x.slot not in slots:
            yield Violation("unknown", f"{x.candidate!r} is not a candidate in a known slot")
            continue
        held.append(x)
        for code, forbids in rules:
            subject = forbids(facts, c, x)
            if subject is not None:
                yield _violation(facts, code, x, subject)
        for code, uses, count in capacities:
            for key, _, limit in uses(facts, c, x):
                count[key] = used = count.get(key, 0) + 1
                if used > limit:
                    exceeded.add((code, key))
    if exceeded:
        yield from _exceeded(facts, held, exceeded)
    yield from _walking_violations(facts, held)
    if locks:
        by_candidate = {x.candidate: x for x in held}
        for lock in facts.problem.locks:
            if not keeps(lock, by_candidate.get(lock.candidate)):
                yield Violation(
                    "lock-broken",
                    f"lock-broken: {lock.candidate!r} is not held as it is locked",
                    lock.candidate,
                    slot=lock.slot,
                )


def _exceeded(
    facts: Facts, held: list[Assignment], exceeded: set[tuple[str, Hashable]]
) -> Iterator[Violation]:
    """One violation for each thing that is used beyond its limit, naming its users."""
    users: dict[tuple[str, Hashable], list[Assignment]] = defaultdict(list)
    limits: dict[tuple[str, Hashable], tuple[str, int]] = {}
    for x in held:
        for code, uses in CAPACITIES.items():
            for key, subject, limit in uses(facts, facts.candidates[x.candidate], x):
                if (code, key) in exceeded:
                    users[code, key].append(x)
                    limits[code, key] = subject, limit
    for (code, key), meetings in users.items():
        subject, limit = limits[code, key]
        names = [x.candidate for x in meetings]
        shown = ", ".join(names[:4]) + (", …" if len(names) > 4 else "")
        in_slot = isinstance(key, tuple)
        slot = meetings[-1].slot
        where = f" in slot {facts.problem.slots[slot].id!r}" if in_slot else ""
        yield Violation(
            code,
            f"{code}: {subject!r} serves {limit}, but is used by {len(names)} meetings "
            f"({shown}){where}",
            names[-1],
            names[0],
            slot if in_slot else None,
            subject,
        )


def keeps(lock: Lock, x: Assignment | None) -> bool:
    """Whether a meeting is held as its lock says."""
    return (
        x is not None
        and x.slot == lock.slot
        and (lock.table is None or x.table == lock.table)
        and set(lock.representatives) <= set(x.representatives)
    )


def _violation(facts: Facts, code: str, x: Assignment, subject: str) -> Violation:
    slot = facts.problem.slots[x.slot].id
    return Violation(
        code,
        f"{code}: {x.candidate!r} in slot {slot!r} is stopped by {subject!r}",
        x.candidate,
        slot=x.slot,
        subject=subject,
    )


def _walking_violations(facts: Facts, held: list[Assignment]) -> Iterator[Violation]:
    if not facts.walk:
        return
    days: dict[str, list[Assignment]] = defaultdict(list)
    for x in held:
        for name in x.representatives:
            days[name].append(x)
    reach = facts.longest_walk
    slots = facts.problem.slots
    for name, day in days.items():
        day.sort(key=lambda x: (x.slot, x.candidate))
        for i, first in enumerate(day):
            for second in day[i + 1 :]:
                if slots[second.slot].start - slots[first.slot].end >= reach:
                    break
                if too_far_apart(facts, first, second):
                    yield Violation(
                        "too-far-apart",
                        f"too-far-apart: {name!r} cannot walk from {first.candidate!r} to "
                        f"{second.candidate!r} in time",
                        first.candidate,
                        second.candidate,
                        second.slot,
                        name,
                    )


def lock_violations(problem: Problem) -> Iterator[Violation]:
    """Locks that no schedule can keep, alone or together: none where there is a schedule that
    keeps them all, whatever people and tables they leave open."""
    from .locks import contradictions

    return contradictions(Facts(problem))
