"""repair: an event changes after its schedule was made; little else may.

Meetings that are still possible stay where they are. What the change frees is filled again as
an event of its own: the candidates that fit beside the survivors, in the times, tables and
resources that are left. Its certificate bounds what any refill can reach. Then up to
``max_moves`` survivors move, each move only where it lets another meeting in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from .changes import Change, apply_changes
from .constraints import RULES, violations
from .errors import EngineError
from .explain import Explainer, Reason
from .facts import Facts, mask
from .problem import Candidate, Lock, Problem
from .result import FEASIBLE, OPTIMAL, Assignment, Level, OnProgress, Params, Result, Stop
from .schedule.clock import Clock

__all__ = ["Change", "apply_changes", "repair"]

MOST_ASKED = 300
"""Candidates, the most wanted ones, that are tried to be let in by moving survivors."""


def repair(
    problem: Problem,
    result: Result,
    changes: Iterable[Change],
    *,
    max_moves: int = 0,
    first_slot: int = 0,
    seed: int = 0,
    stop: Stop | None = None,
    on_progress: OnProgress | None = None,
) -> Result:
    """A schedule of ``apply_changes(problem, changes)`` close to ``result``.

    Nothing before ``first_slot`` is added or moved (it has happened). ``bound`` is the most
    value that a refill can reach with the survivors where they are (None once some moved), and
    ``optimal`` means that it is reached. ``metrics`` names ``lost`` and ``added`` candidates,
    those ``rescheduled`` because they could not stay, and the survivors that ``moved``.
    Raises ProblemError where a change names what is not there.
    """
    clock = Clock(stop or Stop(seconds=10.0), on_progress)
    changes = tuple(changes)
    with clock.timed("change"):
        new = apply_changes(problem, changes)
        people, tables = _touched(problem, changes)
        survivors = _survivors(Facts(new), result.assignments, people, tables)
        explainer = Explainer(new, survivors)
    refill, bound = _refill(new, explainer, first_slot, seed, clock)
    for x in refill:
        explainer.add(x)
    moved: list[str] = []
    if max_moves:
        with clock.timed("move"):
            moved = _move(new, explainer, result, max_moves, first_slot)
    assignments = tuple(explainer.held[name] for name in sorted(explainer.held))
    with clock.timed("check"):
        was = {x.candidate for x in survivors}
        _refuse_broken(explainer, {*moved, *(explainer.held.keys() - was)})
        done = _result(new, result, assignments, None if moved else bound, moved)
    return replace(done, seed=seed, seconds=clock.elapsed, timings=dict(clock.timings))


def _touched(problem: Problem, changes: tuple[Change, ...]) -> tuple[set[str], set[str]]:
    """People and tables that a change is about; all others stay as valid as they were."""
    people: set[str] = set()
    tables: set[str] = set()
    teams = {p.id: [r.id for r in p.representatives] for p in problem.participants}
    for change in changes:
        people.update(teams.get(change.subject, [change.subject]))
        tables.add(change.subject)
    return people, tables


def _survivors(
    facts: Facts, assignments: tuple[Assignment, ...], people: set[str], tables: set[str]
) -> list[Assignment]:
    """Meetings that are still possible as they are."""
    kept = []
    for x in assignments:
        c = facts.candidates.get(x.candidate)
        if c is None:
            continue
        affected = x.table in tables or not people.isdisjoint(x.representatives)
        if affected and any(rule(facts, c, x) is not None for rule in RULES.values()):
            continue
        kept.append(x)
    return kept


def _refill(
    problem: Problem, explainer: Explainer, first_slot: int, seed: int, clock: Clock
) -> tuple[tuple[Assignment, ...], int]:
    """Solve the event that is left beside the survivors: what is added, and the bound on the
    value of the whole."""
    from .schedule.pipeline import run
    from .schedule.searching import assignments_of
    from .schedule.tables import assign_tables

    values = {name: explainer.facts.candidates[name].value for name in explainer.held}
    with clock.timed("left"):
        left = _event_left(problem, explainer, first_slot)
    if left is None:
        return (), sum(values.values())
    state = run(left, Params(effort=0.1, exact=False, compact=False), seed, clock)
    tables = assign_tables(state.x, state.best)
    found = assignments_of(state.x, state.best, tables)
    inside = {lock.candidate for lock in left.locks}
    outside = sum(value for name, value in values.items() if name not in inside)
    bound = state.certificate.levels(state.best_levels)[-1].bound
    added = tuple(x for x in found if x.candidate not in explainer.held)
    return added, outside + (bound or 0)


def _event_left(problem: Problem, explainer: Explainer, first_slot: int) -> Problem | None:
    """The candidates that fit beside the survivors, and what is left for them.

    Survivors that share with them what has no slots of its own to take away (resources, tables
    for several meetings, a walk) come along as locks."""
    n = len(problem.slots)
    open_slots = mask(tuple(range(first_slot, n)), n)
    facts = explainer.facts
    free = {
        name: bits & open_slots & ~explainer.busy.get(name, 0)
        for name, bits in facts.person_slots.items()
    }
    sides = {p.id: _union(free[r.id] for r in p.representatives) for p in problem.participants}
    for p in problem.participants:
        if p.maximum is not None and explainer.degree[p.id] >= p.maximum:
            sides[p.id] = 0
    fitting = [
        c
        for c in problem.candidates
        if (bits := sides[c.a] & sides[c.b])
        and c.id not in explainer.held
        and _fits_somewhere(explainer, c, bits, free)
    ]
    if not fitting:
        return None
    anchors = _anchors(explainer, fitting)
    for x in anchors:
        for name in x.representatives:
            free[name] |= 1 << x.slot
    return _sub_problem(problem, explainer, fitting, anchors, free)


def _fits_somewhere(explainer: Explainer, c: Candidate, bits: int, free: dict[str, int]) -> bool:
    """Whether a slot is left in which people, a table and the resources are."""
    facts = explainer.facts
    if c.slots is not None:
        bits &= mask(c.slots, len(facts.problem.slots))
    for name in c.representatives:
        bits &= free[name]
    if bits and facts.tables_of(c) is not None:
        bits &= explainer.open_tables(c)
    if not c.resources:
        return bits != 0
    return any(
        all(explainer.resource_used[r, s] < facts.resource_capacity[r] for r in c.resources)
        for s in _tuple(bits)
    )


def _anchors(explainer: Explainer, fitting: list[Candidate]) -> list[Assignment]:
    """Survivors that must be seen by the refill."""
    facts = explainer.facts
    resources = {name for c in fitting for name in c.resources}
    people = {
        r.id
        for c in fitting
        for side in (c.a, c.b)
        for r in facts.participants[side].representatives
    }
    return [
        x
        for x in explainer.held.values()
        if not resources.isdisjoint(facts.candidates[x.candidate].resources)
        or (x.table is not None and facts.table_capacity[x.table] > 1)
        or (facts.walk and not people.isdisjoint(x.representatives))
    ]


def _sub_problem(
    problem: Problem,
    explainer: Explainer,
    fitting: list[Candidate],
    anchors: list[Assignment],
    free: dict[str, int],
) -> Problem:
    """The event left. Who has nothing yet is promised one meeting where fairness is on."""
    anchored = {x.candidate for x in anchors}
    candidates = fitting + [explainer.facts.candidates[name] for name in sorted(anchored)]
    concerned = Counter(
        side for name in anchored for side in _sides(explainer.facts.candidates[name])
    )
    for c in fitting:
        concerned.update(dict.fromkeys(_sides(c), 0))
    participants = []
    for p in problem.participants:
        if p.id not in concerned:
            continue
        held = explainer.degree[p.id]
        outside = held - concerned[p.id]
        maximum = None if p.maximum is None else max(0, p.maximum - outside)
        minimum = max(0, p.minimum - outside, int(problem.fairness and not held))
        people = tuple(replace(r, available=_tuple(free[r.id])) for r in p.representatives)
        participants.append(
            replace(
                p,
                representatives=people,
                minimum=minimum if maximum is None else min(minimum, maximum),
                maximum=maximum,
            )
        )
    taken: dict[str, int] = {}
    for x in explainer.held.values():
        if x.table is not None and x.candidate not in anchored:
            taken[x.table] = taken.get(x.table, 0) | 1 << x.slot
    foreign = explainer.facts.booths - {p.table for p in participants if p.table}
    tables = explainer.facts.table_slots
    return replace(
        problem,
        participants=tuple(participants),
        candidates=tuple(candidates),
        tables=None
        if problem.tables is None
        else tuple(
            replace(t, available=_tuple(tables[t.id] & ~taken.get(t.id, 0)))
            for t in problem.tables
            if t.id not in foreign
        ),
        locks=tuple(Lock(x.candidate, x.slot, x.table, x.representatives) for x in anchors),
        fairness=False,
    )


def _sides(c: Candidate) -> tuple[str, str]:
    return c.a, c.b


def _union(masks: Iterable[int]) -> int:
    bits = 0
    for more in masks:
        bits |= more
    return bits


def _tuple(bits: int) -> tuple[int, ...]:
    return tuple(i for i in range(bits.bit_length()) if bits >> i & 1)


def _move(
    problem: Problem, explainer: Explainer, before: Result, max_moves: int, first_slot: int
) -> list[str]:
    """Move survivors where that lets a candidate of somebody who lost a meeting in, the most
    valuable first. Changes the explainer's schedule; returns the candidates that moved."""
    candidates = explainer.facts.candidates
    known = {x.candidate for x in before.assignments} | {u.candidate for u in before.unscheduled}
    short = {
        side
        for x in before.assignments
        if x.candidate not in explainer.held and x.candidate in candidates
        for side in _sides(candidates[x.candidate])
    }
    waiting = [
        c
        for c in problem.candidates
        if c.id not in explainer.held and (c.id not in known or not short.isdisjoint(_sides(c)))
    ]
    moved: set[str] = set()
    waiting.sort(key=lambda c: (not c.must, -c.tier, -c.value, c.id))
    for c in waiting[:MOST_ASKED]:
        if len(moved) >= max_moves:
            break
        reason = explainer.explain(c.id)
        if _worth_it(reason, explainer.held, max_moves - len(moved), first_slot):
            for x in reason.moves:
                explainer.remove(x.candidate)
            for x in (*reason.moves, reason.placement):
                explainer.add(x)
            moved.update(x.candidate for x in reason.moves)
    return sorted(moved)


