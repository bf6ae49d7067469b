"""repair: an event changes after its schedule was made; little else may.

Meetings that are still possible stay where they are. The event with them as locks is the event
that is left: what the change frees is filled again by the scheduler's own steps, and their
certificate bounds what any refill can reach. Then up to ``max_moves`` survivors move, each move
only where it lets another meeting in; the bound is then the one that lets every survivor be
anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

import numpy as np

from .changes import Change, apply_changes
from .constraints import RULES, keeps, violations
from .errors import EngineError
from .explain import Explainer, Reason
from .facts import Facts
from .keeping import hold_locks, placements_of
from .problem import Candidate, Problem
from .result import FEASIBLE, OPTIMAL, Assignment, OnProgress, Params, Result, Stop
from .schedule.board import Board
from .schedule.certificate import Certificate
from .schedule.clock import Clock
from .schedule.figures import Figures, reasons_of
from .schedule.instance import Instance, build
from .schedule.levels import levels_of
from .schedule.refilling import bound_moves, refill

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

    Nothing before ``first_slot`` is added or moved (it has happened). Every bound is on the
    schedules that hold all survivors: where they are if ``max_moves`` is 0, anywhere if moves
    are allowed, however many; ``optimal`` means that all of them are met. ``metrics`` names
    ``lost`` and ``added`` candidates, those ``rescheduled`` because they could not stay, and the
    survivors that ``moved``. Raises ProblemError where a change names what is not there.
    """
    changes = tuple(changes)
    with Clock(stop or Stop(seconds=10.0), on_progress).beating() as clock:
        with clock.timed("change"):
            x = build(Facts(apply_changes(problem, changes)))
            survivors = _survivors(x.facts, result.assignments, _touched(problem, changes))
            survivors, reseated = _with_locks(x.facts, survivors)
        with clock.timed("refill"):
            added, certificate = refill(x, survivors, first_slot, seed, clock)
        held = {at.candidate: at for at in (*survivors, *added)}
        stayed = {at.candidate for at in survivors}
        moved: list[str] = []
        if max_moves or reseated:  # where a lock went was a choice: no bound may rest on it
            with clock.timed("move"):
                certificate, gap = bound_moves(x, stayed, set(held), first_slot, clock)
                if gap and max_moves:
                    moved = _move(x.facts, held, result, max_moves, first_slot, clock)
        with clock.timed("check"):
            _refuse_broken(x.facts, held, {*moved, *(held.keys() - stayed)})
            assignments = tuple(held[name] for name in sorted(held))
            done = _result(x, result, assignments, certificate, moved)
    metrics = done.metrics | {"interrupted": clock.cut_in}
    return replace(
        done, metrics=metrics, seed=seed, seconds=clock.elapsed, timings=dict(clock.timings)
    )


@dataclass(frozen=True)
class _Touched:
    """What the changes are about; every other meeting is as possible as it was."""

    people: frozenset[str]
    tables: frozenset[str]
    candidates: frozenset[str]

    def includes(self, x: Assignment) -> bool:
        return (
            x.candidate in self.candidates
            or x.table in self.tables
            or not self.people.isdisjoint(x.representatives)
        )


def _touched(problem: Problem, changes: tuple[Change, ...]) -> _Touched:
    subjects = {change.subject for change in changes}
    teams = (r.id for p in problem.participants if p.id in subjects for r in p.representatives)
    versions = {change.candidate.id for change in changes if change.candidate is not None}
    return _Touched(frozenset(subjects.union(teams)), frozenset(subjects), frozenset(versions))


def _survivors(
    facts: Facts, assignments: tuple[Assignment, ...], touched: _Touched
) -> list[Assignment]:
    """Meetings that are still possible as they are. A candidate whose new version asks for more
    than the old one, a resource or another company, stays only beside all others."""
    kept: list[Assignment] = []
    new_versions: list[Assignment] = []
    for x in assignments:
        c = facts.candidates.get(x.candidate)
        if c is None:
            continue
        if touched.includes(x) and any(rule(facts, c, x) is not None for rule in RULES.values()):
            continue
        (new_versions if x.candidate in touched.candidates else kept).append(x)
    if new_versions:
        board = Board(facts, kept)
        for x in new_versions:
            if board.fits(x):
                board.add(x)
        kept = [board.held[name] for name in sorted(board.held)]
    return kept


