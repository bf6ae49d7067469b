"""The published schedule, changed as little as the event's changes ask for."""

from dataclasses import replace

from django.utils.translation import gettext as _

from companies.domain.errors import DomainError
from matchmaking.choices import MeetingState
from matchmaking.domain.conflicts import stored_result
from matchmaking.domain.pairs import pair_of
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

    What became free is filled, and at most `moves` meetings move to let others in; none of it
    before `first_slot`. `metrics` say how many meetings were `kept` as they were. There is no
    bound: what is proven here is only that nothing better fits beside those that stay. Refused
    where a locked meeting cannot stay.
    """
    before = standing(version, problem)
    result = repair(
        problem,
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
    kept = len(set(before.assignments) & set(result.assignments))
    levels = [
        Level(level.name, level.value) if level.name == "value" else level
        for level in result.levels
    ]
    return replace(
        result,
        status=FEASIBLE,
        bound=None,
        gap=None,
        levels=tuple(levels),
        metrics=result.metrics | {"kept": kept},
    )


def standing(version: ScheduleVersion, problem: Problem) -> Result:
    """The planned meetings of the version that break nothing in the event as it is now."""
    slots = {slot.id: index for index, slot in enumerate(problem.slots)}
    planned = version.meetings.filter(state=MeetingState.PLANNED).prefetch_related("seats")
    known = {
        pair_of(meeting.registration_a_id, meeting.registration_b_id): meeting
        for meeting in planned
        if str(meeting.slot_id) in slots
    }
    result = stored_result(known, slots)
    candidates = {candidate.id for candidate in problem.candidates}
    held = {x.candidate: x for x in result.assignments if x.candidate in candidates}
    result = replace(result, assignments=tuple(held.values()))
    # Taking one of two meetings out that exclude each other may leave nothing against the other,
    # so the rest is looked at again. Each round takes at least one out.
    while broken := {violation.candidate for violation in check(problem, result)} & held.keys():
        for candidate in broken:
            del held[candidate]
        result = replace(result, assignments=tuple(held.values()))
    return result
