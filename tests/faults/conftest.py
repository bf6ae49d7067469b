"""Real workers on the test's own database and queues, to be killed."""

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.conf import settings
from django.db import connection

from events.models import Event
from matchmaking.models import Run

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
QUEUES = "default,scoring,scheduling"


def wait_for(what: Callable[[], Any], seconds: float, saying: str = "") -> Any:
    """The first true value of `what()`; fails the test when there is none in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.05)
    pytest.fail(saying or f"nothing happened in {seconds} s")


class Workers:
    """Starts workers, and runs the command that uses them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.started: list[subprocess.Popen[bytes]] = []
        self.commands: list[subprocess.Popen[bytes]] = []
        database = connection.settings_dict
        server, _slash, _name = os.environ["DATABASE_URL"].rpartition("/")
        self.environment = {
            **os.environ,
            "DATABASE_URL": f"{server}/{database['NAME']}",
            "REDIS_URL": settings.CELERY_BROKER_URL,
            "DJANGO_SETTINGS_MODULE": "tests.faults.worker_settings",
            "TEST_QUEUE_PREFIX": f"test-{uuid.uuid4().hex[:8]}:",
            "PYTHONPATH": str(ROOT),
        }

    def start(
        self, *, slow: str = "", seconds: float = 0.0, processes: int = 1, clock: bool = True
    ) -> subprocess.Popen[bytes]:
        """A worker that is ready for work; with `clock`, dead runs are looked for each second."""
        log = self.folder / f"worker-{len(self.started)}.log"
        command = [sys.executable, "-m", "celery", "-A", "tests.faults.slow_worker", "worker"]
        command += ["-Q", QUEUES, f"--concurrency={processes}", "--loglevel=INFO"]
        command += ["-n", f"{uuid.uuid4().hex[:6]}@test"]
        if clock:
            command += ["-B", f"--schedule={self.folder / f'beat-{len(self.started)}'}"]
        with log.open("wb") as output:
            worker = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**self.environment, "TEST_SLOW": slow, "TEST_SECONDS": str(seconds)},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.started.append(worker)
        ready = lambda: b" ready." in log.read_bytes()  # noqa: E731
        wait_for(ready, START_SECONDS, f"the worker did not start:\n{log}")
        return worker

    @staticmethod
    def kill(worker: subprocess.Popen[bytes]) -> None:
        """As the kernel does when memory runs out, for the whole worker at once."""
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()

    @staticmethod
    def kill_child(worker: subprocess.Popen[bytes]) -> None:
        """Only the process that works on a task, which is the one that used most time."""
        children = [
            child
            for child in psutil.Process(worker.pid).children()
            if "beat" not in " ".join(child.cmdline()).lower()
        ]
        for child in children:
            child.kill()

    def match(self, event: Event, *options: str) -> subprocess.Popen[bytes]:
        """`manage.py run_matching`, which waits for the workers."""
        command = subprocess.Popen(
            [sys.executable, "manage.py", "run_matching", event.slug, "--seconds=5", *options],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.commands.append(command)
        return command

    def call(self, *arguments: str) -> None:
        """`manage.py` with these arguments, as a web server on the same queues would act."""
        subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            check=True,
            timeout=60,
            capture_output=True,
        )

    def stop_all(self) -> None:
        for command in self.commands:
            if command.returncode is None:  # its test failed before it was read
                command.kill()
                command.communicate()
        for worker in self.started:
            if worker.poll() is None:
                self.kill(worker)

    def logs(self) -> str:
        return "\n".join(
            f"--- {path.name}\n{path.read_text(errors='replace')}"
            for path in sorted(self.folder.glob("worker-*.log"))
        )


@pytest.fixture
def workers(transactional_db: None, tmp_path: Path) -> Iterator[Workers]:
    workers = Workers(tmp_path)
    try:
        yield workers
    finally:
        workers.stop_all()
        print(workers.logs())  # noqa: T201 - pytest shows it where the test fails


def run_of(event: Event) -> Run | None:
    return Run.objects.filter(event=event).order_by("-pk").first()


def wait_for_phase(event: Event, phase: str, seconds: float = 60) -> Run:
    """The event's latest run, once a worker is in that phase and has given a sign of life."""

    def look() -> Run | None:
        run = run_of(event)
        return run if run and run.phase == phase else None

    run: Run = wait_for(look, seconds, f"the run never was at {phase}")
    return run


def finish(command: subprocess.Popen[bytes], seconds: float = 60) -> tuple[int, str, str]:
    """Exit status, output and errors of the command."""
    output, errors = command.communicate(timeout=seconds)
    return command.returncode, output.decode(), errors.decode()


@contextmanager
def timed() -> Iterator[Callable[[], float]]:
    start = time.monotonic()
    yield lambda: time.monotonic() - start
