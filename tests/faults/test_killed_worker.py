"""A worker is killed in the middle of a run: the run is resumed, or it fails with a clear sentence.

Real workers, real queues, SIGKILL.
"""

import subprocess
import sys
import textwrap
import time

import pytest
from django.db import connection

from matchmaking.choices import RunPhase, RunState, VersionState
from matchmaking.domain.runs import start_run
from matchmaking.models import Meeting, PairScore, RunBlock, ScheduleVersion, TextVector
from tests.factories import ready_event
from tests.faults.conftest import Workers, finish, run_of, wait_for, wait_for_phase

pytestmark = pytest.mark.faults


def assert_one_whole_version(event, run, *, state=VersionState.DRAFT) -> None:
    run.refresh_from_db()
    assert (run.state, run.failure) == (RunState.SUCCEEDED, "")
    version = ScheduleVersion.objects.get(event=event)
    assert version.run == run
    assert version.state == state
    meetings = version.meetings.all()
    assert len(meetings) > 0
    assert all(meeting.seats.count() == 2 for meeting in meetings)
    assert run.value == sum(meeting.value for meeting in meetings)
    assert not RunBlock.objects.filter(run=run).exists()


@pytest.mark.parametrize(
    ("slow", "phase"),
    [
        pytest.param("encoding", RunPhase.ENCODING, marks=pytest.mark.slow_run),
        pytest.param("scoring", RunPhase.SCORING, marks=pytest.mark.slow_run),
        ("scheduling", RunPhase.SCHEDULING),
        pytest.param("applying", RunPhase.APPLYING, marks=pytest.mark.slow_run),
    ],
)
def test_another_worker_goes_on(workers: Workers, slow: str, phase: str) -> None:
    event = ready_event(participants=6, two_sided=True)
    first = workers.start(slow=slow, seconds=30)
    command = workers.match(event, "--publish")
    run = wait_for_phase(event, phase)
    time.sleep(1)
    workers.kill(first)
    assert not ScheduleVersion.objects.exists(), "half a version was stored"

    workers.start()
    status, output, errors = finish(command)

    assert status == 0, errors
    assert "Version 1" in output
    assert_one_whole_version(event, run, state=VersionState.PUBLISHED)
    assert PairScore.objects.filter(event=event).count() == 9
    assert TextVector.objects.count() == 12


@pytest.mark.slow_run
def test_its_own_worker_goes_on_when_only_the_process_died(workers: Workers) -> None:
    """The kernel ends the process that computes; the worker hands the task to the next one."""
    event = ready_event(participants=6, two_sided=True)
    worker = workers.start(slow="scheduling", seconds=6, clock=False)
    command = workers.match(event)
    run = wait_for_phase(event, RunPhase.SCHEDULING)
    time.sleep(1)
    workers.kill_child(worker)

    status, _output, errors = finish(command)

    assert status == 0, errors
    assert_one_whole_version(event, run)
    assert run.attempts == 1


@pytest.mark.slow_run
def test_fails_clearly_when_every_worker_dies_over_it(workers: Workers) -> None:
    event = ready_event(participants=6, two_sided=True)
    worker = workers.start(slow="scheduling", seconds=30)
    command = workers.match(event)
    for attempt in range(3):
        wait_for_phase(event, RunPhase.SCHEDULING)
        wait_for(lambda n=attempt: run_of(event).attempts == n and run_of(event).claim, 30)
        time.sleep(0.5)
        workers.kill(worker)
        worker = workers.start(slow="scheduling", seconds=30)

    status, _output, errors = finish(command)

    run = run_of(event)
    assert status == 1
    assert run.state == RunState.FAILED
    assert run.failure in errors
    assert "stopped 3 times" in run.failure
    assert "Traceback" not in errors
    assert not ScheduleVersion.objects.exists()
    assert not RunBlock.objects.exists()
    assert start_run(event, enqueue=False).is_active, "the event is free for another run"


@pytest.mark.slow_run
def test_resumes_when_the_database_closes_its_connections(workers: Workers) -> None:
    event = ready_event(participants=6, two_sided=True)
    workers.start(slow="scheduling", seconds=4)
    command = workers.match(event)
    run = wait_for_phase(event, RunPhase.SCHEDULING)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    wait_for(lambda: not run_of(event).is_active, 60)
    command.kill()
    command.communicate()
    assert_one_whole_version(event, run)


@pytest.mark.slow_run
def test_everything_delivered_three_times_is_done_once(workers: Workers) -> None:
    """Two workers share the blocks; each message comes three times."""
    event = ready_event(participants=12, two_sided=True)
    workers.start(slow="scoring", seconds=0.3, processes=2)
    workers.start(slow="scoring", seconds=0.3, processes=2)
    run = start_run(event, params={"seconds": 5, "rows": 2, "texts": 3}, enqueue=False)
    script = f"""
        import time
        from matchmaking.models import RunBlock
        from matchmaking.tasks import run_matching_task, score_block_task
        for _ in range(3):
            run_matching_task.delay({run.pk})
        end = time.monotonic() + 20
        seen = set()
        while time.monotonic() < end and len(seen) < 10:  # 4 blocks of texts and 6 of rows
            blocks = RunBlock.objects.filter(run={run.pk})
            new = set(blocks.values_list("pk", flat=True)) - seen
            for pk in [*new, *new]:
                score_block_task.delay(pk)
            seen |= new
        """
    django(workers, script)
    wait_for(lambda: not run_of(event).is_active, 60)
    time.sleep(2)  # late copies have their chance to do harm
    assert_one_whole_version(event, run)
    assert PairScore.objects.filter(event=event).count() == 36
    assert Meeting.objects.filter(event=event).count() == run.version.meetings.count()
    assert run.attempts == 0


def django(workers: Workers, script: str) -> None:
    """Run a script with the workers' settings."""
    done = subprocess.run(
        [sys.executable, "-c", f"import django\ndjango.setup()\n{textwrap.dedent(script)}"],
        env=workers.environment,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr.decode()
