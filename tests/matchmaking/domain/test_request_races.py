"""Two people act in the same second: each race first proven with the guard off, then held by it."""

import pytest

from companies.domain.errors import DomainError
from events.models import Registration
from matchmaking.choices import RequestState
from matchmaking.domain import refusals, request_changes, requests
from matchmaking.models import Activity, MeetingRequest, Notification
from tests import factories
from tests.matchmaking.threads import at_once, meeting_point

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def event():
    event = factories.EventFactory(request_quota=1)
    factories.PhaseFactory(event=event)
    return event


@pytest.fixture
def pair(event):
    return factories.participant(event), factories.participant(event, trade=1)


@pytest.fixture
def together_before_storing(monkeypatch):
    """All callers have passed every check before the first one writes."""
    wait = meeting_point()
    check = refusals.refuse_over_quota

    def check_and_wait(sender: Registration) -> None:
        check(sender)
        wait()

    monkeypatch.setattr(refusals, "refuse_over_quota", check_and_wait)


@pytest.fixture
def lock_off(monkeypatch):
    monkeypatch.setattr(requests, "_lock_pair", lambda one, other: (one, other))


@pytest.fixture
def condition_off(monkeypatch):
    """A change of state that looks first and writes then."""

    def claim(request, from_states, **changes):
        return MeetingRequest.objects.filter(pk=request.pk).update(**changes) == 1

    monkeypatch.setattr(request_changes, "claim", claim)


def send(one, other):
    return lambda: requests.send_request(one, other, by=None)


def code(outcome):
    """A refusal's code, or that it was done; any other exception is a mistake of ours."""
    if isinstance(outcome, Exception) and not isinstance(outcome, DomainError):
        raise outcome
    return outcome.code if isinstance(outcome, DomainError) else "done"


def codes(outcomes):
    return sorted(map(code, outcomes))


@pytest.mark.usefixtures("together_before_storing", "lock_off")
def test_race_exists_two_who_ask_each_other_both_wait(pair):
    one, other = pair
    assert codes(at_once(send(one, other), send(other, one))) == ["done", "done"]
    assert list(MeetingRequest.objects.values_list("state", flat=True)) == ["pending", "pending"]


@pytest.mark.usefixtures("together_before_storing")
def test_two_who_ask_each_other_have_one_accepted_request(pair):
    one, other = pair
    outcomes = at_once(send(one, other), send(other, one))
    assert codes(outcomes) == ["done", "done"]
    request = MeetingRequest.objects.get()
    assert request.state == RequestState.ACCEPTED
    assert {outcome.pk for outcome in outcomes} == {request.pk}


@pytest.mark.usefixtures("together_before_storing", "lock_off")
def test_race_exists_two_colleagues_overdraw_the_quota(pair, event):
    sender, receiver = pair
    third = factories.participant(event, trade=2)
    assert codes(at_once(send(sender, receiver), send(sender, third))) == ["done", "done"]
    assert MeetingRequest.objects.count() == 2 > event.request_quota


@pytest.mark.usefixtures("together_before_storing")
def test_two_colleagues_cannot_overdraw_the_quota(pair, event):
    sender, receiver = pair
    third = factories.participant(event, trade=2)
    assert codes(at_once(send(sender, receiver), send(sender, third))) == ["done", "quota_used"]
    assert MeetingRequest.objects.count() == 1


@pytest.mark.usefixtures("together_before_storing", "lock_off")
def test_without_the_lock_the_database_still_refuses_a_second_live_request(pair):
    outcomes = at_once(send(*pair), send(*pair))
    assert codes(outcomes) == ["done", "request_live_once"]
    assert MeetingRequest.objects.count() == 1


@pytest.mark.usefixtures("together_before_storing")
def test_a_double_click_sends_one_request(pair):
    assert codes(at_once(send(*pair), send(*pair))) == ["already_sent", "done"]
    assert MeetingRequest.objects.count() == 1
    assert Notification.objects.count() == 1


class TestAnswering:
    """Two people of the receiver, one accepts and one declines; or the sender withdraws."""

    @pytest.fixture
    def request_(self, pair):
        return requests.send_request(*pair, by=None)

    @pytest.fixture(autouse=True)
    def _together_before_the_change(self, request_, monkeypatch):
        wait = meeting_point()
        settle = request_changes.settle

        def wait_and_settle(*args, **kwargs):
            wait()
            settle(*args, **kwargs)

        monkeypatch.setattr(request_changes, "settle", wait_and_settle)

    def act(self, request_, first, second):
        def call(verb):
            return lambda: verb(MeetingRequest.objects.get(pk=request_.pk), by=None)

        return at_once(call(first), call(second))

    def settled(self):
        names = ("request.accepted", "request.declined", "request.withdrawn")
        return Activity.objects.filter(action__in=names).count()

    @pytest.mark.usefixtures("condition_off")
    def test_race_exists_both_answers_count(self, request_):
        outcomes = self.act(request_, requests.accept_request, requests.decline_request)
        assert codes(outcomes) == ["done", "done"]
        assert self.settled() == 2

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            (requests.accept_request, requests.decline_request),
            (requests.decline_request, requests.decline_request),
            (requests.accept_request, requests.accept_request),
            (requests.decline_request, requests.withdraw_request),
        ],
    )
    def test_one_outcome_and_one_clear_message(self, request_, first, second):
        told = Notification.objects.count()
        outcomes = self.act(request_, first, second)
        winners = [outcome for outcome in outcomes if isinstance(outcome, MeetingRequest)]
        losers = [outcome for outcome in outcomes if isinstance(outcome, DomainError)]
        assert (len(winners), len(losers)) == (1, 1)
        request_.refresh_from_db()
        assert request_.state == winners[0].state
        assert losers[0].code == f"already_{request_.state}"
        assert self.settled() == 1
        assert Notification.objects.count() == told + 1

    def test_the_clock_and_an_answer(self, request_):
        late = request_.expires_at
        accept = at_once(
            lambda: requests.accept_request(MeetingRequest.objects.get(pk=request_.pk), by=None),
            lambda: requests.expire_requests(late),
        )
        request_.refresh_from_db()
        expected = {"accepted": ["done", 0], "expired": ["already_expired", 1]}[request_.state]
        assert [code(accept[0]), accept[1]] == expected