def _worth_it(
    reason: Reason, schedule: dict[str, Assignment], allowed: int, first_slot: int
) -> bool:
    """Only moves, not too many, nobody gives anything up, and nothing of the past changes."""
    if reason.needs or reason.displaced or len(reason.moves) > allowed:
        return False
    slots = [reason.placement.slot, *(x.slot for x in reason.moves)]
    slots += [schedule[x.candidate].slot for x in reason.moves]
    return min(slots) >= first_slot


def _result(
    problem: Problem,
    before: Result,
    assignments: tuple[Assignment, ...],
    bound: int | None,
    moved: list[str],
) -> Result:
    """The repaired schedule with its figures; verified like every other."""
    from .schedule.figures import figures_of, level_rows, promises_of, reasons_of
    from .solver import versions

    candidates = {c.id: c for c in problem.candidates}
    held = {x.candidate for x in assignments}
    value = sum(candidates[name].value for name in held)
    was = {x.candidate: x for x in before.assignments}
    elsewhere = {x.candidate for x in assignments if was.get(x.candidate, x) != x}
    gap = None if bound is None else (bound - value) / max(1, bound)
    return Result(
        status=OPTIMAL if gap == 0.0 else FEASIBLE,
        objective=value,
        bound=bound,
        gap=gap,
        levels=(
            *promises_of(problem, held),
            Level("value", value, bound, bound == value),
            *level_rows(problem, assignments),
        ),
        assignments=assignments,
        unscheduled=reasons_of(problem, held),
        metrics=figures_of(problem, assignments)
        | {
            "lost": sorted(was.keys() - held),
            "added": sorted(held - was.keys()),
            "rescheduled": sorted(elsewhere - set(moved)),
            "moved": moved,
        },
        input_hash=problem.input_hash,
        versions=versions(),
        params=before.params,
    )


def _refuse_broken(explainer: Explainer, changed: set[str]) -> None:
    """Check what was added or moved, beside all that shares its people, tables or resources;
    the rest is as it was."""
    facts, held = explainer.facts, explainer.held
    new = [held[name] for name in sorted(changed)]
    seats = {(x.table, x.slot) for x in new}
    people = {(r, x.slot) for x in new for r in x.representatives}
    walkers = {r for x in new for r in x.representatives} if facts.walk else set()
    resources = {r for x in new for r in facts.candidates[x.candidate].resources}
    beside = [
        x
        for x in held.values()
        if (x.table, x.slot) in seats
        or any((r, x.slot) in people or r in walkers for r in x.representatives)
        or not resources.isdisjoint(facts.candidates[x.candidate].resources)
    ]
    for violation in violations(facts, beside, locks=False):
        raise EngineError(f"the repair breaks a constraint: {violation.message}")
    for side in {side for x in new for side in _sides(facts.candidates[x.candidate])}:
        maximum = facts.participants[side].maximum
        if maximum is not None and explainer.degree[side] > maximum:
            raise EngineError(f"the repair gives {side!r} more than its maximum")
