"""The states of a run and who may change them: each transition is one conditional update.

A run that works on its own thread of events (reading, scheduling, applying) is *claimed* by one
worker at a time. The claim is a name that the worker made up; it writes only where its name still
stands, so a worker that was given up can wake late and do no harm. Blocks of work need no claim:
done twice they give the same bytes, and the first to finish is kept.
"""

import logging
import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from matchmaking.choices import ACTIVE_RUN_STATES, RunPhase, RunState
from matchmaking.models import Run

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
"""How often a worker may die over the same run, or block, before it is given up."""


class RunEnded(Exception):  # noqa: N818 - not an error: somebody else decided
    """The run is no longer this worker's: it was cancelled, given up, or taken over."""


class RunBusy(Exception):  # noqa: N818 - not an error: ask again later
    """Another worker has the run and gave a sign of life a moment ago."""


def stale_after() -> timedelta:
    """How long a worker may be silent before it counts as dead."""
    return timedelta(seconds=settings.RUN_STALE_SECONDS)


def claim_run(run_id: int) -> Run | None:
    """Take the run; None where there is nothing to do any more. Raises `RunBusy`."""
    with transaction.atomic():
        run: Run | None = Run.objects.select_for_update().filter(pk=run_id).first()
        if run is None or not run.is_active:
            return None
        now = timezone.now()
        if run.cancel_requested_at is not None:
            _end(run, RunState.CANCELLED)
            return None
        if run.claim is not None:
            if run.heartbeat_at is not None and now - run.heartbeat_at < stale_after():
                raise RunBusy
            run.attempts += 1
            logger.warning("run %s: taken over from a worker that fell silent", run.pk)
            if run.attempts >= MOST_ATTEMPTS:
                _end(run, RunState.FAILED, failure=given_up(run))
                return None
        run.claim = uuid.uuid4()
        run.state = RunState.RUNNING
        run.started_at = run.started_at or now
        run.heartbeat_at = now
        run.save(update_fields=["claim", "state", "started_at", "heartbeat_at", "attempts"])
        return run


def given_up(run: Run) -> str:
    """What to say of a run over which the worker died again and again, to who started it."""
    person = run.requested_by
    with translation.override(person.language if person else settings.LANGUAGE_CODE):
        sentence = _(
            "The worker stopped %(times)d times while the run was at “%(phase)s”. Nothing was "
            "changed. Ask whoever looks after the server to see the worker's log: most likely it "
            "ran out of memory. Then start the run again."
        )
        return sentence % {"times": MOST_ATTEMPTS, "phase": run.get_phase_display()}


def change_run(run: Run, **fields: Any) -> None:
    """Write fields of a run that this worker has claimed. Raises `RunEnded`."""
    changed = Run.objects.filter(pk=run.pk, claim=run.claim, state=RunState.RUNNING).update(
        **fields, heartbeat_at=timezone.now()
    )
    if not changed:
        raise RunEnded
    for name, value in fields.items():
        setattr(run, name, value)


def hold_run(run: Run) -> None:
    """Last act of a transaction: it commits only while the run is ours and nobody cancels it.

    Locks the row, so take it after everything that lasts: signs of life wait for it.
    """
    held = (
        Run.objects.select_for_update()
        .filter(pk=run.pk, claim=run.claim, state=RunState.RUNNING)
        .filter(cancel_requested_at__isnull=True)
    )
    if not held.exists():
        raise RunEnded


def enter_phase(run: Run, phase: RunPhase, *, total: int = 0) -> None:
    """Go on to the next phase: progress starts anew, the time of the last one is written down."""
    change_run(run, phase=phase, done=0, total=total, timings=_timed(run))


def release_run(run: Run) -> None:
    """Leave the run to the workers of its blocks."""
    change_run(run, claim=None)


def succeed(run: Run, **fields: Any) -> None:
    change_run(
        run,
        state=RunState.SUCCEEDED,
        phase=RunPhase.DONE,
        finished_at=timezone.now(),
        claim=None,
        scoring_input=None,
        timings={name: s for name, s in _timed(run).items() if name != "since"},
        **fields,
    )
    run.blocks.all().delete()


def fail(run_id: int, failure: str, *, claim: uuid.UUID | None) -> bool:
    """End an active run with a sentence, if it is still in the hands of `claim`, or in nobody's."""
    with transaction.atomic():
        run = (
            Run.objects.select_for_update()
            .filter(pk=run_id, state__in=ACTIVE_RUN_STATES, claim=claim)
            .first()
        )
        if run is None:
            return False
        _end(run, RunState.FAILED, failure=failure)
        return True


def cancel(run_id: int) -> bool:
    """End a run that somebody asked to cancel."""
    with transaction.atomic():
        run = (
            Run.objects.select_for_update()
            .filter(pk=run_id, state__in=ACTIVE_RUN_STATES, cancel_requested_at__isnull=False)
            .first()
        )
        if run is None:
            return False
        _end(run, RunState.CANCELLED)
        return True


def _end(run: Run, state: RunState, *, failure: str = "") -> None:
    run.state, run.failure, run.finished_at = state, failure, timezone.now()
    run.claim = run.scoring_input = None
    run.timings = {name: s for name, s in _timed(run).items() if name != "since"}
    run.save(
        update_fields=[
            "state",
            "failure",
            "finished_at",
            "claim",
            "scoring_input",
            "timings",
            "attempts",
        ]
    )
    run.blocks.all().delete()


def _timed(run: Run) -> dict[str, Any]:
    """The run's timings with the seconds since its phase began; `since` is when that was."""
    now = timezone.now()
    timings = dict(run.timings)
    since = parse_datetime(timings.get("since", ""))
    if since is not None:
        spent = timings.get(run.phase, 0.0) + (now - since).total_seconds()
        timings[run.phase] = round(spent, 3)
    return timings | {"since": now.isoformat()}
