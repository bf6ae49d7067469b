"""What happens to an event after its schedule was made, and the event that results."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from .errors import ProblemError
from .facts import mask
from .problem import Candidate, Participant, Problem, Representative

UNAVAILABLE = "unavailable"
TABLE_WITHDRAWN = "table-withdrawn"
CANDIDATE_ADDED = "candidate-added"
CANDIDATE_WITHDRAWN = "candidate-withdrawn"
KINDS = (UNAVAILABLE, TABLE_WITHDRAWN, CANDIDATE_ADDED, CANDIDATE_WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Change:
    """One change of an event.

    ``unavailable``: the participant or representative ``subject`` is not there in ``slots``
    (None: in none of them): a no-show, a late arrival, an early departure.
    ``table-withdrawn``: the table ``subject`` cannot be used in ``slots``.
    ``candidate-added``: ``candidate`` may now be held.
    ``candidate-withdrawn``: the candidate ``subject`` may not be held any more.
    """

    kind: str
    subject: str = ""
    slots: tuple[int, ...] | None = None
    candidate: Candidate | None = None


def apply_changes(problem: Problem, changes: Iterable[Change]) -> Problem:
    """The event after the changes. Locks that a change makes impossible are dropped.

    Raises ProblemError where a change names what is not there.
    """
    people = {r.id: r for p in problem.participants for r in p.representatives}
    participants = {p.id: p for p in problem.participants}
    tables = {t.id: t for t in problem.tables or ()}
    candidates = {c.id: c for c in problem.candidates}
    n = len(problem.slots)
    for i, change in enumerate(changes):
        where = f"changes[{i}]"
        if change.kind == UNAVAILABLE and change.subject in participants:
            for r in participants[change.subject].representatives:
                people[r.id] = _without(people[r.id], change.slots, n)
        elif change.kind == UNAVAILABLE and change.subject in people:
            people[change.subject] = _without(people[change.subject], change.slots, n)
        elif change.kind == TABLE_WITHDRAWN and change.subject in tables:
            table = tables[change.subject]
            left = _left(table.available, change.slots, n)
            tables[change.subject] = replace(table, available=left)
        elif change.kind == CANDIDATE_ADDED and change.candidate is not None:
            candidates[change.candidate.id] = change.candidate
        elif change.kind == CANDIDATE_WITHDRAWN and change.subject in candidates:
            del candidates[change.subject]
        else:
            raise ProblemError(f"{change.kind!r} of {change.subject!r} is not possible", where)
    changed = replace(
        problem,
        participants=tuple(_with_people(p, people) for p in problem.participants),
        candidates=tuple(candidates.values()),
        tables=None if problem.tables is None else tuple(tables.values()),
        locks=tuple(x for x in problem.locks if x.candidate in candidates),
    )
    return _with_possible_locks(changed)


def _left(
    available: tuple[int, ...] | None, gone: tuple[int, ...] | None, count: int
) -> tuple[int, ...]:
    bits = mask(available, count) & ~mask(gone, count)
    return tuple(i for i in range(count) if bits >> i & 1)


def _without(person: Representative, gone: tuple[int, ...] | None, n: int) -> Representative:
    return replace(person, available=_left(person.available, gone, n))


def _with_people(p: Participant, people: dict[str, Representative]) -> Participant:
    new = tuple(people[r.id] for r in p.representatives)
    return p if new == p.representatives else replace(p, representatives=new)


def _with_possible_locks(problem: Problem) -> Problem:
    from .constraints import lock_violations

    while broken := {v.candidate for v in lock_violations(problem)}:
        problem = replace(
            problem, locks=tuple(x for x in problem.locks if x.candidate not in broken)
        )
    return problem