def _with_locks(facts: Facts, survivors: list[Assignment]) -> tuple[list[Assignment], bool]:
    """The survivors, and beside them every lock that can be kept but not as it was held; whether
    there is such a lock. It goes where it is in nobody's way, if that can be. Else a lock comes
    before meetings that are none: those that are in its way are no survivors."""
    stayed = {x.candidate: x for x in survivors}
    missing = [x for x in facts.problem.locks if not keeps(x, stayed.get(x.candidate))]
    if not missing:
        return survivors, False
    board = Board(facts, survivors)
    for lock in missing:
        fitting = (x for x in placements_of(facts, lock) if board.fits(x))
        place = None if lock.candidate in board.held else next(fitting, None)
        if place is None:
            break
        board.add(place)
    else:
        return [board.held[name] for name in sorted(board.held)], True
    board = Board(facts, hold_locks(facts, prefer=stayed))
    for x in survivors:
        if x.candidate not in board.held and board.fits(x):
            board.add(x)
    return [board.held[name] for name in sorted(board.held)], True


def _sides(c: Candidate) -> tuple[str, str]:
    return c.a, c.b


def _move(
    facts: Facts,
    held: dict[str, Assignment],
    before: Result,
    max_moves: int,
    first_slot: int,
    clock: Clock,
) -> list[str]:
    """Move survivors where that lets a candidate of somebody who lost a meeting in, the most
    valuable first. Changes ``held``; returns the candidates that moved."""
    candidates = facts.candidates
    known = {x.candidate for x in before.assignments} | {u.candidate for u in before.unscheduled}
    short = {
        side
        for x in before.assignments
        if x.candidate not in held and x.candidate in candidates
        for side in _sides(candidates[x.candidate])
    }
    waiting = [
        c
        for c in facts.problem.candidates
        if c.id not in held and (c.id not in known or not short.isdisjoint(_sides(c)))
    ]
    if not waiting:
        return []
    explainer = Explainer(facts.problem, held.values(), facts=facts)
    moved: set[str] = set()
    waiting.sort(key=lambda c: (not c.must, -c.tier, -c.value, c.id))
    for c in waiting[:MOST_ASKED]:
        if len(moved) >= max_moves or clock.expired():
            break
        reason = explainer.explain(c.id)
        if _worth_it(reason, held, max_moves - len(moved), first_slot):
            for x in reason.moves:
                explainer.remove(x.candidate)
            for x in (*reason.moves, reason.placement):
                explainer.add(x)
                held[x.candidate] = x
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
    x: Instance,
    before: Result,
    assignments: tuple[Assignment, ...],
    certificate: Certificate,
    moved: list[str],
) -> Result:
    """The repaired schedule with its figures and its certificate."""
    from .solver import versions

    figures = Figures(x, assignments)
    held = np.zeros(len(x.a), bool)
    held[figures.held] = True
    levels = certificate.levels(levels_of(x, held))
    gap = max((level.gap for level in levels), default=0.0)
    now = {at.candidate: at for at in assignments}
    was = {at.candidate: at for at in before.assignments}
    elsewhere = {name for name, at in now.items() if was.get(name, at) != at}
    return Result(
        status=OPTIMAL if gap == 0.0 else FEASIBLE,
        objective=levels[-1].value,
        bound=levels[-1].bound,
        gap=gap,
        levels=(*levels, *figures.levels()),
        assignments=assignments,
        unscheduled=reasons_of(x, held),
        metrics=figures.metrics()
        | {
            "lost": sorted(was.keys() - now.keys()),
            "added": sorted(now.keys() - was.keys()),
            "rescheduled": sorted(elsewhere - set(moved)),
            "moved": moved,
        },
        input_hash=x.facts.problem.input_hash,
        versions=versions(),
        params=before.params or asdict(Params()),
    )


def _refuse_broken(facts: Facts, held: dict[str, Assignment], changed: set[str]) -> None:
    """Check what was added or moved, beside all that shares its people, tables or resources;
    the rest is as it was."""
    new = [held[name] for name in sorted(changed)]
    seats = {(x.table, x.slot) for x in new}
    people = {(r, x.slot) for x in new for r in x.representatives}
    slots = {x.slot for x in new}
    walkers = {r for x in new for r in x.representatives} if facts.walk else set()
    resources = {r for x in new for r in facts.candidates[x.candidate].resources}
    capped = {
        side
        for x in new
        for side in _sides(facts.candidates[x.candidate])
        if facts.participants[side].maximum is not None
    }
    beside = [
        x
        for x in held.values()
        if (x.slot in slots and ((x.table, x.slot) in seats or _meets(x, people)))
        or (walkers and not walkers.isdisjoint(x.representatives))
        or (resources and not resources.isdisjoint(facts.candidates[x.candidate].resources))
        or (capped and not capped.isdisjoint(_sides(facts.candidates[x.candidate])))
    ]
    for violation in violations(facts, beside, locks=False):
        raise EngineError(f"the repair breaks a constraint: {violation.message}")


def _meets(x: Assignment, people: set[tuple[str, int]]) -> bool:
    return any((r, x.slot) in people for r in x.representatives)
