"""A run is cancelled while a real worker searches: it stops within two seconds."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from matchmaking.choices import RunPhase, RunState
from matchmaking.domain.runs import cancel_run
from matchmaking.models import Run, ScheduleVersion
from tests.factories import ready_event
from tests.faults.conftest import Workers, finish, run_of, wait_for, wait_for_phase

pytestmark = pytest.mark.faults


def test_the_search_stops_within_two_seconds(workers: Workers) -> None:
    event = ready_event(participants=6, two_sided=True)
    workers.start(slow="scheduling", seconds=30)
    command = workers.match(event)
    run = wait_for_phase(event, RunPhase.SCHEDULING)
    time.sleep(2)
    run.refresh_from_db()
    assert run.state == RunState.RUNNING
    assert run.heartbeat_at is not None
    assert timezone.now() - run.heartbeat_at < timedelta(seconds=1.5)

    asked = time.monotonic()
    cancel_run(run, by=None)
    wait_for(lambda: not run_of(event).is_active, 10)
    took = time.monotonic() - asked

    status, _output, errors = finish(command)
    assert run_of(event).state == RunState.CANCELLED
    assert took < 2
    assert (status, errors.strip()) == (1, "CommandError: The run was cancelled.")
    assert not ScheduleVersion.objects.exists()


def test_a_run_that_waits_for_a_worker_ends_at_once(workers: Workers) -> None:
    """Nobody works; whoever takes the message later finds nothing to do."""
    event = ready_event(participants=4)
    command = workers.match(event)
    run = wait_for(lambda: run_of(event), 60)
    assert cancel_run(run, by=None).state == RunState.CANCELLED
    status, _output, errors = finish(command)
    assert status == 1
    assert "cancelled" in errors
    workers.start()
    time.sleep(2)
    assert Run.objects.get().state == RunState.CANCELLED
    assert not ScheduleVersion.objects.exists()
