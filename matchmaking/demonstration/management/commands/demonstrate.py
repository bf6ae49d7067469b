"""What `make run` shows a visitor: data, a published schedule, addresses and accounts."""

import io
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from events.models import Event
from matchmaking.choices import VersionState
from matchmaking.demonstration.builder import ACCOUNTS
from matchmaking.models import ScheduleVersion

EVENT = "taiwan-digital-day"


class Command(BaseCommand):
    """Does only what is not done yet: an empty database is filled, an event without a published
    schedule is matched by the running worker. What a visitor made of it stays."""

    help = "Fill an empty database, publish the first event's schedule, print where to look."

    def handle(self, *args: Any, **options: Any) -> None:
        if not Event.objects.exists():
            self.stdout.write("Loading five events into the empty database ...")
            self.stdout.flush()
            call_command("load_demonstration", stdout=io.StringIO())
        published = ScheduleVersion.objects.filter(event__slug=EVENT, state=VersionState.PUBLISHED)
        if Event.objects.filter(slug=EVENT).exists() and not published.exists():
            self.stdout.write(f"Matching {EVENT} ...")
            self.stdout.flush()
            call_command("run_matching", EVENT, publish=True, stdout=self.stdout)
        self.print_addresses()

    def print_addresses(self) -> None:
        lines = [
            ("pages", f"{settings.SITE_URL}/"),
            ("admin", f"{settings.SITE_URL}/admin/"),
            ("API", f"{settings.SITE_URL}/api/"),
            *((account.role, f"{account.email}  {account.password}") for account in ACCOUNTS),
        ]
        for name, value in lines:
            self.stdout.write(f"  {name:10} {value}")
