"""The event and the schedule after the change that a reason names."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .explain import Need, Reason
from .problem import Problem, Table
from .result import Assignment, Result


def apply_reason(
    problem: Problem, result: Result, reason: Reason
) -> tuple[Problem, tuple[Assignment, ...]]:
    """The event and the schedule after the change that a reason names."""
    placement = reason.placement
    for need in reason.needs:
        problem, placement = _give(problem, need, placement)
    changed = {x.candidate: x for x in reason.moves} | {reason.candidate: placement}
    kept = (x for x in result.assignments if x.candidate not in reason.displaced)
    schedule = {x.candidate: x for x in kept} | changed
    locks = tuple(x for x in problem.locks if x.candidate not in reason.displaced)
    return replace(problem, locks=locks), tuple(schedule[name] for name in sorted(schedule))


def _give(problem: Problem, need: Need, x: Assignment) -> tuple[Problem, Assignment]:
    """The problem with one constraint relaxed as little as it takes."""
    slot = problem.slots[need.slot]
    if need.code == "slot-not-allowed":
        new = [
            replace(c, slots=(*(c.slots or ()), need.slot)) if c.id == need.subject else c
            for c in problem.candidates
        ]
        return replace(problem, candidates=tuple(new)), x
    if need.code == "maximum-reached":
        people = [
            replace(p, maximum=(p.maximum or 0) + 1) if p.id == need.subject else p
            for p in problem.participants
        ]
        return replace(problem, participants=tuple(people)), x
    if need.code in ("person-unavailable", "too-far-from-busy"):
        far = need.code == "too-far-from-busy"

        def freed(r: Any) -> Any:
            if r.id != need.subject:
                return r
            if far:
                return replace(r, busy=tuple(replace(b, place=None) for b in r.busy))
            busy = tuple(b for b in r.busy if not (slot.start < b.end and b.start < slot.end))
            more = None if r.available is None else (*r.available, need.slot)
            return replace(r, available=more, busy=busy)

        people = [
            replace(p, representatives=tuple(freed(r) for r in p.representatives))
            for p in problem.participants
        ]
        return replace(problem, participants=tuple(people)), x
    if need.code in ("resource-unavailable", "resource-full"):
        full = need.code == "resource-full"
        resources = tuple(
            r
            if r.id != need.subject
            else replace(r, capacity=r.capacity + 1)
            if full
            else replace(r, available=(*(r.available or ()), need.slot))
            for r in problem.resources
        )
        return replace(problem, resources=resources), x
    return _give_table(problem, need, x)


def _give_table(problem: Problem, need: Need, x: Assignment) -> tuple[Problem, Assignment]:
    """One more seat at a table, a table that stands longer, or a table where there is none."""
    tables: list[Table] = list(problem.tables or ())
    if need.code == "wrong-table":
        c = next(c for c in problem.candidates if c.id == need.subject)
        zones = [p.zone for p in problem.participants if p.id in (c.a, c.b) and p.zone]
        extra = Table(f"extra-{c.id}", zones[0] if zones else None, (need.slot,))
        return replace(problem, tables=(*tables, extra)), replace(x, table=extra.id)
    for i, t in enumerate(tables):
        if t.id == need.subject and need.code == "table-full":
            tables[i] = replace(t, capacity=t.capacity + 1)
        elif t.id == need.subject:
            tables[i] = replace(t, available=(*(t.available or ()), need.slot))
    return replace(problem, tables=tuple(tables)), x
