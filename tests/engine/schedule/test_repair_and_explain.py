"""After the schedule: changes of the day, and true reasons for what is missing."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest

from matchmaking.engine import (
    Assignment,
    Candidate,
    Change,
    Lock,
    Params,
    Participant,
    Problem,
    ProblemError,
    Representative,
    Resource,
    Result,
    Slot,
    Stop,
    check,
    explain_unscheduled,
    repair,
    solve,
)
from matchmaking.engine.changes import apply_changes
from matchmaking.engine.explain import Explainer
from matchmaking.engine.generate import Shape, generate
from matchmaking.engine.granting import apply_reason
from matchmaking.engine.schedule import compiling, refilling

QUICK = Params(effort=0.2, exact=False)


@pytest.fixture(scope="module")
def event() -> Problem:
    return generate(Shape(rich=True, participants=40, candidates=260, slots=8, tables=8), seed=3)


@pytest.fixture(scope="module")
def schedule(event: Problem) -> Result:
    return solve(event, params=QUICK, stop=Stop(seconds=20))


def test_every_reason_is_true(event: Problem, schedule: Result) -> None:
    """Apply the named change: the meeting is in, and no constraint is broken."""
    explainer = Explainer(event, schedule.assignments)
    values = {c.id: c.value for c in event.candidates}
    codes: Counter[str] = Counter()
    for missing in schedule.unscheduled:
        reason = explainer.explain(missing.candidate)
        changed, assignments = apply_reason(event, schedule, reason)
        assert check(changed, replace(schedule, assignments=assignments)) == []
        held = {x.candidate for x in assignments}
        assert missing.candidate in held
        lost = {x.candidate for x in schedule.assignments} - held
        assert lost == set(reason.displaced)
        assert reason.price == sum(values[name] for name in lost)
        codes[reason.code] += 1
    assert len(codes) >= 3, "an event as crowded as this has several kinds of reasons"


def test_without_the_change_the_meeting_does_not_fit(event: Problem, schedule: Result) -> None:
    """The reason binds: the placement alone, beside everything else, breaks the named code."""
    explainer = Explainer(event, schedule.assignments)
    tried = 0
    for missing in schedule.unscheduled:
        reason = explainer.explain(missing.candidate)
        if reason.code == "fits":
            continue
        tried += 1
        forced = (*schedule.assignments, reason.placement)
        broken = {v.code for v in check(event, replace(schedule, assignments=forced))}
        expected = {need.code for need in reason.needs} or {"person-busy", "too-far-apart"}
        assert broken & (expected | {"wrong-table"})
    assert tried > 10


def test_a_held_or_unknown_candidate_has_no_reason(event: Problem, schedule: Result) -> None:
    with pytest.raises(ProblemError, match="is scheduled"):
        explain_unscheduled(event, schedule, schedule.assignments[0].candidate)
    with pytest.raises(ProblemError, match="no candidate"):
        explain_unscheduled(event, schedule, "nobody")


def changes_of_the_day(problem: Problem, result: Result) -> dict[str, Change]:
    rng = random.Random(2)
    busy = Counter(
        side
        for x in result.assignments
        for c in problem.candidates
        if c.id == x.candidate
        for side in (c.a, c.b)
    )
    popular = busy.most_common(1)[0][0]
    a, b = problem.participants[0].id, problem.participants[3].id
    held = {x.candidate for x in result.assignments}
    return {
        "no-show": Change("unavailable", popular),
        "late arrival": Change("unavailable", popular, slots=(0, 1, 2)),
        "table withdrawn": Change("table-withdrawn", rng.choice(problem.tables or ()).id),
        "request added": Change("candidate-added", candidate=Candidate("new", a, b, 10**6, 2)),
        "request withdrawn": Change("candidate-withdrawn", min(held)),
    }


@pytest.mark.parametrize(
    "what",
    ["no-show", "late arrival", "table withdrawn", "request added", "request withdrawn"],
)
@pytest.mark.parametrize("max_moves", [0, 3])
def test_repair(event: Problem, schedule: Result, what: str, max_moves: int) -> None:
    change = changes_of_the_day(event, schedule)[what]
    after = repair(event, schedule, [change], max_moves=max_moves)
    changed = apply_changes(event, [change])
    assert check(changed, after) == []
    before = {x.candidate: x for x in schedule.assignments}
    now = {x.candidate: x for x in after.assignments}
    elsewhere = {name for name in before.keys() & now.keys() if before[name] != now[name]}
    rescheduled = set(after.metrics["rescheduled"])
    assert elsewhere == set(after.metrics["moved"]) | rescheduled
    assert len(after.metrics["moved"]) <= max_moves
    for name in rescheduled:
        alone = replace(schedule, assignments=(before[name],))
        assert check(changed, alone), "only what cannot stay is rescheduled for free"
    assert set(after.metrics["lost"]) == before.keys() - now.keys()
    assert after.bound is not None
    assert after.bound >= after.objective
    if what == "no-show":
        assert after.metrics["lost"], "the most popular company had meetings"


@pytest.mark.parametrize("max_moves", [0, 3])
def test_the_bound_holds_for_every_schedule_that_keeps_the_survivors(
    event: Problem, schedule: Result, max_moves: int
) -> None:
    """Solved from nothing with the survivors locked: where they are, or, where they may move, in
    their own slot at least. No such schedule is above the bound."""
    for what, change in changes_of_the_day(event, schedule).items():
        if what == "no-show":
            continue  # an event with somebody who is never there is refused by solve
        after = repair(event, schedule, [change], max_moves=max_moves)
        before = {x.candidate: x for x in schedule.assignments}
        stayed = [x for x in after.assignments if before.get(x.candidate) == x]
        locks = tuple(Lock(x.candidate, x.slot, x.table, x.representatives) for x in stayed)
        other = solve(replace(apply_changes(event, [change]), locks=locks), params=QUICK)
        levels = {level.name: level for level in after.levels}
        for level in other.levels:
            bound = levels[level.name].bound
            assert bound is None or level.value <= bound
            if level.value != levels[level.name].value:
                break  # the bounds of lower levels are for schedules that keep those above


def test_an_event_changed_in_place_is_the_one_made_anew(event: Problem, schedule: Result) -> None:
    """Only what a change is about is checked and sorted; the rest is taken over."""
    changes = changes_of_the_day(event, schedule).values()
    changed = apply_changes(event, changes)
    parts = {name: getattr(changed, name) for name in Problem.__dataclass_fields__}
    assert Problem(**parts) == changed
    assert Problem.from_json(changed.to_json()) == changed
    assert {c.id for c in changed.candidates} - {c.id for c in event.candidates} == {"new"}


def test_both_kinds_of_kernels_repair_alike(
    event: Problem, schedule: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that has compiled the kernels and one that has not give the same schedule."""
    gone = [Change("unavailable", p.id) for p in event.participants[:4]]
    results = []
    compiling.wait()
    for compiled in (False, True):
        monkeypatch.setattr(refilling, "loaded", lambda compiled=compiled: compiled)
        # As long as it takes, a compiler's first time included: the clock may not decide.
        results.append(repair(event, schedule, gone, stop=Stop(seconds=300)).assignments)
    assert results[0] == results[1]


