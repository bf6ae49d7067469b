"""When a request may not be sent, accepted or withdrawn: each refusal, its sentence, its code."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies.domain.errors import DomainError
from events.choices import Pairing, PhaseKind
from events.domain.days import say_time, say_until, say_zone
from events.models import Event, Registration, Representative
from matchmaking.choices import LIVE_REQUEST_STATES, MeetingState, RequestState
from matchmaking.models import BlockedOrganisation, Meeting, MeetingRequest

# What a participant's quota counts: a request withdrawn, left without an answer, or closed because
# one of the two left the event, is given back.
COUNTED_STATES = (RequestState.PENDING, RequestState.ACCEPTED, RequestState.DECLINED)


def end_of_event(event: Event) -> datetime:
    """Midnight after the event's last day, where the event is."""
    return datetime.combine(event.ends_on + timedelta(days=1), time(), tzinfo=event.zone)


def refuse_closed(event: Event, now: datetime) -> None:
    """Requests are sent and accepted from the phase of requests to the event's last day."""
    phase = event.phase_at(now)
    if now >= end_of_event(event) or phase == PhaseKind.FOLLOW_UP:
        raise DomainError(
            _("The meetings of %(event)s are over. Write to your contacts directly.")
            % {"event": event},
            code="event_over",
        )
    order = list(PhaseKind)
    if order.index(phase) >= order.index(PhaseKind.REQUESTS):
        return
    opening = next((p for p in event.phases.all() if p.kind == PhaseKind.REQUESTS), None)
    if opening is None:
        raise DomainError(
            _("Requests are not open yet. The organiser will announce when they open."),
            code="requests_closed",
        )
    raise DomainError(
        _("Requests open on %(when)s (%(zone)s). Come back then.")
        % {
            "when": say_time(event, opening.starts_at),
            "zone": say_zone(event.zone, opening.starts_at),
        },
        code="requests_closed",
    )


def refuse_strangers(sender: Registration, receiver: Registration) -> None:
    """Both sides are approved participants of one event, and not the same."""
    if sender.pk == receiver.pk or sender.organisation_id == receiver.organisation_id:
        raise DomainError(
            _("You cannot ask yourself for a meeting. Choose another company."),
            code="own_registration",
        )
    if sender.event_id != receiver.event_id:
        raise DomainError(
            _("%(name)s does not take part in your event. Choose a company from its directory.")
            % {"name": receiver},
            code="not_in_event",
        )
    if not sender.is_approved:
        raise DomainError(
            _("Your registration is not approved yet. You can ask for meetings once it is."),
            code="sender_not_approved",
        )
    if not receiver.is_approved:
        raise _not_open(receiver)


def refuse_unmatchable(sender: Registration, receiver: Registration) -> None:
    """The event's rules let the two meet, and neither has blocked the other."""
    event = sender.event
    if event.pairing == Pairing.TWO_SIDED and (
        sender.side_id is None or sender.side_id == receiver.side_id
    ):
        raise DomainError(
            _("At this event one side meets the other. Choose a company of the other side."),
            code="same_side",
        )
    if (
        sender.delegation_id is not None
        and sender.delegation_id == receiver.delegation_id
        and not event.same_delegation_meets
    ):
        raise DomainError(
            _("%(name)s is in your own delegation. Choose a company outside of it.")
            % {"name": receiver},
            code="same_delegation",
        )
    us, them = sender.organisation_id, receiver.organisation_id
    blocks = set(
        BlockedOrganisation.objects.filter(
            Q(organisation=us, blocked=them) | Q(organisation=them, blocked=us)
        ).values_list("organisation_id", flat=True)
    )
    if us in blocks:
        raise DomainError(
            _("You have blocked %(name)s. Unblock it first if you want to meet.")
            % {"name": receiver},
            code="blocked",
        )
    if blocks:  # the same words as for a company that is not listed: who blocks is not told
        raise _not_open(receiver)


def refuse_unlisted(receiver: Registration) -> None:
    if not receiver.is_listed:
        raise _not_open(receiver)


