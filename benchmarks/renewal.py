"""How long a changed profile takes to change the recommendations, through a real worker.

An event of many participants with two offers and two needs each, on a database of its own that is
made, filled and dropped here. Vectors of the texts are made up and stored, as those of real texts
are by then. Prints a line of JSON for: the first scoring of the whole event, and single changes,
each from the call that makes it to the last pair that is stored.

python -m benchmarks.renewal [PARTICIPANTS]
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.pages import _database, _settings

CHANGES = 5
NEEDS = (
    "Fare collection for city buses with phone payment",
    "Hệ thống thu phí không dừng cho bãi đỗ xe thông minh",
    "工廠能源管理與碳盤查平台",
    "스마트 물류 창고용 자율주행 로봇",
    "A partner who tests drones over rice paddies",
)


def main(participants: int = 5000) -> None:
    with tempfile.TemporaryDirectory() as folder:
        _settings(folder)
        os.environ["DJANGO_SETTINGS_MODULE"] = "matchmaking.settings.development"
        with _database():
            slug = _fill(participants)
            with _worker() as worker:
                for row in _measure(slug, worker):
                    print(json.dumps({"participants": participants} | row), flush=True)


def _fill(participants: int) -> str:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    from benchmarks.crowd import fill

    slug, _ = fill(participants, 1)
    _statements(slug)
    _vectors()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return slug


def _statements(slug: str) -> None:
    """A second offer and a second need each, and all of them in the registrations."""
    from companies.models import Sector, Statement
    from events.models import Registration

    sectors = list(Sector.objects.order_by("pk"))
    more = Statement.objects.bulk_create(
        Statement(
            organisation_id=row.organisation_id,
            kind=row.kind,
            text=f"{row.text}, the second",
            language=("en", "vi", "zh-hant", "ko")[row.pk % 4],
            cooperation=["pilot"],
        )
        for row in Statement.objects.all()
    )
    ticked = Statement.sectors.through
    ticked.objects.bulk_create(
        ticked(statement_id=row.pk, sector_id=sectors[row.pk % len(sectors)].pk) for row in more
    )
    named = Registration.statements.through
    of = dict(Registration.objects.filter(event__slug=slug).values_list("organisation", "pk"))
    named.objects.all().delete()
    named.objects.bulk_create(
        named(registration_id=of[row.organisation_id], statement_id=row.pk)
        for row in Statement.objects.all()
    )


def _vectors() -> None:
    """Points near one of 200 topics, as in `benchmarks.scoring`, stored as the encoder's own."""
    import numpy as np

    from companies.models import Statement
    from matchmaking.domain.vectors import space_of, this_space
    from matchmaking.engine.scoring.text.encoder import text_key, to_stored
    from matchmaking.models import TextVector

    space, chance = this_space(), np.random.default_rng(1)
    topics = chance.standard_normal((200, space.dimensions))
    rows = {}
    for kind, text in Statement.objects.values_list("kind", "text"):
        vector = topics[chance.integers(200)] + chance.standard_normal(space.dimensions)
        stored = to_stored((vector / np.linalg.norm(vector))[None].astype(np.float32))
        rows[text_key(space, kind, text)] = stored.tobytes()
    TextVector.objects.bulk_create(
        TextVector(encoder=space_of(space), text_hash=key, vector=vector)
        for key, vector in rows.items()
    )


@contextmanager
def _worker() -> Iterator[subprocess.Popen[bytes]]:
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "matchmaking",
        "worker",
        "-Q",
        "scoring,default",
    ]
    worker = subprocess.Popen([*command, "-c", "1", "-l", "WARNING"])
    try:
        yield worker
    finally:
        worker.terminate()
        worker.wait(30)


def _measure(slug: str, worker: subprocess.Popen[bytes]) -> Iterator[dict[str, Any]]:
    from companies.domain.statements import change_statement
    from events.models import Event, Registration
    from matchmaking.domain.renewal import mark_stale
    from matchmaking.models import EventScores, PairScore

    event = Event.objects.get(slug=slug)
    PairScore.objects.filter(event=event).delete()
    rows = Registration.objects.filter(event=event).select_related("event").order_by("pk")
    mark_stale([rows[0]])
    yield {"change": "nothing was scored yet"} | _until_stored(event, worker)
    for number in range(CHANGES):
        row = rows[7 + 13 * number]
        need = row.statements.filter(kind="need").order_by("pk")[0]
        change_statement(need, text=f"{NEEDS[number]} ({row.pk})")
        yield {"change": "one need", "pairs": PairScore.objects.filter(event=event).count()} | (
            _until_stored(event, worker)
        )
    mark_stale(rows[100:150])
    yield {"change": "fifty at once"} | _until_stored(event, worker)
    yield {"basis_kb": len(EventScores.objects.get(event=event).basis) // 1024}


def _until_stored(event: Any, worker: subprocess.Popen[bytes]) -> dict[str, Any]:
    from matchmaking.models import EventScores

    started, peak = time.perf_counter(), 0
    before = _processor_seconds(worker.pid)
    while event.stale_scores.exists() or EventScores.objects.filter(
        event=event, claimed_at__isnull=False
    ):
        peak = max(peak, _megabytes(worker.pid))
        time.sleep(0.1)
    return {
        "seconds": round(time.perf_counter() - started, 1),
        "worker_seconds": round(EventScores.objects.get(event=event).seconds, 1),
        "processor_seconds": round(_processor_seconds(worker.pid) - before, 1),
        "peak_mb": peak,
    }


def _children(pid: int) -> list[int]:
    found = []
    for folder in Path(f"/proc/{pid}/task").iterdir():
        found += [int(child) for child in (folder / "children").read_text().split()]
    return found


def _megabytes(pid: int) -> int:
    """Resident memory of the process that does the work: the parent only hands it out."""
    pages = [int(Path(f"/proc/{child}/statm").read_text().split()[1]) for child in _children(pid)]
    return max(pages, default=0) * os.sysconf("SC_PAGE_SIZE") // 2**20


def _processor_seconds(pid: int) -> float:
    ticks = 0
    for child in _children(pid):
        fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))
