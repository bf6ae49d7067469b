"""The attendee's schedule page."""

import gzip
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from events.templatetags.event_time import day_name
from matchmaking.choices import NoticeKind
from matchmaking.domain.notices import say_notice
from matchmaking.models import Meeting, Notification, Outcome
from tests import factories
from tests.matchmaking.scenes import Scene, add_meeting, add_programme, published_scene

pytestmark = pytest.mark.django_db


def page_of(client: Client, scene: Scene) -> str:
    client.force_login(scene.me)
    return client.get(f"/e/{scene.event.slug}/me/").content.decode()


def test_the_next_thing_stands_first_with_its_place(client: Client) -> None:
    scene = published_scene(meetings=2)
    page = page_of(client, scene)
    table = scene.meetings[0].table.label
    assert page.index(f"Table {table}") < page.index('class="line"')
    assert page.index(str(scene.them)) < page.index('class="line"')
    assert "in 14 days" in page or "in 2 weeks" in page


def test_the_day_has_meetings_sessions_visits_and_free_time(client: Client) -> None:
    scene = published_scene(meetings=2)
    add_programme(scene)
    page = page_of(client, scene)
    for kind in ("meeting", "session", "visit", "break", "free"):
        assert f'class="line-{kind}"' in page
    for text in ("09:00", "Opening", "Lunch", "Workshop", "Data centre"):
        assert text in page
    assert "Not mine" not in page
    assert "Not my visit" not in page


def test_the_readers_own_clock_stands_beside_the_events_where_it_differs(client: Client) -> None:
    scene = published_scene()
    assert "Below each time" not in page_of(client, scene)
    me = scene.me
    me.time_zone = "Asia/Seoul"
    me.save()
    page = page_of(client, scene)
    assert "Below each time stands the time on your clock" in page
    assert ", UTC+9" in page
    assert "<small>11:00</small>" in page  # 9:00 in Viet Nam


def test_names_are_shown_as_written_whatever_they_contain(client: Client) -> None:
    scene = published_scene()
    organisation = scene.them.organisation
    organisation.name = "<b>Evil</b> 😀 شركة & Sons"
    organisation.save()
    page = page_of(client, scene)
    assert "&lt;b&gt;Evil&lt;/b&gt; 😀 شركة &amp; Sons" in page
    assert "<b>Evil" not in page


def test_before_the_schedule_is_published_the_page_says_what_will_be_there(client: Client) -> None:
    scene = published_scene()
    scene.version.state = "draft"
    scene.version.save()
    page = page_of(client, scene)
    assert "Your meetings are not set yet" in page
    assert str(scene.them) not in page


def test_changes_are_marked_until_they_are_acknowledged(client: Client) -> None:
    scene = published_scene()
    Notification.objects.create(
        recipient=scene.me,
        event=scene.event,
        kind="schedule_changed",
        key="moved",
        context={"moved": [str(scene.meetings[0].uid)]},
    )
    assert "Moved" in page_of(client, scene)
    client.post(f"/e/{scene.event.slug}/me/seen/")
    page = page_of(client, scene)
    assert "Moved" not in page
    assert "Your schedule has changed" not in page


def test_a_cancelled_meeting_is_neither_next_nor_linked(client: Client) -> None:
    scene = published_scene()
    scene.meetings[0].state = "cancelled"
    scene.meetings[0].save()
    page = page_of(client, scene)
    assert "<s>" in page
    assert 'class="next-place"' not in page


def test_an_event_that_is_over_asks_for_what_came_of_it(client: Client) -> None:
    last_week = timezone.now().date() - timedelta(days=7)
    scene = published_scene(starts_on=last_week, ends_on=last_week)
    page = page_of(client, scene)
    assert f'href="/e/{scene.event.slug}/meetings/{scene.meetings[0].uid}/?from=schedule"' in page
    assert "Write it down" in page
    Outcome.objects.create(
        meeting=scene.meetings[0],
        registration=scene.us,
        took_place=True,
        interest=4,
        next_step="pilot",
    )
    page = page_of(client, scene)
    assert "Write it down" not in page
    assert "That was your last item" in page
    assert "4 of 5" in page
    assert "Pilot" in page


def test_an_event_that_is_over_promises_no_meetings(client: Client) -> None:
    last_week = timezone.now().date() - timedelta(days=7)
    scene = published_scene(meetings=0, starts_on=last_week, ends_on=last_week)
    page = page_of(client, scene)
    assert "This event is over" in page
    assert "new meetings are added" not in page


