"""Locks that leave people or tables open: kept wherever any choice keeps them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchmaking.engine import (
    Assignment,
    Busy,
    Candidate,
    Change,
    Lock,
    Params,
    Participant,
    Problem,
    ProblemError,
    Representative,
    Result,
    Slot,
    Stop,
    Table,
    Walk,
    check,
    repair,
    solve,
)
from matchmaking.engine.changes import apply_changes
from matchmaking.engine.constraints import keeps, lock_violations
from matchmaking.engine.facts import Facts
from matchmaking.engine.keeping import hold_locks
from matchmaking.engine.schedule.board import Board, placements

QUICK = Params(effort=0.1, exact=False, compact=False)


def company(name: str, people: int = 1, **more: object) -> Participant:
    team = tuple(Representative(f"{name}{i}") for i in range(people))
    return Participant(name, representatives=team, **more)  # type: ignore[arg-type]


def event(
    participants: list[Participant], pairs: str, locks: tuple[Lock, ...], **more: object
) -> Problem:
    fields: dict[str, object] = {
        "slots": (Slot("s0", "day", 0, 20), Slot("s1", "day", 25, 45)),
        "participants": tuple(participants),
        "candidates": tuple(Candidate(p, p[0], p[1], 1) for p in pairs.split()),
        "locks": locks,
    }
    return Problem(**(fields | more))  # type: ignore[arg-type]


def test_the_open_table_is_the_one_that_the_other_lock_cannot_take() -> None:
    """The first fit gives ``ab`` the table in the north, which is the only one for ``cd``."""
    problem = event(
        [company("a"), company("b"), company("c", zone="north"), company("d")],
        "ab cd",
        (Lock("ab", 0), Lock("cd", 0)),
        tables=(Table("t1", zone="north"), Table("t2")),
    )
    result = solve(problem, params=QUICK)
    assert {x.candidate: x.table for x in result.assignments} == {"ab": "t2", "cd": "t1"}


def test_three_locks_and_two_tables_are_named_in_one_line() -> None:
    problem = event(
        [
            *(company(name, zone="north") for name in "abc"),
            *(company(name) for name in "defgh"),
        ],
        "ad be cf gh",
        tuple(Lock(name, 0) for name in ("ad", "be", "cf", "gh")),
        tables=(Table("t1", zone="north"), Table("t2", zone="north"), Table("t3"), Table("t4")),
    )
    with pytest.raises(ProblemError, match=r"the locks of 'ad', 'be', 'cf' cannot be kept"):
        solve(problem, params=QUICK)


def test_a_lock_names_people_whom_the_candidate_does_not() -> None:
    problem = event(
        [company("a", 3), company("b", 2), company("c")],
        "ab ac",
        (Lock("ab", 0, None, ("a1", "a2", "b1")),),
        fairness=False,
    )
    result = solve(problem)
    assert check(problem, result) == []
    team = {x.candidate: x.representatives for x in result.assignments}
    assert team["ab"] == ("a1", "a2", "b1")


def test_a_lock_that_names_another_person_than_its_candidate_is_refused() -> None:
    problem = event([company("a", 2), company("b")], "ab", (Lock("ab", 0, None, ("a1",)),))
    named = tuple(replace(c, representatives=("a0",)) for c in problem.candidates)
    with pytest.raises(ProblemError, match="named-person-missing"):
        solve(replace(problem, candidates=named))


SMALL = settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@st.composite
def locked_events(draw: st.DrawFn) -> Problem:
    """Small events in which most candidates are locked in the same slot, tables of two zones are
    few, and people walk between two halls."""
    slots = tuple(Slot(f"s{k}", "day", 25 * k, 25 * k + 20) for k in range(2))
    zones = draw(st.lists(st.sampled_from(("north", "south", None)), min_size=2, max_size=5))
    halls = st.sampled_from(("hall-1", "hall-2"))
    tables = tuple(
        Table(f"t{i}", zone, draw(st.sampled_from((None, None, (0,)))), draw(halls))
        for i, zone in enumerate(zones)
    )
    there = [None, *sorted({zone for zone in zones if zone})]
    participants = []
    for i in range(7):
        people = tuple(
            Representative(
                f"p{i}-{j}",
                None,
                (Busy(-20, -5, draw(halls)),) if draw(st.integers(0, 3)) == 0 else (),
            )
            for j in range(draw(st.integers(1, 2)))
        )
        zone = draw(st.sampled_from(there))
        participants.append(Participant(f"p{i}", representatives=people, zone=zone))
    pairs = draw(
        st.lists(
            st.sampled_from([(0, 1), (2, 3), (4, 5), (0, 2), (1, 3), (4, 6), (5, 6)]),
            min_size=2, max_size=6, unique=True,
        )
    )  # fmt: skip
    candidates, locks = [], []
    for n, (i, j) in enumerate(pairs):
        candidates.append(Candidate(f"c{n}", f"p{i}", f"p{j}", 1))
        people = [r.id for p in (participants[i], participants[j]) for r in p.representatives]
        if draw(st.integers(0, 5)):
            named = tuple(draw(st.lists(st.sampled_from(people), max_size=1)))
            table = draw(st.sampled_from((None, None, None, *(t.id for t in tables))))
            locks.append(Lock(f"c{n}", draw(st.sampled_from((0, 0, 1))), table, named))
    return Problem(
        slots=slots,
        participants=tuple(participants),
        candidates=tuple(candidates),
        tables=tables,
        locks=tuple(locks),
        walking=(Walk("hall-1", "hall-2", draw(st.sampled_from((0, 10)))),),
    )


def can_be_kept(problem: Problem, locks: tuple[Lock, ...]) -> bool:
    """By trying every placement of every lock."""
    facts = Facts(problem)
    board = Board(facts)

    def extend(rest: tuple[Lock, ...]) -> bool:
        if not rest:
            return True
        for x in placements(facts, facts.candidates[rest[0].candidate], rest[0].slot):
            if keeps(rest[0], x) and board.fits(x):
                board.add(x)
                kept = extend(rest[1:])
                board.remove(x.candidate)
                if kept:
                    return True
        return False

    return extend(locks)


@given(locked_events())
@SMALL
def test_locks_are_refused_exactly_where_nothing_keeps_them(problem: Problem) -> None:
    refused = list(lock_violations(problem))
    assert (not refused) == can_be_kept(problem, problem.locks)
    if not refused:
        held = hold_locks(Facts(problem))
        board = Board(Facts(problem))
        for x in held:
            assert keeps(board.facts.locks[x.candidate], x)
            assert board.blockers(x) == []
            board.add(x)
        assert len(held) == len(problem.locks)


@given(locked_events())
@SMALL
def test_the_locks_that_are_named_contradict_each_other(problem: Problem) -> None:
    """And each of them is needed for the contradiction."""
    named = {v.candidate for v in lock_violations(problem) if v.code == "locks-together"}
    if named:
        locks = tuple(x for x in problem.locks if x.candidate in named)
        assert not can_be_kept(problem, locks)
        for lock in locks:
            assert can_be_kept(problem, tuple(x for x in locks if x is not lock))


@given(locked_events(), st.integers(0, 4), st.integers(0, 1))
@settings(SMALL, max_examples=60)
def test_a_repair_keeps_the_locks_that_can_be_kept(problem: Problem, who: int, slot: int) -> None:
    try:
        result = solve(problem, params=QUICK)
    except ProblemError:
        return
    person = problem.participants[who].representatives[0].id
    after = repair(problem, result, [Change("unavailable", person, (slot,))])
    from matchmaking.engine.changes import apply_changes

    changed = apply_changes(problem, [Change("unavailable", person, (slot,))])
    assert check(changed, after) == []
    assert can_be_kept(changed, changed.locks)


@pytest.mark.parametrize("what", ["table", "person"])
def test_a_lock_that_leaves_a_choice_open_costs_nobody_a_meeting(what: str) -> None:
    """The lock takes the first table (or person) that fits, and another meeting needs just that
    one: the lock gives way, or the schedule is not called optimal."""
    zone = "north" if what == "table" else None
    named = ("a0",) if what == "person" else ()
    problem = Problem(
        slots=(Slot("s0", "day", 0, 25),),
        participants=(
            Participant("a", representatives=(Representative("a0"), Representative("a1"))),
            Participant("b", representatives=(Representative("b0"),)),
            Participant("c", representatives=(Representative("c0"),), zone=zone),
        ),
        candidates=(
            Candidate("ab", "a", "b", 5),
            Candidate("ac", "a", "c", 9, 2, representatives=named),
        ),
        tables=(Table("t0", "north"), Table("t1")),
        locks=(Lock("ab", 0),),
    )
    result = solve(problem, params=Params(effort=0.1), stop=Stop(seconds=20))
    assert check(problem, result) == []
    assert {x.candidate for x in result.assignments} == {"ab", "ac"}
    assert result.status == "optimal"


def test_where_a_lock_went_bounds_no_repair() -> None:
    """The lock's table is withdrawn and it takes another, which somebody else needs: it goes
    where nobody else is, and no bound rests on where it went."""
    problem = Problem(
        slots=(Slot("s0", "day", 0, 25),),
        participants=(
            company("a"),
            company("b"),
            company("c", zone="north"),
            company("d"),
            company("e", zone="north"),
            company("f"),
        ),
        candidates=(
            Candidate("ab", "a", "b", 5),
            Candidate("cd", "c", "d", 9),
            Candidate("ef", "e", "f", 7),
        ),
        tables=(Table("t0", "south"), Table("t1", "north"), Table("t2", "north"), Table("t3")),
        locks=(Lock("ab", 0),),
    )
    held = (
        Assignment("ab", 0, "t0", ("a0", "b0")),
        Assignment("cd", 0, "t1", ("c0", "d0")),
    )
    before = Result("feasible", 14, None, None, (), held, ())
    assert check(problem, before) == []
    gone = Change("table-withdrawn", "t0")
    after = repair(problem, before, [gone])
    assert check(apply_changes(problem, [gone]), after) == []
    assert after.metrics["lost"] == []
    value = next(level for level in after.levels if level.name == "value")
    assert value.bound is not None
    assert value.bound >= 21, "all three fit, with the lock at t3"
