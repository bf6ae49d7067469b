"""Measure a storm of mails: everybody of a large event is told of a new schedule.

Real Celery workers of the mail queue send to a real SMTP server on this machine, from a database of
its own, which is made, filled and dropped here. In the midst of it somebody signs up, who waits for
a code, somebody is invited, and somebody's meeting of the next hours is cancelled. In a third storm
the server refuses some mails at first, hangs up on others, and the workers are killed twice.

python -m benchmarks.mails [PARTICIPANTS [one|two|faults ...]]
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from email import message_from_bytes
from pathlib import Path
from typing import Any

import psutil
from aiosmtpd.controller import Controller

from benchmarks import pages

PORT = 2525  # as in the settings of the benchmark of pages
NEWCOMERS = ("code", "invited", "urgent")  # who does not wait behind the others


STORMS = {"one": (1, False), "two": (2, False), "faults": (2, True)}  # workers, faults
REFUSES, HANGS_UP = 40, 100  # each so many-th mail, where the server has faults
KILLED_AT = (0.3, 0.6)


class Sink:
    """Takes every mail and remembers whose came when; with `faults` not each at once."""

    def __init__(self) -> None:
        self.came: list[tuple[float, str]] = []
        self.ids: list[str] = []
        self.bytes = 0
        self.faults = False
        self.offered = self.refused = 0

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.offered += 1
        if self.faults and self.offered % REFUSES == 0:
            self.refused += 1
            return "451 4.3.0 Try again later"
        if self.faults and self.offered % HANGS_UP == 1:
            self.refused += 1
            server.transport.abort()
            return "421 4.3.2 Gone"
        self.came.append((time.monotonic(), envelope.rcpt_tos[0]))
        self.ids.append(message_from_bytes(envelope.content)["Message-ID"])
        self.bytes += len(envelope.content)
        return "250 OK"

    def begin(self, *, faults: bool) -> None:
        self.__init__()  # type: ignore[misc]
        self.faults = faults


def main(participants: int = 5000, *storms: str) -> None:
    pages.NAME = "benchmark_mails"
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=PORT)
    with tempfile.TemporaryDirectory() as folder:
        pages._settings(folder)
        Path(folder, "static").mkdir()
        os.environ["MAIL_QUIET_HOURS"] = "off"  # whatever the hour, all is sent now
        with pages._database():
            _fill(participants)
            controller.start()
            try:
                _sign_up(_address("first", "0"), "")  # the first loads what a server has loaded
                for workers, faults in (STORMS[name] for name in storms or STORMS):
                    row = {"participants": participants, "workers": workers, "faults": faults}
                    sink.begin(faults=faults)
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

    begun = time.monotonic()
    number = _tell_everybody(str(begun))
    written = time.monotonic()
    run = _Workers(workers)
    kills = list(KILLED_AT) if sink.faults else []
    with run:
        began = time.monotonic()
        _wake(workers)
        asked: dict[str, tuple[float, int]] = {}
        woken = began
        while len(set(sink.ids)) < number + len(asked):
            run.look()
            if not asked and len(sink.came) > number // 4:
                asked = _tell_newcomers(str(begun), sink)
            if kills and len(sink.came) > kills[0] * number:
                kills.pop(0)
                run.kill()
            if time.monotonic() - woken > 10:  # as the clock does each minute
                woken = time.monotonic()
                _wake(workers)
            time.sleep(0.2)
            if time.monotonic() - began > 1800:
                raise SystemExit(f"only {len(set(sink.ids))} of {number} came")
        ended = sink.came[-1][0]
    to = [address for _at, address in sink.came]
    return {
        "mails": number,
        "copies": len(sink.ids) - len(set(sink.ids)),
        "told_twice": len(set(sink.ids)) - len(set(to)),
        "refused_at_first": sink.refused,
        "not_sent": Notification.objects.exclude(mail_state="sent").count(),
        "writing_s": round(written - begun, 2),
        "sending_s": round(ended - began, 1),
        "a_second": round(number / (ended - began), 1),
        "processor_ms_a_mail": round(1000 * run.processor / number, 2),
        "worker_mb": round(run.memory / 2**20),
        "bytes_a_mail": sink.bytes // len(to),
        **{
            f"{name}_after": {
                "s": round(sink.came[to.index(_address(name, str(begun)))][0] - at, 2),
                "mails": to.index(_address(name, str(begun))) - before,
            }
            for name, (at, before) in asked.items()
        },
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


def _address(name: str, key: str) -> str:
    return f"{name}.{key}@bench.example"


def _tell_newcomers(key: str, sink: Sink) -> dict[str, tuple[float, int]]:
    """When each of them was told, or asked, and how many mails had come by then."""
    asked = {}
    for name in NEWCOMERS:
        asked[name] = (time.monotonic(), len(sink.came))
        TELLING[name](_address(name, key), key)
    return asked


def _sign_up(address: str, _key: str) -> None:
    """As the page does it; the web server's process is this one."""
    from django.test import Client

    data = {"email": address}
    answer = Client().post("/accounts/signup/", data, secure=True, headers={"host": pages.HOST})
    assert answer.status_code == 302, answer.status_code


def _invite(address: str, _key: str) -> None:
    from companies.domain.invitations import invite
    from companies.models import Member

    owner = Member.objects.select_related("organisation", "user").first()
    assert owner is not None
    invite(owner.organisation, email=address, by=owner.user)


def _cancel(address: str, key: str) -> None:
    from companies.models import User
    from events.models import Event
    from matchmaking.models import Notification

    Notification.objects.create(
        recipient=User.objects.create(email=address),
        event=Event.objects.get(),
        kind="schedule_changed",
        key=f"urgent:{key}",
        context={"cancelled": []},
        is_urgent=True,
    )


TELLING = {"code": _sign_up, "invited": _invite, "urgent": _cancel}


def _wake(workers: int) -> None:
    from matchmaking.tasks import send_outbox

    for _worker in range(workers):
        send_outbox.delay()


class _Workers:
    """Celery workers as they are deployed for the mail queue; what they took of memory and time."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.memory, self.processor = 0, 0.0
        self.seen: dict[int, float] = {}

    def __enter__(self) -> None:
        command = [sys.executable, "-m", "celery", "-A", "matchmaking", "worker", "-Q", "mail"]
        command += [f"--concurrency={self.number}", "--loglevel=WARNING", "-n", "mail@benchmark"]
        output = subprocess.DEVNULL
        self.worker = subprocess.Popen(command, stdout=output, stderr=output)
        main = psutil.Process(self.worker.pid)
        while len(main.children()) < self.number:
            time.sleep(0.1)
        self.children = main.children()

    def __exit__(self, *_error: object) -> None:
        self.look()
        self.worker.terminate()
        self.worker.wait(60)

    def look(self) -> None:
        for child in self.children:
            with suppress(psutil.NoSuchProcess):
                times = child.cpu_times()
                self.memory = max(self.memory, child.memory_info().rss)
                self.seen[child.pid] = float(times.user + times.system)
        self.processor = sum(self.seen.values())

    def kill(self) -> None:
        """As a machine that fails does, in the midst of whatever they do; then others begin."""
        self.look()
        for process in [*self.children, psutil.Process(self.worker.pid)]:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self.worker.wait(60)
        self.__enter__()


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]), *sys.argv[2:])
