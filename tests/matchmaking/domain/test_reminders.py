"""Reminders that the clock brings: at the event's hour, to those concerned, once."""

from datetime import date, datetime, timedelta

import pytest
from django.core import mail

from matchmaking.choices import NextStep, NotificationKind
from matchmaking.domain import outbox, reminders
from matchmaking.models import MailPreferences, Notification, Outcome
from tests import factories
from tests.matchmaking.scenes import Scene, add_meeting, published_scene

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 10)


@pytest.fixture
def scene() -> Scene:
    return published_scene(2, name="Fair", starts_on=DAY, ends_on=DAY + timedelta(days=1))


def clock(scene: Scene, day: int, hour: int, minute: int = 0) -> datetime:
    return factories.moment(scene.event, hour, minute, day=day)


def told(kind: NotificationKind) -> set[int]:
    return set(Notification.objects.filter(kind=kind).values_list("recipient", flat=True))


def mails(now: datetime) -> list[tuple[str, str, str]]:
    mail.outbox.clear()
    Notification.objects.update(not_before=now)
    outbox.send_due(now)
    return [(email.to[0], email.subject, email.body) for email in mail.outbox]


def write(scene: Scene, meeting: int = 0, **fields: object) -> Outcome:
    return Outcome.objects.create(
        **{
            "meeting": scene.meetings[meeting],
            "registration": scene.us,
            "author": scene.me,
            "took_place": True,
            **fields,
        }
    )


class TestTomorrow:
    @pytest.mark.parametrize(
        ("day", "hour", "minute", "number"),
        [
            (-2, 20, 0, 0),
            (-1, 17, 59, 0),
            (-1, 18, 0, 3),
            (-1, 23, 59, 3),
            (0, 0, 1, 0),
            (0, 18, 0, 0),
        ],
    )
    def test_the_evening_before_by_the_events_clock(self, scene, day, hour, minute, number):
        assert reminders.remind_of_tomorrow(clock(scene, day, hour, minute)) == number

    def test_once_to_each_who_sits_in_a_meeting_of_that_day(self, scene):
        idle = factories.participant(scene.event, trade=5).representatives.first().user
        evening = clock(scene, -1, 18)
        assert reminders.remind_of_tomorrow(evening) == 3
        assert reminders.remind_of_tomorrow(evening + timedelta(minutes=15)) == 0
        seated = {seat.representative.user_id for seat in scene.version.seats.all()}
        assert told(NotificationKind.SCHEDULE_TOMORROW) == seated
        assert idle.pk not in seated

    def test_says_when_with_whom_and_where(self, scene, freeze):
        evening = clock(scene, -1, 18)
        reminders.remind_of_tomorrow(evening)
        freeze(evening)
        (mine,) = [m for m in mails(evening) if m[0] == scene.me.email]
        assert mine[1] == "Your meetings on 10 June 2026"
        assert "You have 2 meetings at Fair on 10 June 2026." in mine[2]
        assert f"Wed 10 Jun, 09:00–09:20: {scene.them}, table" in mine[2]

    def test_a_cancelled_meeting_is_none(self, scene):
        scene.meetings[0].state = "cancelled"
        scene.meetings[0].save()
        reminders.remind_of_tomorrow(clock(scene, -1, 18))
        assert scene.you.pk not in told(NotificationKind.SCHEDULE_TOMORROW)

    def test_nothing_of_a_draft(self, scene):
        scene.version.state = "draft"
        scene.version.save()
        assert reminders.remind_of_tomorrow(clock(scene, -1, 18)) == 0

    def test_the_evening_is_the_events_not_the_servers(self):
        far = published_scene(1, starts_on=DAY, ends_on=DAY, time_zone="America/Los_Angeles")
        evening = clock(far, -1, 18)  # the day itself, in UTC
        assert reminders.remind_of_tomorrow(evening - timedelta(minutes=1)) == 0
        assert reminders.remind_of_tomorrow(evening) == 2


