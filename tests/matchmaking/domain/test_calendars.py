"""The calendar file and the feed, read by two parsers that are not each other's."""

from datetime import timedelta

import icalendar
import pytest
import vobject
from django.utils import timezone

from matchmaking.choices import MeetingState, VersionState
from matchmaking.domain import calendars
from matchmaking.models import CalendarFeed
from tests import factories
from tests.matchmaking import scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return scenes.published_scene()


def entries(file):
    """By UID, from both parsers, which must agree on what matters."""
    one = {str(e["UID"]): e for e in icalendar.Calendar.from_ical(file).walk("VEVENT")}
    read = vobject.readOne(file.decode(), validate=True)
    other = {e.uid.value: e for e in read.contents.get("vevent", [])}
    assert one.keys() == other.keys()
    for uid, entry in one.items():
        theirs = other[uid]
        assert entry.decoded("DTSTART") == theirs.dtstart.value
        assert entry.decoded("DTEND") == theirs.dtend.value
        assert str(entry["SUMMARY"]) == theirs.summary.value
        assert str(entry["STATUS"]) == theirs.status.value
        assert int(entry["SEQUENCE"]) == int(theirs.sequence.value)
    return one


def uid(meeting):
    return f"{meeting.uid}@127.0.0.1"


def test_a_meeting(scene):
    file = calendars.event_calendar(scene.me, scene.event, "en")
    entry = entries(file)[uid(scene.meetings[0])]
    assert entry.decoded("DTSTART") == scene.at(9)
    assert entry.decoded("DTEND") == scene.at(9, 20)
    assert entry["DTSTART"].params["TZID"] == "Asia/Ho_Chi_Minh"
    assert str(entry["SUMMARY"]) == f"Meeting with {scene.them}"
    table = scene.event.tables.first()
    assert str(entry["LOCATION"]) == f"Table {table}, {table.hall}, Convention centre"
    assert str(scene.you) in str(entry["DESCRIPTION"])
    assert "they offer" in str(entry["DESCRIPTION"])
    assert (str(entry["STATUS"]), str(entry["TRANSP"])) == ("CONFIRMED", "OPAQUE")
    assert entry.decoded("DTSTAMP") == scene.version.published_at.replace(microsecond=0)


def test_the_file_as_a_whole(scene):
    file = calendars.event_calendar(scene.me, scene.event, "en")
    calendar = icalendar.Calendar.from_ical(file)
    assert str(calendar["METHOD"]) == "PUBLISH"
    assert str(calendar["VERSION"]) == "2.0"
    assert str(calendar["X-WR-CALNAME"]) == str(scene.event)
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Ho_Chi_Minh"]
    assert file == calendars.event_calendar(scene.me, scene.event, "en")
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))


def test_the_whole_day_with_the_road_to_the_visit(scene):
    scenes.add_programme(scene)
    found = entries(calendars.event_calendar(scene.me, scene.event, "en")).values()
    summaries = {str(entry["SUMMARY"]): entry for entry in found}
    assert summaries.keys() == {
        "Opening",
        f"Meeting with {scene.them}",
        "Workshop",
        "Lunch",
        "Data centre",
    }
    visit = summaries["Data centre"]
    assert (visit.decoded("DTSTART"), visit.decoded("DTEND")) == (
        scene.at(13, 30),
        scene.at(15, 50),
    )
    assert "from 14:00 to 15:30" in str(visit["DESCRIPTION"])


def test_in_the_readers_language_with_an_online_link(scene):
    meeting = scene.meetings[0]
    meeting.table, meeting.online_url = None, "https://meet.example/abc"
    meeting.save()
    scene.them.organisation.name = "Sao Bắc Đẩu; Đại Dũng, 台灣 🚌"
    scene.them.organisation.save()
    entry = entries(calendars.event_calendar(scene.me, scene.event, "ko"))[uid(meeting)]
    assert "Sao Bắc Đẩu; Đại Dũng, 台灣 🚌" in str(entry["SUMMARY"])
    assert str(entry["LOCATION"]) == str(entry["URL"]) == "https://meet.example/abc"


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Taipei"])
def test_any_zone(zone):
    scene = scenes.published_scene(time_zone=zone)
    entry = entries(calendars.event_calendar(scene.me, scene.event, "en"))[uid(scene.meetings[0])]
    assert entry.decoded("DTSTART") == scene.at(9)


