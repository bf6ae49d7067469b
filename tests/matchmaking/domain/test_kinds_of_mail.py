"""Every kind of mail in every language: text and HTML say the same, and each has a way out."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone

from matchmaking.choices import NotificationKind
from matchmaking.domain import outbox
from matchmaking.domain.mail_kinds import KINDS, kind_of
from matchmaking.domain.messages import BUILDERS
from matchmaking.models import Notification, Outcome
from tests import factories
from tests.matchmaking.scenes import Scene, published_scene

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.fixture
def scene() -> Scene:
    today = timezone.now().date()
    return published_scene(2, name="Fair <3", starts_on=today, ends_on=today, accent="#f5c400")


def contexts(scene: Scene) -> dict[NotificationKind, dict[str, object]]:
    """A context for each kind that has something to tell."""
    sent = factories.MeetingRequestFactory(
        sender=factories.participant(scene.event, trade=3),
        receiver=scene.us,
        message="Hai tuyến <b>buýt</b>",
        expires_at=timezone.now() + timedelta(days=3),
    )
    outcome = Outcome.objects.create(
        meeting=scene.meetings[0],
        registration=scene.us,
        took_place=True,
        next_step="pilot",
        follow_up_on=scene.event.starts_on,
    )
    day = scene.event.starts_on.isoformat()
    uids = [str(meeting.uid) for meeting in scene.meetings]
    kinds = NotificationKind
    return {
        kinds.REQUEST_RECEIVED: {"request": sent.pk},
        kinds.REQUEST_REMINDER: {"request": sent.pk},
        kinds.REQUEST_ANSWERED: {"request": sent.pk, "state": "pending"},
        kinds.REQUEST_WITHDRAWN: {"request": sent.pk},
        kinds.REQUEST_EXPIRED: {"request": sent.pk},
        kinds.SCHEDULE_PUBLISHED: {},
        kinds.SCHEDULE_CHANGED: {"moved": uids[:1], "added": uids[1:]},
        kinds.SCHEDULE_TOMORROW: {"day": day},
        kinds.REGISTRATION_DECIDED: {"registration": scene.us.pk, "state": "approved"},
        kinds.OUTCOME_MISSING: {"day": day},
        kinds.FOLLOW_UP_DUE: {"outcome": outcome.pk, "on": day},
        kinds.NEXT_STEPS_OPEN: {"registration": scene.us.pk},
    }


def test_every_kind_has_a_place_and_words():
    assert set(KINDS) == set(BUILDERS) == set(NotificationKind)


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_and_html_say_the_same(scene: Scene, language: str) -> None:
    person = scene.me
    person.language = language
    person.full_name = "Trần <i>Hà</i> 😀"
    person.save()
    for kind, context in contexts(scene).items():
        mail.outbox.clear()
        outbox.notify(person, kind, f"{kind}", event=scene.event, context=context)
        assert outbox.send_due() == 1, (kind, Notification.objects.get(kind=kind).failure)
        (email,) = mail.outbox
        html = email.alternatives[0][0]
        assert f'<html lang="{language}">' in html
        assert "<b>" not in html.split("<body")[1]
        assert "<i>" not in html
        assert "\n" not in email.subject
        said = unescape(re.sub(r"<[^>]+>", "\n", html.split("<body")[1]))
        plain = re.sub(r"\s+", " ", said)
        for line in email.body.splitlines():
            for part in re.split(r"(?:^> |: (?=http))", line.strip().removesuffix(":")):
                if part.startswith("http"):
                    assert part in unescape(html), (kind, part)
                elif ": " not in part and part != "--":
                    assert re.sub(r"\s+", " ", part) in plain, (kind, part)
        address = email.extra_headers["List-Unsubscribe"].strip("<>")
        assert address in email.body
        assert email.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert str(kind_of(kind).group.label)


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
    assert "09:00 (11:00 your time)" in mail.outbox[0].body
