"""The attendee's schedule page."""

import gzip
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from matchmaking.models import Notification
from tests.matchmaking.scenes import Scene, add_programme, published_scene

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
    assert "(UTC+9)" in page
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
    assert "That was your last item" in page_of(client, scene)


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
    with django_assert_num_queries(23):
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