def _not_open(receiver: Registration) -> DomainError:
    return DomainError(
        _("%(name)s takes no requests at this event. Choose another company.") % {"name": receiver},
        code="not_open",
    )


def refuse_repeated(receiver: Registration, states: Iterable[str]) -> None:
    """No second live request to the same company, and none after it declined one. `states` are
    those of all that it has been sent."""
    known = set(states)
    if known & set(LIVE_REQUEST_STATES):
        raise DomainError(
            _("You have asked %(name)s already. See your requests for the answer.")
            % {"name": receiver},
            code="already_sent",
        )
    if RequestState.DECLINED in known:
        raise DomainError(
            _("%(name)s declined your request. You will meet if they ask you.")
            % {"name": receiver},
            code="declined_before",
        )


def used_quota(sender: Registration) -> int:
    return MeetingRequest.objects.filter(sender=sender, state__in=COUNTED_STATES).count()


def refuse_over_quota(sender: Registration) -> None:
    quota = sender.event.request_quota
    if used_quota(sender) < quota:
        return
    raise DomainError(
        ngettext(
            "You have used your %(quota)d request. Withdraw it to ask another company.",
            "You have used all %(quota)d requests. Withdraw one to ask another company.",
            quota,
        )
        % {"quota": quota},
        code="quota_used",
    )


def why_not_ask(sender: Registration, receiver: Registration, now: datetime) -> str:
    """Why a request would be refused at this moment, in a sentence; empty where it would not."""
    try:
        refuse_strangers(sender, receiver)
        refuse_closed(sender.event, now)
        refuse_unmatchable(sender, receiver)
        refuse_unlisted(receiver)
        sent = MeetingRequest.objects.filter(sender=sender, receiver=receiver)
        refuse_repeated(receiver, sent.values_list("state", flat=True))
        refuse_over_quota(sender)
    except DomainError as refusal:
        return str(refusal)
    return ""


def say_opening(event: Event, now: datetime) -> str:
    """Whether requests are sent and accepted at this moment, and until when."""
    try:
        refuse_closed(event, now)
    except DomainError as refusal:
        return str(refusal)
    ends = [end_of_event(event)]
    ends += [p.starts_at for p in event.phases.all() if p.kind == PhaseKind.FOLLOW_UP]
    return _("Requests are open until %(when)s (%(zone)s).") % {
        "when": say_until(event, min(ends)),
        "zone": say_zone(event.zone, min(ends)),
    }


def refuse_wrong_people(receiver: Registration, people: Sequence[Representative]) -> None:
    """Wished people come for the receiver and take meetings."""
    for person in people:
        if person.registration_id != receiver.pk or not person.takes_meetings:
            raise DomainError(
                _("%(person)s takes no meetings for %(name)s. Choose one of its representatives.")
                % {"person": person, "name": receiver},
                code="wrong_person",
            )


def refuse_scheduled(request: MeetingRequest) -> None:
    """A request whose meeting is in the published schedule is not withdrawn behind its back."""
    pair = (request.sender_id, request.receiver_id)
    meeting = (
        Meeting.objects.published()
        .filter(registration_a__in=pair, registration_b__in=pair, state=MeetingState.PLANNED)
        .first()
    )
    if meeting is not None:
        raise DomainError(
            _(
                "This meeting is in the published schedule on %(when)s. "
                "Ask the organiser to cancel it."
            )
            % {"when": say_time(request.event, meeting.starts_at)},
            code="already_scheduled",
        )


def already_settled(state: RequestState) -> DomainError:
    """Somebody else was faster: what has become of the request in the meantime."""
    sentences = {
        RequestState.PENDING: _("This request waits for an answer. Load the page again."),
        RequestState.ACCEPTED: _("This request has been accepted already."),
        RequestState.DECLINED: _("This request has been declined already."),
        RequestState.WITHDRAWN: _("This request was withdrawn in the meantime."),
        RequestState.EXPIRED: _(
            "This request expired before it was answered. Ask the company yourself instead."
        ),
        RequestState.CLOSED: _(
            "This request was closed, as one of you left the event. Ask again if both take part."
        ),
    }
    return DomainError(sentences[state], code=f"already_{state.value}")
