"""A whole run, from an event's rows to its published schedule, in this process."""

import pytest

from matchmaking.choices import RunPhase, RunState, VersionState
from matchmaking.domain.runs import execute_run, start_run
from matchmaking.models import Meeting, PairScore
from tests.factories import MeetingRequestFactory, ready_event

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("quick_encoder"),
]


def run_event(event, **options):
    run = start_run(event, enqueue=False, **options)
    execute_run(run.pk)
    run.refresh_from_db()
    return run


def test_ends_with_a_published_schedule() -> None:
    event = ready_event(participants=6, two_sided=True)
    first, second, *_rest = event.registrations.order_by("pk")
    request = MeetingRequestFactory(sender=first, receiver=second)

    run = run_event(event, publish=True, params={"seconds": 5})

    assert (run.state, run.failure) == (RunState.SUCCEEDED, "")
    assert run.phase == RunPhase.DONE
    version = run.version
    assert version.state == VersionState.PUBLISHED
    meetings = list(version.meetings.all())
    assert len(meetings) == 9
    assert request.meetings.get().version == version
    assert PairScore.objects.filter(event=event).count() == 9
    assert all(m.seats.count() == 2 and m.table_id for m in meetings)
    assert run.problem["candidates"]
    assert len(run.input_hash) == 64
    assert run.scoring_input is None
    assert not run.blocks.exists()
    assert set(run.timings) >= {"snapshot", "scoring", "scheduling", "checking", "applying"}
    assert run.value == version.objective == sum(m.value for m in meetings)
    assert Meeting.objects.published().count() == 9