def test_repair_leaves_the_past_alone(event: Problem, schedule: Result) -> None:
    change = changes_of_the_day(event, schedule)["late arrival"]
    after = repair(event, schedule, [change], max_moves=5, first_slot=4)
    before = {x.candidate: x for x in schedule.assignments}
    for x in after.assignments:
        assert x == before.get(x.candidate) or x.slot >= 4


def test_a_refill_uses_what_a_no_show_frees() -> None:
    """Tables are short, so a withdrawn meeting lets another one in, and the refill proves that
    no better one would fit."""
    event = generate(Shape(participants=20, candidates=90, slots=5, tables=3), seed=1)
    result = solve(event, params=QUICK)
    gone = result.assignments[0].candidate
    after = repair(event, result, [Change("candidate-withdrawn", gone)])
    assert after.metrics["lost"] == [gone]
    assert len(after.metrics["added"]) == 1
    assert after.status == "optimal"


def test_an_impossible_change_is_refused(event: Problem, schedule: Result) -> None:
    a, b = event.participants[0].id, event.participants[3].id
    for change, said in (
        (Change("table-withdrawn", "nowhere"), "no table 'nowhere'"),
        (Change("unavailable", "nobody"), "no participant or representative 'nobody'"),
        (Change("unavailable", a, slots=(99,)), "no slot 99"),
        (Change("candidate-withdrawn", "nothing"), "no candidate 'nothing'"),
        (Change("candidate-added"), "is missing"),
        (Change("candidate-added", candidate=Candidate("new", a, "nobody")), "'nobody'"),
        (Change("candidate-added", candidate=Candidate("new", a, b, tier=7)), "tier"),
        (Change("cancelled", a), "none of unavailable"),
    ):
        with pytest.raises(ProblemError) as error:
            repair(event, schedule, [change])
        assert str(error.value).startswith("changes[0]")
        assert said in str(error.value)


