"""Measure a storm of mails: everybody of a large event is told of a new schedule.

Real Celery workers of the mail queue send to a real SMTP server on this machine, from a database of
its own, which is made, filled and dropped here. An urgent mail is written in the midst of it.

python -m benchmarks.mails [PARTICIPANTS]
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psutil
from aiosmtpd.controller import Controller

from benchmarks import pages

PORT = 2525  # as in the settings of the benchmark of pages
URGENT = "urgent@bench.example"


class Sink:
    """Takes every mail and remembers whose came when."""

    def __init__(self) -> None:
        self.came: list[tuple[float, str]] = []
        self.bytes = 0

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.came.append((time.monotonic(), envelope.rcpt_tos[0]))
        self.bytes += len(envelope.content)
        return "250 OK"


def main(participants: int = 5000) -> None:
    pages.NAME = "benchmark_mails"
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=PORT)
    with tempfile.TemporaryDirectory() as folder:
        pages._settings(folder)
        with pages._database():
            _fill(participants)
            controller.start()
            try:
                for workers in (1, 2):
                    row = {"participants": participants, "workers": workers}
                    sys.stdout.write(json.dumps(row | _storm(sink, workers)) + "\n")
                    sys.stdout.flush()
            finally:
                controller.stop()


def _fill(participants: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from benchmarks.crowd import fill

    call_command("migrate", verbosity=0)
    fill(participants, 1)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _storm(sink: Sink, workers: int) -> dict[str, Any]:
    from matchmaking.models import Notification

    sink.came.clear()
    sink.bytes = 0
    begun = time.monotonic()
    number = _tell_everybody(str(begun))
    written = time.monotonic()
    with _workers(workers) as processes:
        began = time.monotonic()
        _wake(workers)
        memory, asked, before = 0, 0.0, 0
        while len(sink.came) < number + bool(asked):
            memory = max(memory, *(_memory(process) for process in processes))
            if not asked and len(sink.came) > number // 4:
                asked = _tell_urgently(str(begun))
                before = len(sink.came)
            time.sleep(0.2)
            if time.monotonic() - began > 900:
                raise SystemExit(f"only {len(sink.came)} of {number} came")
        ended = sink.came[-1][0]
        processor = sum(_processor_seconds(process) for process in processes)
    to = [address for _at, address in sink.came]
    return {
        "mails": number,
        "twice": len(to) - len(set(to)),
        "not_sent": Notification.objects.exclude(mail_state="sent").count(),
        "writing_s": round(written - begun, 2),
        "sending_s": round(ended - began, 1),
        "a_second": round(number / (ended - began)),
        "processor_ms_a_mail": round(1000 * processor / number, 2),
        "worker_mb": round(memory / 2**20),
        "bytes_a_mail": sink.bytes // len(to),
        "urgent_after_s": round(sink.came[to.index(URGENT)][0] - asked, 2),
        "urgent_after_mails": to.index(URGENT) - before,
    }


def _tell_everybody(key: str) -> int:
    """Everybody is told that their schedule is there, with all their meetings."""
    from events.models import Event
    from matchmaking.choices import NotificationKind
    from matchmaking.domain.outbox import notify_each
    from matchmaking.models import Seat

    people = Seat.objects.values_list("representative__user", flat=True).distinct()
    return notify_each(
        {person: {} for person in people},
        NotificationKind.SCHEDULE_PUBLISHED,
        f"storm:{key}",
        event=Event.objects.get(),
    )


def _tell_urgently(key: str) -> float:
    from matchmaking.models import Notification

    first = Notification.objects.select_related("recipient").order_by("pk").first()
    assert first is not None
    from companies.models import User

    person, _made = User.objects.get_or_create(email=URGENT)
    Notification.objects.create(
        recipient=person,
        event=first.event,
        kind="schedule_changed",
        key=f"urgent:{key}",
        context={"cancelled": []},
        is_urgent=True,
    )
    return time.monotonic()


def _wake(workers: int) -> None:
    from matchmaking.tasks import send_outbox

    for _worker in range(workers):
        send_outbox.delay()


@contextmanager
def _workers(number: int) -> Iterator[list[psutil.Process]]:
    """Celery workers as they are deployed for the mail queue."""
    command = [sys.executable, "-m", "celery", "-A", "matchmaking", "worker", "-Q", "mail"]
    command += [f"--concurrency={number}", "--loglevel=WARNING", "-n", "mail@benchmark"]
    worker = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        main = psutil.Process(worker.pid)
        while len(main.children()) < number:
            time.sleep(0.1)
        yield main.children()
    finally:
        worker.terminate()
        worker.wait(60)


def _memory(process: psutil.Process) -> int:
    return int(process.memory_info().rss)


def _processor_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))
