"""Whose mail goes out when: by choice, by the clock, by how close the meeting is."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from matchmaking.choices import MailState, NotificationKind, VersionState
from matchmaking.domain.mail_plans import plan_mails
from matchmaking.models import MailPreferences
from tests import factories
from tests.matchmaking.scenes import Scene, add_meeting, published_scene

pytestmark = pytest.mark.django_db
CHANGED = NotificationKind.SCHEDULE_CHANGED


@pytest.fixture
def scene() -> Scene:
    return published_scene(2)


def prefer(scene: Scene, **fields: object) -> None:
    MailPreferences.objects.update_or_create(user=scene.me, defaults=fields)


def plan(scene: Scene, now: datetime, kind: NotificationKind = CHANGED, **context: object):
    return plan_mails({scene.me.pk: context}, kind, scene.event, now)[scene.me.pk]


def uid(scene: Scene, number: int = 0) -> str:
    return str(scene.meetings[number].uid)


NIGHT = {"has_quiet_hours": True, "quiet_from": time(21), "quiet_until": time(7)}


def test_who_has_chosen_nothing_gets_everything_at_once(scene: Scene) -> None:
    now = scene.at(12, day=-5)
    assert (plan(scene, now).state, plan(scene, now).not_before) == (MailState.WAITING, now)


def test_defaults_are_quiet_at_night_where_the_installation_says_so(scene: Scene, settings) -> None:
    settings.MAIL_QUIET_HOURS = True
    assert plan(scene, scene.at(23, day=-5)).not_before == scene.at(7, day=-4)


@pytest.mark.parametrize(
    ("own", "registered", "zone"),
    [
        ("", "", "Asia/Ho_Chi_Minh"),  # the event's
        ("", "Asia/Seoul", "Asia/Seoul"),
        ("Europe/Berlin", "Asia/Seoul", "Europe/Berlin"),
    ],
)
def test_the_persons_own_clock(scene: Scene, own: str, registered: str, zone: str) -> None:
    person = scene.me
    person.time_zone = own
    person.save()
    scene.us.time_zone = registered
    scene.us.save()
    prefer(scene, **NIGHT)
    night = scene.at(23, day=-5).replace(tzinfo=ZoneInfo(zone))
    morning = night.replace(hour=7) + timedelta(days=1)
    assert plan(scene, night).not_before == morning


def test_each_kind_follows_its_own_group(scene: Scene) -> None:
    prefer(scene, requests="off", schedule="daily")
    now = scene.at(12, day=-5)
    states = {
        kind: plan(scene, now, kind).state
        for kind in (
            NotificationKind.REQUEST_RECEIVED,
            NotificationKind.SCHEDULE_CHANGED,
            NotificationKind.REQUEST_REMINDER,
            NotificationKind.INVITATION,
        )
    }
    assert list(states.values()) == ["off", "digest", "waiting", "waiting"]


def test_a_change_on_the_day_waits_for_nothing(scene: Scene) -> None:
    prefer(scene, schedule="daily", **NIGHT)
    for change in ("moved", "added", "cancelled"):
        on_the_day = plan(scene, scene.at(8), **{change: [uid(scene)]})
        assert (on_the_day.state, on_the_day.is_urgent) == (MailState.WAITING, True)
        assert on_the_day.waived == "daily_mail"
    before_dawn = plan(scene, scene.at(6, 30), moved=[uid(scene)])
    assert (before_dawn.not_before, before_dawn.waived) == (scene.at(6, 30), "quiet_hours")
    assert plan(scene, scene.at(8, day=-3), moved=[uid(scene)]).state == MailState.DIGEST


def test_where_it_stood_counts_as_where_it_stands(scene: Scene) -> None:
    """A meeting that was this morning's and is now tomorrow's is missed this morning."""
    scene.version.state = VersionState.SUPERSEDED
    scene.version.save()
    newer = factories.ScheduleVersionFactory(
        event=scene.event, state=VersionState.PUBLISHED, published_at=timezone.now()
    )
    moved = add_meeting(newer, scene.us, scene.them, 5, uid=scene.meetings[0].uid)
    assert moved.during.lower > scene.meetings[0].during.lower
    prefer(scene, **NIGHT)
    early = scene.meetings[0].during.lower - timedelta(hours=3, minutes=1)
    assert plan(scene, early, moved=[uid(scene)]).not_before == early
    gone = plan(scene, early, cancelled=[uid(scene)])
    assert gone.waived == "quiet_hours"


def test_one_under_way_is_close_and_one_that_is_over_is_not(scene: Scene) -> None:
    prefer(scene, schedule="daily")
    meeting = {"meeting": uid(scene)}
    notice = NotificationKind.MEETING_NOTICE
    assert plan(scene, scene.at(9, 10), notice, **meeting).state == MailState.WAITING
    assert plan(scene, scene.at(9, 30), notice, **meeting).state == MailState.DIGEST


@pytest.mark.parametrize("people", [1, 3])
def test_a_constant_number_of_queries(scene: Scene, django_assert_num_queries, people: int) -> None:
    others = factories.UserFactory.create_batch(people)
    with django_assert_num_queries(3):
        plan_mails(
            {person.pk: {"moved": [uid(scene), uid(scene, 1)]} for person in others},
            CHANGED,
            scene.event,
            scene.at(8),
        )
