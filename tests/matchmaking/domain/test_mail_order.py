"""Which mail goes out first: nobody in front of a page waits behind what thousands are told."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from companies.domain.invitations import invite
from companies.domain.join_requests import ask_to_join
from matchmaking.choices import NotificationKind
from matchmaking.domain import outbox, requests
from matchmaking.domain.mail_plans import FEW, replan_waiting
from matchmaking.models import Notification
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    event = factories.EventFactory(name="Digital Day")
    factories.PhaseFactory(event=event)
    return event


@pytest.fixture
def bulk(event):
    """Everybody is told of the schedule; their mails have waited for a while."""
    people = factories.UserFactory.create_batch(FEW + 5)
    told = {"event": event, "context": {}}
    outbox.notify_all(people, NotificationKind.SCHEDULE_PUBLISHED, "published", **told)
    earlier = timezone.now() - timedelta(minutes=5)
    Notification.objects.update(not_before=earlier)
    return people


def first_sent(monkeypatch) -> Notification:
    """What a sender takes first."""
    monkeypatch.setattr("matchmaking.tasks.send_outbox.apply_async", lambda **options: None)
    outbox.send_due(limit=1)
    return Notification.objects.exclude(mail_state="waiting").get()


def ask(event) -> None:
    one, other = (factories.participant(event, trade=k) for k in range(2))
    requests.send_request(one, other, by=None)


def ask_in(event) -> None:
    owner = factories.MemberFactory(role="owner")
    ask_to_join(owner.organisation, factories.UserFactory(), message="")


def invite_stranger(event) -> None:
    owner = factories.MemberFactory(role="owner")
    invite(owner.organisation, email="new@company.example", by=owner.user)


def invite_known(event) -> None:
    owner = factories.MemberFactory(role="owner")
    invite(owner.organisation, email=factories.UserFactory().email, by=owner.user)


def let_in(event) -> None:
    """One registration is decided, not a list."""
    person = factories.UserFactory()
    context = {"registration": factories.participant(event).pk, "state": "approved"}
    outbox.notify(
        person, NotificationKind.REGISTRATION_DECIDED, "decided", event=event, context=context
    )


@pytest.mark.parametrize("act", [ask, ask_in, invite_stranger, invite_known, let_in])
def test_what_one_does_is_told_before_what_all_are_told(event, bulk, monkeypatch, act) -> None:
    act(event)
    written = Notification.objects.exclude(kind=NotificationKind.SCHEDULE_PUBLISHED).get()
    assert first_sent(monkeypatch) == written


def test_a_code_waits_for_no_mail_at_all(event, bulk, client: Client) -> None:
    waiting = Notification.objects.filter(mail_state="waiting").count()
    client.post("/accounts/signup/", {"email": "newcomer@company.example"})
    (code,) = mail.outbox
    assert code.to == ["newcomer@company.example"]
    assert Notification.objects.filter(mail_state="waiting").count() == waiting


def test_what_piles_up_one_by_one_goes_behind_as_well(event, bulk, monkeypatch) -> None:
    """A list is approved, or a night full of requests ends: each was written by itself."""
    people = factories.UserFactory.create_batch(FEW + 3)
    told = SimpleNamespace(event=event, context={"registration": 0, "state": "approved"})
    for k, person in enumerate(people):
        outbox.notify(
            person,
            NotificationKind.REGISTRATION_DECIDED,
            str(k),
            event=told.event,
            context=told.context,
        )
    decided = Notification.objects.filter(kind=NotificationKind.REGISTRATION_DECIDED)
    assert [row.is_urgent for row in decided.order_by("pk")] == [True] * FEW + [False] * 3
    ask(event)
    assert Notification.objects.get(kind=NotificationKind.REQUEST_RECEIVED).is_urgent
    elsewhere = factories.EventFactory()
    outbox.notify(
        people[0],
        NotificationKind.REGISTRATION_DECIDED,
        "elsewhere",
        event=elsewhere,
        context=told.context,
    )
    assert decided.get(event=elsewhere).is_urgent, "another event's list is another"


def test_what_is_sent_no_longer_counts(event, bulk) -> None:
    Notification.objects.update(mail_state="obsolete")
    told = {"event": event, "context": {}}
    outbox.notify(bulk[0], NotificationKind.SCHEDULE_PUBLISHED, "another", **told)
    assert Notification.objects.get(mail_state="waiting").is_urgent


def test_who_chooses_otherwise_keeps_the_place(event, bulk) -> None:
    ask(event)
    (one,) = Notification.objects.filter(kind=NotificationKind.REQUEST_RECEIVED)
    replan_waiting(one.recipient, timezone.now())
    replan_waiting(bulk[0], timezone.now())
    one.refresh_from_db()
    assert one.is_urgent
    assert not bulk[0].notifications.get().is_urgent
