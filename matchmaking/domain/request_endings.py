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
    """Close the live requests of a participant who has left, and tell the other sides.

    Nobody declined and nobody took anything back: what was answered stays on record, no request
    counts against a quota, and should the participant return, either side may ask again. Returns
    how many.
    """
    live = MeetingRequest.objects.live().select_related(
        "event", "sender__organisation", "receiver__organisation"
    )
    of_leaver = live.filter(Q(sender=registration) | Q(receiver=registration)).order_by("pk")
    return sum(_close(request, registration, by) for request in of_leaver)


def _close(request: MeetingRequest, leaver: Registration, by: User | None) -> bool:
    is_sender = request.sender_id == leaver.pk
    with transaction.atomic():
        before = request.state
        if not claim(request, LIVE_REQUEST_STATES, state=RequestState.CLOSED):
            return False  # settled in this moment
        request.state = RequestState.CLOSED
        log_activity(
            Action.REQUEST_CLOSED,
            event=request.event,
            actor=by,
            subject=request,
            before={"state": before},
            after={
                "state": RequestState.CLOSED,
                "because": "participant_left",
                "left": leaver.pk,
            },
        )
        if not is_sender or request.put_aside_at is None:  # who declined it has done with it
            tell(
                request.receiver if is_sender else request.sender,
                NotificationKind.REQUEST_CLOSED,
                f"participant-left:{request.pk}",
                request,
                registration=leaver.pk,
            )
    return True


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
