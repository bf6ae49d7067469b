"""What happens to an event after its schedule was made, and the event that results."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .errors import ProblemError
from .facts import Facts, mask
from .problem import Candidate, Problem

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

    Raises ProblemError where a change names what is not there. Only what a change is about is
    looked at, so that it takes milliseconds however many candidates there are.
    """
    event = _Event(problem)
    for i, change in enumerate(changes):
        try:
            event.apply(change)
        except ProblemError as error:
            path = f"changes[{i}].{error.path}" if error.path else f"changes[{i}]"
            raise ProblemError(error.message, path) from None
    return event.problem()


class _Event:
    """A problem whose lists can be changed; all of them stay sorted by id."""

    def __init__(self, problem: Problem) -> None:
        self._before = problem
        self._slots = len(problem.slots)
        self._participants = list(problem.participants)
        self._tables = list(problem.tables or ())
        self._candidates = list(problem.candidates)
        self._home = {
            r.id: (i, k)
            for i, p in enumerate(problem.participants)
            for k, r in enumerate(p.representatives)
        }

    def apply(self, change: Change) -> None:
        """Raises ProblemError where that is not possible."""
        for slot in change.slots or ():
            if not 0 <= slot < self._slots:
                raise ProblemError(f"there is no slot {slot}", "slots")
        if change.kind == UNAVAILABLE:
            self._take_people_away(change)
        elif change.kind == TABLE_WITHDRAWN:
            i = _find(self._tables, change.subject, "table")
            table = self._tables[i]
            left = _left(table.available, change.slots, self._slots)
            self._tables[i] = replace(table, available=left)
        elif change.kind == CANDIDATE_ADDED:
            self._add(change.candidate)
        elif change.kind == CANDIDATE_WITHDRAWN:
            del self._candidates[_find(self._candidates, change.subject, "candidate")]
        else:
            raise ProblemError(f"{change.kind!r} is none of {', '.join(KINDS)}", "kind")

    def problem(self) -> Problem:
        """The event as it is now."""
        new = self._before.exchanged(
            participants=tuple(self._participants),
            candidates=tuple(self._candidates),
            tables=None if self._before.tables is None else tuple(self._tables),
        )
        return _with_possible_locks(new) if new.locks else new

    def _take_people_away(self, change: Change) -> None:
        if change.subject in self._home:
            i, k = self._home[change.subject]
            which = {k}
        else:
            i = _find(self._participants, change.subject, "participant or representative")
            which = set(range(len(self._participants[i].representatives)))
        people = tuple(
            replace(r, available=_left(r.available, change.slots, self._slots)) if k in which else r
            for k, r in enumerate(self._participants[i].representatives)
        )
        self._participants[i] = replace(self._participants[i], representatives=people)

    def _add(self, candidate: Candidate | None) -> None:
        """One more candidate, or another version of one; checked as in any problem."""
        if candidate is None:
            raise ProblemError("is missing", "candidate")
        sides = [p for p in self._participants if p.id in (candidate.a, candidate.b)]
        alone = Problem(
            slots=self._before.slots,
            participants=tuple(replace(p, table=None, zone=None) for p in sides),
            candidates=(candidate,),
            resources=self._before.resources,
        )
        i = bisect_left(self._candidates, candidate.id, key=lambda c: c.id)
        here = self._candidates[i : i + 1]
        known = bool(here) and here[0].id == candidate.id
        self._candidates[i : i + known] = alone.candidates


def _find(items: Sequence[Any], name: str, kind: str) -> int:
    """The index of an item in a list that is sorted by id."""
    i = bisect_left(items, name, key=lambda item: item.id)
    if i == len(items) or items[i].id != name:
        raise ProblemError(f"there is no {kind} {name!r}", "subject")
    return i


def _left(
    available: tuple[int, ...] | None, gone: tuple[int, ...] | None, count: int
) -> tuple[int, ...]:
    bits = mask(available, count) & ~mask(gone, count)
    return tuple(i for i in range(count) if bits >> i & 1)


def _with_possible_locks(problem: Problem) -> Problem:
    """Drop what was locked and is no candidate any more or cannot be held as it is locked."""
    from .constraints import lock_violations

    known = Facts(problem).candidates
    problem = problem.exchanged(locks=tuple(x for x in problem.locks if x.candidate in known))
    while broken := next(lock_violations(problem), None):
        kept = tuple(x for x in problem.locks if x.candidate != broken.candidate)
        problem = problem.exchanged(locks=kept)
    return problem
