"""Choosing mails, and the way out that each mail carries: no sign-in, nothing changed by a look."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail, signing
from django.test import Client
from django.utils import timezone

from matchmaking.choices import MailPace, NotificationKind
from matchmaking.domain import outbox
from matchmaking.domain.unsubscribing import DAILY_MAIL, LINK, unsubscribe_token
from matchmaking.models import MailPreferences, Notification
from tests.matchmaking.scenes import Scene, published_scene

pytestmark = pytest.mark.django_db
PACES = dict.fromkeys(
    ("requests", "schedule", "reminders", "follow_ups", "registration", "organisation"), "at_once"
)
FORM = {
    **PACES,
    "digest_hour": "7",
    "has_quiet_hours": "on",
    "quiet_from": "21:00",
    "quiet_until": "07:00",
}


@pytest.fixture
def scene() -> Scene:
    return published_scene(slug="fair")


def tell(scene: Scene, key: str = "s") -> Notification:
    outbox.notify(
        scene.me,
        NotificationKind.SCHEDULE_CHANGED,
        key,
        event=scene.event,
        context={"cancelled": [str(uuid4())]},
    )
    return Notification.objects.get(key=f"{key}:{scene.me.pk}")


def pace_of(scene: Scene) -> str:
    stored = MailPreferences.objects.filter(user=scene.me).first()
    return stored.schedule if stored else "no row"


def address_of(scene: Scene, what: str = "schedule") -> str:
    return f"/mails/stop/{unsubscribe_token(scene.me, what)}/"


class TestChoosing:
    def test_what_is_chosen_is_kept_and_shown(self, client: Client, scene: Scene) -> None:
        client.force_login(scene.me)
        changed = {**FORM, "schedule": "daily", "requests": "off", "digest_hour": "18"}
        page = client.post("/me/mails/", changed, follow=True)
        assert "Your choice is kept." in page.content.decode()
        stored = MailPreferences.objects.get()
        assert (stored.schedule, stored.requests, stored.digest_hour) == ("daily", "off", 18)
        assert page.context["form"]["schedule"].value() == "daily"

    def test_mails_that_wait_follow(self, client: Client, scene: Scene) -> None:
        message = tell(scene)
        client.force_login(scene.me)
        for pace, state in (("daily", "digest"), ("off", "off")):
            client.post("/me/mails/", {**FORM, "schedule": pace})
            message.refresh_from_db()
            assert message.mail_state == state
        client.post("/me/mails/", FORM)
        message.refresh_from_db()
        assert message.mail_state == "off", "what was not wanted then is not sent later"

    def test_what_cannot_be_is_said_and_loses_nothing(self, client: Client, scene: Scene) -> None:
        client.force_login(scene.me)
        for field, value in (("schedule", "hourly"), ("digest_hour", "24"), ("quiet_from", "x")):
            page = client.post("/me/mails/", {**FORM, "requests": "off", field: value})
            assert page.status_code == 200
            assert field in page.context["form"].errors
            assert page.context["form"]["requests"].value() == "off"
        assert not MailPreferences.objects.exists()

    def test_what_cannot_be_turned_off_says_why(self, client: Client, scene: Scene) -> None:
        client.force_login(scene.me)
        assert "cannot be turned off" in client.get("/me/mails/").content.decode()


class TestStopping:
    def test_a_look_changes_nothing(self, client: Client, scene: Scene) -> None:
        for _scanner in range(2):
            page = client.get(address_of(scene))
            assert page.status_code == 200
            assert scene.me.email in page.content.decode()
        client.head(address_of(scene))
        assert pace_of(scene) == "no row"

    def test_the_button_stops_that_kind_only_and_can_be_undone(
        self, client: Client, scene: Scene
    ) -> None:
        MailPreferences.objects.create(user=scene.me, schedule=MailPace.DAILY)
        message = tell(scene)
        page = client.post(address_of(scene))
        stored = MailPreferences.objects.get()
        assert (stored.schedule, stored.requests) == ("off", "at_once")
        message.refresh_from_db()
        assert message.mail_state == "off", "what waited is not sent either"
        undo = re.search(r'name="undo" value="([^"]+)"', page.content.decode())
        assert undo is not None
        back = client.post("/mails/resume/", {"undo": undo[1]})
        assert "You get these mails again" in back.content.decode()
        assert pace_of(scene) == "daily"

    def test_a_mail_programs_own_button(self, scene: Scene) -> None:
        tell(scene)
        outbox.send_due()
        (email,) = mail.outbox
        assert email.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        address = email.extra_headers["List-Unsubscribe"].strip("<>")
        assert address in email.body
        assert address in email.alternatives[0][0]
        program = Client(enforce_csrf_checks=True)
        path = address.removeprefix("http://127.0.0.1:8000")
        answer = program.post(path, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert pace_of(scene) == "off"
        assert program.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
        tell(scene, "s2")
        assert outbox.send_due() == 0

    def test_the_daily_mail_as_a_whole(self, client: Client, scene: Scene) -> None:
        MailPreferences.objects.create(user=scene.me, schedule="daily", reminders="daily")
        client.post(address_of(scene, DAILY_MAIL))
        stored = MailPreferences.objects.get()
        assert (stored.schedule, stored.reminders, stored.requests) == ("off", "off", "at_once")

    def test_in_the_persons_language(self, client: Client, scene: Scene) -> None:
        person = scene.me
        person.language = "vi"
        person.save()
        assert '<html lang="vi">' in client.get(address_of(scene)).content.decode()

    def test_in_another_language_where_one_was_chosen(self, client: Client, scene: Scene) -> None:
        client.post("/language/setlang/", {"language": "ko", "next": "/"})
        stopped = client.post(address_of(scene)).content.decode()
        assert '<html lang="ko">' in stopped
        undo = re.search(r'name="undo" value="([^"]+)"', stopped)
        assert undo is not None
        back = client.post("/mails/resume/", {"undo": undo[1]}).content.decode()
        assert '<html lang="ko">' in back

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_forged_cut_and_old_links(self, client: Client, scene: Scene, method: str) -> None:
        good = unsubscribe_token(scene.me, "schedule")
        other_salt = signing.dumps({"person": scene.me.pk, "what": "schedule"}, salt="other")
        body, stamp, signature = good.split(":")
        someone = signing.dumps({"person": scene.you.pk, "what": "schedule"}, salt=LINK)
        mixed = ":".join([someone.split(":")[0], stamp, signature])
        for token in (good[:-1], other_salt, mixed, "x", f"{body}:{stamp}"):
            response = getattr(client, method)(f"/mails/stop/{token}/")
            assert response.status_code == 404
            assert "This link is incomplete." in response.content.decode()
        assert not MailPreferences.objects.exists()

    def test_a_link_lasts_a_year(self, client: Client, scene: Scene, monkeypatch) -> None:
        address = address_of(scene)
        later = (timezone.now() + timedelta(days=366)).timestamp()
        monkeypatch.setattr(signing.time, "time", lambda: later)
        response = client.post(address)
        assert response.status_code == 404
        assert "This link is too old." in response.content.decode()
        assert pace_of(scene) == "no row"

    def test_an_account_that_is_closed(self, client: Client, scene: Scene) -> None:
        address = address_of(scene)
        person = scene.me
        person.is_active = False
        person.save()
        assert "This account is closed" in client.get(address).content.decode()

    def test_a_forged_undo_gives_nobody_mails(self, client: Client, scene: Scene) -> None:
        MailPreferences.objects.create(user=scene.me, schedule="off")
        forged = signing.dumps({"person": scene.me.pk, "paces": {"schedule": "at_once"}}, salt="x")
        assert client.post("/mails/resume/", {"undo": forged}).status_code == 404
        assert client.post("/mails/resume/", {"undo": address_of(scene)}).status_code == 404
        assert pace_of(scene) == "off"
        assert client.get("/mails/resume/").status_code == 405


def test_mails_to_an_address_without_an_account_carry_no_way_out() -> None:
    outbox.notify_address(
        "guest@example.com",
        NotificationKind.REGISTRATION_DECIDED,
        "g",
        language="vi",
        event=None,
        context={},
    )
    outbox.notify_address(
        "Guest@example.com",
        NotificationKind.REGISTRATION_DECIDED,
        "g",
        language="vi",
        event=None,
        context={},
    )
    message = Notification.objects.get()
    assert (message.recipient, message.language) == (None, "vi")
