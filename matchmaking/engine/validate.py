"""What makes a problem unusable: broken references first, then events without a schedule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from .errors import ProblemError
from .problem import FORMAT, MAX_VALUE, Candidate, Lock, Participant, Problem

MAX_MINUTES = 10**9


def check_structure(problem: Problem) -> None:
    """Refuse duplicate ids, unknown ids and numbers out of range. Order: slots first."""
    if problem.format != FORMAT:
        raise ProblemError(f"is {problem.format}, but this engine reads {FORMAT}", "format")
    _check_slots(problem)
    n = len(problem.slots)
    tables = problem.tables or ()
    _check_unique("tables", [t.id for t in tables])
    for table in tables:
        _check_indices(table.available, n, f"tables[{table.id}].available")
        _check_range(table.capacity, 0, 10**6, f"tables[{table.id}].capacity")
    _check_unique("resources", [r.id for r in problem.resources])
    for resource in problem.resources:
        _check_indices(resource.available, n, f"resources[{resource.id}].available")
        _check_range(resource.capacity, 0, 10**6, f"resources[{resource.id}].capacity")
    _check_participants(problem)
    _check_candidates(problem)
    _check_locks(problem)
    for i, walk in enumerate(problem.walking):
        _check_range(walk.minutes, 0, 10**6, f"walking[{i}].minutes")


def check_event(problem: Problem) -> None:
    """Refuse an event that cannot have a schedule. Each refusal names what to change."""
    if not problem.slots:
        raise ProblemError("the event has no slot", "slots")
    if not problem.participants:
        raise ProblemError("the event has no participant", "participants")
    if not problem.candidates:
        raise ProblemError("the event has no candidate meeting", "candidates")
    sides = {p.side for p in problem.participants}
    if len(sides) == 1 and None not in sides:
        raise ProblemError(
            f"every participant is on side {sides.pop()!r}; a two-sided event needs both",
            "participants",
        )
    _check_everybody_has_a_slot(problem)
    if problem.tables is not None and not problem.tables:
        online = {p.id: p.online for p in problem.participants}
        for c in problem.candidates:
            if not (c.online if c.online is not None else online[c.a] or online[c.b]):
                raise ProblemError(
                    f"the event has no table, but candidate {c.id!r} meets on site",
                    "tables",
                )
    from .constraints import lock_violations

    for violation in lock_violations(problem):
        raise ProblemError(violation.message, f"locks[{violation.candidate}]")


def _check_slots(problem: Problem) -> None:
    _check_unique("slots", [s.id for s in problem.slots])
    previous = None
    for slot in problem.slots:
        _check_range(slot.start, -MAX_MINUTES, MAX_MINUTES, f"slots[{slot.id}].start")
        _check_range(slot.end, -MAX_MINUTES, MAX_MINUTES, f"slots[{slot.id}].end")
        if slot.end <= slot.start:
            raise ProblemError(f"slot {slot.id!r} ends before it starts", f"slots[{slot.id}].end")
        if previous is not None and slot.start < previous.end:
            raise ProblemError(
                f"slot {slot.id!r} starts before slot {previous.id!r} ends; slots are ordered by "
                "time and do not overlap",
                f"slots[{slot.id}].start",
            )
        previous = slot


def _check_participants(problem: Problem) -> None:
    _check_unique("participants", [p.id for p in problem.participants])
    tables = {t.id for t in problem.tables or ()}
    zones = {t.zone for t in problem.tables or ()}
    seen: dict[str, str] = {}
    for p in problem.participants:
        path = f"participants[{p.id}]"
        if not p.representatives:
            raise ProblemError(f"{p.id!r} has no representative", f"{path}.representatives")
        _check_range(p.minimum, 0, 10**6, f"{path}.minimum")
        if p.maximum is not None:
            _check_range(p.maximum, 0, 10**6, f"{path}.maximum")
            if p.maximum < p.minimum:
                raise ProblemError(
                    f"the maximum {p.maximum} of {p.id!r} is below its minimum {p.minimum}",
                    f"{path}.maximum",
                )
        if problem.tables is not None and p.table is not None and p.table not in tables:
            raise ProblemError(f"there is no table {p.table!r}", f"{path}.table")
        if problem.tables is not None and p.zone is not None and p.zone not in zones:
            raise ProblemError(f"there is no table in zone {p.zone!r}", f"{path}.zone")
        for person in p.representatives:
            here = f"{path}.representatives[{person.id}]"
            if person.id in seen:
                raise ProblemError(
                    f"representative {person.id!r} is already one of {seen[person.id]!r}",
                    f"{here}.id",
                )
            seen[person.id] = p.id
            _check_indices(person.available, len(problem.slots), f"{here}.available")
            for k, busy in enumerate(person.busy):
                for name in ("start", "end"):
                    minute = getattr(busy, name)
                    _check_range(minute, -MAX_MINUTES, MAX_MINUTES, f"{here}.busy[{k}].{name}")
                if busy.end <= busy.start:
                    raise ProblemError("ends before it starts", f"{here}.busy[{k}].end")


def _check_everybody_has_a_slot(problem: Problem) -> None:
    from .constraints import free_slots

    for p in problem.participants:
        if not any(free_slots(problem, person) for person in p.representatives):
            raise ProblemError(
                f"no representative of {p.id!r} is available in any slot; give it a slot or "
                "leave it out",
                f"participants[{p.id}]",
            )


def _check_candidates(problem: Problem) -> None:
    _check_unique("candidates", [c.id for c in problem.candidates])
    by_id: dict[str, Participant] = {p.id: p for p in problem.participants}
    people = {p.id: {r.id for r in p.representatives} for p in problem.participants}
    resources = {r.id for r in problem.resources}
    for c in problem.candidates:
        path = f"candidates[{c.id}]"
        for name, who in (("a", c.a), ("b", c.b)):
            if who not in by_id:
                raise ProblemError(f"there is no participant {who!r}", f"{path}.{name}")
        if c.a == c.b:
            raise ProblemError(f"{c.a!r} cannot meet itself", f"{path}.b")
        side = by_id[c.a].side
        if side is not None and side == by_id[c.b].side:
            raise ProblemError(
                f"{c.a!r} and {c.b!r} are both on side {side!r} of a two-sided event", path
            )
        if not 0 <= c.value <= MAX_VALUE:
            raise ProblemError(f"{c.value} is not between 0 and {MAX_VALUE}", f"{path}.value")
        if c.tier not in (0, 1, 2):
            raise ProblemError(f"{c.tier} is not between 0 and 2", f"{path}.tier")
        if c.slots is not None:
            _check_indices(c.slots, len(problem.slots), f"{path}.slots")
        _check_lists(path, c, people, resources)


def _check_lists(path: str, c: Candidate, people: dict[str, set[str]], resources: set[str]) -> None:
    if len(c.representatives) > 1:
        _check_unique(f"{path}.representatives", c.representatives)
    if len(c.resources) > 1:
        _check_unique(f"{path}.resources", c.resources)
    for j, name in enumerate(c.representatives):
        if name not in people[c.a] and name not in people[c.b]:
            raise ProblemError(
                f"{name!r} represents neither {c.a!r} nor {c.b!r}",
                f"{path}.representatives[{j}]",
            )
    for j, name in enumerate(c.resources):
        if name not in resources:
            raise ProblemError(f"there is no resource {name!r}", f"{path}.resources[{j}]")


def _check_locks(problem: Problem) -> None:
    candidates = {c.id: c for c in problem.candidates}
    tables = {t.id for t in problem.tables or ()}
    people = {p.id: {r.id for r in p.representatives} for p in problem.participants}
    first: dict[str, Lock] = {}
    for lock in problem.locks:
        path = f"locks[{lock.candidate}]"
        candidate = candidates.get(lock.candidate)
        if candidate is None:
            raise ProblemError(f"there is no candidate {lock.candidate!r}", f"{path}.candidate")
        if lock.candidate in first:
            raise ProblemError(
                f"candidate {lock.candidate!r} is locked twice; keep one of the locks", path
            )
        first[lock.candidate] = lock
        _check_indices((lock.slot,), len(problem.slots), f"{path}.slot")
        if lock.table is not None and lock.table not in tables:
            raise ProblemError(f"there is no table {lock.table!r}", f"{path}.table")
        for j, name in enumerate(lock.representatives):
            if name not in people[candidate.a] and name not in people[candidate.b]:
                raise ProblemError(
                    f"{name!r} represents neither {candidate.a!r} nor {candidate.b!r}",
                    f"{path}.representatives[{j}]",
                )


def _check_unique(path: str, ids: Sequence[str]) -> None:
    if len(set(ids)) == len(ids):
        return
    twice, _ = Counter(ids).most_common(1)[0]
    raise ProblemError(f"the id {twice!r} is used more than once", path)


def _check_range(value: int, low: int, high: int, path: str) -> None:
    if not low <= value <= high:
        raise ProblemError(f"{value} is not between {low} and {high}", path)


def _check_indices(indices: Iterable[int] | None, count: int, path: str) -> None:
    for index in indices or ():
        if not 0 <= index < count:
            raise ProblemError(f"there is no slot {index}", path)
