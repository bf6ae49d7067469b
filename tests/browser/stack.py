"""The whole product at work beside a test: web server, a worker of all queues, clock, mails."""

import email
import email.policy
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 90
MAIL_SECONDS = 120
"""The one worker of a test may be reading texts when a mail is due."""
QUEUES = "default,scoring,scheduling,mail"


def wait_for(what: Callable[[], Any], seconds: float, saying: str) -> Any:
    """The first true value of `what()`; fails the test when there is none in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.2)
    pytest.fail(f"{saying}, for {seconds:.0f} s")


class Stack:
    """Real processes on the test's own database. `url` is where the site is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mails = folder / "mails"
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port: int = listener.getsockname()[1]
        # Passkeys and service workers are for secure origins, and the local host counts as one.
        self.url = f"http://localhost:{self.port}"
        server, _slash, _name = os.environ["DATABASE_URL"].rpartition("/")
        self.environment = {
            **os.environ,
            "DATABASE_URL": f"{server}/{connection.settings_dict['NAME']}",
            "REDIS_URL": settings.CELERY_BROKER_URL,
            "DJANGO_SETTINGS_MODULE": "tests.browser.stack_settings",
            "TEST_QUEUE_PREFIX": f"test-{uuid.uuid4().hex[:8]}:",
            "TEST_MAIL_FOLDER": str(self.mails),
            "TEST_MEDIA_FOLDER": str(folder / "media"),
            "PYTHONPATH": str(ROOT),
            "WEB_BIND": f"127.0.0.1:{self.port}",
            "WEB_CONCURRENCY": "1",
            "WEB_ACCESS_LOG": "",
        }
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        beat = self.folder / "beat"
        worker = ["celery", "-A", "matchmaking", "worker", "-Q", QUEUES, "--concurrency=1"]
        worker += ["-B", f"--schedule={beat}", "-n", f"{uuid.uuid4().hex[:6]}@test"]
        self._launch("worker", [*worker, "--loglevel=INFO"])
        self._launch("web", ["gunicorn", "-c", "matchmaking/gunicorn.py"])
        wait_for(self._is_up, START_SECONDS, "the web server does not answer")
        log = self.folder / "worker.log"
        wait_for(lambda: b" ready." in log.read_bytes(), START_SECONDS, "no worker is ready")

    def _launch(self, name: str, command: list[str]) -> None:
        with (self.folder / f"{name}.log").open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=ROOT,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self.processes.append(process)

    def _is_up(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5):
                return True
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            return False

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def logs(self) -> str:
        return "\n".join(
            f"--- {path.name}\n{path.read_text(errors='replace')}"
            for path in sorted(self.folder.glob("*.log"))
        )

    def mails_to(self, address: str) -> list[EmailMessage]:
        """What was sent to the address, oldest first."""
        found: list[EmailMessage] = []
        for path in sorted(self.mails.glob("*.log"), key=lambda each: each.stat().st_mtime_ns):
            for text in path.read_bytes().split(b"\n" + b"-" * 79 + b"\n"):
                if text.strip():
                    mail = email.message_from_bytes(text, policy=email.policy.default)
                    found.append(mail)
        return [mail for mail in found if address in str(mail["To"])]

    def wait_for_mail(self, address: str, subject: str = "") -> EmailMessage:
        """The latest mail to the address whose subject has these words, once it is there."""

        def look() -> EmailMessage | None:
            mails = [mail for mail in self.mails_to(address) if subject in str(mail["Subject"])]
            return mails[-1] if mails else None

        mail: EmailMessage = wait_for(look, MAIL_SECONDS, f"no mail to {address} says “{subject}”")
        return mail


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    text: str = body.get_content()
    return text
