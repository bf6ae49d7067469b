"""The published schedule, changed as little as the event's changes ask for."""

from dataclasses import replace

from django.utils.translation import gettext as _

from companies.domain.errors import DomainError
from matchmaking.choices import MeetingState
from matchmaking.domain.conflicts import stored_result
from matchmaking.domain.pairs import pair_of
from matchmaking.domain.snapshot import candidate_id
from matchmaking.engine.checker import check
from matchmaking.engine.problem import Problem
from matchmaking.engine.repairing import repair
from matchmaking.engine.result import FEASIBLE, Level, OnProgress, Result, Stop
from matchmaking.models import ScheduleVersion


def keep_schedule(
    version: ScheduleVersion,
    problem: Problem,
    *,
    moves: int,
    first_slot: int,
    seed: int,
    stop: Stop,
    on_progress: OnProgress,
) -> Result:
    """A schedule of `problem` in which the meetings of `version` stay that still can.

    A meeting that cannot stay is rather held elsewhere than given up for a new one that is as
    wanted: people count on it. What is still free is filled, and at most `moves` meetings move to
    let others in; none of it before `first_slot`. `metrics` say how many meetings were `kept` as
    they were. There is no bound: what is proven here is only that nothing better fits beside those
    that stay. Refused where a locked meeting cannot stay.
    """
    published = planned(version, problem)
    before = standing(published, problem)
    result = repair(
        favouring({x.candidate for x in published.assignments}, problem),
        before,
        (),
        max_moves=moves,
        first_slot=first_slot,
        seed=seed,
        stop=stop,
        on_progress=on_progress,
    )
    if any(violation.code == "lock-broken" for violation in check(problem, result)):
        raise DomainError(
            _(
                "A locked meeting cannot stay as it is: its table is gone, or somebody is not "
                "there. Unlock it, or make a new schedule."
            ),
            code="lock_impossible",
        )
    kept = set(before.assignments) & set(result.assignments)
    values = {candidate.id: candidate.value for candidate in problem.candidates}
    value = sum(values[x.candidate] for x in result.assignments)
    levels = [
        Level(level.name, value) if level.name == "value" else level for level in result.levels
    ]
    return replace(
        result,
        status=FEASIBLE,
        objective=value,
        input_hash=problem.input_hash,
        bound=None,
        gap=None,
        levels=tuple(levels),
        metrics=result.metrics
        | {"kept": len(kept)}
        | _differences(
            pairs_of(version),
            {x.candidate for x in result.assignments},
            stayed={x.candidate for x in kept},
            moved=set(result.metrics["moved"]),
        ),
    )


def pairs_of(version: ScheduleVersion) -> set[str]:
    """The candidates that were to meet, whether the event still knows them or not."""
    planned = version.meetings.filter(state=MeetingState.PLANNED)
    pairs = planned.values_list("registration_a", "registration_b")
    return {candidate_id(pair_of(one, other)) for one, other in pairs}


def _differences(
    before: set[str], now: set[str], *, stayed: set[str], moved: set[str]
) -> dict[str, list[str]]:
    """What differs, by pairs, as people will be told: who could not stay and meets at another time
    is no new meeting."""
    return {
        "added": sorted(now - before),
        "lost": sorted(before - now),
        "rescheduled": sorted((before & now) - stayed - moved),
    }


def favouring(published: set[str], problem: Problem) -> Problem:
    """The event in which each of these candidates is worth more than any new one."""
    most = max((candidate.value for candidate in problem.candidates), default=0)
    candidates = (
        replace(candidate, value=candidate.value + most) if candidate.id in published else candidate
        for candidate in problem.candidates
    )
    return replace(problem, candidates=tuple(candidates))


def planned(version: ScheduleVersion, problem: Problem) -> Result:
    """The planned meetings of the version that the event still knows as candidates and slots."""
    slots = {slot.id: index for index, slot in enumerate(problem.slots)}
    known = {
        pair_of(meeting.registration_a_id, meeting.registration_b_id): meeting
        for meeting in version.meetings.filter(state=MeetingState.PLANNED).prefetch_related("seats")
        if str(meeting.slot_id) in slots
    }
    result = stored_result(known, slots)
    candidates = {candidate.id for candidate in problem.candidates}
    wanted = [x for x in result.assignments if x.candidate in candidates]
    return replace(result, assignments=tuple(wanted))


def standing(published: Result, problem: Problem) -> Result:
    """Those of the meetings that break nothing in the event as it is now."""
    held = {x.candidate: x for x in published.assignments}
    result = published
    # Taking one of two meetings out that exclude each other may leave nothing against the other,
    # so the rest is looked at again. Each round takes at least one out.
    while broken := {violation.candidate for violation in check(problem, result)} & held.keys():
        for candidate in broken:
            del held[candidate]
        result = replace(result, assignments=tuple(held.values()))
    return result
