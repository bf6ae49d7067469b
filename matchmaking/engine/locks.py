"""Locks that contradict each other or the event, found before any search."""

from __future__ import annotations

from collections.abc import Iterator

from .constraints import CAPACITIES, RULES, Violation
from .facts import Facts
from .problem import Lock
from .result import Assignment


def contradictions(facts: Facts) -> Iterator[Violation]:
    """Why the locks cannot be kept: rules and capacities over what they spell out, then over
    what they leave open, then, where none of these sees anything, over every choice."""
    found = False
    for violation in _spelled_out(facts):
        found = True
        yield violation
    if found:
        return
    from .keeping import LocksError, contradictory

    names = contradictory(facts)
    slots = {lock.candidate: lock.slot for lock in facts.problem.locks}
    for name in names:
        other = next((n for n in names if n != name), "")
        yield Violation("locks-together", LocksError(names).message, name, other, slots[name])


def _spelled_out(facts: Facts) -> Iterator[Violation]:
    used: dict[object, Lock] = {}
    count: dict[object, int] = {}
    for lock in facts.problem.locks:
        c = facts.candidates[lock.candidate]
        people = tuple(sorted({*lock.representatives, *c.representatives}))
        x = Assignment(c.id, lock.slot, lock.table, people)
        for code in _rules_that_apply(lock):
            subject = RULES[code](facts, c, x)
            if subject is not None:
                yield _refusal(facts, lock, code, subject)
        yield from _nobody_left(facts, lock, people)
        for code, uses in CAPACITIES.items():
            for key, subject, limit in uses(facts, c, x):
                count[code, key] = count.get((code, key), 0) + 1
                if count[code, key] > limit:
                    other = used[code, key].candidate if (code, key) in used else ""
                    yield _refusal(facts, lock, code, subject, other)
                used.setdefault((code, key), lock)
    yield from _too_many_at_once(facts)


def _rules_that_apply(lock: Lock) -> Iterator[str]:
    for code in RULES:
        if code == "not-represented":
            continue
        if code == "wrong-table" and lock.table is None:
            continue
        yield code


def _refusal(facts: Facts, lock: Lock, code: str, subject: str, other: str = "") -> Violation:
    slot = facts.problem.slots[lock.slot].id
    beside = f" beside the lock of {other!r}" if other else ""
    return Violation(
        code,
        f"{lock.candidate!r} cannot be locked in slot {slot!r}{beside}: {code} ({subject!r})",
        lock.candidate,
        other,
        lock.slot,
        subject,
    )


def _nobody_left(facts: Facts, lock: Lock, people: tuple[str, ...]) -> Iterator[Violation]:
    c = facts.candidates[lock.candidate]
    for side in (c.a, c.b):
        if any(facts.owner[name] == side for name in people):
            continue
        if not any(
            facts.is_free(r.id, lock.slot) for r in facts.participants[side].representatives
        ):
            yield _refusal(facts, lock, "person-unavailable", side)
    if lock.table is None:
        tables = facts.tables_of(c)
        if tables is not None and not any(facts.table_slots[t] >> lock.slot & 1 for t in tables):
            yield _refusal(facts, lock, "table-unavailable", c.id)


def _too_many_at_once(facts: Facts) -> Iterator[Violation]:
    """A company cannot hold more locked meetings in a slot than it has people there; nor can
    all tables together."""
    at: dict[tuple[str, int], list[Lock]] = {}
    for lock in facts.problem.locks:
        c = facts.candidates[lock.candidate]
        for side in (c.a, c.b):
            at.setdefault((side, lock.slot), []).append(lock)
        if facts.tables_of(c) is not None:
            at.setdefault(("", lock.slot), []).append(lock)
    for (side, slot), locks in at.items():
        if side:
            people = facts.participants[side].representatives
            room = sum(facts.is_free(r.id, slot) for r in people)
            code, subject = "person-busy", side
        else:
            room = sum(
                facts.table_capacity[t]
                for t, slots in facts.table_slots.items()
                if slots >> slot & 1
            )
            code, subject = "table-full", "tables"
        if len(locks) > room:
            yield _refusal(facts, locks[-1], code, subject, locks[0].candidate)