class TestVersions:
    """What the next published version does to what a calendar has."""

    def publish_next(self, scene):
        scene.version.state = VersionState.SUPERSEDED
        scene.version.save()
        return factories.ScheduleVersionFactory(
            event=scene.event, state=VersionState.PUBLISHED, published_at=timezone.now()
        )

    def test_a_moved_meeting_replaces_the_old_one(self, scene):
        old = scene.meetings[0]
        version = self.publish_next(scene)
        scenes.add_meeting(version, scene.us, scene.them, 2, uid=old.uid, sequence=1)
        found = entries(calendars.event_calendar(scene.me, scene.event, "en"))
        assert list(found) == [uid(old)]
        assert (int(found[uid(old)]["SEQUENCE"]), str(found[uid(old)]["STATUS"])) == (
            1,
            "CONFIRMED",
        )
        assert found[uid(old)].decoded("DTSTART") == scene.at(9, 50)

    def test_a_meeting_that_is_gone_is_cancelled(self, scene):
        old = scene.meetings[0]
        self.publish_next(scene)
        entry = entries(calendars.event_calendar(scene.me, scene.event, "en"))[uid(old)]
        assert (str(entry["STATUS"]), int(entry["SEQUENCE"])) == ("CANCELLED", 1)
        assert entry.decoded("DTSTART") == scene.at(9)

    def test_a_meeting_that_a_colleague_takes_over_is_cancelled_for_me(self, scene):
        me = scene.me
        old = scene.meetings[0]
        version = self.publish_next(scene)
        colleague = factories.RepresentativeFactory(registration=scene.us)
        meeting = factories.MeetingFactory(
            version=version, registration_a=scene.us, registration_b=scene.them,
            slot=old.slot, uid=old.uid,
        )  # fmt: skip
        factories.SeatFactory(meeting=meeting, representative=colleague)
        mine = entries(calendars.event_calendar(me, scene.event, "en"))
        theirs = entries(calendars.event_calendar(colleague.user, scene.event, "en"))
        assert str(mine[uid(old)]["STATUS"]) == "CANCELLED"
        assert str(theirs[uid(old)]["STATUS"]) == "CONFIRMED"

    def test_a_meeting_cancelled_in_the_version(self, scene):
        meeting = scene.meetings[0]
        meeting.state, meeting.sequence = MeetingState.CANCELLED, 1
        meeting.save()
        meeting.seats.update(is_held=False)
        found = entries(calendars.event_calendar(scene.me, scene.event, "en"))
        assert [(str(e["STATUS"]), int(e["SEQUENCE"])) for e in found.values()] == [
            ("CANCELLED", 1)
        ]

    def test_a_draft_that_nobody_saw_cancels_nothing(self, scene):
        draft = factories.ScheduleVersionFactory(event=scene.event)
        scenes.add_meeting(draft, scene.us, factories.participant(scene.event), 3)
        assert list(entries(calendars.event_calendar(scene.me, scene.event, "en"))) == [
            uid(scene.meetings[0])
        ]


def test_the_feed_holds_all_events_of_the_person(scene):
    other = factories.ready_event(participants=0)
    registration = factories.participant(other)
    me = scene.me
    factories.RepresentativeFactory(registration=registration, user=me)
    factories.SessionFactory(event=other, title="Elsewhere")
    summaries = {str(e["SUMMARY"]) for e in entries(calendars.personal_calendar(me, "en")).values()}
    assert summaries == {"Elsewhere", f"Meeting with {scene.them}"}
    later = timezone.now() + calendars.FEED_KEEPS + timedelta(days=30)
    assert entries(calendars.personal_calendar(me, "en", now=later)) == {}


class TestToken:
    def test_opens_its_persons_feed_and_stays(self):
        user = factories.UserFactory()
        token = calendars.feed_token(user)
        assert calendars.feed_token(user) == token
        assert calendars.person_of_token(token) == user

    def test_differs_from_person_to_person(self):
        one, other = factories.UserFactory.create_batch(2)
        forged = f"{other.pk}-{calendars.feed_token(one).partition('-')[2]}"
        calendars.feed_token(other)
        assert calendars.person_of_token(forged) is None

    def test_renewal_makes_the_old_one_void(self):
        user = factories.UserFactory()
        old = calendars.feed_token(user)
        new = calendars.renew_feed(user)
        assert calendars.person_of_token(old) is None
        assert calendars.person_of_token(new) == user
        assert CalendarFeed.objects.get().renewed_at

    def test_another_key_of_the_site_makes_all_void(self, settings):
        token = calendars.feed_token(factories.UserFactory())
        settings.SECRET_KEY = "another" * 10
        assert calendars.person_of_token(token) is None

    def test_a_closed_account(self):
        user = factories.UserFactory()
        token = calendars.feed_token(user)
        user.is_active = False
        user.save()
        assert calendars.person_of_token(token) is None

    @pytest.mark.parametrize("token", ["", "-", "x", "1", "1-", "-abc", "²-abc", "9" * 40 + "-a"])
    def test_nonsense(self, token):
        calendars.feed_token(factories.UserFactory())
        assert calendars.person_of_token(token) is None
