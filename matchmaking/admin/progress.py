"""How far a run is, in words and as a bar."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from matchmaking.choices import RunPhase, RunState
from matchmaking.models import Run


@dataclass(frozen=True)
class Progress:
    """`done` of `total` steps of the phase; a total of 0 where nobody can tell."""

    words: str
    done: int
    total: int


def progress_of(run: Run) -> Progress:
    return Progress(_words(run), min(run.done, run.total), run.total)


RESTING = {
    RunState.QUEUED: _("Waiting for a worker. It starts by itself."),
    RunState.SUCCEEDED: _("The schedule is made."),
    RunState.FAILED: _("The run failed. Nothing was changed."),
    RunState.CANCELLED: _("The run was cancelled. Nothing was changed."),
}
COUNTED = {
    RunPhase.ENCODING: _("Read %(done)s of %(total)s offers and needs"),
    RunPhase.SCORING: _("Scored %(done)s of %(total)s"),
    RunPhase.SCHEDULING: _("Finding the schedule: step %(done)s of %(total)s"),
}


def _words(run: Run) -> str:
    if run.state != RunState.RUNNING:
        return str(RESTING[RunState(run.state)])
    if run.total <= 1 or run.phase not in COUNTED:
        return str(run.get_phase_display())
    return str(COUNTED[RunPhase(run.phase)]) % {
        "done": number_format(run.done, force_grouping=True),
        "total": number_format(run.total, force_grouping=True),
    }


PATIENCE = timedelta(minutes=2)
"""How long a run may wait before somebody should look whether there is a worker at all."""


NO_WORKER = _(
    "No worker has taken it yet. Ask whoever looks after the server whether the workers are "
    "running; the run begins by itself once one is."
)
GOES_ON = _(
    "You can leave this page: the run goes on, and you find it under “Runs”. What is published "
    "stays until you publish the new schedule."
)
GOES_ON_AND_PUBLISHES = _(
    "You can leave this page: the run goes on, and you find it under “Runs”. When it is done, the "
    "schedule is published, and those whose meetings change are told."
)
STANDS = {
    RunState.FAILED: _(
        "What was published before stands. Put right what is said here, then run it again."
    ),
    RunState.CANCELLED: _("What was published before stands. You can start again at any time."),
}


def advice_on(run: Run, now: datetime) -> str:
    """What whoever looks at the run can do now; nothing where it has ended well or is stopping."""
    if run.state == RunState.QUEUED and now - run.created_at > PATIENCE:
        return str(NO_WORKER)
    if run.is_active:
        stopping = run.cancel_requested_at is not None
        return "" if stopping else str(GOES_ON_AND_PUBLISHES if run.publishes else GOES_ON)
    return str(STANDS.get(RunState(run.state), ""))
