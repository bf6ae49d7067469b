"""What `make run` shows a visitor: data, a published schedule, addresses and accounts."""

import io
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from events.models import Event
from matchmaking.choices import ACTIVE_RUN_STATES, VersionState
from matchmaking.demonstration.builder import ACCOUNTS
from matchmaking.demonstration.news import tell_news
from matchmaking.models import Run, ScheduleVersion

EVENT = "taiwan-digital-day"


class Command(BaseCommand):
    """Does only what is not done yet: an empty database is filled, an event without a published
    schedule is matched by the running worker. What a visitor made of it stays."""

    help = "Fill an empty database, publish the first event's schedule, print where to look."

    def handle(self, *args: Any, **options: Any) -> None:
        if not Event.objects.exists():
            self.say("Loading five events into the empty database ...")
            call_command("load_demonstration", stdout=io.StringIO())
        self.wait_for_an_interrupted_run()
        published = ScheduleVersion.objects.filter(event__slug=EVENT, state=VersionState.PUBLISHED)
        if Event.objects.filter(slug=EVENT).exists() and not published.exists():
            self.say(f"Matching {EVENT} ...")
            call_command("run_matching", EVENT, publish=True, stdout=self.stdout)
            tell_news(Event.objects.get(slug=EVENT))
        self.print_addresses()

    def wait_for_an_interrupted_run(self) -> None:
        """A run that Ctrl-C cut off goes on by itself, or is given up by the clock."""
        active = Run.objects.filter(event__slug=EVENT, state__in=ACTIVE_RUN_STATES)
        if active.exists():
            self.say(f"Waiting for the interrupted run of {EVENT} ...")
        while active.exists():
            time.sleep(0.5)

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def print_addresses(self) -> None:
        lines = [
            ("pages", f"{settings.SITE_URL}/"),
            ("admin", f"{settings.SITE_URL}/admin/"),
            ("API", f"{settings.SITE_URL}/api/"),
            *((account.role, f"{account.email}  {account.password}") for account in ACCOUNTS),
        ]
        if folder := getattr(settings, "EMAIL_FILE_PATH", None):
            lines.append(("mail", f"files in {folder}; nothing is sent"))
        for name, value in lines:
            self.stdout.write(f"  {name:10} {value}")
