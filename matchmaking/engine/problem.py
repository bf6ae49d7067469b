"""The scheduling problem: frozen plain values, sorted by id, valid once constructed.

Times are minutes since the Unix epoch in UTC. Slot *indices* are positions in
``Problem.slots``, which are in order of time and never overlap. Values are integers in
micro-units (1_000_000 is a perfect match), so that sums and bounds are exact.

In files (see ``schema/problem.schema.json``) slots are named by id, so that every list of a
file may stand in any order without a change of meaning.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

T = TypeVar("T")

FORMAT = 1
MAX_VALUE = 10**9
"""Largest value of one candidate: keeps every sum of weighted values inside 64 bits."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A time in which one meeting fits. ``block`` names its run of slots: a morning, a day."""

    id: str
    block: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Busy:
    """A time ``start`` ≤ t < ``end`` in which a person is elsewhere, at ``place`` if known."""

    start: int
    end: int
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Representative:
    """A person. ``available`` are slot indices (None: all), minus what ``busy`` takes away."""

    id: str
    available: tuple[int, ...] | None = None
    busy: tuple[Busy, ...] = ()


@dataclass(frozen=True, slots=True)
class Participant:
    """A company at the event, with the people who meet for it in parallel.

    ``side`` is None where anybody may meet anybody. ``minimum`` is promised where it can be
    kept, ``maximum`` is hard. ``table`` is a booth of its own: its meetings take place there.
    ``zone`` restricts its meetings to the tables of a zone.
    """

    id: str
    side: str | None = None
    representatives: tuple[Representative, ...] = ()
    minimum: int = 0
    maximum: int | None = None
    online: bool = False
    table: str | None = None
    zone: str | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Seats ``capacity`` meetings in each available slot (None: all); ``place`` for walking."""

    id: str
    zone: str | None = None
    available: tuple[int, ...] | None = None
    place: str | None = None
    capacity: int = 1


@dataclass(frozen=True, slots=True)
class Resource:
    """What meetings share, such as the interpreters of a language pair."""

    id: str
    capacity: int = 1
    available: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A meeting of participants ``a`` and ``b`` that may be held, at most once.

    ``tier``: 0 a suggestion, 1 a one-sided request, 2 a mutual one. ``representatives`` are
    persons named on either side, who must all attend. ``slots`` are the allowed slot indices
    (None: all). ``online``: None means online when either side is.
    """

    id: str
    a: str
    b: str
    value: int = 0
    tier: int = 0
    must: bool = False
    representatives: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    slots: tuple[int, ...] | None = None
    online: bool | None = None


@dataclass(frozen=True, slots=True)
class Lock:
    """A meeting that stays: its slot and, where given, its table and its people."""

    candidate: str
    slot: int
    table: str | None = None
    representatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Walk:
    """Minutes from one place to the other, either way. Pairs not listed take none."""

    a: str
    b: str
    minutes: int


@dataclass(frozen=True)
class Problem:
    """Everything the engine knows of an event. Raises ProblemError when it is inconsistent.

    ``tables`` is None where tables are not modelled; an empty tuple means that there is none.
    ``fairness`` asks that nobody with a feasible candidate is left without a meeting where
    that can be helped, before tiers and value are looked at.
    """

    slots: tuple[Slot, ...]
    participants: tuple[Participant, ...]
    candidates: tuple[Candidate, ...]
    tables: tuple[Table, ...] | None = None
    resources: tuple[Resource, ...] = ()
    locks: tuple[Lock, ...] = ()
    walking: tuple[Walk, ...] = ()
    fairness: bool = True
    format: int = field(default=FORMAT)

    def __post_init__(self) -> None:
        from .validate import check_structure

        _canonicalise(self)
        check_structure(self)

    def validate(self) -> None:
        """Refuse an event that cannot have a schedule: empty, one-sided, contradictory."""
        from .validate import check_event

        check_event(self)

    def exchanged(self, **parts: Any) -> Problem:
        """The same event with some fields exchanged for others that are known to be sorted and
        valid beside the rest: nothing is looked at again, however large the event."""
        new = object.__new__(Problem)
        for name in self.__dataclass_fields__:
            object.__setattr__(new, name, parts.get(name, getattr(self, name)))
        return new

    @cached_property
    def input_hash(self) -> str:
        """sha256 of the canonical JSON: the same for every order of the same input."""
        return "sha256:" + hashlib.sha256(self.to_json().encode()).hexdigest()

    def to_json(self) -> str:
        """Canonical JSON: sorted, without white space, without what is at its default."""
        from .files import problem_to_data

        return json.dumps(
            problem_to_data(self), sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )

    @staticmethod
    def from_json(text: str) -> Problem:
        """Read a problem file. Raises ProblemError naming the place of the first fault."""
        from .files import parse_json, problem_from_data

        return problem_from_data(parse_json(text))


def _canonicalise(problem: Problem) -> None:
    """Sort every tuple, once, so that no later step can depend on the input's order."""
    changes: dict[str, Any] = {
        "slots": tuple(problem.slots),
        "participants": _by_id(_sorted_people(p) for p in problem.participants),
        "candidates": _by_id(_sorted_candidate(c) for c in problem.candidates),
        "resources": _by_id(_with_available(r) for r in problem.resources),
        "locks": tuple(
            sorted(
                (replace(x, representatives=_ids(x.representatives)) for x in problem.locks),
                key=lambda x: (x.candidate, x.slot),
            )
        ),
        "walking": tuple(
            sorted(
                (Walk(min(w.a, w.b), max(w.a, w.b), w.minutes) for w in problem.walking),
                key=lambda w: (w.a, w.b, w.minutes),
            )
        ),
    }
    if problem.tables is not None:
        changes["tables"] = _by_id(_with_available(t) for t in problem.tables)
    for name, value in changes.items():
        object.__setattr__(problem, name, value)


def _by_id(items: Iterable[T]) -> tuple[T, ...]:
    return tuple(sorted(items, key=lambda item: item.id))  # type: ignore[attr-defined]


def _ids(items: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(items))


def _indices(items: tuple[int, ...] | None) -> tuple[int, ...] | None:
    return None if items is None else tuple(sorted(set(items)))


def _changed(item: T, **values: Any) -> T:
    """The item itself where it is in order already, which it mostly is."""
    if all(getattr(item, name) == value for name, value in values.items()):
        return item
    return replace(item, **values)  # type: ignore[type-var]


def _with_available(item: T) -> T:
    return _changed(item, available=_indices(item.available))  # type: ignore[attr-defined]


def _sorted_people(participant: Participant) -> Participant:
    people = _by_id(
        _changed(
            person,
            available=_indices(person.available),
            busy=tuple(sorted(person.busy, key=lambda b: (b.start, b.end, b.place or ""))),
        )
        for person in participant.representatives
    )
    return _changed(participant, representatives=people)


def _sorted_candidate(c: Candidate) -> Candidate:
    if c.slots is None and len(c.representatives) < 2 and len(c.resources) < 2:
        return c
    return _changed(
        c,
        representatives=_ids(c.representatives),
        resources=_ids(c.resources),
        slots=_indices(c.slots),
    )
