"""A person's day and a company's meetings."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from matchmaking.choices import MeetingState, NotificationKind, VersionState
from matchmaking.domain.agenda import acknowledge_changes, company_agenda, personal_agenda
from matchmaking.domain.outbox import notify
from tests import factories
from tests.matchmaking import scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return scenes.published_scene()


def kinds(agenda):
    return [(item.kind, item.title) for item in agenda.items if item.kind != "free"]


def test_the_whole_day_in_order(scene):
    scenes.add_programme(scene)
    agenda = personal_agenda(scene.me, scene.event, now=scene.at(7))
    assert kinds(agenda) == [
        ("session", "Opening"),
        ("meeting", str(scene.them)),
        ("session", "Beside"),
        ("session", "Workshop"),
        ("break", "Lunch"),
        ("visit", "Data centre"),
    ]
    assert [day.date for day in agenda.days] == [scene.event.starts_on]
    beside = next(item for item in agenda.items if item.title == "Beside")
    assert beside.is_optional
    assert not beside.takes_time


def test_a_meeting_says_whom_where_and_why(scene):
    item = personal_agenda(scene.me, scene.event, now=scene.at(7)).meetings[0]
    assert item.counterpart == scene.them
    assert [person.user for person in item.people] == [scene.you]
    assert [person.user for person in item.own_people] == [scene.me]
    assert item.table == scene.event.tables.first()
    assert (item.hall, item.place) == (item.table.hall, "Convention centre")
    assert (item.starts_at, item.minutes) == (scene.at(9), 20)
    need, offer = scene.us.statements.get(kind="need"), scene.them.statements.get(kind="offer")
    assert str(item.reasons[0]) == f"You need “{need.text}” · they offer “{offer.text}”"
    seen_by_them = personal_agenda(scene.you, scene.event).meetings[0]
    assert seen_by_them.counterpart == scene.us
    assert str(seen_by_them.reasons[0]) == f"They need “{need.text}” · you offer “{offer.text}”"


def test_now_and_next(scene):
    scenes.add_programme(scene)

    def at(*clock):
        return personal_agenda(scene.me, scene.event, now=scene.at(*clock))

    early = at(7)
    assert early.current is None
    assert early.next.title == "Opening"
    assert early.next_meeting.title == str(scene.them)
    assert at(8, 30).current.title == "Opening"
    during = at(9)
    assert during.current.title == str(scene.them)
    assert (during.next.title, during.next_meeting) == ("Workshop", None)
    assert at(9, 20).current is None
    assert at(13, 45).current.title == "Data centre"  # on the road already
    assert at(18).next is None


def test_free_time_is_what_the_blocks_leave(scene):
    scenes.add_programme(scene)
    items = personal_agenda(scene.me, scene.event, now=scene.at(7)).items
    free = [(item.starts_at, item.ends_at) for item in items if item.kind == "free"]
    assert free == [(scene.at(9, 20), scene.at(11)), (scene.at(11, 30), scene.at(12))]


def test_only_own_meetings_of_the_published_version(scene):
    other = factories.participant(scene.event, trade=2)
    scenes.add_meeting(scene.version, scene.them, other, 1)
    draft = factories.ScheduleVersionFactory(event=scene.event)
    scenes.add_meeting(draft, scene.us, other, 2)
    colleague = factories.RepresentativeFactory(registration=scene.us)
    assert [i.title for i in personal_agenda(scene.me, scene.event).meetings] == [str(scene.them)]
    assert personal_agenda(colleague.user, scene.event).meetings == []


def test_before_anything_is_published(scene):
    scene.version.state = VersionState.DRAFT
    scene.version.save()
    agenda = personal_agenda(scene.me, scene.event)
    assert (agenda.is_published, agenda.meetings) == (False, [])


def test_who_does_not_come_sees_the_sessions_of_all(scene):
    scenes.add_programme(scene)
    agenda = personal_agenda(factories.UserFactory(), scene.event)
    assert agenda.representative is None
    assert [title for _kind, title in kinds(agenda)] == ["Opening", "Beside", "Lunch"]


def test_on_stage(scene):
    panel = factories.SessionFactory(
        event=scene.event, audience="signed_up", during=factories.span(scene.at(16), 60)
    )
    factories.AppearanceFactory(session=panel, user=scene.me)
    item = personal_agenda(scene.me, scene.event).items[-1]
    assert (item.session, item.is_on_stage, item.takes_time) == (panel, True, True)


def test_a_cancelled_meeting_is_shown_and_takes_no_time(scene):
    meeting = scene.meetings[0]
    meeting.state = MeetingState.CANCELLED
    meeting.save()
    meeting.seats.update(is_held=False)
    agenda = personal_agenda(scene.me, scene.event, now=scene.at(7))
    assert agenda.meetings[0].is_cancelled
    assert agenda.next_meeting is None


def test_zones(scene):
    agenda = personal_agenda(scene.me, scene.event)
    assert not agenda.has_two_zones
    assert agenda.reader_zone == ZoneInfo("Asia/Ho_Chi_Minh")
    scene.us.time_zone = "Asia/Taipei"
    scene.us.save()
    assert personal_agenda(scene.me, scene.event).reader_zone == ZoneInfo("Asia/Taipei")
    me = scene.me
    me.time_zone = "Asia/Bangkok"  # another name, the same clock
    me.save()
    agenda = personal_agenda(me, scene.event)
    assert agenda.reader_zone == ZoneInfo("Asia/Bangkok")
    assert not agenda.has_two_zones


def test_days_are_the_events_days(scene):
    # 23:30 in Viet Nam is already the next day in Auckland, and 16:30 in UTC.
    factories.SessionFactory(event=scene.event, during=factories.span(scene.at(23, 30), 20))
    me = scene.me
    me.time_zone = "Pacific/Auckland"
    me.save()
    agenda = personal_agenda(me, scene.event)
    assert [day.date for day in agenda.days] == [scene.event.starts_on]


def test_changes_until_acknowledged(scene):
    meeting = scene.meetings[0]
    gone = "8f14e45f-ceea-467f-a9b5-5c7a1a1d5f10"
    notify(
        scene.me,
        NotificationKind.SCHEDULE_CHANGED,
        "schedule-changed:2",
        event=scene.event,
        context={"moved": [str(meeting.uid)], "cancelled": [gone]},
    )
    agenda = personal_agenda(scene.me, scene.event)
    assert agenda.meetings[0].change == "moved"
    assert agenda.dropped == 1
    assert agenda.has_changes
    assert not personal_agenda(scene.you, scene.event).has_changes
    assert acknowledge_changes(scene.me, scene.event) == 1
    agenda = personal_agenda(scene.me, scene.event)
    assert not agenda.has_changes
    assert agenda.meetings[0].change == ""


def test_a_meeting_that_is_gone_is_named_until_acknowledged(scene):
    meeting = scene.meetings[0]
    before, scene.version.state = scene.version, VersionState.SUPERSEDED
    before.save()
    factories.ScheduleVersionFactory(
        event=scene.event, state=VersionState.PUBLISHED, published_at=timezone.now()
    )
    context = {"cancelled": [str(meeting.uid)]}
    for number, person in enumerate((scene.me, scene.you)):
        kind = NotificationKind.SCHEDULE_CHANGED
        notify(person, kind, f"schedule-changed:{number}", event=scene.event, context=context)
    mine, yours = (personal_agenda(person, scene.event) for person in (scene.me, scene.you))
    assert [(gone.title, gone.starts_at) for gone in mine.gone] == [(str(scene.them), scene.at(9))]
    assert [gone.title for gone in yours.gone] == [str(scene.us)]
    assert (mine.dropped, mine.meetings) == (1, [])
    acknowledge_changes(scene.me, scene.event)
    assert personal_agenda(scene.me, scene.event).gone == []


def test_company_agenda_is_of_all_its_people(scene):
    colleague = factories.RepresentativeFactory(registration=scene.us)
    other = factories.participant(scene.event, trade=2)
    meeting = factories.MeetingFactory(
        version=scene.version, registration_a=other, registration_b=scene.us,
        slot=scene.event.slots.all()[2],
    )  # fmt: skip
    factories.SeatFactory(meeting=meeting, representative=colleague)
    items = company_agenda(scene.us)
    assert [item.counterpart for item in items] == [scene.them, other]
    assert [person.user for person in items[1].own_people] == [colleague.user]
    assert [item.counterpart for item in company_agenda(other)] == [scene.us]


@pytest.mark.parametrize("meetings", [1, 3])
def test_constant_queries(meetings, django_assert_num_queries):
    scene = scenes.published_scene(meetings)
    scenes.add_programme(scene)
    for k in range(meetings):
        factories.SessionFactory(
            event=scene.event, during=factories.span(scene.at(17) + timedelta(hours=k), 30)
        )
    me, event = scene.me, scene.event
    with django_assert_num_queries(14):
        agenda = personal_agenda(me, event, now=scene.at(7))
        for item in agenda.items:
            _touch(item)
    assert len(agenda.meetings) == meetings
    with django_assert_num_queries(3):
        for item in company_agenda(scene.us):
            _touch(item)


def _touch(item):
    """Everything that a page shows of an item."""
    str(item.title), str(item.counterpart), str(item.table), str(item.hall), item.place
    if item.counterpart:
        assert item.counterpart.organisation.country
    [str(person.user) for person in (*item.people, *item.own_people)]
    [str(reason) for reason in item.reasons]


def test_the_language_they_share_is_said_once(scene):
    """Where people talk is a line of its own, with the interpreter: no reason repeats it."""
    item = personal_agenda(scene.me, scene.event, now=scene.at(7)).meetings[0]
    assert item.speech is not None
    assert item.speech.common
    assert item.reasons
    assert "language" not in {reason.kind for reason in item.reasons}
