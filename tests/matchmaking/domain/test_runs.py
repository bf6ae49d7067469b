"""The states of a run: who may start, take, cancel and give up one."""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from companies.domain.errors import DomainError
from events.models import Event
from matchmaking.choices import BlockKind, RunPhase, RunState
from matchmaking.domain import run_states
from matchmaking.domain.progress import SECONDS, RunPulse
from matchmaking.domain.run_states import RunBusy, RunEnded, change_run, claim_run, hold_run
from matchmaking.domain.runs import SEND_AGAIN, cancel_run, reap_runs, start_run
from matchmaking.engine.result import Progress
from matchmaking.models import Activity, Run, RunBlock
from tests.factories import RunFactory, UserFactory, ready_event
from tests.matchmaking.threads import at_once

STALE = timedelta(seconds=15)


@pytest.fixture
def event() -> Event:
    return ready_event(participants=2)


def running(event: Event, *, silent: timedelta = timedelta(), **fields: Any) -> Run:
    """A run in the hands of a worker that gave its last sign of life so long ago."""
    fields.setdefault("phase", RunPhase.SCHEDULING)
    run = RunFactory(event=event, **fields)
    claimed = claim_run(run.pk)
    assert claimed is not None
    Run.objects.filter(pk=run.pk).update(heartbeat_at=timezone.now() - silent)
    claimed.refresh_from_db()
    return claimed


@pytest.mark.django_db
class TestStarting:
    def test_stores_what_it_was_asked_for(self, event: Event) -> None:
        actor = UserFactory()
        run = start_run(event, by=actor, publish=True, seed=7, params={"seconds": 3})
        assert (run.state, run.publishes, run.seed) == (RunState.QUEUED, True, 7)
        assert run.params["seconds"] == 3
        assert run.params["wake_from"] == 8
        assert run.requested_by == actor
        assert Activity.objects.get(action="run.started").actor == actor

    @pytest.mark.parametrize(
        ("params", "said"),
        [
            ({"second": 3}, "There is no setting “second”"),
            ({"seconds": 0}, "must be a number from 0.1 to 1200"),
            ({"seconds": "1"}, "must be a number"),
            ({"best": True}, "must be a number"),
            ({"wake_from": 20, "wake_until": 8}, "at least an hour"),
        ],
    )
    def test_refuses_bad_settings(self, event: Event, params: dict[str, Any], said: str) -> None:
        with pytest.raises(DomainError, match=said):
            start_run(event, params=params)
        assert not Run.objects.exists()

    def test_refuses_a_second_one(self, event: Event) -> None:
        start_run(event)
        with pytest.raises(DomainError, match="under way already") as refusal:
            start_run(event)
        assert refusal.value.code == "run_active_once_an_event"
        assert Run.objects.count() == 1

    def test_another_event_may_run_beside_it(self, event: Event) -> None:
        start_run(event)
        start_run(ready_event(participants=2))

    @pytest.mark.parametrize("ended", [RunState.SUCCEEDED, RunState.FAILED, RunState.CANCELLED])
    def test_the_next_may_start_once_it_has_ended(self, event: Event, ended: RunState) -> None:
        RunFactory(event=event, state=ended)
        assert start_run(event).is_active


