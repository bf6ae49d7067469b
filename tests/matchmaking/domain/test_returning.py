"""A participant leaves the event and returns: what was closed by leaving is nobody's refusal."""

import pytest

from companies.domain.errors import DomainError
from events.domain.registrations import (
    decide_registration,
    submit_registration,
    withdraw_registration,
)
from events.models import Registration
from matchmaking.choices import NotificationKind, RequestState
from matchmaking.domain import requests
from matchmaking.domain.pairs import forbidden_pairs
from matchmaking.domain.refusals import why_not_ask
from matchmaking.domain.relations import agreed_with
from matchmaking.models import Activity, MeetingRequest, Notification
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    event = factories.EventFactory(registration_needs_approval=False, request_quota=2)
    factories.PhaseFactory(event=event)
    return event


@pytest.fixture
def us(event):
    return factories.participant(event)


@pytest.fixture
def them(event):
    return factories.participant(event, trade=1)


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def leave(committed):
    def leave(registration: Registration) -> None:
        with committed():
            withdraw_registration(registration, by=None)

    return leave


@pytest.fixture
def come_back(committed):
    def come_back(registration: Registration) -> None:
        with committed():
            submit_registration(registration, by=None)
        assert registration.is_approved

    return come_back


def state_of(request: MeetingRequest) -> str:
    return MeetingRequest.objects.get(pk=request.pk).state


@pytest.mark.parametrize("is_accepted", [False, True])
@pytest.mark.parametrize("leaver", ["sender", "receiver"])
def test_both_may_ask_again(event, us, them, leave, come_back, leaver, is_accepted):
    request = requests.send_request(us, them, by=None)
    if is_accepted:
        requests.accept_request(request, by=None, answer="Gladly")
    left, stayed = (us, them) if leaver == "sender" else (them, us)
    leave(left)
    assert state_of(request) == RequestState.CLOSED
    assert requests.quota_left(us) == event.request_quota
    assert forbidden_pairs(event, [us, them]) == set()
    assert not agreed_with(stayed)
    with pytest.raises(DomainError) as refusal:
        requests.send_request(stayed, left, by=None)
    assert refusal.value.code == "not_open"
    come_back(left)
    assert requests.quota_left(us) == event.request_quota
    assert not why_not_ask(us, them, factories.timezone.now())
    assert not why_not_ask(them, us, factories.timezone.now())
    (card,) = requests.requests_of(us).sent
    assert card.is_closed
    assert card.can_ask_again
    (theirs,) = requests.requests_of(them).received
    assert theirs.can_ask_again
    assert not theirs.can_answer
    again = requests.send_request(them, us, by=None)
    assert requests.accept_request(again, by=None).state == RequestState.ACCEPTED
    assert state_of(request) == RequestState.CLOSED
    assert not any(card.can_ask_again for card in requests.requests_of(us).sent)


def test_what_was_answered_stays_on_record(us, them, leave):
    request = requests.send_request(us, them, by=None)
    requests.accept_request(request, by=them.representatives.get().user, answer="Gladly")
    answered_at = MeetingRequest.objects.get().answered_at
    leave(us)
    stored = MeetingRequest.objects.get()
    assert (stored.answer, stored.answered_at) == ("Gladly", answered_at)
    assert stored.answered_by == them.representatives.get().user


def test_a_persons_own_refusal_outlives_the_return(event, us, them, leave, come_back):
    declined = requests.send_request(us, them, by=None)
    requests.decline_request(declined, by=None)
    leave(them)
    assert requests.quota_left(us) == event.request_quota - 1
    come_back(them)
    assert state_of(declined) == RequestState.DECLINED
    assert requests.quota_left(us) == event.request_quota - 1
    assert forbidden_pairs(event, [us, them]) == {(us.pk, them.pk)}
    with pytest.raises(DomainError) as refusal:
        requests.send_request(us, them, by=None)
    assert refusal.value.code == "declined_before"


def test_a_refusal_hides_the_way_to_ask_again(us, them, leave, come_back):
    requests.send_request(us, them, by=None)
    leave(them)
    come_back(them)
    requests.decline_request(requests.send_request(us, them, by=None), by=None)
    assert [card.can_ask_again for card in requests.requests_of(us).sent] == [False, False]
    (card,) = [card for card in requests.requests_of(them).received if card.is_closed]
    assert card.can_ask_again  # who declined may have changed their mind


def test_the_organiser_takes_somebody_out_and_lets_them_in_again(us, them, committed):
    request = requests.send_request(us, them, by=None)
    with committed():
        decide_registration(them, state="waitlisted", by=None)
    assert state_of(request) == RequestState.CLOSED
    with committed():
        decide_registration(them, state="approved", by=None)
    assert requests.send_request(us, them, by=None).state == RequestState.PENDING


@pytest.mark.parametrize("action", ["accept", "decline", "withdraw"])
def test_a_closed_request_says_why_it_cannot_be_answered(us, them, leave, action):
    request = requests.send_request(us, them, by=None)
    leave(them)
    with pytest.raises(DomainError) as refusal:
        getattr(requests, f"{action}_request")(request, by=None)
    assert refusal.value.code == "already_closed"
    assert "left the event" in str(refusal.value)


def test_the_other_side_is_told_who_left_and_each_leaving_is_told(us, them, leave, come_back):
    def told(kind: str) -> int:
        return Notification.objects.filter(kind=kind).count()

    for times in (1, 2):
        request = requests.send_request(us, them, by=None)
        leave(them)
        closed = Notification.objects.get(
            kind=NotificationKind.REQUEST_CLOSED, context__request=request.pk
        )
        assert closed.recipient == us.representatives.get().user
        assert closed.context["registration"] == them.pk
        assert told(NotificationKind.REQUEST_ANSWERED) == 0
        # the leaver: once for each leaving, once for each return
        assert told(NotificationKind.REGISTRATION_DECIDED) == 2 * times - 1
        submitted = them.submitted_at
        come_back(them)
        assert them.submitted_at != submitted
        Registration.objects.filter(pk=them.pk).update(  # mails know moments by the second
            submitted_at=factories.timezone.now() + factories.timedelta(hours=times)
        )


def test_the_log_says_why(us, them, leave):
    request = requests.send_request(us, them, by=None)
    leave(us)
    entry = Activity.objects.get(action="request.closed")
    assert (entry.subject_id, entry.before) == (request.pk, {"state": "pending"})
    assert entry.after == {"state": "closed", "because": "participant_left", "left": us.pk}


def test_a_refusal_that_was_not_told_stays_untold_and_stays(event, us, them, leave, come_back):
    """Whoever asked reads that it is closed; whoever declined has declined."""
    event.declines_told = "nothing"
    event.save()
    request = requests.send_request(us, them, by=None)
    requests.decline_request(request, by=None)
    leave(us)
    assert state_of(request) == RequestState.CLOSED
    assert not Notification.objects.filter(kind=NotificationKind.REQUEST_CLOSED).exists()
    come_back(us)
    (sent,) = requests.requests_of(us).sent
    (received,) = requests.requests_of(them).received
    assert (sent.state, received.state) == (RequestState.CLOSED, RequestState.DECLINED)
    assert forbidden_pairs(event, [us, them]) == {(us.pk, them.pk)}
    assert not why_not_ask(us, them, factories.timezone.now())
