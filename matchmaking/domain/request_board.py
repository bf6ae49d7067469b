"""A participant's requests as its page shows them: received, sent, and what is left to send."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from events.models import Registration
from matchmaking.choices import LIVE_REQUEST_STATES, MeetingState, RequestState
from matchmaking.domain.agenda_items import counterpart_of
from matchmaking.domain.reasons import Reason, reasons_by_counterpart
from matchmaking.domain.refusals import COUNTED_STATES
from matchmaking.models import Meeting, MeetingRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestCard:
    """One request seen by one of its sides. `meeting` is the pair's meeting once published."""

    request: MeetingRequest
    counterpart: Registration
    is_received: bool
    reasons: list[Reason] = field(default_factory=list)
    meeting: Meeting | None = None

    @property
    def can_answer(self) -> bool:
        return self.is_received and self.request.state == RequestState.PENDING

    @property
    def can_withdraw(self) -> bool:
        live = self.request.state in LIVE_REQUEST_STATES
        return not self.is_received and live and self.meeting is None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestBoard:
    """All requests of a registration: what waits for an answer first, then the newest first."""

    received: list[RequestCard]
    sent: list[RequestCard]
    quota: int
    quota_left: int

    @property
    def waiting(self) -> list[RequestCard]:
        """Received requests that want an answer."""
        return [card for card in self.received if card.can_answer]


def requests_of(registration: Registration) -> RequestBoard:
    """The requests of a registration with reasons and meetings; a constant number of queries."""
    rows = list(with_sides(MeetingRequest.objects.filter(_of(registration))))
    meetings = _published_meetings(registration)
    others = {_counterpart(request, registration).pk for request in rows}
    reasons = reasons_by_counterpart(registration, others)
    cards = [
        RequestCard(
            request=request,
            counterpart=(other := _counterpart(request, registration)),
            is_received=request.receiver_id == registration.pk,
            reasons=reasons.get(other.pk, []),
            meeting=meetings.get(other.pk),
        )
        for request in rows
    ]
    sent = [card for card in cards if not card.is_received]
    used = sum(card.request.state in COUNTED_STATES for card in sent)
    quota = registration.event.request_quota
    return RequestBoard(
        received=_waiting_first(card for card in cards if card.is_received),
        sent=_waiting_first(sent),
        quota=quota,
        quota_left=max(quota - used, 0),
    )


def count_waiting(registration: Registration) -> int:
    """How many received requests want an answer: the figure beside a menu's entry."""
    return MeetingRequest.objects.filter(receiver=registration, state=RequestState.PENDING).count()


def with_sides(requests: QuerySet[MeetingRequest]) -> QuerySet[MeetingRequest]:
    """The requests, newest first, with both sides and the wished people. Two queries."""
    return (
        requests.select_related(
            "event", "sender__organisation", "receiver__organisation", "sent_by", "answered_by"
        )
        .prefetch_related("wished_people__user")
        .order_by("-created_at", "-pk")
    )


def _of(registration: Registration) -> Q:
    return Q(sender=registration) | Q(receiver=registration)


def _counterpart(request: MeetingRequest, registration: Registration) -> Registration:
    return request.receiver if request.sender_id == registration.pk else request.sender


def _published_meetings(registration: Registration) -> dict[int, Meeting]:
    """The registration's meetings by the other side's id."""
    meetings = (
        Meeting.objects.published()
        .filter(Q(registration_a=registration) | Q(registration_b=registration))
        .filter(state=MeetingState.PLANNED)
        .select_related("registration_a", "registration_b", "table")
    )
    return {counterpart_of(meeting, registration.pk).pk: meeting for meeting in meetings}


def _waiting_first(cards: Iterable[RequestCard]) -> list[RequestCard]:
    return sorted(cards, key=lambda card: card.request.state != RequestState.PENDING)
