"""Blocking a company: neither finds nor asks the other, and the other is not told."""

import pytest

from companies.domain.errors import DomainError
from matchmaking.choices import MeetingState, RequestState
from matchmaking.domain import requests
from matchmaking.domain.blocks import block_organisation, unblock_organisation
from matchmaking.domain.counterparts import findable_by
from matchmaking.models import Activity, BlockedOrganisation, MeetingRequest, Notification
from tests import factories
from tests.matchmaking import scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    event = factories.EventFactory()
    factories.PhaseFactory(event=event)
    return factories.participant(event), factories.participant(event, trade=1)


def block(pair):
    us, them = pair
    return block_organisation(
        us.organisation, them.organisation, by=us.representatives.first().user
    )


def test_neither_finds_the_other(pair):
    us, them = pair
    assert them in findable_by(us)
    block(pair)
    assert them not in findable_by(us)
    assert us not in findable_by(them)
    for one, other in (pair, pair[::-1]):
        with pytest.raises(DomainError):
            requests.send_request(one, other, by=None)


def test_what_waited_is_closed_without_a_word(pair):
    us, them = pair
    theirs = requests.send_request(them, us, by=None)
    Notification.objects.all().delete()
    block(pair)
    theirs.refresh_from_db()
    assert theirs.state == RequestState.DECLINED
    assert not Notification.objects.exists()
    unblock_organisation(us.organisation, them.organisation, by=None)
    ours = requests.send_request(us, them, by=None)
    requests.accept_request(ours, by=None)
    block(pair)
    ours.refresh_from_db()
    assert ours.state == RequestState.WITHDRAWN


def test_others_keep_their_requests(pair):
    us, them = pair
    third = factories.participant(us.event, trade=2)
    kept = [
        requests.send_request(us, third, by=None),
        requests.send_request(third, them, by=None),
    ]
    block(pair)
    states = MeetingRequest.objects.filter(pk__in=[r.pk for r in kept]).values_list("state")
    assert set(states) == {("pending",)}


def test_twice_is_once_and_can_be_taken_back(pair):
    us, them = pair
    assert block(pair) == block(pair)
    assert Activity.objects.filter(action="organisation.blocked").count() == 1
    assert unblock_organisation(us.organisation, them.organisation, by=None) is True
    assert unblock_organisation(us.organisation, them.organisation, by=None) is False
    assert requests.send_request(them, us, by=None).pk


def test_oneself(pair):
    us, _them = pair
    with pytest.raises(DomainError) as caught:
        block_organisation(us.organisation, us.organisation, by=None)
    assert caught.value.code == "own_organisation"


def test_not_while_a_meeting_is_to_come():
    scene = scenes.published_scene()
    pair = (scene.us, scene.them)
    with pytest.raises(DomainError) as caught:
        block(pair)
    assert caught.value.code == "already_scheduled"
    assert not BlockedOrganisation.objects.exists()
    meeting = scene.meetings[0]
    meeting.state = MeetingState.CANCELLED
    meeting.save()
    assert block(pair).pk
