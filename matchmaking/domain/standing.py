"""How things stand between a participant and its counterparts: what a counterpart's page says
first, and its card in a list."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q

from events.domain.days import bounds
from events.models import Registration
from matchmaking.choices import MeetingState, RequestState
from matchmaking.domain.agenda import meeting_items_of, meetings_of
from matchmaking.domain.agenda_items import AgendaItem
from matchmaking.domain.noted import noted_of
from matchmaking.domain.preparing import notes_of
from matchmaking.models import Meeting, MeetingRequest, Outcome

Kind = Literal["", "asked", "they_ask", "accepted", "unplaced", "meets", "met"]
AppointmentKind = Literal["meets", "met", "missed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """`kind` is empty where nothing is under way, and `unplaced` where both want to meet and the
    published schedule has no meeting for it. `meeting` is that of the published schedule,
    `outcome` and `note` what the viewer's side has written of it."""

    kind: Kind = ""
    request: MeetingRequest | None = None
    is_received: bool = False
    meeting: AgendaItem | None = None
    outcome: Outcome | None = None
    note: str = ""


def stands_with(viewer: Registration, other: Registration, now: datetime) -> Standing:
    """At that moment: a meeting says more than the request that it came of."""
    pair = Q(registration_a__in=(viewer, other), registration_b__in=(viewer, other))
    rows = list(meetings_of(viewer).filter(pair, state=MeetingState.PLANNED))
    if rows:
        (meeting, *_more) = meeting_items_of(rows, viewer, with_reasons=False)
        uid = rows[0].uid
        return Standing(
            kind="met" if meeting.starts_at <= now else "meets",
            meeting=meeting,
            outcome=noted_of(viewer, [uid]).get(uid),
            note=notes_of(viewer, [uid]).get(uid, ""),
        )
    request = (
        MeetingRequest.objects.live_for(viewer)
        .with_schedule()
        .filter(Q(sender=viewer, receiver=other) | Q(sender=other, receiver=viewer))
        .prefetch_related("wished_people__user")
        .first()
    )
    if request is None:
        return Standing()
    is_received = request.receiver_id == viewer.pk
    kind: Kind = "they_ask" if is_received else "asked"
    if request.state == RequestState.ACCEPTED:
        kind = "unplaced" if request.has_schedule else "accepted"
    return Standing(kind=kind, request=request, is_received=is_received)


@dataclass(frozen=True, slots=True)
class Appointment:
    """A pair's meeting in the published schedule, in the event's zone. `is_missed` where one's own
    side has written down that it did not take place."""

    starts_at: datetime
    zone: ZoneInfo
    is_missed: bool

    def kind(self, now: datetime) -> AppointmentKind:
        if self.is_missed:
            return "missed"
        return "met" if self.starts_at <= now else "meets"


def appointments_of(viewer: Registration) -> dict[int, Appointment]:
    """The meetings that the published schedule holds, by the other's id: a pair meets once.

    One query.
    """
    missed = Outcome.objects.filter(
        registration=viewer,
        took_place=False,
        meeting__event=viewer.event_id,
        meeting__uid=OuterRef("uid"),
    )
    meetings = (
        Meeting.objects.published()
        .planned()
        .filter(Q(registration_a=viewer) | Q(registration_b=viewer))
        .annotate(is_missed=Exists(missed))
        .order_by()
    )
    found = {}
    for *pair, during, is_missed in meetings.values_list(
        "registration_a_id", "registration_b_id", "during", "is_missed"
    ):
        (other,) = set(pair) - {viewer.pk}
        found[other] = Appointment(bounds(during)[0], viewer.event.zone, is_missed)
    return found