def test_a_new_version_of_a_held_candidate_is_looked_at_again(
    event: Problem, schedule: Result
) -> None:
    """Other slots, another resource or another company: what cannot stay does not stay."""
    held = {x.candidate: x for x in schedule.assignments}
    full = Counter(
        (name, held[c.id].slot) for c in event.candidates if c.id in held for name in c.resources
    )
    capacity = {r.id: r.capacity for r in event.resources}
    name, slot = next(key for key, used in full.items() if used == capacity[key[0]])
    here = [c for c in event.candidates if c.id in held and held[c.id].slot == slot]
    free = next(c for c in here if name not in c.resources and c.slots is None)
    elsewhere = tuple(s for s in range(len(event.slots)) if s != slot)
    other = next(c for c in here if c is not free)
    for version in (
        replace(free, slots=elsewhere),
        replace(free, resources=(*free.resources, name)),
        replace(free, a=other.a, b=other.b, representatives=()),
    ):
        change = Change("candidate-added", candidate=version)
        after = repair(event, schedule, [change])
        assert check(apply_changes(event, [change]), after) == []
        now = {x.candidate: x for x in after.assignments}
        assert now.get(free.id) != held[free.id]


def test_a_person_who_is_called_like_a_company_is_that_person() -> None:
    """Ids of people and companies are different things; the person of that id is meant."""
    problem = Problem(
        slots=(Slot("s0", "day", 0, 25), Slot("s1", "day", 30, 55)),
        participants=(
            Participant("a", representatives=(Representative("b"),)),
            Participant("b", representatives=(Representative("c"),)),
            Participant("c", representatives=(Representative("a"),)),
        ),
        candidates=(Candidate("ab", "a", "b", 9), Candidate("bc", "b", "c", 5)),
    )
    change = Change("unavailable", "b", slots=(0,))
    result = solve(problem, params=QUICK)
    assert check(apply_changes(problem, [change]), repair(problem, result, [change])) == []


def test_two_meetings_that_move_do_not_share_one_interpreter() -> None:
    """Both could move to the next slot to let a third in, but only one interpreter is left."""
    problem = Problem(
        slots=tuple(Slot(f"s{i}", "day", 30 * i, 30 * i + 25) for i in range(2)),
        participants=tuple(
            Participant(name, representatives=(Representative(f"{name}-0"),)) for name in "abcdef"
        ),
        candidates=(
            Candidate("ab", "a", "b", 9, slots=(0,)),
            *(Candidate(c, c[0], c[1], 5, resources=("ko-vi",)) for c in ("ac", "bd", "ef")),
        ),
        resources=(Resource("ko-vi", 2),),
    )
    held = tuple(
        Assignment(c, slot, None, (f"{c[0]}-0", f"{c[1]}-0"))
        for c, slot in (("ac", 0), ("bd", 0), ("ef", 1))
    )
    schedule = Result("feasible", 15, None, None, (), held, ())
    assert check(problem, schedule) == []
    reason = explain_unscheduled(problem, schedule, "ab")
    changed, assignments = apply_reason(problem, schedule, reason)
    assert check(changed, replace(schedule, assignments=assignments)) == []
    assert (len(reason.moves), len(reason.displaced)) == (1, 1)
