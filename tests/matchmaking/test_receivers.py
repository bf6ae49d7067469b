"""What a decision on a registration, or its withdrawal, does to requests, meetings and mails."""

import pytest

from events.choices import RegistrationState
from events.domain.registrations import decide_registration, withdraw_registration
from matchmaking.choices import MeetingState, NotificationKind, RequestState
from matchmaking.domain import requests
from matchmaking.models import MeetingRequest, Notification
from tests import factories
from tests.matchmaking import scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.mark.parametrize("state", ["approved", "waitlisted", "rejected"])
def test_a_decision_is_told_once(committed, state):
    registration = factories.participant(
        factories.EventFactory(), state=RegistrationState.SUBMITTED
    )
    with committed():
        decide_registration(registration, state=state, reason="Because", by=None)
    told = Notification.objects.get()
    assert (told.kind, told.context["state"]) == (NotificationKind.REGISTRATION_DECIDED, state)
    assert told.recipient == registration.representatives.first().user
    assert told.sent_at


def test_who_leaves_leaves_no_request_and_no_meeting_behind(committed):
    scene = scenes.published_scene()
    us, them = scene.us, scene.them
    third, fourth = (factories.participant(scene.event, trade=k) for k in (2, 3))
    ours = requests.send_request(us, third, by=None)
    to_us = requests.send_request(fourth, us, by=None)
    others = requests.send_request(third, fourth, by=None)
    assert requests.quota_left(fourth) == scene.event.request_quota - 1
    Notification.objects.all().delete()
    with committed():
        withdraw_registration(us, by=scene.me)
    states = dict(MeetingRequest.objects.values_list("pk", "state"))
    assert states == {
        ours.pk: RequestState.CLOSED,
        to_us.pk: RequestState.CLOSED,
        others.pk: RequestState.PENDING,
    }
    meeting = scene.meetings[0]
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.CANCELLED
    assert requests.quota_left(fourth) == scene.event.request_quota
    assert requests.requests_of(fourth).quota_left == scene.event.request_quota
    told = set(Notification.objects.values_list("kind", "recipient"))

    def of(registration):
        return registration.representatives.first().user_id

    assert told >= {
        (NotificationKind.REGISTRATION_DECIDED, of(us)),
        (NotificationKind.REQUEST_CLOSED, of(third)),
        (NotificationKind.REQUEST_CLOSED, of(fourth)),
        (NotificationKind.SCHEDULE_CHANGED, of(them)),
    }
    assert requests.close_requests_of(us) == 0
