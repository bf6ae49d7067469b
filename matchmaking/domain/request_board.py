"""A participant's requests as its page shows them: received, sent, and what is left to send."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Case, F, Q, QuerySet, Value, When

from events.models import Registration
from matchmaking.choices import LIVE_REQUEST_STATES, MeetingState, RequestState
from matchmaking.domain.agenda_items import counterpart_of
from matchmaking.domain.reasons import Reason, reasons_by_counterpart
from matchmaking.domain.refusals import COUNTED_STATES
from matchmaking.models import Meeting, MeetingRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestCard:
    """One request seen by one of its sides. `meeting` is the pair's meeting once published;
    `can_ask_again` says that it was closed by leaving and both take part now, without another."""

    request: MeetingRequest
    counterpart: Registration
    is_received: bool
    reasons: list[Reason] = field(default_factory=list)
    meeting: Meeting | None = None
    can_ask_again: bool = False

    @property
    def is_closed(self) -> bool:
        """One of the two left the event: nobody declined."""
        return self.state == RequestState.CLOSED

    @property
    def can_answer(self) -> bool:
        return self.is_received and self.request.waits_for_answer

    @property
    def state(self) -> RequestState:
        """As this side of the request knows it."""
        side = self.request.receiver if self.is_received else self.request.sender
        return self.request.state_for(side)

    @property
    def waits_for_time(self) -> bool:
        """Both want to meet, and no meeting is published for it."""
        return self.state == RequestState.ACCEPTED and self.meeting is None

    @property
    def can_withdraw(self) -> bool:
        live = self.request.state in LIVE_REQUEST_STATES
        return not self.is_received and live and self.meeting is None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestBoard:
    """All requests of a registration: what waits for an answer first, then what was accepted, then
    what is over, each the newest first."""

    received: list[RequestCard]
    sent: list[RequestCard]
    quota: int
    quota_left: int

    @property
    def waiting(self) -> list[RequestCard]:
        """Received requests that want an answer."""
        return [card for card in self.received if card.can_answer]


def requests_of(
    registration: Registration, meetings: Iterable[Meeting] | None = None
) -> RequestBoard:
    """The requests of a registration with meetings, and with reasons where it has to answer; a
    constant number of queries. `meetings` are the registration's published ones where they have
    been read already."""
    rows = _read(registration)
    waiting = {row.pk for row in rows if _waits_for(registration, row)}
    cards = [
        _but_for_asking(card)
        for card in cards_of(registration, rows, explained=waiting, meetings=meetings)
    ]
    sent = [card for card in cards if not card.is_received]
    quota = registration.event.request_quota
    return RequestBoard(
        received=_in_order(card for card in cards if card.is_received),
        sent=_in_order(sent),
        quota=quota,
        quota_left=max(quota - sum(card.request.state in COUNTED_STATES for card in sent), 0),
    )


def cards_of(
    registration: Registration,
    requests: Sequence[MeetingRequest],
    *,
    explained: Container[int] | None = None,
    meetings: Iterable[Meeting] | None = None,
) -> list[RequestCard]:
    """The requests, read `with_sides`, as that side of them sees them. Those with the ids of
    `explained` have reasons, all of them where it is not given; `meetings` are those of
    `requests_of`. Four queries more at most."""
    if meetings is None:
        meetings = _published_meetings(registration) if requests else ()
    planned = {
        counterpart_of(meeting, registration.pk).pk: meeting
        for meeting in meetings
        if meeting.state == MeetingState.PLANNED
    }
    others = {
        _counterpart(request, registration).pk
        for request in requests
        if explained is None or request.pk in explained
    }
    reasons = reasons_by_counterpart(registration, others)
    settled = {
        _counterpart(request, registration).pk
        for request in requests
        if request.state in LIVE_REQUEST_STATES
        or (request.state == RequestState.DECLINED and request.sender_id == registration.pk)
    }
    return [
        RequestCard(
            request=request,
            counterpart=(other := _counterpart(request, registration)),
            is_received=request.receiver_id == registration.pk,
            reasons=reasons.get(other.pk, []),
            meeting=planned.get(other.pk),
            can_ask_again=request.state == RequestState.CLOSED
            and registration.is_approved
            and other.is_approved
            and other.pk not in settled,
        )
        for request in requests
    ]


def count_waiting(registration: Registration) -> int:
    """How many received requests want an answer: the figure beside a menu's entry."""
    return MeetingRequest.objects.unanswered().filter(receiver=registration).count()


def with_sides(requests: QuerySet[MeetingRequest]) -> QuerySet[MeetingRequest]:
    """The requests, newest first, with both sides and the wished people. Two queries."""
    return (
        requests.select_related(
            "event", "sender__organisation", "receiver__organisation", "sent_by", "answered_by"
        )
        .prefetch_related("wished_people__user")
        .order_by("-created_at", "-pk")
    )


def with_known_state(
    requests: QuerySet[MeetingRequest], registration: Registration
) -> QuerySet[MeetingRequest]:
    """The requests with `known_state`, the state as that side of each knows it."""
    put_aside = Q(receiver=registration, put_aside_at__isnull=False)
    return requests.annotate(
        known_state=Case(
            When(put_aside, then=Value(RequestState.DECLINED.value)), default=F("state")
        )
    )


def of_registration(registration: Registration) -> Q:
    """Requests that the registration sent or received."""
    return Q(sender=registration) | Q(receiver=registration)


def _read(registration: Registration) -> list[MeetingRequest]:
    """The registration's requests, newest first: whoever stands on the other side is read once, and
    the registration itself not again. Four queries."""
    rows = list(
        MeetingRequest.objects.filter(of_registration(registration))
        .prefetch_related("wished_people__user")
        .order_by("-created_at", "-pk")
    )
    ids = {row.sender_id for row in rows} | {row.receiver_id for row in rows}
    others = Registration.objects.select_related("organisation").in_bulk(ids - {registration.pk})
    others[registration.pk] = registration
    for row in rows:
        row.event = registration.event
        row.sender, row.receiver = others[row.sender_id], others[row.receiver_id]
    return rows


def _waits_for(registration: Registration, request: MeetingRequest) -> bool:
    """Whether the registration has to answer the request."""
    return request.receiver_id == registration.pk and request.waits_for_answer


def _but_for_asking(card: RequestCard) -> RequestCard:
    """A request says by itself that somebody asked."""
    return replace(card, reasons=[one for one in card.reasons if one.kind != "asked"])


def _counterpart(request: MeetingRequest, registration: Registration) -> Registration:
    return request.receiver if request.sender_id == registration.pk else request.sender


def _published_meetings(registration: Registration) -> QuerySet[Meeting]:
    return (
        Meeting.objects.published()
        .filter(Q(registration_a=registration) | Q(registration_b=registration))
        .select_related("registration_a", "registration_b", "table")
    )


def _in_order(cards: Iterable[RequestCard]) -> list[RequestCard]:
    """What waits, then what was agreed, then what is over."""
    order = [*LIVE_REQUEST_STATES, *RequestState]
    return sorted(cards, key=lambda card: order.index(card.state))
