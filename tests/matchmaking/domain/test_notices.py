"""On the way, running late, cannot come."""

from datetime import timedelta

import icalendar
import pytest
import vobject
from django.utils import timezone, translation

from companies.domain.errors import DomainError
from matchmaking.choices import MailState, NoticeKind
from matchmaking.domain.agenda import personal_agenda
from matchmaking.domain.calendars import event_calendar
from matchmaking.domain.mails import build_email
from matchmaking.domain.messages import describe, read_facts
from matchmaking.domain.notices import may_say, say_notice
from matchmaking.models import Activity, Meeting, MeetingNotice, Notification
from tests import factories
from tests.matchmaking.scenes import Scene, published_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return published_scene(meetings=2)


def before(scene: Scene, minutes: int = 10):
    return scene.meetings[0].starts_at - timedelta(minutes=minutes)


def say(scene: Scene, kind: str, **more):
    return say_notice(
        Meeting.objects.get(pk=scene.meetings[0].pk),
        more.pop("who", scene.my_seat),
        NoticeKind(kind),
        by=scene.me,
        now=more.pop("now", before(scene)),
        **more,
    )


def told(scene: Scene) -> list[Notification]:
    return list(Notification.objects.filter(kind="meeting_notice").order_by("pk"))


def sentence(message: Notification, language: str = "en") -> str:
    with translation.override(language):
        return describe(message, read_facts([message])).title


def test_the_other_side_is_told_at_once_and_sees_it(scene: Scene) -> None:
    say(scene, "late", minutes=10)
    (message,) = told(scene)
    assert message.recipient == scene.you
    assert sentence(message) == f"{scene.me.public_name} of {scene.us} is 10 minutes late"
    subject = build_email(message).subject
    assert subject == f"10 minutes late: {scene.me.public_name}, {scene.us}"
    theirs = personal_agenda(scene.you, scene.event, now=before(scene)).next
    assert [(n.kind, n.minutes) for n in theirs.notices] == [("late", 10)]
    assert theirs.own_notice is None
    mine = personal_agenda(scene.me, scene.event, now=before(scene)).next
    assert (mine.own_notice.kind, list(mine.notices)) == ("late", [])


def test_the_mail_has_the_reason_and_what_becomes_of_the_meeting(scene: Scene) -> None:
    say(scene, "cannot_come", now=timezone.now(), reason="Sân bay đóng cửa")
    (message,) = told(scene)
    assert message.mail_state == MailState.WAITING
    content = describe(message, read_facts([message]))
    assert content.quote == "Sân bay đóng cửa"
    assert "stays in your schedule" in content.lines[1]


def test_cannot_come_keeps_the_meeting_marked_and_out_of_what_is_next(scene: Scene) -> None:
    say(scene, "cannot_come")
    scene.meetings[0].refresh_from_db()
    assert scene.meetings[0].state == "planned"
    mine = personal_agenda(scene.me, scene.event, now=before(scene))
    assert mine.items[0].is_given_up
    assert mine.next.meeting == scene.meetings[1]
    theirs = personal_agenda(scene.you, scene.event, now=before(scene))
    assert theirs.next.meeting == scene.meetings[0]  # they are told on it


def test_what_is_said_is_taken_back_until_the_meeting_begins(scene: Scene) -> None:
    say(scene, "cannot_come", reason="Ill")
    say(scene, "coming")
    assert sentence(told(scene)[-1]).endswith("comes after all")
    assert MeetingNotice.objects.standing().count() == 0
    assert MeetingNotice.objects.get().reason == ""
    say(scene, "cannot_come")
    with pytest.raises(DomainError) as refusal:
        say(scene, "coming", now=scene.meetings[0].starts_at)
    assert refusal.value.code == "too_late"


