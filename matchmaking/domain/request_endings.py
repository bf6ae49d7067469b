"""What ends a request without an answer: time, or a participant who leaves."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from companies.models import User
from events.models import Registration
from matchmaking.choices import LIVE_REQUEST_STATES, Action, NotificationKind, RequestState
from matchmaking.domain import refusals
from matchmaking.domain.activity import log_activity
from matchmaking.domain.request_changes import claim, tell
from matchmaking.models import MeetingRequest

REMIND_BEFORE_EXPIRY = timedelta(days=3)


def close_requests_of(registration: Registration, *, by: User | None = None) -> int:
    """Settle the live requests of a participant who has left, and tell the other sides.

    What it sent is withdrawn, what it received is declined. Returns how many.
    """
    live = MeetingRequest.objects.live().select_related(
        "event", "sender__organisation", "receiver__organisation"
    )
    closed = 0
    for request in live.filter(Q(sender=registration) | Q(receiver=registration)).order_by("pk"):
        is_sender = request.sender_id == registration.pk
        to = RequestState.WITHDRAWN if is_sender else RequestState.DECLINED
        with transaction.atomic():
            changes = {} if is_sender else {"answered_by": by, "answered_at": timezone.now()}
            before = request.state
            if not claim(request, LIVE_REQUEST_STATES, state=to, **changes):
                continue  # settled in this moment
            request.state = to
            log_activity(
                Action(f"request.{to.value}"),
                event=request.event,
                actor=by,
                subject=request,
                before={"state": before},
                after={"state": to, "because": "participant_left"},
            )
            if is_sender:
                told, kind = request.receiver, NotificationKind.REQUEST_WITHDRAWN
            else:
                told, kind = request.sender, NotificationKind.REQUEST_ANSWERED
            tell(told, kind, f"participant-left:{request.pk}", request)
            closed += 1
    return closed


def expire_requests(now: datetime | None = None) -> int:
    """Close the requests that nobody answered in time, and tell who asked; returns how many."""
    now = now or timezone.now()
    overdue = MeetingRequest.objects.filter(
        state=RequestState.PENDING, expires_at__lte=now
    ).select_related("event", "sender__organisation", "receiver__organisation")
    return sum(_expire(request, now) for request in overdue)


def _expire(request: MeetingRequest, now: datetime) -> bool:
    with transaction.atomic():
        if not claim(request, (RequestState.PENDING,), state=RequestState.EXPIRED):
            return False  # answered in this moment
        log_activity(
            Action.REQUEST_EXPIRED,
            event=request.event,
            subject=request,
            before={"state": RequestState.PENDING},
            after={"state": RequestState.EXPIRED},
        )
        if now < refusals.end_of_event(request.event):  # afterwards it is no news
            tell(
                request.sender,
                NotificationKind.REQUEST_EXPIRED,
                f"request-expired:{request.pk}",
                request,
            )
    return True


def remind_unanswered(now: datetime | None = None) -> int:
    """Remind the receivers of requests that expire soon, once a request; returns how many mails."""
    now = now or timezone.now()
    soon = (
        MeetingRequest.objects.unanswered()
        .filter(
            expires_at__gt=now,
            expires_at__lte=now + REMIND_BEFORE_EXPIRY,
            created_at__lte=now - timedelta(days=1),
        )
        .select_related("event", "receiver__organisation")
    )
    return sum(
        tell(
            request.receiver,
            NotificationKind.REQUEST_REMINDER,
            f"request-reminder:{request.pk}",
            request,
        )
        for request in soon
    )
