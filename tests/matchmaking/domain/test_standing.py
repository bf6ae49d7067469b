"""How things stand between two participants, seen from either side."""

import pytest
from django.utils import timezone

from matchmaking.domain.preparing import note_preparation
from matchmaking.domain.standing import stands_with
from tests.factories import MeetingRequestFactory, participant
from tests.matchmaking.scenes import published_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return published_scene()


def test_nothing_is_under_way(scene):
    other = participant(scene.event)
    for state in ("declined", "withdrawn", "expired"):
        MeetingRequestFactory(sender=scene.us, receiver=other, state=state)
    assert stands_with(scene.us, other, timezone.now()).kind == ""


@pytest.mark.parametrize(
    ("state", "ours", "theirs"),
    [("pending", "asked", "they_ask"), ("accepted", "accepted", "accepted")],
)
def test_a_live_request_from_either_side(scene, state, ours, theirs):
    scene.event.versions.update(state="superseded")
    other = participant(scene.event)
    request = MeetingRequestFactory(sender=scene.us, receiver=other, state=state)
    sent = stands_with(scene.us, other, timezone.now())
    assert (sent.kind, sent.request, sent.is_received) == (ours, request, False)
    received = stands_with(other, scene.us, timezone.now())
    assert (received.kind, received.request, received.is_received) == (theirs, request, True)


def test_a_meeting_says_more_than_its_request(scene):
    MeetingRequestFactory(sender=scene.us, receiver=scene.them, state="accepted")
    (meeting,) = scene.meetings
    note_preparation(meeting, scene.us, "Bring the samples", by=scene.me)
    ahead = stands_with(scene.us, scene.them, scene.at(7))
    assert (ahead.kind, ahead.meeting.meeting, ahead.note) == (
        "meets",
        meeting,
        "Bring the samples",
    )
    assert stands_with(scene.them, scene.us, scene.at(7)).note == "", "one's own side's alone"
    assert stands_with(scene.us, scene.them, scene.at(9, 10)).kind == "met"
    meeting.state = "cancelled"
    meeting.save()
    assert stands_with(scene.us, scene.them, scene.at(7)).kind == "unplaced"


def test_what_the_published_schedule_has_no_time_for_is_not_promised(scene):
    other = participant(scene.event)
    MeetingRequestFactory(sender=scene.us, receiver=other, state="accepted")
    for viewer, seen in ((scene.us, other), (other, scene.us)):
        assert stands_with(viewer, seen, timezone.now()).kind == "unplaced"
