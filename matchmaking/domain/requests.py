"""Meeting requests: send, accept, decline, withdraw, remind, expire.

Two locks make every race end one way. Sending and accepting hold both registrations, in the order
of their ids, so a quota is counted and the other direction looked at by one at a time. Every change
of state is one conditional update whose row count decides; the loser is told what happened.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.domain.errors import DomainError, refusing
from companies.models import User
from events.choices import DeclineTold
from events.models import Registration, Representative
from matchmaking.choices import (
    Action,
    NotificationKind,
    RequestPriority,
    RequestState,
)
from matchmaking.domain import refusals, request_changes
from matchmaking.domain.activity import log_activity
from matchmaking.domain.renewal import mark_asked
from matchmaking.domain.request_board import RequestBoard, RequestCard, count_waiting, requests_of
from matchmaking.domain.request_changes import contacts, tell
from matchmaking.domain.request_endings import (
    REMIND_BEFORE_EXPIRY,
    close_requests_of,
    expire_requests,
    remind_unanswered,
)
from matchmaking.models import MeetingRequest

__all__ = [
    "REMIND_BEFORE_EXPIRY",
    "RequestBoard",
    "RequestCard",
    "accept_request",
    "close_requests_of",
    "contacts",
    "count_waiting",
    "decline_request",
    "expire_requests",
    "quota_left",
    "remind_unanswered",
    "requests_of",
    "send_request",
    "withdraw_request",
]

ANSWER_WITHIN = timedelta(days=14)


def send_request(
    sender: Registration,
    receiver: Registration,
    *,
    by: User | None,
    message: str = "",
    priority: int = RequestPriority.NORMAL,
    people: Sequence[Representative] = (),
    now: datetime | None = None,
) -> MeetingRequest:
    """Ask for a meeting. Where the receiver has asked the sender already, this accepts theirs.

    Returns the new pending request, or the receiver's own one, now accepted; then `message` is its
    answer and `people` join its wished people. Refuses, with code: `own_registration`,
    `not_in_event`, `sender_not_approved`, `not_open`, `requests_closed`, `event_over`, `same_side`,
    `same_delegation`, `blocked`, `wrong_person`, `already_sent`, `declined_before`, `quota_used`,
    `message_too_long`, `priority`.
    """
    now = now or timezone.now()
    message = message.strip()
    _refuse_bad_form(message, priority)
    with transaction.atomic():
        sender, receiver = _lock_pair(sender, receiver)
        refusals.refuse_strangers(sender, receiver)
        refusals.refuse_closed(sender.event, now)
        refusals.refuse_unmatchable(sender, receiver)
        refusals.refuse_wrong_people(receiver, people)
        ours, theirs = _requests_between(sender, receiver)
        waiting = next((r for r in theirs if r.state == RequestState.PENDING), None)
        if waiting is not None and not _is_overdue(waiting, now):
            return _accept(waiting, by=by, answer=message, people=people, now=now)
        _refuse_accepted_other_way(receiver, theirs)
        refusals.refuse_unlisted(receiver)
        refusals.refuse_repeated(receiver, [request.state for request in ours])
        refusals.refuse_over_quota(sender)
        return _store_request(
            sender,
            receiver,
            by=by,
            message=message,
            priority=priority,
            people=people,
            now=now,
            # Whether the receiver has declined the sender before, without a word, and stands by it.
            is_put_aside=any(request.put_aside_at is not None for request in ours),
        )


def _store_request(
    sender: Registration,
    receiver: Registration,
    *,
    by: User | None,
    message: str,
    priority: int,
    people: Sequence[Representative],
    now: datetime,
    is_put_aside: bool,
) -> MeetingRequest:
    taken = _("You have asked %(name)s already. See your requests for the answer.")
    with refusing({"request_live_once": taken % {"name": receiver}}):
        request = MeetingRequest.objects.create(
            event=sender.event,
            sender=sender,
            receiver=receiver,
            priority=priority,
            message=message,
            sent_by=by,
            expires_at=min(now + ANSWER_WITHIN, refusals.end_of_event(sender.event)),
        )
    request.wished_people.add(*people)
    mark_asked(request)
    log_activity(
        Action.REQUEST_SENT,
        event=request.event,
        actor=by,
        subject=request,
        after={"sender": sender.pk, "receiver": receiver.pk, "priority": int(priority)},
    )
    if is_put_aside:
        request_changes.put_aside(request, by=None, now=now, because="declined_before")
    else:
        tell(receiver, NotificationKind.REQUEST_RECEIVED, f"request-received:{request.pk}", request)
    return request


def accept_request(
    request: MeetingRequest,
    *,
    by: User | None,
    answer: str = "",
    now: datetime | None = None,
) -> MeetingRequest:
    """The receiver agrees to meet. The time is found by the matching, later.

    Refuses with `already_accepted`, `already_declined`, `already_withdrawn`, `already_expired`
    where it was settled before, with `event_over` and with what forbids the pair by now.
    """
    now = now or timezone.now()
    with transaction.atomic():
        sender, receiver = _lock_pair(request.sender, request.receiver)
        request.refresh_from_db()
        request.sender, request.receiver, request.event = sender, receiver, receiver.event
        if not request.waits_for_answer:
            raise refusals.already_settled(request.state_for(receiver))
        refusals.refuse_strangers(receiver, sender)
        refusals.refuse_closed(request.event, now)
        refusals.refuse_unmatchable(receiver, sender)
        if _is_overdue(request, now):
            raise refusals.already_settled(RequestState.EXPIRED)
        return _accept(request, by=by, answer=answer.strip(), people=(), now=now)


def _accept(
    request: MeetingRequest,
    *,
    by: User | None,
    answer: str,
    people: Sequence[Representative],
    now: datetime,
) -> MeetingRequest:
    request_changes.take_up_again(request)
    request_changes.settle(request, RequestState.ACCEPTED, by=by, answer=answer, now=now)
    request.wished_people.add(*people)
    tell(
        request.sender, NotificationKind.REQUEST_ANSWERED, f"request-answered:{request.pk}", request
    )
    return request


def decline_request(
    request: MeetingRequest,
    *,
    by: User | None,
    answer: str = "",
    now: datetime | None = None,
) -> MeetingRequest:
    """The receiver does not want to meet; `answer` is the reason, told to the sender, or empty.

    The event decides what the sender learns (`Event.declines_told`); a reason that it does not tell
    is not kept. Refuses with `already_accepted`, `already_declined`, `already_withdrawn`,
    `already_expired` where it was settled before.
    """
    now = now or timezone.now()
    with transaction.atomic():
        told = request.event.declines_told
        # What was declined without a word stays so, even where the event tells of it by now.
        was_untold = MeetingRequest.objects.put_aside().filter(pk=request.pk).exists()
        if told == DeclineTold.NOTHING or was_untold:
            if not request_changes.put_aside(request, by=by, now=now):
                request.refresh_from_db()
                raise refusals.already_settled(request.state_for(request.receiver))
            return request
        reason = answer.strip() if told == DeclineTold.REASON else ""
        request_changes.settle(request, RequestState.DECLINED, by=by, answer=reason, now=now)
        tell(
            request.sender,
            NotificationKind.REQUEST_ANSWERED,
            f"request-answered:{request.pk}",
            request,
        )
    return request


def withdraw_request(
    request: MeetingRequest, *, by: User | None, now: datetime | None = None
) -> MeetingRequest:
    """The sender takes the request back, answered or not; refused once the meeting is published."""
    with transaction.atomic():
        _lock_pair(request.sender, request.receiver)
        refusals.refuse_scheduled(request)
        request_changes.settle(
            request,
            RequestState.WITHDRAWN,
            by=by,
            now=now or timezone.now(),
            from_states=(RequestState.PENDING, RequestState.ACCEPTED),
        )
        if request.put_aside_at is None:
            tell(
                request.receiver,
                NotificationKind.REQUEST_WITHDRAWN,
                f"request-withdrawn:{request.pk}",
                request,
            )
    return request


def quota_left(registration: Registration) -> int:
    """How many more requests the participant may send."""
    return max(registration.event.request_quota - refusals.used_quota(registration), 0)


def _lock_pair(one: Registration, other: Registration) -> tuple[Registration, Registration]:
    """Both registrations, fresh and locked. In the order of ids: no two callers wait in a ring."""
    held = {
        registration.pk: registration
        for registration in Registration.objects.select_for_update(no_key=True, of=("self",))
        .select_related("event", "organisation")
        .filter(pk__in=(one.pk, other.pk))
        .order_by("pk")
    }
    return held[one.pk], held[other.pk]


def _is_overdue(request: MeetingRequest, now: datetime) -> bool:
    return request.expires_at is not None and request.expires_at <= now


def _requests_between(
    sender: Registration, receiver: Registration
) -> tuple[list[MeetingRequest], list[MeetingRequest]]:
    """All requests that the sender made to the receiver so far, and those the other way."""
    pair = {sender.pk: sender, receiver.pk: receiver}
    made: dict[int, list[MeetingRequest]] = {pk: [] for pk in pair}
    for request in MeetingRequest.objects.filter(sender__in=pair, receiver__in=pair):
        request.event = sender.event
        request.sender, request.receiver = pair[request.sender_id], pair[request.receiver_id]
        made[request.sender_id].append(request)
    return made[sender.pk], made[receiver.pk]


def _refuse_accepted_other_way(receiver: Registration, theirs: Iterable[MeetingRequest]) -> None:
    if any(request.state == RequestState.ACCEPTED for request in theirs):
        raise DomainError(
            _("You have accepted a request of %(name)s already: you have agreed to meet.")
            % {"name": receiver},
            code="already_accepted",
        )


def _refuse_bad_form(message: str, priority: int) -> None:
    limit = MeetingRequest._meta.get_field("message").max_length or 0
    if len(message) > limit:
        raise DomainError(
            _("The message is longer than %(limit)d characters. Shorten it.") % {"limit": limit},
            code="message_too_long",
        )
    if priority not in RequestPriority.values:
        raise DomainError(_("Choose one of the three priorities."), code="priority")
