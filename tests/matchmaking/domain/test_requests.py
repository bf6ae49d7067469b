"""Meeting requests: who may ask whom and when, and what becomes of a request."""

from datetime import timedelta

import pytest
from django.utils import timezone

from companies.domain.errors import DomainError
from events.choices import Pairing, PhaseKind, RegistrationState
from matchmaking.choices import NotificationKind, RequestState, VersionState
from matchmaking.domain import requests
from matchmaking.models import Activity, BlockedOrganisation, MeetingRequest, Notification
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    event = factories.EventFactory(request_quota=2)
    factories.PhaseFactory(event=event)
    return event


@pytest.fixture
def pair(event):
    return factories.participant(event), factories.participant(event, trade=1)


def user_of(registration):
    return registration.representatives.first().user


def refused(code, *args, **kwargs):
    with pytest.raises(DomainError) as caught:
        requests.send_request(*args, **{"by": None, **kwargs})
    assert caught.value.code == code
    assert str(caught.value).endswith(".")


def test_send_request_asks_and_tells_the_receiver(pair):
    sender, receiver = pair
    by = user_of(sender)
    person = receiver.representatives.first()
    request = requests.send_request(
        sender,
        receiver,
        by=by,
        message="  Street lights for Thủ Đức  ",
        priority=3,
        people=[person],
    )
    assert request.state == RequestState.PENDING
    assert (request.message, request.priority) == ("Street lights for Thủ Đức", 3)
    assert list(request.wished_people.all()) == [person]
    assert request.sent_by == by
    told = Notification.objects.get()
    assert (told.recipient, told.kind) == (person.user, NotificationKind.REQUEST_RECEIVED)
    assert told.context["request"] == request.pk
    entry = Activity.objects.get()
    assert (entry.action, entry.actor, entry.subject_id) == ("request.sent", by, request.pk)


def test_send_request_expires_after_two_weeks_but_not_after_the_event(pair):
    sender, receiver = pair
    event = sender.event
    event.starts_on = event.ends_on = event.today + timedelta(days=3)
    event.save()
    request = requests.send_request(sender, receiver, by=None)
    local = request.expires_at.astimezone(event.zone)
    assert (local.date(), local.hour) == (event.ends_on + timedelta(days=1), 0)
    event.starts_on = event.ends_on = event.today + timedelta(days=60)
    event.save()
    request.delete()
    now = timezone.now()
    request = requests.send_request(sender, receiver, by=None, now=now)
    assert request.expires_at == now + requests.ANSWER_WITHIN


