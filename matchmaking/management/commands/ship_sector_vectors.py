"""For developers: read the sectors' names once for all installations."""

from typing import Any

from django.core.management.base import BaseCommand

from matchmaking.domain.shipped import FILE, ship
from matchmaking.domain.suggestions import read_sector_names


class Command(BaseCommand):
    help = "Encode the names of all sectors anew and write them to the file that is shipped."

    def handle(self, *args: Any, **options: Any) -> None:
        vectors = read_sector_names()
        ship(vectors)
        self.stdout.write(f"{len(vectors)} names, {FILE.stat().st_size:,} bytes: {FILE}")
