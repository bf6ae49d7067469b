"""A sender that is killed after the mail server has taken a mail and before it is noted as sent."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path
from threading import Event as Flag
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings
from django.core.mail import get_connection
from django.db import connection

from matchmaking.choices import MailState, NotificationKind
from matchmaking.domain import mail_line, outbox
from matchmaking.models import Notification
from tests.faults.conftest import wait_for
from tests.matchmaking.scenes import published_scene

ROOT = Path(__file__).resolve().parents[2]
SENDER = """
import django
django.setup()
from matchmaking.domain.outbox import send_due
send_due()
"""


class Mailbox:
    """Keeps the ids of the mails that came. `holds_on`: takes a mail and never says so."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.ids: list[str] = []
        self.took_one = Flag()
        self.holds_on = False

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.ids.append(str(message_from_bytes(envelope.content)["Message-ID"]))
        self.took_one.set()
        if self.holds_on:
            await asyncio.sleep(60)
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    mailbox = Mailbox(port)
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield mailbox
    controller.stop()


@pytest.mark.django_db(transaction=True)
def test_the_mail_goes_out_again_with_the_same_id(mailbox: Mailbox, monkeypatch) -> None:
    scene = published_scene()
    Notification.objects.create(
        recipient=scene.me,
        event=scene.event,
        kind=NotificationKind.SCHEDULE_PUBLISHED,
        key="k",
    )
    mailbox.holds_on = True
    server, _slash, _name = os.environ["DATABASE_URL"].rpartition("/")
    sender = subprocess.Popen(
        [sys.executable, "-c", SENDER],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": f"{server}/{connection.settings_dict['NAME']}",
            "REDIS_URL": settings.CELERY_BROKER_URL,
            "DJANGO_SETTINGS_MODULE": "tests.faults.sender_settings",
            "TEST_SMTP_PORT": str(mailbox.port),
        },
    )
    try:
        assert mailbox.took_one.wait(60)
        assert outbox.send_due() == 0, "the sender holds the message's row"
    finally:
        sender.send_signal(signal.SIGKILL)
        sender.wait()
    message = Notification.objects.get()
    assert (message.mail_state, message.attempts) == (MailState.WAITING, 0)

    mailbox.holds_on = False
    smtp = get_connection(
        "django.core.mail.backends.smtp.EmailBackend", host="127.0.0.1", port=mailbox.port
    )
    monkeypatch.setattr(mail_line, "get_connection", lambda: smtp)
    wait_for(outbox.send_due, 20, "the message was not sent again")
    message.refresh_from_db()
    assert message.mail_state == MailState.SENT
    assert len(mailbox.ids) == 2
    assert len(set(mailbox.ids)) == 1, "mailboxes know a copy by its id"
    assert outbox.send_due() == 0
