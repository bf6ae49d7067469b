from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from events.models import Event
from matchmaking.demonstration.builder import ACCOUNTS, build_demonstration


class Command(BaseCommand):
    help = "Load the demonstration: five events with their companies. Only into an empty database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=1, help="names and requests follow from it")

    def handle(self, *args: Any, **options: Any) -> None:
        if Event.objects.exists():
            self.stdout.write("The database has events already; nothing was loaded.")
            return
        for event in build_demonstration(seed=options["seed"]):
            self.stdout.write(
                f"{event.slug}: {event.registrations.count()} participants, "
                f"{event.requests.count()} requests"
            )
        for account in ACCOUNTS:
            self.stdout.write(f"{account.role}: {account.email} / {account.password}")
