"""Runs: starting one, cancelling it, and looking after those whose worker has died."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.domain.errors import DomainError, refusing
from companies.models import User
from events.models import Event
from matchmaking.choices import ACTIVE_RUN_STATES, Action, RunPhase, RunState
from matchmaking.domain.activity import log_activity
from matchmaking.domain.execution import advance_run, execute_run, work_block
from matchmaking.domain.findings import find_obstacles
from matchmaking.domain.parameters import RunParams
from matchmaking.domain.run_states import RunBusy, cancel, stale_after
from matchmaking.models import Run, RunBlock

__all__ = [
    "Reaped",
    "RunBusy",
    "advance_run",
    "cancel_run",
    "execute_run",
    "reap_runs",
    "start_run",
    "work_block",
]

SEND_AGAIN = timedelta(minutes=5)
"""How long work may wait in a queue before it is sent again: the broker may have lost it."""


def start_run(
    event: Event,
    *,
    by: User | None = None,
    publish: bool = False,
    seed: int = 0,
    params: Mapping[str, Any] | None = None,
    enqueue: bool = True,
) -> Run:
    """Ask for a run of the event's matching; a worker begins once the caller's transaction commits.

    Refused while another run of the event is active and while something stops it, which the refusal
    says. `params` are those of `RunParams`. Without `enqueue` the caller executes it.
    """
    settings = RunParams.read(params)
    obstacles = find_obstacles(event)
    for finding in obstacles:
        if finding.stops:
            raise DomainError(finding.sentence, code=finding.code)
    if settings.moves is not None and not event.versions.published().exists():
        raise DomainError(
            _("Nothing is published that could stay. Run the matching for a new schedule."),
            code="nothing_published",
        )
    active = {
        "run_active_once_an_event": _(
            "A run of %(event)s is under way already. Wait until it is finished, or cancel it."
        )
        % {"event": event}
    }
    with transaction.atomic():
        with refusing(active):
            run: Run = Run.objects.create(
                event=event,
                requested_by=by,
                publishes=publish,
                seed=seed,
                params=settings.to_data(),
                findings=[finding.to_data() for finding in obstacles],
            )
        log_activity(Action.RUN_STARTED, event=event, actor=by, subject=run, after={"seed": seed})
        if enqueue:
            transaction.on_commit(lambda: _send(run.pk))
    return run


def _send(run_id: int) -> None:
    from matchmaking.tasks import run_matching_task

    run_matching_task.delay(run_id)


def cancel_run(run: Run, *, by: User | None) -> Run:
    """End the run: at once where no worker has it, else its worker stops within two seconds.

    What was stored before stays, and nothing of this run is added to it.
    """
    with transaction.atomic():
        run = Run.objects.select_for_update().get(pk=run.pk)
        if not run.is_active:
            raise DomainError(
                _("This run has ended already: it is “%(state)s”.")
                % {"state": run.get_state_display()},
                code="run_ended",
            )
        if run.cancel_requested_at is None:
            run.cancel_requested_at = timezone.now()
            run.save(update_fields=["cancel_requested_at"])
            log_activity(Action.RUN_CANCELLED, event=run.event, actor=by, subject=run)
        silent = run.heartbeat_at is None or timezone.now() - run.heartbeat_at > stale_after()
        if run.claim is None or silent:
            cancel(run.pk)
            run.refresh_from_db()
    return run


@dataclass
class Reaped:
    """What has to be sent to the queues again: runs to advance, blocks to do."""

    runs: list[int] = field(default_factory=list)
    blocks: list[int] = field(default_factory=list)


def reap_runs(now: datetime | None = None) -> Reaped:
    """Find runs and blocks whose worker died, or whose message was lost, and end cancelled ones.

    Changes only what marks them as sent again, so it may run anywhere, any time and at once.
    """
    now = now or timezone.now()
    dead, lost = now - stale_after(), now - SEND_AGAIN
    reaped = Reaped()
    for run in Run.objects.filter(state__in=ACTIVE_RUN_STATES).order_by("pk"):
        seen = run.heartbeat_at or run.created_at
        if run.cancel_requested_at is not None and (run.claim is None or seen < dead):
            cancel(run.pk)
        elif run.claim is not None:
            if seen < dead:
                reaped.runs.append(run.pk)
        elif run.phase in (RunPhase.ENCODING, RunPhase.SCORING):
            _reap_blocks(run, dead, lost, reaped)
        elif seen < lost:
            reaped.runs.append(run.pk)
            Run.objects.filter(pk=run.pk, claim=None).update(heartbeat_at=now)
    return reaped


def _reap_blocks(run: Run, dead: datetime, lost: datetime, reaped: Reaped) -> None:
    """Blocks that somebody began and nobody goes on with; all of them where all fell silent."""
    waiting = RunBlock.objects.filter(run=run, done_at__isnull=True)
    if not waiting.exists():
        if run.heartbeat_at is None or run.heartbeat_at < dead:
            reaped.runs.append(run.pk)  # the last block was done, but the run was not told
        return
    if (run.heartbeat_at or run.created_at) < lost:
        reaped.blocks += waiting.values_list("pk", flat=True)
        Run.objects.filter(pk=run.pk, state=RunState.RUNNING).update(heartbeat_at=timezone.now())
    else:
        abandoned = waiting.filter(beat_at__lt=dead)
        reaped.blocks += abandoned.values_list("pk", flat=True)
        abandoned.update(beat_at=None)
