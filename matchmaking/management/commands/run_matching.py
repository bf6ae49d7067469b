import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from companies.domain.errors import DomainError
from events.models import Event
from matchmaking.choices import RunPhase, RunState
from matchmaking.domain.findings import find_obstacles, read_findings
from matchmaking.domain.runs import cancel_run, execute_run, start_run
from matchmaking.models import Run

LOOK_SECONDS = 0.3
PATIENCE_SECONDS = 10


class Command(BaseCommand):
    """Parse, start the run, and say how far it is until it has ended."""

    help = "Match an event: score its pairs, find a schedule, and publish it if asked to."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("event", help="address (slug) of the event")
        parser.add_argument("--publish", action="store_true", help="publish the schedule found")
        parser.add_argument("--seed", type=int, default=0, help="same seed, same schedule")
        parser.add_argument("--seconds", type=float, help="longest search for the schedule")
        parser.add_argument(
            "--moves",
            type=int,
            help="keep the published schedule, and move at most so many of its meetings",
        )
        parser.add_argument(
            "--inline", action="store_true", help="work here instead of waiting for a worker"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        event = Event.objects.filter(slug=options["event"]).first()
        if event is None:
            raise CommandError(_("There is no event “%(slug)s”.") % {"slug": options["event"]})
        given = {name: options[name] for name in ("seconds", "moves")}
        params = {name: value for name, value in given.items() if value is not None}
        try:
            warnings = {f.sentence for f in find_obstacles(event) if not f.stops}
            for sentence in sorted(warnings):
                self.stderr.write(sentence)
            run = start_run(
                event,
                publish=options["publish"],
                seed=options["seed"],
                params=params,
                enqueue=not options["inline"],
            )
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        try:
            if options["inline"]:
                execute_run(run.pk)
            self._follow(run)
        except KeyboardInterrupt:
            self._cancel(run)
            raise CommandError(_("The run was cancelled.")) from None
        self._report(run, warnings)

    def _follow(self, run: Run) -> None:
        """Print each change of the run until it has ended."""
        said, begun, is_patient = "", time.monotonic(), True
        while True:
            run.refresh_from_db(fields=PROGRESS)
            line = _describe(run)
            if line != said:
                self.stdout.write(line)
                self.stdout.flush()
                said = line
            if not run.is_active:
                return
            late = time.monotonic() - begun > PATIENCE_SECONDS
            if is_patient and late and run.phase == RunPhase.WAITING:
                self.stderr.write(
                    _(
                        "No worker has taken the run yet. If none is running, start one: celery -A "
                        "matchmaking worker -Q default,scoring,scheduling,mail"
                    )
                )
                is_patient = False
            time.sleep(LOOK_SECONDS)

    def _cancel(self, run: Run) -> None:
        try:
            cancel_run(run, by=None)
        except DomainError:
            return  # it has ended in this moment

    def _report(self, run: Run, said: set[str]) -> None:
        """What came of it; a run that did not succeed is an error."""
        run.refresh_from_db()
        if run.state == RunState.CANCELLED:
            raise CommandError(_("The run was cancelled."))
        if run.state != RunState.SUCCEEDED:
            raise CommandError(run.failure)
        for finding in read_findings(run.findings):
            if finding.sentence not in said:
                self.stderr.write(finding.sentence)
        version = run.version
        self.stdout.write(
            _("Version %(number)d: %(meetings)d meetings, gap %(gap)s, %(state)s.")
            % {
                "number": version.number,
                "meetings": version.meetings.planned().count(),
                "gap": "—" if version.gap is None else f"{version.gap:.2%}",
                "state": version.get_state_display(),
            }
        )


PROGRESS = ["state", "phase", "done", "total", "value", "bound", "failure"]


def _describe(run: Run) -> str:
    """How far the run is, on one line."""
    line = str(run.get_phase_display())
    if run.total:
        line += f" {run.done}/{run.total}"
    if run.value is not None:
        line += f" · {_('value')} {run.value:,}"
    if run.bound is not None:
        line += f" · {_('bound')} {run.bound:,}"
    return line if run.is_active else str(run.get_state_display())
