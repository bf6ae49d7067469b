"""Saying through the API that one is late or cannot come."""

import pytest

from matchmaking.models import MeetingNotice
from tests.matchmaking import scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return scenes.published_scene()


def address(scene):
    return f"/api/v1/events/{scene.event.slug}/meetings/{scene.meetings[0].uid}/notice/"


def test_say_it_and_read_it_in_both_agendas(api, scene):
    body = {"kind": "cannot_come", "reason": "Ill", "key": "tap-1"}
    response = api(scene.me).put(address(scene), body)
    assert response.status_code == 200
    said = response.json()
    assert (said["kind"], said["reason"]) == ("cannot_come", "Ill")
    assert api(scene.me).put(address(scene), body).json() == said
    agenda = f"/api/v1/events/{scene.event.slug}/agenda/"
    mine = api(scene.me).get(agenda).json()["items"][0]
    assert (mine["own_notice"], mine["notices"]) == (said, [])
    theirs = api(scene.you).get(agenda).json()["items"][0]
    assert (theirs["own_notice"], theirs["notices"]) == (None, [said])


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, "invalid"),
        ({"kind": "asleep"}, 400, "invalid"),
        ({"kind": "late", "minutes": 5}, 409, "too_early"),
        ({"kind": "cannot_come", "minutes": 5}, 409, "minutes"),
    ],
)
def test_what_cannot_be_said(api, scene, body, status, code):
    response = api(scene.me).put(address(scene), body)
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert not MeetingNotice.objects.exists()


def test_a_stranger_finds_no_meeting(api, scene):
    stranger = scenes.published_scene().me
    assert api(stranger).put(address(scene), {"kind": "cannot_come"}).status_code == 404
    other = scenes.published_scene()
    wrong = address(scene).replace(str(scene.meetings[0].uid), str(other.meetings[0].uid))
    assert api(scene.me).put(wrong, {"kind": "cannot_come"}).status_code == 404
