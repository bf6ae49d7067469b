"""Measure pages beside an empty view: one server, one run, 50 clients, 5,000 participants.

The server is gunicorn with production's settings on a database of its own, which is made, filled
and dropped here. Runs in a process of its own: it has to set up Django for another database.

python -m benchmarks.pages [PARTICIPANTS [PAGE ...]]
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from benchmarks.clients import Load, load, request_bytes


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


CLIENTS = 50
VISITORS = int(os.environ.get("BENCHMARK_VISITORS", "1000"))  # of the participants, who look
VISITS = 1000  # a round: each visitor looks as often as any other
ROUNDS = 3
NAME = f"benchmark_pages_{os.getpid()}"
PORT = free_port()  # two measurements at once would speak to one server
HOST = "bench.example"
TOKEN = "a" * 32  # every browser has one after its first form

SEARCHES = (
    *("street+lights", "cong+ty+17", "chieu+sang", "security+banks", "line+4", "data+centres"),
    *("C%C3%B4ng+ty&country=KR", "%E6%99%BA%E6%85%A7", "dense+racks&sort=name", "nothing+at+all"),
)
"""With and without marks, common and rare words, filters, Chinese, and one that finds nobody."""

Row = dict[str, Any]
Pages = dict[str, Callable[["Crowd"], list[bytes]]]


class Crowd:
    """The signed-in people of the filled event: paths of theirs become requests."""

    def __init__(self, slug: str, sessions: Sequence[str]) -> None:
        self.slug = slug
        self.sessions = sessions

    def requests(self, path: Callable[[int], str]) -> list[bytes]:
        """A round of visits, everybody in turn."""
        everybody = [
            request_bytes(path(number), HOST, f"__Host-sessionid={key}; __Host-csrftoken={TOKEN}")
            for number, key in enumerate(self.sessions)
        ]
        return list(islice(cycle(everybody), VISITS))


PAGES: Pages = {
    "schedule": lambda crowd: crowd.requests(lambda _n: f"/e/{crowd.slug}/me/"),
    "directory": lambda crowd: crowd.requests(lambda _n: f"/e/{crowd.slug}/participants/"),
    "search": lambda crowd: crowd.requests(
        lambda n: f"/e/{crowd.slug}/participants/?q={SEARCHES[n % len(SEARCHES)]}&page={n % 5 + 1}"
    ),
}
"""What is measured, a row each."""


def main(participants: int = 5000, *pages: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        _settings(folder)
        with _database():
            _say("filling the database")
            crowd = _fill(participants)
            with _server() as pids:
                _say("measuring")
                for row in _measure(crowd, pids, pages or tuple(PAGES)):
                    scale = {"participants": participants, "visitors": VISITORS}
                    sys.stdout.write(json.dumps(scale | row) + "\n")
                    sys.stdout.flush()


def _measure(crowd: Crowd, pids: Callable[[], list[int]], pages: Sequence[str]) -> Iterator[Row]:
    """Rounds of the empty view and of each page in turn, so that all meet the same machine."""
    empty = [request_bytes("/empty/", HOST)] * VISITS
    load(PORT, empty, CLIENTS)  # connections and imports are not what is measured
    for name, requests in ((name, PAGES[name](crowd)) for name in pages):
        for visit in ("first", *("again" for _ in range(ROUNDS))):
            base = _timed(partial(load, PORT, empty, CLIENTS), pids)
            page = _timed(partial(load, PORT, requests, CLIENTS), pids)
            yield {
                "page": name,
                "visit": visit,
                "p95_ms": round(page[0].percentile(0.95) * 1000, 1),
                "p50_ms": round(page[0].percentile(0.5) * 1000, 1),
                "a_second": round(len(requests) / page[0].wall),
                "server_ms": round(page[1] / len(requests) * 1000, 2),
                "bytes": sum(page[0].sizes) // len(requests),
                "empty_p95_ms": round(base[0].percentile(0.95) * 1000, 1),
                "empty_server_ms": round(base[1] / len(empty) * 1000, 2),
                "p95_ratio": round(page[0].percentile(0.95) / base[0].percentile(0.95), 2),
                "server_ratio": round(page[1] / base[1], 2),
            }


def _timed(work: Callable[[], Load], pids: Callable[[], list[int]]) -> tuple[Load, float]:
    """What the clients saw, and the processor seconds that the web server took for it."""
    before = _processor_seconds(pids())
    result = work()
    return result, _processor_seconds(pids()) - before


def _processor_seconds(pids: list[int]) -> float:
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _settings(folder: str) -> None:
    parts = urlsplit(os.environ["DATABASE_URL"])
    os.environ.update(
        DJANGO_SETTINGS_MODULE="benchmarks.site.settings",
        BENCHMARK_STATIC_ROOT=f"{folder}/static",
        DATABASE_URL=urlunsplit(parts._replace(path=f"/{NAME}")),
        SECRET_KEY=secrets.token_urlsafe(50),
        ALLOWED_HOSTS=HOST,
        SITE_URL=f"https://{HOST}",
        EMAIL_URL="smtp://127.0.0.1:2525",
        DEFAULT_FROM_EMAIL=f"matching@{HOST}",
        TRUSTED_PROXY_COUNT="1",
        WEB_BIND=f"127.0.0.1:{PORT}",
        LOG_LEVEL="WARNING",
    )


@contextmanager
def _database() -> Iterator[None]:
    import psycopg2

    parts = urlsplit(os.environ["DATABASE_URL"])
    maintenance = psycopg2.connect(urlunsplit(parts._replace(path="/postgres")))
    maintenance.autocommit = True
    with maintenance.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {NAME}")
    try:
        yield
    finally:
        with maintenance.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {NAME} WITH (FORCE)")
        maintenance.close()


def _fill(participants: int) -> Crowd:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    from benchmarks.crowd import fill

    slug, sessions = fill(participants, VISITORS)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # as the server does by itself after a while
    return Crowd(slug, sessions)


@contextmanager
def _server() -> Iterator[Callable[[], list[int]]]:
    """gunicorn as it is deployed; gives the ids of its processes."""
    command = [sys.executable, "-m", "gunicorn", "-c", "python:matchmaking.gunicorn"]
    # A worker that hands over to the next one takes its processor seconds out of the account.
    command += ["--max-requests", "0", "--log-level", "warning"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        for _attempt in range(100):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=1).close()
                break
            except OSError:
                time.sleep(0.2)
        yield lambda: [server.pid, *_children(server.pid)]
    finally:
        server.terminate()
        server.wait(30)


def _children(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in children.split()]


def _say(words: str) -> None:
    sys.stderr.write(f"{words} ...\n")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]), *sys.argv[2:])
