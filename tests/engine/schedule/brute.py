"""Every schedule of a tiny event, tried one after the other: what the engine is judged by."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import strategies as st

from matchmaking.engine import (
    Candidate,
    Participant,
    Problem,
    Representative,
    Resource,
    Slot,
    Table,
)
from matchmaking.engine.facts import Facts
from matchmaking.engine.result import Assignment
from matchmaking.engine.schedule.board import Board, placements
from matchmaking.engine.schedule.figures import promises_of

Levels = tuple[int, ...]


@st.composite
def tiny_events(draw: st.DrawFn) -> Problem:
    """At most 5 participants, 5 candidates, 3 slots: small enough to try every schedule."""
    slots = draw(st.integers(1, 3))
    count = draw(st.integers(2, 5))
    subset = st.lists(st.integers(0, slots - 1), min_size=1, unique=True).map(tuple)
    participants = []
    for i in range(count):
        people = tuple(
            Representative(f"p{i}-{j}", draw(st.none() | subset))
            for j in range(draw(st.integers(1, 2)))
        )
        participants.append(
            Participant(
                f"p{i}",
                representatives=people,
                minimum=draw(st.integers(0, 1)),
                maximum=draw(st.none() | st.integers(1, 2)),
            )
        )
    pairs = [(i, j) for i in range(count) for j in range(i)]
    chosen = draw(st.lists(st.sampled_from(pairs), min_size=1, max_size=5, unique=True))
    candidates = []
    for n, (i, j) in enumerate(chosen):
        people = participants[i].representatives
        named = draw(st.booleans()) and draw(st.booleans())
        candidates.append(
            Candidate(
                f"c{n}",
                f"p{i}",
                f"p{j}",
                draw(st.integers(0, 9)),
                draw(st.integers(0, 2)),
                must=draw(st.booleans()) and draw(st.booleans()),
                representatives=(people[0].id,) if named else (),
                resources=("interpreter",) if draw(st.booleans()) else (),
            )
        )
    return Problem(
        slots=tuple(Slot(f"s{k}", "day", 30 * k, 30 * k + 25) for k in range(slots)),
        participants=tuple(participants),
        candidates=tuple(candidates),
        tables=draw(st.none() | st.integers(1, 2).map(_tables)),
        resources=(Resource("interpreter", 1),),
        fairness=draw(st.booleans()),
    )


def _tables(count: int) -> tuple[Table, ...]:
    return tuple(Table(f"t{k}") for k in range(count))


def every_schedule(problem: Problem) -> Iterator[frozenset[str]]:
    """The candidates held by each schedule that breaks no constraint; some more than once."""
    return (frozenset(x.candidate for x in schedule) for schedule in every_timetable(problem))


def every_timetable(problem: Problem) -> Iterator[tuple[Assignment, ...]]:
    """Each schedule that breaks no constraint."""
    facts = Facts(problem)
    board = Board(facts)

    def extend(rest: tuple[Candidate, ...]) -> Iterator[tuple[Assignment, ...]]:
        if not rest:
            yield tuple(board.held.values())
            return
        yield from extend(rest[1:])
        for slot in range(len(problem.slots)):
            for x in placements(facts, rest[0], slot):
                if board.fits(x):
                    board.add(x)
                    yield from extend(rest[1:])
                    board.remove(x.candidate)

    yield from extend(problem.candidates)


def best_levels(problem: Problem) -> Levels:
    """The best levels 1 and 2 over every schedule."""
    return max(levels_of(problem, held) for held in set(every_schedule(problem)))


def levels_of(problem: Problem, held: set[str] | frozenset[str]) -> Levels:
    """must, minimum, (served,) mutual, one-sided, value: what a schedule is compared by."""
    promises = [
        level.value
        for level in promises_of(problem, held)
        if level.name != "served" or problem.fairness
    ]
    return (*promises, sum(c.value for c in problem.candidates if c.id in held))
