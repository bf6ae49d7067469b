"""Kinds of mail: each has a place and words; their sheet, and what stays out of the log."""

import pytest
from django.core import mail
from django.utils import timezone

from matchmaking.choices import NotificationKind
from matchmaking.domain import outbox
from matchmaking.domain.mail_kinds import KINDS
from matchmaking.domain.messages import BUILDERS
from matchmaking.models import Notification
from tests.matchmaking.scenes import Scene, published_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    today = timezone.now().date()
    return published_scene(2, name="Fair <3", starts_on=today, ends_on=today, accent="#f5c400")


def test_every_kind_has_a_place_and_words():
    assert set(KINDS) == set(BUILDERS) == set(NotificationKind)


def test_the_events_colour_with_a_text_that_can_be_read_on_it(scene: Scene) -> None:
    outbox.notify(scene.me, NotificationKind.SCHEDULE_PUBLISHED, "s", event=scene.event, context={})
    outbox.send_due()
    html = mail.outbox[0].alternatives[0][0]
    assert "background:#f5c400;color:#000000" in html  # white on yellow cannot be read
    assert "color:#f5c400" not in html
    assert "<script" not in html
    assert 'src="' not in html, "no picture where the event has no logo"


def test_no_log_names_anybody(scene: Scene, caplog, monkeypatch) -> None:
    from django.core.mail.backends.locmem import EmailBackend

    def refuse(self, messages):
        raise OSError(f"cannot reach {messages[0].to[0]} of {scene.us}")

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    outbox.notify(scene.me, NotificationKind.SCHEDULE_PUBLISHED, "s", event=scene.event, context={})
    assert outbox.send_due() == 0
    assert "was not sent" in caplog.text
    for secret in (scene.me.email, scene.me.full_name, str(scene.us)):
        assert secret not in caplog.text
        assert secret not in Notification.objects.get().failure


def test_the_readers_own_time_stands_beside_the_events(scene: Scene) -> None:
    person = scene.me
    person.time_zone = "Asia/Seoul"
    person.save()
    outbox.notify(person, NotificationKind.SCHEDULE_PUBLISHED, "s", event=scene.event, context={})
    outbox.send_due()
    assert "09:00–09:20 (11:00 your time)" in mail.outbox[0].body