@pytest.fixture
def at(monkeypatch):
    """Sets the clock of the page."""
    return lambda moment: monkeypatch.setattr("django.utils.timezone.now", lambda: moment)


def test_while_a_meeting_goes_on_it_stands_first_with_the_way_to_write_it_down(
    client: Client, at
) -> None:
    scene = published_scene(meetings=2)
    client.force_login(scene.me)
    at(scene.at(9, 6))
    page = page_of(client, scene)
    now, after = page.index("Now, until 09:20"), page.index('class="next"')
    assert now < after
    first = page[now:after]
    assert "14 minutes left" in first
    assert scene.you.full_name in first
    assert "What came of it?" in first


def test_in_free_time_it_says_until_when(client: Client, at) -> None:
    scene = published_scene(meetings=1)
    at(scene.at(9, 30))
    page = page_of(client, scene)
    assert 'class="free-now"' in page
    assert page.index("Free until") < page.index('class="line"')


def test_days_that_are_over_are_folded_while_others_are_to_come(client: Client, at) -> None:
    scene = published_scene(meetings=1)
    event = scene.event
    event.ends_on = event.starts_on + timedelta(days=1)
    event.save()
    tomorrow = factories.span(scene.at(9, day=1), 45)
    factories.SessionFactory(event=event, title="Second day", during=tomorrow)
    assert "day-over" not in page_of(client, scene)
    at(scene.at(8, day=1))
    page = page_of(client, scene)
    assert page.count('class="day-over"') == 1
    at(scene.at(12, day=1))
    assert "day-over" not in page_of(client, scene)


def test_before_publishing_the_hours_are_for_meetings_not_free(client: Client) -> None:
    scene = published_scene(meetings=0)
    assert "Free until" in page_of(client, scene)
    scene.version.state = "draft"
    scene.version.save()
    page = page_of(client, scene)
    assert "Time for meetings until" in page
    assert "Free until" not in page


def test_what_moved_and_what_is_gone_is_listed_above(client: Client) -> None:
    scene = published_scene(meetings=2)
    old = factories.ScheduleVersionFactory(
        event=scene.event, state="superseded", published_at=timezone.now() - timedelta(hours=1)
    )
    gone = add_meeting(old, scene.us, factories.participant(scene.event, trade=3), 4)
    Notification.objects.create(
        recipient=scene.me,
        event=scene.event,
        kind="schedule_changed",
        key="moved",
        context={"moved": [str(scene.meetings[0].uid)], "cancelled": [str(gone.uid)]},
    )
    page = page_of(client, scene)
    above = page[page.index("Your schedule has changed") : page.index("I have seen it")]
    assert f'href="#meeting-{scene.meetings[0].uid}"' in above
    assert str(scene.them) in above
    assert str(gone.registration_b if gone.registration_a == scene.us else gone.registration_a) in (
        above
    )


def test_what_is_cancelled_where_it_stands_is_listed_above_too(client: Client) -> None:
    """A company leaves the event: its meeting stays in the day, crossed out."""
    scene = published_scene(meetings=2)
    off = scene.meetings[0]
    Meeting.objects.filter(pk=off.pk).update(state="cancelled")
    Notification.objects.create(
        recipient=scene.me,
        event=scene.event,
        kind="schedule_changed",
        key="cancelled",
        context={"cancelled": [str(off.uid)]},
    )
    page = page_of(client, scene)
    above = page[page.index("What has changed") : page.index("I have seen it")]
    assert "Cancelled" in above
    assert f'href="#meeting-{off.uid}"' in above
    assert "no longer in your schedule" not in above


def test_what_changed_does_not_push_the_next_meeting_down(client: Client) -> None:
    scene = published_scene(meetings=2)
    Notification.objects.create(
        recipient=scene.me,
        event=scene.event,
        kind="schedule_changed",
        key="moved",
        context={"moved": [str(scene.meetings[1].uid)]},
    )
    page = page_of(client, scene)
    line, upcoming = page.index('href="#what-changed"'), page.index('class="next"')
    assert line < upcoming < page.index('id="what-changed"') < page.index("I have seen it")


