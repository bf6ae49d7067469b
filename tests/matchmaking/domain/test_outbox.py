"""Messages: written with the change, sent once, in the reader's language."""

import smtplib
import socket
from datetime import timedelta
from functools import partial
from threading import Lock

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from matchmaking.choices import MailState, NotificationKind
from matchmaking.domain import outbox, requests
from matchmaking.models import Notification
from matchmaking.models.notification import MOST_ATTEMPTS
from matchmaking.tasks import send_outbox
from tests import factories
from tests.matchmaking import scenes
from tests.matchmaking.threads import at_once


@pytest.fixture
def pair():
    event = factories.EventFactory(name="Digital Day")
    factories.PhaseFactory(event=event)
    return factories.participant(event), factories.participant(event, trade=1)


def person(registration):
    return registration.representatives.first().user


@pytest.mark.django_db
class TestWriting:
    def test_the_same_key_is_told_once_to_each(self):
        one, other = factories.UserFactory.create_batch(2)
        told = {"kind": NotificationKind.SCHEDULE_PUBLISHED, "event": None, "context": {}}
        assert outbox.notify(one, key="k", **told) is True
        assert outbox.notify(one, key="k", **told) is False
        assert outbox.notify_all([one, other, other], key="k", **told) == 1
        assert Notification.objects.count() == 2

    def test_many_in_a_constant_number_of_queries(self, django_assert_num_queries):
        people = factories.UserFactory.create_batch(3)
        with django_assert_num_queries(4):
            outbox.notify_all(
                people, NotificationKind.SCHEDULE_PUBLISHED, "k", event=None, context={}
            )

    @pytest.mark.django_db(transaction=True)
    def test_what_was_told_already_is_not_sent_though_it_stands_on_pages(self, pair):
        with outbox.told_already(), transaction.atomic():
            requests.send_request(*pair, by=None)
            transaction.on_commit(
                partial(
                    outbox.notify_address,
                    "new@company.example",
                    NotificationKind.INVITATION,
                    "i",
                    language="en",
                    event=None,
                    context={},
                )
            )
        told, invited = Notification.objects.order_by("pk")
        assert told.mail_state == invited.mail_state == MailState.SENT
        assert outbox.send_due() == 0
        assert mail.outbox == []
        assert list(Notification.objects.visible_to(person(pair[1]))) == [told]
        requests.send_request(pair[1], factories.participant(pair[0].event, trade=2), by=None)
        assert len(mail.outbox) == 1, "what comes afterwards is sent"

    def test_the_message_vanishes_with_the_change(self, pair):
        with transaction.atomic():
            requests.send_request(*pair, by=None)
            assert Notification.objects.exists()
            transaction.set_rollback(True)
        assert not Notification.objects.exists()

    def test_the_sender_is_woken_on_commit_once_a_change(
        self, pair, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True) as callbacks:
            requests.send_request(*pair, by=None)
            assert mail.outbox == []
        assert len(callbacks) == 1
        assert [message.to for message in mail.outbox] == [[person(pair[1]).email]]

    def test_many_changes_in_a_moment_wake_one_sender(
        self, pair, django_capture_on_commit_callbacks, monkeypatch
    ):
        woken = []
        monkeypatch.setattr(send_outbox, "apply_async", lambda **options: woken.append(options))
        request = requests.send_request(*pair, by=None)
        for key in ("first", "second"):
            with django_capture_on_commit_callbacks(execute=True):
                outbox.notify_all(
                    [person(pair[1])],
                    NotificationKind.REQUEST_RECEIVED,
                    key,
                    event=request.event,
                    context={"request": request.pk},
                )
        assert len(woken) == 1
        assert outbox.send_due() == 3
        with django_capture_on_commit_callbacks(execute=True):
            requests.withdraw_request(request, by=None)
        assert len(woken) == 2, "what comes after the sender began wakes another"

    def test_a_sender_that_reaches_its_limit_wakes_the_next(self, pair, monkeypatch):
        woken = []
        monkeypatch.setattr(send_outbox, "apply_async", lambda **options: woken.append(options))
        requests.send_request(*pair, by=None)
        assert outbox.send_due(limit=1) == 1
        assert len(woken) == 1
        assert outbox.send_due(limit=1) == 0
        assert len(woken) == 1

    def test_a_broker_that_is_down_does_not_undo_the_change(
        self, pair, django_capture_on_commit_callbacks, monkeypatch
    ):
        def down(*args, **kwargs):
            raise ConnectionError

        monkeypatch.setattr(send_outbox, "apply_async", down)
        with django_capture_on_commit_callbacks(execute=True):
            requests.send_request(*pair, by=None)
        assert outbox.send_due() == 1


