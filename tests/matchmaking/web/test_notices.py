"""The taps of the phone schedule: on the way, running late, cannot come."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from matchmaking.models import MeetingNotice
from tests.factories import StaffFactory
from tests.matchmaking.scenes import Scene, published_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Scene:
    """Ten minutes before my first meeting."""
    scene = published_scene(meetings=2)
    now = scene.meetings[0].starts_at - timedelta(minutes=10)
    monkeypatch.setattr(timezone, "now", lambda: now)
    return scene


def tap(client: Client, scene: Scene, **fields: object) -> str:
    address = f"/e/{scene.event.slug}/me/meetings/{scene.meetings[0].uid}/notice/"
    return client.post(address, fields, follow=True).content.decode()


def test_each_tap_is_seen_by_both_sides_and_can_be_taken_back(client: Client, scene: Scene) -> None:
    client.force_login(scene.me)
    page = client.get(f"/e/{scene.event.slug}/me/").content.decode()
    for words in ("On my way", "Running late", "Cannot come"):
        assert words in page
    assert f"{scene.them} is told that you are late." in tap(client, scene, kind="late", minutes=15)
    page = tap(client, scene, kind="late", minutes=15)
    assert "They know that you are 15 minutes late." in page
    assert "Take it back" in page
    client.force_login(scene.you)
    theirs = client.get(f"/e/{scene.event.slug}/me/").content.decode()
    assert "is 15 minutes late" in theirs
    client.force_login(scene.me)
    page = tap(client, scene, kind="coming")
    assert "They know" not in page


def test_who_cannot_come_sees_it_marked_and_what_is_next_instead(
    client: Client, scene: Scene
) -> None:
    client.force_login(scene.me)
    page = tap(client, scene, kind="cannot_come", reason="<i>Ill</i> 😷")
    assert "They know that you cannot come." in page
    assert page.index(str(scene.meetings[1].registration_b)) < page.index('class="line"')
    client.force_login(scene.you)
    theirs = client.get(f"/e/{scene.event.slug}/me/").content.decode()
    assert "“&lt;i&gt;Ill&lt;/i&gt; 😷”" in theirs


def test_nonsense_is_answered_with_a_sentence(client: Client, scene: Scene) -> None:
    client.force_login(scene.me)
    assert "That was not understood" in tap(client, scene, kind="asleep")
    assert "by how many minutes" in tap(client, scene, kind="late", minutes=3)
    assert not MeetingNotice.objects.exists()


def test_it_is_nobodys_business_but_that_of_the_meetings_people(
    client: Client, scene: Scene
) -> None:
    address = f"/e/{scene.event.slug}/me/meetings/{scene.meetings[0].uid}/notice/"
    assert client.post(address, {"kind": "cannot_come"})["Location"].startswith("/accounts/login/")
    for user in (published_scene().me, StaffFactory(event=scene.event).user):
        client.force_login(user)
        assert client.post(address, {"kind": "cannot_come"}).status_code == 404
    client.force_login(scene.me)
    assert client.get(address).status_code == 405
    assert not MeetingNotice.objects.exists()
