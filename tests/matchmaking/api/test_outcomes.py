"""What came of meetings, through the API."""

from datetime import timedelta

import pytest
from django.utils import timezone

from matchmaking.models import Outcome
from tests.matchmaking import scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    """An event that began yesterday."""
    return scenes.published_scene(starts_on=timezone.localdate() - timedelta(days=1))


def address(scene):
    return f"/api/v1/events/{scene.event.slug}/meetings/{scene.meetings[0].uid}/outcome/"


def test_write_down_and_read_among_the_contacts(api, scene):
    view = {
        "took_place": True,
        "interest": 4,
        "next_step": "pilot",
        "note": "Gửi báo giá",
        "note_is_shared": True,
        "follow_up_on": str(scene.event.ends_on),
    }
    response = api(scene.me).put(address(scene), view)
    assert (response.status_code, response.json()) == (200, view)
    assert Outcome.objects.get().author == scene.me
    contacts = f"/api/v1/events/{scene.event.slug}/contacts/"
    (mine,) = api(scene.me).get(contacts).json()
    assert mine["outcome"] == view
    assert mine["people"] == [
        {"name": scene.you.full_name, "job_title": "", "email": scene.you.email, "phone": ""}
    ]
    (theirs,) = api(scene.you).get(contacts).json()
    assert (theirs["outcome"], theirs["their_note"]) == (None, "Gửi báo giá")


@pytest.mark.parametrize(
    ("view", "status", "code"),
    [
        ({}, 400, "invalid"),
        ({"took_place": True, "interest": 6}, 400, "invalid"),
        ({"took_place": True, "next_step": "marriage"}, 400, "invalid"),
        ({"took_place": True, "follow_up_on": "2020-01-01"}, 409, "follow_up_too_early"),
    ],
)
def test_what_cannot_be_written_down(api, scene, view, status, code):
    response = api(scene.me).put(address(scene), view)
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert not Outcome.objects.exists()


@pytest.mark.parametrize("meetings", [1, 3])
def test_constant_queries(api, meetings, django_assert_num_queries):
    scene = scenes.published_scene(meetings)
    client = api(scene.me)
    with django_assert_num_queries(8):
        rows = client.get(f"/api/v1/events/{scene.event.slug}/contacts/").json()
    assert len(rows) == meetings
