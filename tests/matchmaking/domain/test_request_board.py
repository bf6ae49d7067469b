"""A participant's requests as its page shows them."""

import pytest

from matchmaking.choices import RequestState
from matchmaking.domain import requests
from tests import factories
from tests.matchmaking import scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return scenes.published_scene()


def test_both_directions_what_waits_comes_first(scene):
    us = scene.us
    others = [factories.participant(scene.event, trade=k) for k in range(4)]
    waiting = requests.send_request(others[0], us, by=None)
    declined = requests.send_request(others[1], us, by=None)
    requests.decline_request(declined, by=None)
    sent = requests.send_request(us, others[2], by=None)
    accepted = requests.send_request(us, others[3], by=None)
    requests.accept_request(accepted, by=None)
    board = requests.requests_of(us)
    assert [card.request for card in board.received] == [waiting, declined]
    assert [card.request for card in board.sent] == [sent, accepted]
    assert [card.counterpart for card in board.received] == others[:2]
    assert [card.request for card in board.waiting] == [waiting]
    assert [card.can_answer for card in board.received] == [True, False]
    assert [card.can_withdraw for card in board.sent] == [True, True]
    assert not any(card.can_answer for card in board.sent)
    assert requests.count_waiting(us) == 1


@pytest.mark.parametrize("state", RequestState)
def test_what_is_left_is_counted_in_one_way(scene, state):
    factories.MeetingRequestFactory(
        sender=scene.us, receiver=factories.participant(scene.event), state=state
    )
    board = requests.requests_of(scene.us)
    assert board.quota == scene.event.request_quota
    assert board.quota_left == requests.quota_left(scene.us)
    spent = state in ("pending", "accepted", "declined")
    assert board.quota - board.quota_left == (1 if spent else 0)


def test_the_meeting_that_came_of_it(scene):
    request = factories.MeetingRequestFactory(
        sender=scene.us, receiver=scene.them, state=RequestState.ACCEPTED
    )
    (card,) = requests.requests_of(scene.us).sent
    assert card.meeting == scene.meetings[0]
    assert not card.can_withdraw
    scene.version.state = "superseded"
    scene.version.save()
    (card,) = requests.requests_of(scene.us).sent
    assert (card.request, card.meeting) == (request, None)


def test_why_to_meet_is_said_where_an_answer_is_wanted(scene):
    """Not beside what one has asked oneself, nor what is settled; and that they asked is plain."""
    request = factories.MeetingRequestFactory(sender=scene.them, receiver=scene.us)
    (card,) = requests.requests_of(scene.us).received
    assert card.reasons[0].sentence.startswith("You need")
    assert "asked" not in {reason.kind for reason in card.reasons}
    (theirs,) = requests.requests_of(scene.them).sent
    assert theirs.reasons == []
    requests.accept_request(request, by=None)
    (card,) = requests.requests_of(scene.us).received
    assert card.reasons == []


def test_what_waits_then_what_was_agreed_then_what_is_over(scene):
    for state in ("expired", "accepted", "declined", "pending", "withdrawn"):
        factories.MeetingRequestFactory(
            sender=scene.us, receiver=factories.participant(scene.event), state=state
        )
    states = [card.request.state for card in requests.requests_of(scene.us).sent]
    assert states == ["pending", "accepted", "declined", "withdrawn", "expired"]


@pytest.mark.parametrize("rows", [1, 3])
def test_constant_queries(scene, rows, django_assert_num_queries):
    for k in range(rows):
        other, another = (factories.participant(scene.event, trade=k) for _ in range(2))
        requests.send_request(scene.us, other, by=scene.me, people=[other.representatives.first()])
        requests.send_request(another, scene.us, by=None, people=[scene.us.representatives.first()])
        scenes.score(scene.us, other)
        scenes.score(scene.us, another)
    with django_assert_num_queries(8):
        board = requests.requests_of(scene.us)
        for card in (*board.received, *board.sent):
            str(card.counterpart), str(card.request.sender), str(card.request.event)
            [str(person) for person in card.request.wished_people.all()]
            [str(reason) for reason in card.reasons]
    assert len(board.sent) == len(board.received) == rows
