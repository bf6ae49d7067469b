"""A company that never wants to meet another one, at any event. The other is not told."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.domain.errors import DomainError
from companies.models import Organisation, User
from events.choices import DeclineTold
from events.models import Registration
from matchmaking.choices import Action, MeetingState, RequestState
from matchmaking.domain.activity import log_activity
from matchmaking.domain.renewal import mark_stale
from matchmaking.domain.request_changes import claim, put_aside
from matchmaking.models import BlockedOrganisation, Meeting, MeetingRequest


def block_organisation(
    organisation: Organisation, blocked: Organisation, *, by: User | None
) -> BlockedOrganisation:
    """Neither finds nor asks the other from now on, and no run lets them meet.

    What waited between them is closed without a word: one's own requests are withdrawn, theirs
    declined, or put aside where the event tells nothing of declines. Blocking twice is blocking
    once. Refuses with `own_organisation`, and with `already_scheduled` while a published meeting of
    the two is still to come.
    """
    if organisation.pk == blocked.pk:
        raise DomainError(
            _("You cannot block your own organisation. Choose another one."),
            code="own_organisation",
        )
    with transaction.atomic():
        _refuse_scheduled(organisation, blocked)
        block, is_new = BlockedOrganisation.objects.get_or_create(
            organisation=organisation, blocked=blocked
        )
        if is_new:
            _close_requests(organisation, blocked, by)
            _renew(organisation, blocked)
            log_activity(
                Action.ORGANISATION_BLOCKED,
                actor=by,
                subject=blocked,
                after={"organisation": organisation.pk},
            )
    return block


def unblock_organisation(
    organisation: Organisation, blocked: Organisation, *, by: User | None
) -> bool:
    """Take the block back; false where there was none. Closed requests stay closed."""
    with transaction.atomic():
        number, _rows = BlockedOrganisation.objects.filter(
            organisation=organisation, blocked=blocked
        ).delete()
        if number:
            log_activity(
                Action.ORGANISATION_UNBLOCKED,
                actor=by,
                subject=blocked,
                before={"organisation": organisation.pk},
            )
            _renew(organisation, blocked)
    return bool(number)


def blocks_of(organisation: Organisation) -> QuerySet[BlockedOrganisation]:
    """Whom the organisation has blocked, the last first."""
    return (
        BlockedOrganisation.objects.filter(organisation=organisation)
        .select_related("blocked")
        .order_by("-created_at", "-pk")
    )


def _renew(organisation: Organisation, blocked: Organisation) -> None:
    """Where both take part, neither is recommended to the other any more, or is again."""
    own = Registration.objects.approved().filter(organisation=organisation)
    mark_stale(
        own.filter(event__registrations__organisation=blocked).select_related("event").distinct()
    )


def _close_requests(organisation: Organisation, blocked: Organisation, by: User | None) -> None:
    live = MeetingRequest.objects.live().filter(
        Q(sender__organisation=organisation, receiver__organisation=blocked)
        | Q(sender__organisation=blocked, receiver__organisation=organisation)
    )
    now = timezone.now()
    for request in live.select_related("event", "sender").order_by("pk"):
        before = request.state
        is_theirs = request.sender.organisation_id == blocked.pk
        is_untold = request.event.declines_told == DeclineTold.NOTHING
        if is_theirs and is_untold and before == RequestState.PENDING:
            put_aside(request, by=by, now=now, because="blocked")
            continue
        if not is_theirs:
            state, answer = RequestState.WITHDRAWN, {}
        else:
            state = RequestState.DECLINED
            answer = {"answered_by": by, "answered_at": now}
        if claim(request, (RequestState(before),), state=state, **answer):
            log_activity(
                Action(f"request.{state.value}"),
                event=request.event,
                actor=by,
                subject=request,
                before={"state": before},
                after={"state": state, "because": "blocked"},
            )


def _refuse_scheduled(organisation: Organisation, blocked: Organisation) -> None:
    meeting = (
        Meeting.objects.published()
        .filter(state=MeetingState.PLANNED, during__endswith__gt=timezone.now())
        .filter(
            Q(registration_a__organisation=organisation, registration_b__organisation=blocked)
            | Q(registration_a__organisation=blocked, registration_b__organisation=organisation)
        )
        .select_related("event")
        .first()
    )
    if meeting is not None:
        raise DomainError(
            _(
                "You have a meeting with %(name)s at %(event)s. "
                "Ask the organiser to cancel it, then block the company."
            )
            % {"name": blocked, "event": meeting.event},
            code="already_scheduled",
        )
