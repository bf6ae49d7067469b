"""How a request changes: one conditional update whose row count decides, an entry in the log, and a
message to everybody it concerns."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from companies.choices import MemberRole
from companies.models import User
from events.models import Registration
from matchmaking.choices import Action, NotificationKind, RequestState
from matchmaking.domain import refusals
from matchmaking.domain.activity import log_activity
from matchmaking.domain.outbox import notify_all
from matchmaking.domain.renewal import mark_asked
from matchmaking.models import MeetingRequest


def settle(
    request: MeetingRequest,
    state: RequestState,
    *,
    by: User | None,
    now: datetime,
    answer: str = "",
    from_states: tuple[RequestState, ...] = (RequestState.PENDING,),
) -> None:
    """Move the request to `state` if it is still in `from_states`; else say what happened."""
    before = request.state
    limit = MeetingRequest._meta.get_field("answer").max_length or 0
    changes = {"state": state, "answered_by": by, "answered_at": now, "answer": answer[:limit]}
    if state == RequestState.WITHDRAWN:  # the sender's doing leaves the receiver's answer standing
        changes = {"state": state}
    if not claim(request, from_states, **changes):
        request.refresh_from_db()
        raise refusals.already_settled(RequestState(request.state))
    for name, value in changes.items():
        setattr(request, name, value)
    log_activity(
        Action(f"request.{state.value}"),
        event=request.event,
        actor=by,
        subject=request,
        before={"state": before},
        after={"state": state},
    )


def put_aside(
    request: MeetingRequest, *, by: User | None, now: datetime, because: str = "declined"
) -> bool:
    """Decline without a word, if the request still waits for an answer: the conditional update."""
    waiting = MeetingRequest.objects.unanswered().filter(pk=request.pk)
    if not waiting.update(put_aside_at=now):
        return False
    request.put_aside_at = now
    log_activity(
        Action.REQUEST_DECLINED,
        event=request.event,
        actor=by,
        subject=request,
        before={"state": request.state},
        after={"state": request.state, "because": because, "told": False},
    )
    return True


def take_up_again(request: MeetingRequest) -> None:
    """The receiver has changed their mind: nothing between the two is put aside any more."""
    MeetingRequest.objects.put_aside().filter(
        sender=request.sender_id, receiver=request.receiver_id
    ).update(put_aside_at=None)
    request.put_aside_at = None


def claim(request: MeetingRequest, from_states: Iterable[RequestState], **changes: object) -> bool:
    """The conditional update: true for the one caller who finds the request in these states."""
    states = tuple(from_states)
    if not MeetingRequest.objects.filter(pk=request.pk, state__in=states).update(**changes):
        return False
    mark_asked(request)
    return True


def tell(
    registration: Registration,
    kind: NotificationKind,
    key: str,
    request: MeetingRequest,
    /,
    **more: int,
) -> int:
    """Write the message to everybody who deals with requests for the registration.

    `more` are ids that its context names besides the request.
    """
    return notify_all(
        contacts(registration),
        kind,
        key,
        event=request.event,
        context={"request": request.pk, "state": str(request.state), **more},
    )


def contacts(registration: Registration) -> list[User]:
    """Whom to write to about a registration: its organisation's owners, and who comes for it."""
    return list(
        User.objects.filter(
            Q(
                memberships__organisation=registration.organisation_id,
                memberships__role=MemberRole.OWNER,
            )
            | Q(representations__registration=registration),
            is_active=True,
        )
        .distinct()
        .order_by("pk")
    )
