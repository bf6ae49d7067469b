"""How far a run is, in words and as a bar."""

from dataclasses import dataclass

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
