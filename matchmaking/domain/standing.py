"""How things stand between a participant and one counterpart: what their page says first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import Q

from events.models import Registration
from matchmaking.choices import MeetingState, RequestState
from matchmaking.domain.agenda import meeting_items_of, meetings_of
from matchmaking.domain.agenda_items import AgendaItem
from matchmaking.domain.noted import noted_of
from matchmaking.domain.preparing import notes_of
from matchmaking.models import MeetingRequest, Outcome

Kind = Literal["", "asked", "they_ask", "accepted", "unplaced", "meets", "met"]


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
        .filter(Q(sender=viewer, receiver=other) | Q(sender=other, receiver=viewer))
        .prefetch_related("wished_people__user")
        .first()
    )
    if request is None:
        return Standing()
    is_received = request.receiver_id == viewer.pk
    kind: Kind = "they_ask" if is_received else "asked"
    if request.state == RequestState.ACCEPTED:
        is_published = viewer.event.versions.published().exists()
        kind = "unplaced" if is_published else "accepted"
    return Standing(kind=kind, request=request, is_received=is_received)