class TestOutcomes:
    def test_the_morning_after_to_the_side_that_wrote_nothing(self, scene):
        write(scene, 0)
        write(scene, 1)
        assert reminders.remind_of_outcomes(clock(scene, 1, 8, 59)) == 0
        assert reminders.remind_of_outcomes(clock(scene, 1, 9)) == 2
        assert reminders.remind_of_outcomes(clock(scene, 1, 9, 15)) == 0
        assert scene.me.pk not in told(NotificationKind.OUTCOME_MISSING)
        assert scene.you.pk in told(NotificationKind.OUTCOME_MISSING)

    def test_names_only_what_is_missing_and_nothing_once_all_is_written(self, scene):
        write(scene, 0)
        morning = clock(scene, 1, 9)
        reminders.remind_of_outcomes(morning)
        (mine,) = [m for m in mails(morning) if m[0] == scene.me.email]
        assert mine[1] == "What came of your meetings on 10 June 2026?"
        assert str(scene.meetings[1].registration_b) in mine[2]
        assert f"{scene.them}, table" not in mine[2]
        Notification.objects.filter(recipient=scene.me).update(mail_state="waiting", sent_at=None)
        write(scene, 1)
        assert scene.me.email not in {to for to, _subject, _body in mails(morning)}

    def test_not_days_later(self, scene):
        assert reminders.remind_of_outcomes(clock(scene, 2, 9)) == 0


class TestFollowUps:
    @pytest.mark.parametrize(
        ("day", "hour", "number"), [(4, 23, 0), (5, 8, 0), (5, 9, 1), (6, 3, 1), (12, 9, 0)]
    )
    def test_on_its_day(self, scene, day, hour, number):
        write(scene, follow_up_on=DAY + timedelta(days=5))
        assert reminders.remind_of_follow_ups(clock(scene, day, hour)) == number

    def test_once_to_who_wrote_it_and_again_for_another_day(self, scene):
        outcome = write(scene, follow_up_on=DAY, next_step=NextStep.PILOT, note="Send the offer")
        morning = clock(scene, 0, 9)
        assert reminders.remind_of_follow_ups(morning) == 1
        assert reminders.remind_of_follow_ups(morning) == 0
        ((to, subject, body),) = mails(morning)
        assert (to, subject) == (scene.me.email, f"Time to write to {scene.them}")
        assert "> Send the offer" in body
        assert "Next step: Pilot project" in body
        outcome.follow_up_on = DAY + timedelta(days=3)
        outcome.save()
        assert reminders.remind_of_follow_ups(clock(scene, 3, 9)) == 1

    def test_a_day_that_was_moved_in_between_is_not_told(self, scene):
        outcome = write(scene, follow_up_on=DAY)
        reminders.remind_of_follow_ups(clock(scene, 0, 9))
        outcome.follow_up_on = None
        outcome.save()
        assert mails(clock(scene, 0, 9)) == []
        assert Notification.objects.get().mail_state == "obsolete"

    def test_where_the_writer_is_gone_to_the_company(self, scene):
        write(scene, follow_up_on=DAY, author=None)
        assert reminders.remind_of_follow_ups(clock(scene, 0, 9)) == 1
        assert told(NotificationKind.FOLLOW_UP_DUE) == {scene.me.pk}


class TestNextSteps:
    def test_after_the_event_once_to_the_companies_that_have_some(self, scene):
        write(scene, 0, next_step=NextStep.MOU)
        write(scene, 1, registration=scene.meetings[1].registration_b, author=None)
        assert reminders.remind_of_next_steps(clock(scene, 1, 20)) == 0, "it still goes on"
        morning = clock(scene, 2, 9)
        assert reminders.remind_of_next_steps(morning) == 1
        assert reminders.remind_of_next_steps(clock(scene, 3, 9)) == 0
        ((to, subject, body),) = mails(morning)
        assert (to, subject) == (scene.me.email, "Your next steps after Fair")
        assert "1 next step is open." in body
        assert f"{scene.them}: Memorandum of understanding" in body

    def test_not_weeks_later(self, scene):
        write(scene, 0, next_step=NextStep.MOU)
        assert reminders.remind_of_next_steps(clock(scene, 14, 9)) == 0


def test_who_wants_none_gets_none_but_finds_them_on_the_page(scene):
    MailPreferences.objects.create(user=scene.me, reminders="off")
    evening = clock(scene, -1, 18)
    reminders.remind_of_tomorrow(evening)
    assert Notification.objects.get(recipient=scene.me).mail_state == "off"
    assert scene.me.email not in {to for to, _subject, _body in mails(evening)}


@pytest.mark.parametrize("others", [1, 3])
def test_a_constant_number_of_queries(scene, django_assert_num_queries, others):
    for k in range(others):
        add_meeting(
            scene.version,
            factories.participant(scene.event, trade=k),
            factories.participant(scene.event, trade=k + 1),
            slot=4,
        )
    with django_assert_num_queries(6):
        reminders.remind_of_tomorrow(clock(scene, -1, 18))


@pytest.fixture
def freeze(monkeypatch):
    from django.utils import timezone

    def at(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return at
