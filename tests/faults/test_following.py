"""What follows by itself from a change, through a real worker, queue and clock."""

from datetime import timedelta

import pytest
from django.utils import timezone

from matchmaking.choices import NotificationKind, RequestState
from matchmaking.domain import renewal
from matchmaking.models import (
    EventScores,
    MeetingRequest,
    Notification,
    PairScore,
    StaleScore,
    TextVector,
)
from tests.factories import MeetingRequestFactory, ready_event
from tests.faults.conftest import Workers, timed, wait_for

pytestmark = pytest.mark.faults

CHANGE = """
from companies.domain.statements import change_statement
from companies.models import Statement
change_statement(Statement.objects.get(pk={pk}), text="{text}")
"""


def test_a_changed_need_is_read_and_recommended_within_a_minute(workers: Workers) -> None:
    event = ready_event(participants=6)
    seller, buyer = event.registrations.order_by("pk")[:2]
    need = buyer.statements.get(kind="need")
    offer = seller.statements.get(kind="offer")
    workers.start()
    # Nothing was ever scored here: the first change has the whole event scored.
    workers.call("shell", "-c", CHANGE.format(pk=need.pk, text="Something else altogether"))
    wait_for(lambda: EventScores.objects.filter(event=event, generation=1).exists(), 60)
    pair = PairScore.objects.get(registration_a=seller, registration_b=buyer)
    with timed() as seconds:
        workers.call("shell", "-c", CHANGE.format(pk=need.pk, text=offer.text))
        wait_for(lambda: EventScores.objects.filter(event=event, generation=2).exists(), 60)
        assert seconds() < 60
    wait_for(lambda: not StaleScore.objects.exists(), 10)
    renewed = PairScore.objects.get(registration_a=seller, registration_b=buyer)
    assert renewed.value > pair.value
    assert TextVector.objects.exists()


def test_a_lost_message_is_found_by_the_clock(
    workers: Workers, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FOLLOWS_PROFILES = True
    monkeypatch.setattr(renewal, "_wake", lambda event: lambda: None)
    event = ready_event(participants=4)
    renewal.mark_stale(event.registrations.select_related("event")[:1])
    StaleScore.objects.update(since=timezone.now() - timedelta(minutes=1))
    workers.start()
    wait_for(lambda: PairScore.objects.filter(event=event).exists(), 60)


def test_an_unanswered_request_is_reminded_of_and_then_expires(workers: Workers) -> None:
    event = ready_event(participants=3)
    one, two, three = event.registrations.order_by("pk")
    now = timezone.now()
    soon = MeetingRequestFactory(sender=one, receiver=two, expires_at=now + timedelta(hours=12))
    over = MeetingRequestFactory(sender=one, receiver=three, expires_at=now - timedelta(minutes=1))
    MeetingRequest.objects.update(created_at=now - timedelta(days=2))
    workers.start()

    def told() -> set[tuple[str, int]]:
        return set(Notification.objects.values_list("kind", "context__request"))

    wanted = {
        (NotificationKind.REQUEST_REMINDER.value, soon.pk),
        (NotificationKind.REQUEST_EXPIRED.value, over.pk),
    }
    wait_for(lambda: told() >= wanted, 60, f"told only {told()}")
    states = dict(MeetingRequest.objects.values_list("pk", "state"))
    assert states == {soon.pk: RequestState.PENDING, over.pk: RequestState.EXPIRED}
    number = Notification.objects.count()
    assert number == Notification.objects.values("recipient", "key").distinct().count()
