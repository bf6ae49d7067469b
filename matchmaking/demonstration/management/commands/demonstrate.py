"""What `make run` shows a visitor: data, a published schedule, addresses and accounts."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from events.models import Event
from matchmaking.choices import VersionState
from matchmaking.models import ScheduleVersion

EVENT = "taiwan-digital-day"


class Command(BaseCommand):
    """Does only what is not done yet: an empty database is filled, an event without a published
    schedule is matched by the running worker. What a visitor made of it stays."""

    help = "Fill an empty database, publish the first event's schedule, print where to look."

    def handle(self, *args: Any, **options: Any) -> None:
        if not Event.objects.exists():
            call_command("load_demonstration", stdout=self.stdout, stderr=self.stderr)
        published = ScheduleVersion.objects.filter(event__slug=EVENT, state=VersionState.PUBLISHED)
        if Event.objects.filter(slug=EVENT).exists() and not published.exists():
            call_command("run_matching", EVENT, publish=True, stdout=self.stdout)
        self.stdout.write(f"Pages  {settings.SITE_URL}/")
        self.stdout.write(f"Admin  {settings.SITE_URL}/admin/")
        self.stdout.write(f"API    {settings.SITE_URL}/api/")
