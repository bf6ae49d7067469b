"""The daily mail: one a day, by event, each message once."""

import smtplib
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from matchmaking.choices import MailPace, MailState, NotificationKind
from matchmaking.domain import digests, outbox
from matchmaking.domain.mail_times import next_digest
from matchmaking.domain.unsubscribing import DAILY_MAIL, read_unsubscribe
from matchmaking.models import MailPreferences, Notification
from matchmaking.tasks import send_digests
from tests import factories
from tests.matchmaking.domain.test_outbox import SlowMailbox
from tests.matchmaking.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader():
    person = factories.UserFactory(time_zone="Europe/Berlin")
    MailPreferences.objects.create(user=person, requests=MailPace.DAILY, digest_hour=8)
    return person


def ask(reader, event=None, trade=1, **fields):
    """Somebody asks the reader's company for a meeting; the reader is told."""
    event = event or factories.EventFactory(name="Digital Day")
    seat = reader.representations.filter(event=event).first()
    if seat is None:
        own = factories.participant(event)
        seat = factories.RepresentativeFactory(registration=own, user=reader)
    request = factories.MeetingRequestFactory(
        sender=factories.participant(event, trade=trade), receiver=seat.registration, **fields
    )
    outbox.notify(
        reader,
        NotificationKind.REQUEST_RECEIVED,
        f"r:{request.pk}",
        event=event,
        context={"request": request.pk},
    )
    return request


def its_time(reader):
    return Notification.objects.filter(recipient=reader).first().not_before


def test_waits_for_the_persons_own_hour(reader):
    ask(reader)
    message = Notification.objects.get()
    assert message.mail_state == MailState.DIGEST
    zone = ZoneInfo("Europe/Berlin")
    assert message.not_before.astimezone(zone).hour == 8
    assert message.not_before == next_digest(message.created_at, 8, zone)
    assert outbox.send_due(message.not_before) == 0, "it is not sent by itself"
    assert digests.send_digests(message.not_before - timedelta(seconds=1)) == 0
    assert digests.send_digests(message.not_before) == 1
    assert digests.send_digests(message.not_before + timedelta(days=1)) == 0


def test_one_mail_by_event_with_each_message_once(reader):
    first = factories.EventFactory(name="Digital Day")
    one, two = ask(reader, first, message="<b>Buses</b>"), ask(reader, first, trade=2)
    later = first.starts_on + timedelta(days=30)
    other = ask(
        reader, factories.EventFactory(name="Summit", starts_on=later, ends_on=later), trade=3
    )
    assert digests.send_digests(its_time(reader)) == 1
    (email,) = mail.outbox
    assert email.to == [reader.email]
    assert email.subject == f"{one.sender} asks to meet you at Digital Day, and 2 more"
    html = email.alternatives[0][0]
    for body in (email.body, html):
        for request in (one, two, other):
            assert body.count(f"{request.sender} asks to meet you") >= 1
        assert body.index("Digital Day") < body.index("Summit")
        assert body.count("Answer the request") == 3
        assert "No more daily mail" in body
    assert "<b>Buses</b>" in email.body
    assert "&lt;b&gt;Buses&lt;/b&gt;" in html
    assert set(Notification.objects.values_list("mail_state", flat=True)) == {"sent"}
    token = email.extra_headers["List-Unsubscribe"].strip("<>").rstrip("/").split("/")[-1]
    assert read_unsubscribe(token).what == DAILY_MAIL
    assert email.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_one_alone_has_a_subject_of_its_own(reader):
    request = ask(reader)
    digests.send_digests(its_time(reader))
    assert mail.outbox[0].subject == f"{request.sender} asks to meet you at Digital Day"


def test_nothing_to_tell_no_mail(reader):
    request = ask(reader)
    request.state = "withdrawn"
    request.save()
    assert digests.send_digests(its_time(reader)) == 0
    assert mail.outbox == []
    message = Notification.objects.get()
    assert (message.mail_state, message.failure) == ("obsolete", "the request no longer waits")


def test_what_cannot_be_said_does_not_hold_up_the_rest(reader):
    good, bad = ask(reader), ask(reader, trade=2)
    Notification.objects.filter(context__request=bad.pk).update(
        kind=NotificationKind.SCHEDULE_TOMORROW, context={}
    )
    due = its_time(reader)
    assert digests.send_digests(due) == 1
    assert str(good.sender) in mail.outbox[0].body
    stuck = Notification.objects.get(kind=NotificationKind.SCHEDULE_TOMORROW)
    assert (stuck.mail_state, stuck.failure) == ("digest", "KeyError")
    assert stuck.not_before > due


def test_a_server_that_refuses_is_tried_again_and_then_given_up(reader, monkeypatch):
    ask(reader)

    def refuse(self, messages):
        raise smtplib.SMTPDataError(451, b"later, secret@example.com")

    monkeypatch.setattr(mail.backends.locmem.EmailBackend, "send_messages", refuse)
    for attempt in range(1, 9):
        now = its_time(reader)
        assert digests.send_digests(now) == 0
        message = Notification.objects.get()
        assert (message.attempts, message.failure) == (attempt, "SMTPDataError 451")
    assert message.mail_state == MailState.FAILED


def test_two_people_get_a_mail_each(reader):
    other = factories.UserFactory(time_zone="Asia/Seoul")
    MailPreferences.objects.create(user=other, requests=MailPace.DAILY)
    ask(reader)
    ask(other, trade=2)
    assert digests.send_digests(max(its_time(reader), its_time(other))) == 2
    assert {email.to[0] for email in mail.outbox} == {reader.email, other.email}


def test_no_more_people_than_the_limit_and_the_next_sender_goes_on(reader, monkeypatch):
    woken = []
    monkeypatch.setattr(send_digests, "apply_async", lambda **options: woken.append(options))
    other = factories.UserFactory()
    MailPreferences.objects.create(user=other, requests=MailPace.DAILY)
    ask(reader)
    ask(other, trade=2)
    now = max(its_time(reader), its_time(other))
    assert [digests.send_digests(now, limit=1) for _turn in range(3)] == [1, 1, 0]
    assert len(woken) == 2


@pytest.mark.django_db(transaction=True)
class TestTwoSenders:
    @pytest.fixture(autouse=True)
    def _three_messages(self, settings):
        SlowMailbox.sent = []
        settings.EMAIL_BACKEND = "tests.matchmaking.domain.test_outbox.SlowMailbox"
        self.reader = factories.UserFactory()
        MailPreferences.objects.create(user=self.reader, requests=MailPace.DAILY)
        for trade in (1, 2, 3):
            ask(self.reader, trade=trade)
        self.now = its_time(self.reader) + timedelta(hours=1)

    def send(self):
        return digests.send_digests(self.now)

    def test_race_exists_without_the_lock(self, monkeypatch):
        from django.db.models import QuerySet

        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_: rows)
        assert sum(at_once(self.send, self.send)) == 2

    def test_one_mail(self):
        assert sum(at_once(self.send, self.send)) == 1
        assert len(SlowMailbox.sent) == 1