@pytest.mark.django_db
class TestSending:
    @pytest.fixture(autouse=True)
    def _written(self, pair):
        self.request = requests.send_request(*pair, by=None, message="Xin chào <b>台灣</b>")
        self.message = Notification.objects.get()

    def test_sends_once(self):
        assert [outbox.send_due(), outbox.send_due()] == [1, 0]
        self.message.refresh_from_db()
        assert self.message.sent_at
        assert self.message.attempts == 1
        assert len(mail.outbox) == 1

    def test_text_and_html_say_the_same(self):
        outbox.send_due()
        email = mail.outbox[0]
        sender = self.request.sender
        assert email.subject == f"{sender} asks to meet you at Digital Day"
        html, kind = email.alternatives[0]
        assert kind == "text/html"
        url = f"http://127.0.0.1:8000/e/{self.request.event.slug}/company/"
        for body in (email.body, html):
            assert f"{sender} asks for a meeting at Digital Day." in body
            assert "Answer the request" in body
            assert url in body
            assert "Vietnam Time, UTC+7" in body
        assert "> Xin chào <b>台灣</b>" in email.body
        assert "Xin chào &lt;b&gt;台灣&lt;/b&gt;" in html

    def test_a_second_copy_would_have_the_same_message_id(self):
        outbox.send_due()
        Notification.objects.update(mail_state="waiting", sent_at=None)
        outbox.send_due()
        ids = [email.extra_headers["Message-ID"] for email in mail.outbox]
        assert len(ids) == 2
        assert len(set(ids)) == 1
        assert ids[0].endswith("@127.0.0.1>")

    def test_in_the_recipients_language(self, monkeypatch):
        seen = []
        build = outbox.build_email

        def record(message):
            email = build(message)
            seen.append(email.alternatives[0][0])
            return email

        monkeypatch.setattr(outbox, "build_email", record)
        recipient = person(self.request.receiver)
        recipient.language = "vi"
        recipient.save()
        outbox.send_due()
        assert '<html lang="vi">' in seen[0]

    def test_not_before_its_time(self):
        now = timezone.now()
        Notification.objects.update(not_before=now + timedelta(minutes=5))
        assert outbox.send_due(now) == 0
        assert outbox.send_due(now + timedelta(minutes=5)) == 1

    def test_what_is_no_longer_so_is_not_told(self):
        requests.withdraw_request(self.request, by=None)
        outbox.send_due()
        subjects = [email.subject for email in mail.outbox]
        assert subjects == [f"{self.request.sender} withdraws its request"]
        self.message.refresh_from_db()
        assert (self.message.sent_at, self.message.mail_state) == (None, MailState.OBSOLETE)
        assert self.message.failure == "the request no longer waits"

    def test_a_closed_account_gets_nothing(self):
        recipient = person(self.request.receiver)
        recipient.is_active = False
        recipient.save()
        assert outbox.send_due() == 0
        assert mail.outbox == []

    def test_no_more_than_the_limit(self, pair, monkeypatch):
        monkeypatch.setattr(send_outbox, "apply_async", lambda **options: None)
        for trade in (2, 3):
            requests.send_request(
                pair[0], factories.participant(pair[0].event, trade=trade), by=None
            )
        assert [outbox.send_due(limit=2), outbox.send_due(limit=2)] == [2, 1]

    @pytest.mark.parametrize(
        ("error", "said"),
        [
            (
                smtplib.SMTPRecipientsRefused({"secret@example.com": (550, b"<secret@x> unknown")}),
                "SMTPRecipientsRefused 550",
            ),
            (smtplib.SMTPDataError(451, b"try later, secret@example.com"), "SMTPDataError 451"),
            (TimeoutError("secret@example.com"), "TimeoutError"),
        ],
    )
    def test_a_failure_waits_longer_each_time_and_names_nobody(self, monkeypatch, error, said):
        def fail(message):
            raise error

        build = outbox.build_email
        monkeypatch.setattr(outbox, "build_email", fail)
        now = timezone.now()
        pauses = []
        for _attempt in range(MOST_ATTEMPTS + 2):
            assert outbox.send_due(now) == 0
            self.message.refresh_from_db()
            assert self.message.failure == said
            pauses.append((self.message.not_before - now) / timedelta(minutes=1))
            now = max(now, self.message.not_before)
        assert pauses[:7] == [1, 2, 4, 8, 16, 32, 64]
        assert self.message.attempts == MOST_ATTEMPTS
        assert self.message.mail_state == MailState.FAILED  # and then given up
        monkeypatch.setattr(outbox, "build_email", build)
        assert outbox.send_due(now + timedelta(days=1)) == 0

    def test_one_that_fails_does_not_hold_up_the_next(self, pair, monkeypatch):
        build = outbox.build_email

        def fail_first(message):
            if message.pk == self.message.pk:
                message.recipient.__class__.objects.raw("SELECT nonsense")[0]
            return build(message)

        monkeypatch.setattr(outbox, "build_email", fail_first)
        requests.send_request(pair[0], factories.participant(pair[0].event, trade=2), by=None)
        assert outbox.send_due() == 1
        self.message.refresh_from_db()
        assert self.message.failure == "ProgrammingError"

    def test_a_server_that_hangs_up_on_one_mail_gets_the_others(self, pair, settings, unused_port):
        """On a connection that is gone every mail after it would fail, without being offered."""
        for trade in (2, 3):
            other = factories.participant(pair[0].event, trade=trade)
            requests.send_request(pair[0], other, by=None)
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", unused_port
        server = HangsUpOnce()
        controller = Controller(server, hostname="127.0.0.1", port=unused_port)
        controller.start()
        try:
            assert outbox.send_due() == 2
        finally:
            controller.stop()
        assert len(server.taken) == 2
        self.message.refresh_from_db()
        assert (self.message.attempts, self.message.mail_state) == (1, MailState.WAITING)
        others = Notification.objects.exclude(pk=self.message.pk)
        assert list(others.values_list("attempts", "mail_state")) == [(1, MailState.SENT)] * 2

    def test_a_mail_server_that_is_away_counts_against_no_message(self, monkeypatch):
        def refuse(*args, **kwargs):
            raise ConnectionRefusedError

        monkeypatch.setattr(mail.backends.locmem.EmailBackend, "open", refuse)
        assert outbox.send_due() == 0
        self.message.refresh_from_db()
        assert (self.message.attempts, self.message.failure) == (0, "")

    def test_what_was_given_up_is_not_in_the_way_of_what_waits(self):
        from django.db import connection

        Notification.objects.bulk_create(
            Notification(
                recipient=self.message.recipient,
                kind=NotificationKind.REQUEST_RECEIVED,
                key=f"given-up-{k}",
                mail_state=MailState.FAILED,
            )
            for k in range(3000)
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE matchmaking_notification")
        plan = Notification.objects.due(timezone.now())[:1].explain()
        assert "notification_waiting" in plan
        assert outbox.send_due() == 1

    def test_the_task_delivered_twice(self):
        assert [send_outbox(), send_outbox()] == [1, 0]


@pytest.mark.django_db
class TestKinds:
    """Each kind of message can be built, and says the essential."""

    def sent(self):
        mail.outbox.clear()
        outbox.send_due()
        return [(email.to[0], email.subject, email.body) for email in mail.outbox]

    def test_requests_from_both_sides(self, pair):
        us, them = pair
        request = requests.send_request(us, them, by=None)
        requests.remind_unanswered(request.expires_at - timedelta(days=1))
        assert {subject for _to, subject, _body in self.sent()} == {
            f"{us} asks to meet you at Digital Day",
            f"{us} waits for your answer",
        }
        requests.decline_request(request, by=None, answer="Not our field")
        ((to, subject, body),) = self.sent()
        assert (to, subject) == (person(us).email, f"{them} declines your request")
        assert "> Not our field" in body

    def test_accepted_and_expired(self, pair):
        us, them = pair
        third = factories.participant(us.event, trade=2)
        Notification.objects.all().delete()
        requests.accept_request(requests.send_request(us, them, by=None), by=None)
        late = requests.send_request(us, third, by=None)
        Notification.objects.filter(kind=NotificationKind.REQUEST_RECEIVED).delete()
        event = us.event
        event.ends_on += timedelta(days=60)
        event.save()
        requests.expire_requests(late.expires_at)
        assert {subject for _to, subject, _body in self.sent()} == {
            f"{them} accepts your request",
            f"{third} did not answer your request",
        }

    def test_a_schedule(self):
        scene = scenes.published_scene(2)
        outbox.notify(
            scene.me,
            NotificationKind.SCHEDULE_PUBLISHED,
            "schedule:1",
            event=scene.event,
            context={"version": scene.version.pk},
        )
        ((to, subject, body),) = self.sent()
        assert (to, subject) == (scene.me.email, f"Your schedule for {scene.event} is ready")
        assert f"You have 2 meetings at {scene.event}." in body
        assert f"09:00–09:20: {scene.them}, table {scene.event.tables.first()}, Hall" in body
        assert "Vietnam Time, UTC+7" in body

    def test_a_changed_schedule_tells_only_what_changed(self):
        scene = scenes.published_scene(2)
        moved, other = scene.meetings
        context = {"moved": [str(moved.uid)], "cancelled": ["8f14e45f-ceea-467f-a9b5-5c7a1a1d5f10"]}
        outbox.notify(
            scene.me, NotificationKind.SCHEDULE_CHANGED, "s:2", event=scene.event, context=context
        )
        ((_to, _subject, body),) = self.sent()
        assert "Moved to" in body
        assert str(scene.them) in body
        assert str(other.registration_b) not in body
        assert "1 meeting is no longer in your schedule." in body

    def test_a_meeting_that_is_gone_is_named(self):
        scene = scenes.published_scene(2)
        gone, stays = scene.meetings
        gone.seats.all().delete()
        old = factories.ScheduleVersionFactory(
            event=scene.event,
            state="superseded",
            published_at=scene.version.published_at - timedelta(hours=1),
        )
        scenes.add_meeting(old, scene.us, scene.them, 0, uid=gone.uid)
        context = {"cancelled": [str(gone.uid)]}
        outbox.notify(
            scene.me, NotificationKind.SCHEDULE_CHANGED, "s:2", event=scene.event, context=context
        )
        ((_to, _subject, body),) = self.sent()
        assert "No longer on " in body
        assert str(scene.them) in body
        assert str(stays.registration_b) not in body

    @pytest.mark.parametrize(
        ("state", "subject"),
        [
            ("approved", "takes part in"),
            ("waitlisted", "is on the waiting list of"),
            ("rejected", "was not accepted"),
            ("withdrawn", "no longer takes part in"),
        ],
    )
    def test_a_registration(self, pair, state, subject):
        registration = pair[0]
        registration.state, registration.state_reason = state, "For a reason"
        registration.save()
        outbox.notify(
            person(registration),
            NotificationKind.REGISTRATION_DECIDED,
            "r:1",
            event=registration.event,
            context={"registration": registration.pk, "state": state},
        )
        ((_to, said, body),) = self.sent()
        assert subject in said
        assert "> For a reason" in body

    def test_every_kind_has_a_builder(self):
        from matchmaking.domain.messages import BUILDERS

        assert set(BUILDERS) == set(NotificationKind)


class HangsUpOnce:
    """A mail server that drops the connection instead of taking the first mail."""

    def __init__(self) -> None:
        self.has_hung_up = False
        self.taken: list[str] = []

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        if not self.has_hung_up:
            self.has_hung_up = True
            server.transport.abort()
        else:
            self.taken.append(envelope.rcpt_tos[0])
        return "250 OK"


@pytest.fixture
def unused_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


class SlowMailbox(BaseEmailBackend):
    """Counts what is sent; slow enough for two senders to be at it together."""

    sent: list[str] = []
    lock = Lock()

    def send_messages(self, messages):
        import time

        time.sleep(0.02)
        with self.lock:
            self.sent.extend(message.extra_headers["Message-ID"] for message in messages)
        return len(messages)


@pytest.mark.django_db(transaction=True)
class TestTwoSenders:
    @pytest.fixture(autouse=True)
    def _ten_messages(self, settings):
        SlowMailbox.sent = []
        settings.EMAIL_BACKEND = f"{__name__}.SlowMailbox"
        event = factories.EventFactory()
        Notification.objects.bulk_create(
            Notification(
                recipient=factories.UserFactory(),
                event=event,
                kind=NotificationKind.SCHEDULE_CHANGED,
                key=f"k{k}",
                context={"cancelled": ["8f14e45f-ceea-467f-a9b5-5c7a1a1d5f10"]},
            )
            for k in range(10)
        )

    def test_race_exists_without_the_row_lock(self, monkeypatch):
        from django.db.models import QuerySet

        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_: rows)
        at_once(outbox.send_due, outbox.send_due)
        assert len(SlowMailbox.sent) > 10

    def test_each_message_goes_out_once(self):
        counts = at_once(outbox.send_due, outbox.send_due)
        assert sum(counts) == 10
        assert all(counts)  # both had work: neither waited for the other
        assert len(SlowMailbox.sent) == len(set(SlowMailbox.sent)) == 10