class TestRefusals:
    def test_oneself(self, pair):
        refused("own_registration", pair[0], pair[0])

    def test_a_stranger_of_the_event(self, pair):
        refused("not_in_event", pair[0], factories.participant(factories.EventFactory()))

    def test_a_sender_that_is_not_approved(self, pair):
        sender, receiver = pair
        sender.state = RegistrationState.SUBMITTED
        sender.save()
        refused("sender_not_approved", sender, receiver)

    @pytest.mark.parametrize("state", [RegistrationState.WITHDRAWN, RegistrationState.DRAFT])
    def test_a_receiver_that_does_not_come(self, pair, state):
        sender, receiver = pair
        receiver.state = state
        receiver.save()
        refused("not_open", sender, receiver)

    def test_a_receiver_that_is_not_listed(self, pair):
        sender, receiver = pair
        receiver.is_listed = False
        receiver.save()
        refused("not_open", sender, receiver)

    def test_before_requests_open_the_sentence_says_when(self, pair):
        sender, receiver = pair
        phase = sender.event.phases.get()
        phase.starts_at = timezone.now() + timedelta(days=2)
        phase.save()
        with pytest.raises(DomainError, match=r"Requests open on .*Vietnam Time, UTC\+7") as caught:
            requests.send_request(sender, receiver, by=None)
        assert caught.value.code == "requests_closed"

    def test_without_a_phase_of_requests(self, pair):
        pair[0].event.phases.all().delete()
        refused("requests_closed", *pair)

    def test_a_later_phase_keeps_requests_open(self, pair):
        sender, receiver = pair
        factories.PhaseFactory(event=sender.event, kind=PhaseKind.LIVE)
        assert requests.send_request(sender, receiver, by=None).pk

    def test_after_the_last_day(self, pair):
        sender, receiver = pair
        event = sender.event
        midnight = requests.refusals.end_of_event(event)
        request = requests.send_request(
            sender, receiver, by=None, now=midnight - timedelta(seconds=1)
        )
        request.delete()
        refused("event_over", sender, receiver, now=midnight)

    def test_the_quota(self, pair, event):
        sender, _receiver = pair
        others = [factories.participant(event) for _ in range(3)]
        first = requests.send_request(sender, others[0], by=None)
        requests.send_request(sender, others[1], by=None)
        assert requests.quota_left(sender) == 0
        refused("quota_used", sender, others[2])
        requests.withdraw_request(first, by=None)
        assert requests.quota_left(sender) == 1
        requests.send_request(sender, others[2], by=None)

    def test_a_declined_request_counts_an_expired_one_does_not(self, pair, event):
        sender, receiver = pair
        requests.decline_request(requests.send_request(sender, receiver, by=None), by=None)
        assert requests.quota_left(sender) == 1
        requests.send_request(sender, factories.participant(event), by=None)
        assert requests.quota_left(sender) == 0
        requests.expire_requests(timezone.now() + timedelta(days=365))
        assert requests.quota_left(sender) == 1

    def test_twice(self, pair):
        requests.send_request(*pair, by=None)
        refused("already_sent", *pair)
        assert MeetingRequest.objects.count() == 1

    def test_again_after_a_decline(self, pair):
        requests.decline_request(requests.send_request(*pair, by=None), by=None)
        refused("declined_before", *pair)

    def test_again_after_a_withdrawal_is_fine(self, pair):
        requests.withdraw_request(requests.send_request(*pair, by=None), by=None)
        assert requests.send_request(*pair, by=None).state == RequestState.PENDING

    def test_one_side_meets_the_other(self, event):
        event.pairing = Pairing.TWO_SIDED
        event.save()
        local, visiting = (factories.SideFactory(event=event) for _ in range(2))
        ours, theirs = (factories.participant(event, side=side) for side in (local, visiting))
        refused("same_side", ours, factories.participant(event, side=local))
        assert requests.send_request(ours, theirs, by=None).pk

    def test_one_delegation(self, event):
        delegation = factories.DelegationFactory(event=event)
        two = [factories.participant(event, delegation=delegation) for _ in range(2)]
        refused("same_delegation", *two)
        event.same_delegation_meets = True
        event.save()
        assert requests.send_request(*two, by=None).pk

    def test_who_blocks_is_not_told(self, pair):
        sender, receiver = pair
        block = BlockedOrganisation.objects.create(
            organisation=receiver.organisation, blocked=sender.organisation
        )
        with pytest.raises(DomainError) as by_them:
            requests.send_request(sender, receiver, by=None)
        block.delete()
        receiver.is_listed = False
        receiver.save()
        with pytest.raises(DomainError) as unlisted:
            requests.send_request(sender, receiver, by=None)
        assert str(by_them.value) == str(unlisted.value)
        assert by_them.value.code == unlisted.value.code == "not_open"

    def test_whom_you_blocked_yourself(self, pair):
        sender, receiver = pair
        BlockedOrganisation.objects.create(
            organisation=sender.organisation, blocked=receiver.organisation
        )
        refused("blocked", sender, receiver)

    def test_somebody_elses_representative(self, pair):
        sender, receiver = pair
        refused("wrong_person", sender, receiver, people=[sender.representatives.first()])

    def test_a_person_who_takes_no_meetings(self, pair):
        sender, receiver = pair
        person = receiver.representatives.first()
        person.takes_meetings = False
        person.save()
        refused("wrong_person", sender, receiver, people=[person])

    def test_form(self, pair):
        refused("message_too_long", *pair, message="x" * 1001)
        refused("priority", *pair, priority=9)

    def test_nothing_is_left_behind(self, pair):
        refused("priority", *pair, priority=0)
        refused("own_registration", pair[0], pair[0])
        assert not MeetingRequest.objects.exists()
        assert not Notification.objects.exists()
        assert not Activity.objects.exists()