@pytest.mark.django_db(transaction=True)
def test_of_two_who_start_at_once_one_does(event: Event) -> None:
    outcomes = at_once(
        lambda: start_run(event, enqueue=False), lambda: start_run(event, enqueue=False)
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["DomainError", "Run"]
    assert Run.objects.count() == 1


@pytest.mark.django_db
class TestClaiming:
    def test_a_second_worker_waits(self, event: Event) -> None:
        run = running(event)
        with pytest.raises(RunBusy):
            claim_run(run.pk)

    def test_a_silent_worker_is_taken_over_from(self, event: Event) -> None:
        run = running(event, silent=STALE)
        again = claim_run(run.pk)
        assert again is not None
        assert again.claim != run.claim
        assert again.attempts == 1

    def test_the_silent_one_can_change_nothing_when_it_wakes(self, event: Event) -> None:
        run = running(event, silent=STALE)
        again = claim_run(run.pk)
        with pytest.raises(RunEnded):
            change_run(run, phase=RunPhase.DONE)
        with pytest.raises(RunEnded):
            hold_run(run)
        assert run_states.fail(run.pk, "late", claim=run.claim) is False
        run.refresh_from_db()
        assert (run.state, run.phase) == (RunState.RUNNING, RunPhase.SCHEDULING)
        change_run(again, phase=RunPhase.CHECKING)

    def test_is_given_up_after_three_deaths(self, event: Event) -> None:
        run = running(event, silent=STALE)
        for _death in range(2):
            assert claim_run(run.pk)
            Run.objects.update(heartbeat_at=timezone.now() - STALE)
        assert claim_run(run.pk) is None
        run.refresh_from_db()
        assert run.state == RunState.FAILED
        assert "stopped 3 times" in run.failure
        assert run.finished_at is not None

    @pytest.mark.parametrize("ended", [RunState.SUCCEEDED, RunState.FAILED, RunState.CANCELLED])
    def test_what_has_ended_is_left_alone(self, event: Event, ended: RunState) -> None:
        assert claim_run(RunFactory(event=event, state=ended).pk) is None

    def test_what_is_gone_is_left_alone(self) -> None:
        assert claim_run(0) is None


@pytest.mark.django_db
class TestCancelling:
    def test_at_once_where_nobody_has_it(self, event: Event) -> None:
        run = cancel_run(start_run(event), by=UserFactory())
        assert (run.state, run.claim) == (RunState.CANCELLED, None)
        assert claim_run(run.pk) is None, "the message that is still in the queue does nothing"

    def test_at_once_where_its_worker_is_dead(self, event: Event) -> None:
        run = cancel_run(running(event, silent=2 * STALE), by=None)
        assert run.state == RunState.CANCELLED

    def test_by_its_worker_where_it_lives(self, event: Event) -> None:
        run = cancel_run(running(event), by=None)
        assert run.state == RunState.RUNNING
        assert run.cancel_requested_at is not None
        with pytest.raises(RunEnded):
            hold_run(run)

    def test_twice_is_once(self, event: Event) -> None:
        run = running(event)
        asked_at = cancel_run(run, by=None).cancel_requested_at
        assert cancel_run(run, by=None).cancel_requested_at == asked_at
        assert Activity.objects.filter(action="run.cancelled").count() == 1

    def test_blocks_go_with_it(self, event: Event) -> None:
        run = RunFactory(event=event, state=RunState.RUNNING, phase=RunPhase.SCORING)
        RunBlock.objects.create(run=run, kind=BlockKind.SCORING, first=0, last=2)
        cancel_run(run, by=None)
        assert not RunBlock.objects.exists()

    def test_what_has_ended_cannot_be(self, event: Event) -> None:
        with pytest.raises(DomainError, match="has ended already"):
            cancel_run(RunFactory(event=event, state=RunState.FAILED), by=None)


@pytest.mark.django_db
class TestReaping:
    @pytest.fixture
    def scoring(self, event: Event) -> Iterator[Run]:
        """A run whose two blocks wait in the queue."""
        run = RunFactory(
            event=event,
            state=RunState.RUNNING,
            phase=RunPhase.SCORING,
            heartbeat_at=timezone.now(),
        )
        for first in (0, 1):
            RunBlock.objects.create(run=run, kind=BlockKind.SCORING, first=first, last=first + 1)
        return run

    def test_nothing_where_all_is_well(self, event: Event, scoring: Run) -> None:
        running(ready_event(participants=2))
        reaped = reap_runs()
        assert (reaped.runs, reaped.blocks) == ([], [])

    def test_runs_whose_worker_died(self, event: Event) -> None:
        run = running(event, silent=2 * STALE)
        assert reap_runs().runs == [run.pk]

    def test_runs_whose_message_was_lost(self, event: Event) -> None:
        run = RunFactory(event=event)
        later = timezone.now() + SEND_AGAIN + timedelta(seconds=1)
        assert reap_runs(later).runs == [run.pk]
        assert reap_runs(later).runs == [], "once in a while, not each time"

    def test_blocks_whose_worker_died(self, scoring: Run) -> None:
        died, _waits = scoring.blocks.all()
        RunBlock.objects.filter(pk=died.pk).update(beat_at=timezone.now() - 2 * STALE)
        assert reap_runs().blocks == [died.pk]
        assert reap_runs().blocks == []

    def test_blocks_whose_messages_were_lost(self, scoring: Run) -> None:
        later = timezone.now() + SEND_AGAIN + timedelta(seconds=1)
        assert len(reap_runs(later).blocks) == 2

    def test_runs_whose_last_block_was_done_untold(self, scoring: Run) -> None:
        scoring.blocks.update(done_at=timezone.now())
        assert reap_runs().runs == []
        assert reap_runs(timezone.now() + 2 * STALE).runs == [scoring.pk]

    def test_ends_what_was_to_be_cancelled(self, event: Event) -> None:
        run = running(event, silent=2 * STALE)
        Run.objects.update(cancel_requested_at=timezone.now())
        reaped = reap_runs()
        run.refresh_from_db()
        assert (run.state, reaped.runs) == (RunState.CANCELLED, [])


@pytest.mark.django_db(transaction=True)
class TestSignsOfLife:
    def test_figures_reach_the_row(self, event: Event) -> None:
        run = running(event, silent=timedelta(seconds=5))
        with RunPulse(run, seconds=0.05) as pulse:
            pulse.report(Progress("search", 3, 10, 500, 900))
            time.sleep(0.4)
        row = Run.objects.get(pk=run.pk)
        assert (row.done, row.total, row.value, row.bound) == (3, 10, 500, 900)
        assert row.heartbeat_at is not None
        assert timezone.now() - row.heartbeat_at < timedelta(seconds=2)

    def test_a_cancelled_run_stops_within_two_seconds(self, event: Event) -> None:
        run = running(event)
        with RunPulse(run) as pulse:
            assert not pulse.should_stop()
            cancel_run(run, by=None)
            start = time.monotonic()
            while not pulse.should_stop() and time.monotonic() - start < 2:
                time.sleep(0.01)
            assert pulse.should_stop()
            assert time.monotonic() - start < SECONDS + 1

    def test_a_run_that_was_taken_over_stops(self, event: Event) -> None:
        run = running(event, silent=STALE)
        claim_run(run.pk)
        with RunPulse(run, seconds=0.05) as pulse:
            time.sleep(0.4)
            assert pulse.should_stop()
        row = Run.objects.get(pk=run.pk)
        assert row.claim != run.claim

    def test_goes_on_when_a_sign_does_not_get_through(
        self, event: Event, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from django.db import OperationalError

        run = running(event)
        pulse = RunPulse(run, seconds=0.05)
        written: list[bool] = []
        write = pulse._write

        def failing_once() -> bool:
            if not written:
                written.append(False)
                raise OperationalError("the connection is gone")
            written.append(write())
            return written[-1]

        monkeypatch.setattr(pulse, "_beat", failing_once)
        with pulse:
            time.sleep(0.5)
            assert not pulse.should_stop()
        assert True in written
