"""`make run`: the whole product on one machine, until Ctrl-C.

Services, migrations, a Celery worker, beat and the web server, started in this order and stopped
in the reverse one. A child that ends by itself ends the run: restarting is the business of a real
deployment, where docker-compose.yml does it.
"""

import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

from matchmaking.embedded import HOST, DataFolder, postgres, valkey
from matchmaking.processes import spawn, stop, tail, wait

ROOT = Path(__file__).resolve().parents[2]
QUEUES = "default,scoring,scheduling,mail"
# On a machine with much else to do it takes minutes; a server that ends is noticed at once.
WEB_START_SECONDS = 300


class LaunchError(Exception):
    """Why the product cannot run. The message is one clear line for the operator."""


def run() -> int:
    """Run the product until a signal asks to stop; 0 for a clean stop."""
    port = _port()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        with ExitStack() as stack:
            # Whatever ends the run, the way down is not interrupted.
            stack.callback(_say, "Stopped.")
            _Run(stack, port).start_and_watch()
    except KeyboardInterrupt:
        return 0


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    _say("\nStopping ...")
    raise KeyboardInterrupt


def _say(line: str) -> None:
    print(line, flush=True)


def _port() -> int:
    """The port to serve on, free at this moment."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise LaunchError(f"PORT is {text!r}, which is not a port number.")
    with closing(socket.socket()) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, int(text)))
        except OSError as error:
            raise LaunchError(
                f"Port {text} of {HOST} cannot be used ({error.strerror}). Stop the program that "
                f"uses it, or choose another port: make run PORT={int(text) % 65535 + 1}"
            ) from error
    return int(text)


class _Run:
    """One run: its environment, its children and their logs."""

    def __init__(self, stack: ExitStack, port: int) -> None:
        self.stack = stack
        self.port = port
        self.folder = stack.enter_context(
            DataFolder(Path(os.environ.get("DATA_DIR") or ROOT / ".data" / "run"))
        )
        self.logs = self.folder.path / "logs"
        self.logs.mkdir(exist_ok=True)
        self.environment = self._environment()
        self.children: dict[str, Child] = {}

    def start_and_watch(self) -> NoReturn:
        started = time.monotonic()
        _say("Bringing the database up to date ...")
        self.manage("migrate", "--noinput", log=self.logs / "migrate.log")
        self.start_children()
        self.manage("demonstrate")
        _say(f"Ready after {time.monotonic() - started:.0f} s. Ctrl-C stops everything.")
        while True:
            time.sleep(0.5)
            self.check()

    def check(self) -> None:
        """Raise if a child or a server has ended by itself."""
        self.folder.check()
        for child in self.children.values():
            child.check()

    def _environment(self) -> dict[str, str]:
        """What the children see: the operator's own settings before ours."""
        environment = {
            "PYTHONUNBUFFERED": "1",
            "DEBUG": "0",
            "SECRET_KEY": self.folder.password,
            "MEDIA_ROOT": str(self.folder.path / "media"),
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(self.folder.path / "mail"),
            "WEB_BIND": f"{HOST}:{self.port}",
            "WORKER_STOP_SECONDS": "2",
            "SITE_URL": f"http://{HOST}:{self.port}",
            **os.environ,
            # The demonstration is installed under these settings only.
            "DJANGO_SETTINGS_MODULE": "matchmaking.settings.development",
        }
        if "DATABASE_URL" not in environment:
            _say("Starting PostgreSQL ...")
            environment["DATABASE_URL"] = self.stack.enter_context(postgres(self.folder))
        if "REDIS_URL" not in environment:
            _say("Starting Valkey ...")
            url = self.stack.enter_context(valkey(self.folder))
            environment |= {"REDIS_URL": f"{url}/0", "CACHE_URL": f"{url}/1"}
        return environment

    def start_children(self) -> None:
        """The worker, the clock and the web server; returns when the server answers."""
        _say("Starting the worker, the clock and the web server ...")
        celery = [sys.executable, "-m", "celery", "-A", "matchmaking"]
        worker = ["worker", "-Q", QUEUES, "--concurrency=2", "--loglevel=INFO"]
        # SIGQUIT: a task that does not end in two seconds goes back to its queue.
        self.start("worker", [*celery, *worker], signal.SIGQUIT, seconds=15)
        schedule = self.folder.path / "beat-schedule"
        beat = ["beat", f"--schedule={schedule}", "--pidfile=", "--loglevel=INFO"]
        self.start("beat", [*celery, *beat], signal.SIGTERM, seconds=5)
        web = [sys.executable, "-m", "gunicorn", "-c", "python:matchmaking.gunicorn"]
        self.start("web", web, signal.SIGTERM, seconds=10)
        self.stack.callback(self.ask_children_to_stop)
        self.wait_for_web()

    def ask_children_to_stop(self) -> None:
        """All at once; the stack then waits for one after the other."""
        for child in self.children.values():
            child.ask_to_stop()

    def start(
        self, name: str, command: Sequence[str], stop_signal: signal.Signals, seconds: float
    ) -> None:
        child = Child(name, self.logs / f"{name}.log")
        self.stack.enter_context(child.running(command, stop_signal, seconds, self.environment))
        self.children[name] = child

    def wait_for_web(self) -> None:
        deadline = time.monotonic() + WEB_START_SECONDS
        while time.monotonic() < deadline:
            self.children["web"].check()
            try:
                address = f"http://{HOST}:{self.port}/healthz"
                with urllib.request.urlopen(address, timeout=5):
                    return
            except (urllib.error.URLError, TimeoutError):
                time.sleep(0.1)
        raise LaunchError(f"The web server does not answer; see {self.logs / 'web.log'}.")

    def manage(self, *arguments: str, log: Path | None = None) -> None:
        """Run one of Django's commands to its end; LaunchError if it fails."""
        process = spawn(
            [sys.executable, str(ROOT / "manage.py"), *arguments],
            stop_signal=signal.SIGTERM,
            log=log,
            env=self.environment,
        )
        try:
            while process.poll() is None:
                time.sleep(0.1)
                self.check()
        finally:
            stop(process, signal.SIGTERM, seconds=10)
        if process.returncode != 0:
            reason = f"; see {log}: {tail(log, 1)}" if log else " (see above)."
            raise LaunchError(f"manage.py {arguments[0]} failed{reason}")


class Child:
    """A process that must live as long as the run."""

    def __init__(self, name: str, log: Path) -> None:
        self.name = name
        self.log = log

    @contextmanager
    def running(
        self,
        command: Sequence[str],
        stop_signal: signal.Signals,
        seconds: float,
        environment: dict[str, str],
    ) -> Iterator[None]:
        self.stop_signal = stop_signal
        self.was_asked = False
        self.process = spawn(command, stop_signal=stop_signal, log=self.log, env=environment)
        try:
            yield
        finally:
            self.ask_to_stop()
            wait(self.process, seconds)

    def ask_to_stop(self) -> None:
        """Send the stop signal, once: a second one means to Celery that it should hurry."""
        if not self.was_asked and self.process.poll() is None:
            self.was_asked = True
            self.process.send_signal(self.stop_signal)

    def check(self) -> None:
        """LaunchError if the process has ended."""
        code = self.process.poll()
        if code is not None:
            raise LaunchError(
                f"The {self.name} process ended by itself ({code}); see {self.log}: "
                f"{tail(self.log, 1)}"
            )
