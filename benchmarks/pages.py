"""Measure pages beside an empty view: one server, one run, 50 clients, 5,000 participants.

The server is gunicorn with production's settings on a database of its own, which is made, filled
and dropped here. Runs in a process of its own: it has to set up Django for another database.

A page's figure is a ratio: its p95 to the empty view's, and the server's processor time for it to
that for the empty view. Both are taken in turn, round by round, so that whatever else the machine
does meets both alike; the row `all` has the median of the rounds' ratios and their extremes. By
processor time the ratio hardly changes from run to run; a single round's p95 does, a little.

Each client is a signed-in person, all of them different, in four languages. A round of `search`
searches for what no round before it searched for; `first` is the round in which nothing is kept of
anybody yet.

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
from statistics import median
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
ROUNDS = int(os.environ.get("BENCHMARK_ROUNDS", "7"))
NAME = f"benchmark_pages_{os.getpid()}"
PORT = free_port()  # two measurements at once would speak to one server
HOST = "bench.example"
TOKEN = "a" * 32  # every browser has one after its first form

SEARCHES = (
    *("street+lights+{n}", "cong+ty+{n}", "chieu+sang", "security+banks+{n}", "line+{n}"),
    *("data+centres+{n}", "C%C3%B4ng+ty+{n}&country=KR", "%E6%99%BA%E6%85%A7", "nothing+{n}+at"),
    *("dense+racks+{n}&sort=name", "%EC%8A%A4%EB%A7%88%ED%8A%B8", "{n}&sector=smart_city"),
)
"""With and without marks, common and rare words, filters, Chinese, Korean, and one that finds
nobody; `n` is another number for each visitor and round."""

Row = dict[str, Any]
Timed = tuple[Load, float]
Pages = dict[str, Callable[["Crowd", int], list[bytes]]]


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


def _search(visitor: int, turn: int) -> str:
    words = SEARCHES[(visitor + turn) % len(SEARCHES)]
    return f"q={words.format(n=(visitor * 7 + turn * 13) % 1000)}&page={(visitor + turn) % 3 + 1}"


PAGES: Pages = {
    "schedule": lambda crowd, _turn: crowd.requests(lambda _n: f"/e/{crowd.slug}/me/"),
    "directory": lambda crowd, _turn: crowd.requests(lambda _n: f"/e/{crowd.slug}/participants/"),
    "search": lambda crowd, turn: crowd.requests(
        lambda n: f"/e/{crowd.slug}/participants/?{_search(n, turn)}"
    ),
    "requests": lambda crowd, _turn: crowd.requests(lambda _n: f"/e/{crowd.slug}/company/"),
    "bell": lambda crowd, _turn: crowd.requests(lambda _n: "/me/notifications/count/"),
}
"""What is measured, a row each."""

MEASURED = ("schedule", "directory", "search")
"""What a run measures that names no pages."""


def main(participants: int = 5000, *pages: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        _settings(folder)
        with _database():
            _say("filling the database")
            crowd = _fill(participants)
            with _server() as pids:
                _say("measuring")
                for row in _measure(crowd, pids, pages or MEASURED):
                    scale = {"participants": participants, "visitors": VISITORS}
                    sys.stdout.write(json.dumps(scale | row) + "\n")
                    sys.stdout.flush()


def _measure(crowd: Crowd, pids: Callable[[], list[int]], pages: Sequence[str]) -> Iterator[Row]:
    """Rounds of the empty view and of each page in turn, so that all meet the same machine."""
    empty = [request_bytes("/empty/", HOST)] * VISITS
    load(PORT, empty, CLIENTS)  # connections and imports are not what is measured
    for name in pages:
        rounds = []
        for turn in range(ROUNDS + 1):
            base = _timed(partial(load, PORT, empty, CLIENTS), pids)
            page = _timed(partial(load, PORT, PAGES[name](crowd, turn), CLIENTS), pids)
            row = {"page": name, "visit": str(turn or "first"), **_compared(page, base)}
            yield row
            if turn:
                rounds.append(row)
        yield _summed(rounds)


def _compared(page: Timed, base: Timed) -> Row:
    return {
        "p95_ms": round(page[0].percentile(0.95) * 1000, 1),
        "p50_ms": round(page[0].percentile(0.5) * 1000, 1),
        "a_second": round(VISITS / page[0].wall),
        "server_ms": round(page[1] / VISITS * 1000, 2),
        "bytes": sum(page[0].sizes) // VISITS,
        "empty_p95_ms": round(base[0].percentile(0.95) * 1000, 1),
        "empty_server_ms": round(base[1] / VISITS * 1000, 2),
        "p95_ratio": round(page[0].percentile(0.95) / base[0].percentile(0.95), 2),
        "server_ratio": round(page[1] / base[1], 2),
    }


def _summed(rounds: Sequence[Row]) -> Row:
    """The median of each figure, and the smallest and largest ratio by p95."""
    middle = {key: median(row[key] for row in rounds) for key in list(rounds[0])[2:]}
    ratios = [row["p95_ratio"] for row in rounds]
    return {
        "page": rounds[0]["page"],
        "visit": "all",
        **{key: round(value, 2) for key, value in middle.items()},
        "p95_ratio_from": min(ratios),
        "p95_ratio_to": max(ratios),
    }


def _timed(work: Callable[[], Load], pids: Callable[[], list[int]]) -> Timed:
    """What the clients saw, and the processor seconds that the web server took for it."""
    before = _processor_seconds(pids())
    result = work()
    return result, _processor_seconds(pids()) - before


def _processor_seconds(pids: list[int]) -> float:
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += sum(map(int, fields[11:15]))  # its own, and of children that have ended
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
    # A worker that hands over to the next one in a round would be in one of the two figures only.
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