class TestMutual:
    def test_asking_who_asked_you_accepts_theirs(self, pair):
        one, other = pair
        theirs = requests.send_request(other, one, by=None, people=[one.representatives.first()])
        by = user_of(one)
        person = other.representatives.first()
        request = requests.send_request(one, other, by=by, message="Us too!", people=[person])
        assert request.pk == theirs.pk
        assert MeetingRequest.objects.count() == 1
        theirs.refresh_from_db()
        assert (theirs.state, theirs.answered_by, theirs.answer) == ("accepted", by, "Us too!")
        assert set(theirs.wished_people.all()) == {person, one.representatives.first()}
        kinds = Notification.objects.order_by("pk").values_list("kind", "recipient")
        assert list(kinds) == [
            (NotificationKind.REQUEST_RECEIVED, user_of(one).pk),
            (NotificationKind.REQUEST_ANSWERED, user_of(other).pk),
        ]

    def test_it_costs_no_quota_and_needs_no_listing(self, pair, event):
        one, other = pair
        event.request_quota = 1
        event.save()
        other.is_listed = False
        other.save()
        requests.send_request(one, factories.participant(event), by=None)
        requests.send_request(other, one, by=None)
        assert requests.send_request(one, other, by=None).state == RequestState.ACCEPTED

    def test_asking_whom_you_accepted_is_refused(self, pair):
        one, other = pair
        requests.accept_request(requests.send_request(other, one, by=None), by=None)
        refused("already_accepted", one, other)

    def test_an_overdue_request_is_not_accepted_that_way(self, pair):
        one, other = pair
        theirs = requests.send_request(other, one, by=None)
        MeetingRequest.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
        request = requests.send_request(one, other, by=None)
        assert request.pk != theirs.pk