def test_who_cannot_come_stands_above_the_place(client: Client, at) -> None:
    scene = published_scene()
    scene.meetings[0].version.refresh_from_db()
    at(scene.at(8, 50))
    seat = scene.them.representatives.get()
    for kind, is_off in (("late", False), ("cannot_come", True)):
        minutes = 10 if kind == "late" else None
        say_notice(scene.meetings[0], seat, NoticeKind(kind), minutes=minutes, by=scene.you)
        page = page_of(client, scene)
        card = page[page.index('aria-labelledby="next"') :]
        assert card.index(f"said-{kind}") < card.index('class="next-place"')
        assert "said at 08:50" in card
        assert ('class="next next-off"' in page) == is_off
        on_my_way = re.search(r'<button class="btn ([\w-]+)">[^/]*<use href="[^"]*#walk"', card)
        assert on_my_way is not None
        assert on_my_way[1] == ("btn-quiet" if is_off else "btn-primary")


def test_what_was_said_the_day_before_has_its_day(client: Client, at) -> None:
    scene = published_scene()
    at(scene.at(20, 15, day=-1))
    seat = scene.them.representatives.get()
    say_notice(scene.meetings[0], seat, NoticeKind.CANNOT_COME, by=scene.you)
    at(scene.at(8, 50))
    page = page_of(client, scene)
    day = day_name(scene.at(20, day=-1))
    assert f"said on {day}, 20:15" in page


def test_once_a_meeting_is_over_only_who_did_not_come_is_still_said(client: Client, at) -> None:
    scene = published_scene(meetings=2)
    at(scene.at(8, 50))
    for meeting, kind in zip(scene.meetings, ("on_the_way", "cannot_come"), strict=True):
        seat = meeting.seats.exclude(registration=scene.us).get().representative
        say_notice(meeting, seat, NoticeKind(kind), by=seat.user)
    at(scene.at(12))
    page = page_of(client, scene)
    assert "is on the way" not in page
    assert page.count("cannot come") == 1
    assert 'class="said' not in page


def test_a_visit_to_the_host_names_the_place_once(client: Client) -> None:
    scene = published_scene()
    add_programme(scene)
    visit = scene.event.visits.get(title="Data centre")
    page = page_of(client, scene)
    assert f"With {visit.host.name}, 14:00–15:30" in page
    assert "<span>District 7</span> <span>until" in page
    visit.place = visit.host.name
    visit.save()
    page = page_of(client, scene)
    assert page.count(visit.host.name) == 1
    assert "There from 14:00 to 15:30; the time above includes the road." in page


def test_online_meetings_have_their_link(client: Client) -> None:
    scene = published_scene(mode="online")
    meeting = scene.meetings[0]
    meeting.table, meeting.online_url = None, "https://meet.example/room"
    meeting.save()
    page = page_of(client, scene)
    assert 'href="https://meet.example/room"' in page


@pytest.mark.parametrize("size", [1, 3])
def test_queries_do_not_grow_with_the_day(
    client: Client, django_assert_num_queries, size: int
) -> None:
    scene = published_scene(meetings=size)
    add_programme(scene)
    client.force_login(scene.me)
    with django_assert_num_queries(20):
        client.get(f"/e/{scene.event.slug}/me/")


def test_the_page_is_light(client: Client) -> None:
    """A day of five meetings; styles and scripts are weighed with it in the browser's test."""
    scene = published_scene(meetings=5)
    add_programme(scene)
    assert len(gzip.compress(page_of(client, scene).encode())) < 10_000


def test_badge_and_calendar_are_of_the_person(client: Client) -> None:
    scene = published_scene()
    client.force_login(scene.me)
    badge = client.get(f"/e/{scene.event.slug}/me/badge/").content.decode()
    assert str(scene.me) in badge
    assert '<svg role="img"' in badge
    file = client.get(f"/e/{scene.event.slug}/me/calendar.ics")
    assert file["Content-Type"] == "text/calendar; charset=utf-8"
    assert str(scene.meetings[0].uid) in file.content.decode().replace("\r\n ", "")


def test_what_a_phone_needs_to_install_and_keep_the_schedule(client: Client) -> None:
    scene = published_scene(is_public=False, accent="#0b6e4f")
    manifest = f"/e/{scene.event.slug}/manifest.webmanifest"
    assert client.get(manifest).status_code == 404
    client.force_login(scene.me)
    installed = client.get(manifest).json()
    assert installed["start_url"] == f"/e/{scene.event.slug}/me/"
    assert installed["theme_color"] == "#0b6e4f"
    worker = client.get("/service-worker.js")
    assert worker["Content-Type"].startswith("text/javascript")
    assert "css/phone.css" in worker.content.decode()
    assert "No connection" in client.get("/offline/").content.decode()