def test_the_same_again_and_the_same_tap_again_tell_nobody(scene: Scene) -> None:
    say(scene, "late", minutes=5, key="a")
    say(scene, "late", minutes=5, key="b")
    assert len(told(scene)) == 1
    say(scene, "late", minutes=10, key="c")
    say(scene, "late", minutes=5, key="a", now=before(scene, 1))  # the first tap, once more
    assert MeetingNotice.objects.get().minutes == 10
    assert len(told(scene)) == 2
    assert Activity.objects.filter(action="meeting.notice").count() == 2


def test_a_tap_that_arrives_twice_after_the_meeting_is_still_no_problem(scene: Scene) -> None:
    say(scene, "on_the_way", key="a")
    notice = say(scene, "on_the_way", key="a", now=scene.meetings[0].ends_at)
    assert notice.kind == "on_the_way"


def test_an_older_word_is_not_told_any_more(scene: Scene) -> None:
    say(scene, "late", minutes=5)
    say(scene, "cannot_come")
    first, last = told(scene)
    assert describe(first, read_facts([first])).obsolete
    assert not describe(last, read_facts([last])).obsolete


@pytest.mark.parametrize(
    ("kind", "more", "code"),
    [
        ("late", {"minutes": 7}, "minutes"),
        ("late", {}, "minutes"),
        ("on_the_way", {"minutes": 5}, "minutes"),
    ],
)
def test_wrong_minutes_are_refused(scene: Scene, kind: str, more: dict, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        say(scene, kind, **more)
    assert refusal.value.code == code
    assert not MeetingNotice.objects.exists()


@pytest.mark.parametrize(("kind", "minutes"), [("late", 5), ("on_the_way", None)])
def test_nobody_is_late_days_ahead(scene: Scene, kind: str, minutes: int | None) -> None:
    with pytest.raises(DomainError) as refusal:
        say(scene, kind, minutes=minutes, now=before(scene, 121))
    assert refusal.value.code == "too_early"
    assert may_say(NoticeKind.CANNOT_COME, scene.meetings[0], before(scene, 121))


def test_only_who_sits_in_the_meeting_says_something(scene: Scene) -> None:
    stranger = factories.participant(scene.event, trade=4).representatives.get()
    with pytest.raises(DomainError) as refusal:
        say(scene, "on_the_way", who=stranger)
    assert refusal.value.code == "not_in_meeting"


def test_a_cancelled_or_replaced_meeting_takes_no_word(scene: Scene) -> None:
    scene.meetings[0].state = "cancelled"
    scene.meetings[0].save()
    with pytest.raises(DomainError) as refusal:
        say(scene, "on_the_way")
    assert refusal.value.code == "cancelled"
    scene.version.state = "superseded"
    scene.version.save()
    with pytest.raises(DomainError) as refusal:
        say(scene, "on_the_way")
    assert refusal.value.code == "not_published"


def test_a_meeting_that_moves_leaves_the_word_behind(scene: Scene) -> None:
    say(scene, "cannot_come")
    slot = scene.event.slots.all()[4]
    meeting = scene.meetings[0]
    meeting.seats.all().delete()
    meeting.slot, meeting.during = slot, slot.during
    meeting.save()
    for person in (scene.my_seat, scene.them.representatives.get()):
        factories.SeatFactory(meeting=meeting, representative=person)
    item = next(i for i in personal_agenda(scene.me, scene.event).meetings if i.meeting == meeting)
    assert item.own_notice is None


def test_the_calendar_keeps_the_meeting_and_says_who_cannot_come(scene: Scene) -> None:
    say(scene, "cannot_come")
    for person in (scene.me, scene.you):
        calendar = event_calendar(person, scene.event, "en").decode().replace("\r\n ", "")
        assert calendar.count(f"UID:{scene.meetings[0].uid}") == 1
        for statuses in (
            [str(e["STATUS"]) for e in icalendar.Calendar.from_ical(calendar).walk("VEVENT")],
            [e.status.value for e in vobject.readOne(calendar).vevent_list],
        ):
            assert sorted(statuses) == ["CONFIRMED", "TENTATIVE"][2 - len(statuses) :]
        assert calendar.count("STATUS:TENTATIVE") == 1
        assert "cannot come" in calendar