class TestAnswers:
    @pytest.fixture
    def request_(self, pair):
        return requests.send_request(*pair, by=None)

    @pytest.mark.parametrize(
        ("answer", "state"),
        [
            (requests.accept_request, RequestState.ACCEPTED),
            (requests.decline_request, RequestState.DECLINED),
        ],
    )
    def test_an_answer_settles_it_and_tells_the_sender(self, request_, answer, state):
        by = user_of(request_.receiver)
        Notification.objects.all().delete()
        answer(request_, by=by, answer=" Thank you ")
        request_.refresh_from_db()
        assert (request_.state, request_.answered_by, request_.answer) == (state, by, "Thank you")
        told = Notification.objects.get()
        assert told.recipient == user_of(request_.sender)
        assert told.kind == NotificationKind.REQUEST_ANSWERED
        assert Activity.objects.filter(action=f"request.{state.value}", actor=by).count() == 1

    @pytest.mark.parametrize("second", ["accept", "decline", "withdraw"])
    @pytest.mark.parametrize("first", ["accept", "decline", "withdraw"])
    def test_a_second_answer_says_what_happened(self, request_, first, second):
        verbs = {
            "accept": requests.accept_request,
            "decline": requests.decline_request,
            "withdraw": requests.withdraw_request,
        }
        stale = MeetingRequest.objects.get(pk=request_.pk)
        verbs[first](request_, by=None)
        settled = MeetingRequest.objects.values().get()
        if (first, second) == ("accept", "withdraw"):
            assert verbs[second](stale, by=None).state == RequestState.WITHDRAWN
            return
        told = Notification.objects.count()
        with pytest.raises(DomainError) as caught:
            verbs[second](stale, by=None)
        assert caught.value.code == f"already_{settled['state']}"
        assert MeetingRequest.objects.values().get() == settled
        assert Notification.objects.count() == told

    def test_accept_needs_both_to_take_part_still(self, request_):
        request_.sender.state = RegistrationState.WITHDRAWN
        request_.sender.save()
        with pytest.raises(DomainError) as caught:
            requests.accept_request(request_, by=None)
        assert caught.value.code == "not_open"
        request_.refresh_from_db()
        assert request_.state == RequestState.PENDING

    def test_accept_after_the_time_to_answer(self, request_):
        MeetingRequest.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        with pytest.raises(DomainError) as caught:
            requests.accept_request(request_, by=None)
        assert caught.value.code == "already_expired"

    def test_withdraw_tells_the_receiver_and_keeps_the_answer(self, request_):
        requests.accept_request(request_, by=None, answer="Gladly")
        Notification.objects.all().delete()
        requests.withdraw_request(request_, by=user_of(request_.sender))
        request_.refresh_from_db()
        assert (request_.state, request_.answer) == (RequestState.WITHDRAWN, "Gladly")
        assert Notification.objects.get().recipient == user_of(request_.receiver)

    def test_a_published_meeting_is_not_withdrawn_behind_its_back(self, request_):
        requests.accept_request(request_, by=None)
        version = factories.ScheduleVersionFactory(
            event=request_.event, state=VersionState.PUBLISHED
        )
        factories.MeetingFactory(
            version=version, registration_a=request_.receiver, registration_b=request_.sender
        )
        with pytest.raises(DomainError) as caught:
            requests.withdraw_request(request_, by=None)
        assert caught.value.code == "already_scheduled"
        request_.refresh_from_db()
        assert request_.state == RequestState.ACCEPTED


class TestTime:
    def test_expire_closes_what_nobody_answered_and_tells_who_asked(self, pair, event):
        request = requests.send_request(*pair, by=None)
        answered = requests.send_request(pair[0], factories.participant(event), by=None)
        requests.accept_request(answered, by=None)
        event.starts_on = event.ends_on = event.today + timedelta(days=90)
        event.save()
        Notification.objects.all().delete()
        assert requests.expire_requests(request.expires_at - timedelta(seconds=1)) == 0
        assert requests.expire_requests(request.expires_at) == 1
        assert requests.expire_requests(request.expires_at) == 0
        request.refresh_from_db()
        answered.refresh_from_db()
        assert (request.state, answered.state) == (RequestState.EXPIRED, RequestState.ACCEPTED)
        told = Notification.objects.get()
        assert (told.recipient, told.kind) == (user_of(pair[0]), NotificationKind.REQUEST_EXPIRED)

    def test_expire_tells_nobody_once_the_event_is_over(self, pair):
        request = requests.send_request(*pair, by=None)
        Notification.objects.all().delete()
        assert requests.expire_requests(requests.refusals.end_of_event(request.event)) == 1
        assert not Notification.objects.exists()

    def test_remind_once_three_days_before(self, pair):
        request = requests.send_request(*pair, by=None)
        Notification.objects.all().delete()
        soon = request.expires_at - requests.REMIND_BEFORE_EXPIRY
        assert requests.remind_unanswered(soon - timedelta(minutes=1)) == 0
        assert requests.remind_unanswered(soon) == 1
        assert requests.remind_unanswered(soon + timedelta(days=1)) == 0
        told = Notification.objects.get()
        assert (told.recipient, told.kind) == (user_of(pair[1]), NotificationKind.REQUEST_REMINDER)


def test_contacts_are_owners_and_who_comes(pair):
    registration = pair[0]
    owner = user_of(registration)
    comes = factories.RepresentativeFactory(registration=registration).user
    factories.MemberFactory(organisation=registration.organisation)  # stays at home
    gone = factories.RepresentativeFactory(registration=registration).user
    gone.is_active = False
    gone.save()
    assert requests.contacts(registration) == [owner, comes]
