"""Declines at an event that tells nothing of them, or not why: what either side sees and may do."""

from datetime import timedelta

import pytest
from django.utils import timezone

from companies.domain.errors import DomainError
from events.choices import DeclineTold
from matchmaking.choices import Action, NotificationKind, RequestState
from matchmaking.domain import requests
from matchmaking.domain.blocks import block_organisation
from matchmaking.domain.delegations import delegations_led_by
from matchmaking.domain.onlooker import read_onlooker
from matchmaking.domain.pairs import forbidden_pairs, pair_of
from matchmaking.domain.refusals import why_not_ask
from matchmaking.models import Activity, MeetingRequest, Notification, PairScore
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    event = factories.EventFactory(declines_told=DeclineTold.NOTHING)
    factories.PhaseFactory(event=event)
    return event


@pytest.fixture
def pair(event):
    return factories.participant(event), factories.participant(event, trade=1)


@pytest.fixture
def declined(pair):
    request = requests.send_request(*pair, by=None, message="Street lights")
    return requests.decline_request(request, by=None, answer="Not our field")


def told(kind):
    return set(Notification.objects.filter(kind=kind).values_list("recipient", flat=True))


def people_of(registration):
    return set(registration.representatives.values_list("user", flat=True))


def test_whoever_asked_sees_and_may_do_what_they_would_without_an_answer(pair, settings):
    sender, receiver = pair
    request = requests.send_request(sender, receiver, by=None)

    def view():
        (card,) = requests.requests_of(sender).sent
        return (
            card.state,
            card.request.state,
            card.request.answer,
            card.request.answered_at,
            card.can_withdraw,
            requests.quota_left(sender),
            why_not_ask(sender, receiver, timezone.now()),
            read_onlooker(sender.event, sender).standing,
        )

    before = view()
    requests.decline_request(request, by=None, answer="Not our field")
    assert view() == before
    assert not told(NotificationKind.REQUEST_ANSWERED)


def test_a_second_press_tells_nothing_after_the_event_has_begun_to_tell(event, pair, declined):
    event.declines_told = DeclineTold.REASON
    event.save()
    again = MeetingRequest.objects.get(pk=declined.pk)
    with pytest.raises(DomainError) as refusal:
        requests.decline_request(again, by=None, answer="Not our field")
    assert refusal.value.code == "already_declined"
    (card,) = requests.requests_of(pair[0]).sent
    assert (card.state, card.request.answer) == (RequestState.PENDING, "")
    assert not told(NotificationKind.REQUEST_ANSWERED)


def test_the_receiver_sees_it_declined_and_is_left_alone(pair, declined):
    receiver = pair[1]
    (card,) = requests.requests_of(receiver).received
    assert (card.state, card.can_answer) == (RequestState.DECLINED, False)
    assert requests.count_waiting(receiver) == 0
    soon = declined.expires_at - timedelta(days=1)
    MeetingRequest.objects.update(created_at=soon - timedelta(days=5))
    assert requests.remind_unanswered(soon) == 0
    assert read_onlooker(receiver.event, receiver).standing == {}


def test_whom_one_has_declined_is_not_recommended_to_one_but_still_is_to_them(pair, declined):
    sender, receiver = pair
    low, high = sorted((sender, receiver), key=lambda side: side.pk)
    PairScore.objects.create(
        event=sender.event, registration_a=low, registration_b=high, value=500_000
    )
    assert read_onlooker(sender.event, sender).scores == {receiver.pk: 500_000}
    assert read_onlooker(sender.event, receiver).scores == {}


def test_no_run_lets_the_two_meet_and_scores_do_not_show_it(pair, declined):
    pair_ids = {pair_of(pair[0].pk, pair[1].pk)}
    assert forbidden_pairs(pair[0].event, pair) == pair_ids
    assert forbidden_pairs(pair[0].event, pair, told=True) == set()


def test_it_expires_like_any_other_and_the_next_one_is_put_aside_at_once(pair, declined):
    sender, receiver = pair
    assert requests.expire_requests(declined.expires_at) == 1
    declined.refresh_from_db()
    assert declined.state_for(sender) == RequestState.EXPIRED
    assert declined.state_for(receiver) == RequestState.DECLINED
    assert told(NotificationKind.REQUEST_EXPIRED) == people_of(sender)
    Notification.objects.all().delete()
    again = requests.send_request(sender, receiver, by=None)
    assert again.state_for(sender) == RequestState.PENDING
    assert again.state_for(receiver) == RequestState.DECLINED
    assert not Notification.objects.exists()
    assert forbidden_pairs(sender.event, pair)
    logged = Activity.objects.filter(subject_id=again.pk).order_by("pk")
    assert [*logged.values_list("action", flat=True)] == [
        Action.REQUEST_SENT,
        Action.REQUEST_DECLINED,
    ]


def test_taking_it_back_works_and_bothers_nobody(pair, declined):
    requests.withdraw_request(declined, by=None)
    assert declined.state == RequestState.WITHDRAWN
    assert not told(NotificationKind.REQUEST_WITHDRAWN)
    assert forbidden_pairs(pair[0].event, pair)


def test_whoever_declined_and_asks_has_changed_their_mind(pair, declined):
    sender, receiver = pair
    agreed = requests.send_request(receiver, sender, by=None)
    assert (agreed.pk, agreed.state) == (declined.pk, RequestState.ACCEPTED)
    assert agreed.state_for(receiver) == RequestState.ACCEPTED
    assert forbidden_pairs(sender.event, pair) == set()
    assert told(NotificationKind.REQUEST_ANSWERED) == people_of(sender)


@pytest.mark.parametrize("answer", [requests.accept_request, requests.decline_request])
def test_a_colleague_who_answers_afterwards_is_told_that_it_is_declined(declined, answer):
    stale = MeetingRequest.objects.get(pk=declined.pk)
    stale.put_aside_at = None
    with pytest.raises(DomainError) as caught:
        answer(stale, by=None)
    assert caught.value.code == "already_declined"


def test_a_block_does_not_show_either(pair):
    sender, receiver = pair
    request = requests.send_request(sender, receiver, by=None)
    block_organisation(receiver.organisation, sender.organisation, by=None)
    request.refresh_from_db()
    assert request.state_for(sender) == RequestState.PENDING
    assert request.state_for(receiver) == RequestState.DECLINED


def test_the_delegation_s_leader_is_not_told_that_it_waits(event, pair, declined):
    leader = factories.UserFactory()
    factories.DelegationFactory(event=event, leader=leader).registrations.add(pair[1])
    (led,) = delegations_led_by(leader, event)
    assert [member.waiting for member in led.members] == [0]


def test_an_event_may_tell_that_somebody_declines_but_not_why(event, pair):
    event.declines_told = DeclineTold.ANSWER
    event.save()
    sender, _receiver = pair
    request = requests.send_request(*pair, by=None)
    request.event.refresh_from_db()
    requests.decline_request(request, by=None, answer="Not our field")
    request.refresh_from_db()
    assert (request.state_for(sender), request.answer) == (RequestState.DECLINED, "")
    assert told(NotificationKind.REQUEST_ANSWERED) == people_of(sender)
