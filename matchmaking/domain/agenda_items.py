"""The items of an agenda: meetings, sessions, visits and breaks as one kind of thing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from django.db.models import Prefetch, QuerySet

from events.choices import SessionAudience, SessionKind
from events.domain.busy import busy_visit
from events.domain.days import bounds
from events.domain.plans import HallPlan, Spot
from events.models import (
    Event,
    Hall,
    MeetingTable,
    Registration,
    Representative,
    Session,
    SiteVisit,
)
from matchmaking.choices import MeetingState, NoticeKind
from matchmaking.domain.preparing import Speech, speech_of
from matchmaking.domain.reasons import Reason
from matchmaking.domain.said import NEAR, Said
from matchmaking.models import Meeting, MeetingNotice, MeetingRequest, Outcome, Seat

Kind = Literal["meeting", "session", "visit", "break", "free"]
Change = Literal["", "added", "moved", "cancelled"]


@dataclass(frozen=True, slots=True)
class Was:
    """Where and when a meeting stood before it moved."""

    starts_at: datetime
    table: MeetingTable | None = None
    online_url: str = ""


@dataclass(frozen=True, slots=True)
class Gone:
    """A meeting that is not the reader's any more: with whom and when it was."""

    title: str
    starts_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    """One item. Times are aware; `starts_at` and `ends_at` of a visit include the road.

    `counterpart` and `people` are whom the reader meets, `own_people` who goes with them.
    `is_optional`: meetings go on beside it. `change` is what the reader has not acknowledged yet.
    `own_notice` is what the reader said on coming, `notices` what the others of the meeting did.
    `spot` is where the table stands on the `plan` of its hall, `was` where and when a moved
    meeting was before. `note` is what the reader's side wants to remember, `speech` how the two
    sides can talk, `outcome` what the reader's side has written down of it.
    """

    kind: Kind
    starts_at: datetime
    ends_at: datetime
    title: str = ""
    meeting: Meeting | None = None
    session: Session | None = None
    visit: SiteVisit | None = None
    counterpart: Registration | None = None
    people: list[Representative] = field(default_factory=list)
    own_people: list[Representative] = field(default_factory=list)
    table: MeetingTable | None = None
    hall: Hall | None = None
    place: str = ""
    online_url: str = ""
    request: MeetingRequest | None = None
    reasons: list[Reason] = field(default_factory=list)
    is_optional: bool = False
    is_on_stage: bool = False
    is_cancelled: bool = False
    change: Change = ""
    own_notice: MeetingNotice | None = None
    notices: Sequence[MeetingNotice] = ()
    plan: HallPlan | None = None
    spot: Spot | None = None
    was: Was | None = None
    note: str = ""
    speech: Speech | None = None
    outcome: Outcome | None = None

    @property
    def key(self) -> str:
        """Names the item for as long as it lives; free time has no name of its own."""
        if self.meeting is not None:
            return f"meeting-{self.meeting.uid}"
        if self.session is not None:
            return f"session-{self.session.pk}"
        if self.visit is not None:
            return f"visit-{self.visit.pk}"
        return f"free-{int(self.starts_at.timestamp())}"

    @property
    def takes_time(self) -> bool:
        """Whether the reader cannot be elsewhere meanwhile."""
        return self.kind != "free" and not self.is_optional and not self.is_cancelled

    @property
    def is_given_up(self) -> bool:
        """Whether the reader has said that they cannot come."""
        return self.own_notice is not None and self.own_notice.kind == NoticeKind.CANNOT_COME

    @property
    def is_called_off(self) -> bool:
        """Whether everybody of the other side has said that they cannot come."""
        absent = {
            notice.representative_id
            for notice in self.notices
            if notice.kind == NoticeKind.CANNOT_COME
        }
        return bool(self.people) and all(person.pk in absent for person in self.people)

    @property
    def near_from(self) -> datetime:
        """From when on one may say that one is on the way, or late."""
        return self.starts_at - NEAR

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


@dataclass(frozen=True, slots=True)
class AgendaDay:
    """The items of one day, counted where the event is."""

    date: date
    items: list[AgendaItem]


def with_people(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """The meetings in order, with all that an item shows. Two queries."""
    seats = Prefetch("seats", Seat.objects.select_related("representative__user").order_by("pk"))
    return (
        meetings.select_related(
            "version",
            "registration_a__organisation",
            "registration_b__organisation",
            "table__hall__venue",
            "interpreter",
            "request",
        )
        .prefetch_related(seats)
        .order_by("during", "pk")
    )


def counterpart_of(meeting: Meeting, viewer_id: int) -> Registration:
    """The other side of the meeting."""
    if meeting.registration_a_id == viewer_id:
        return meeting.registration_b
    return meeting.registration_a


def meeting_item(
    meeting: Meeting,
    viewer_id: int,
    *,
    reasons: list[Reason],
    change: Change = "",
    said: Said | None = None,
    plan: HallPlan | None = None,
    was: Was | None = None,
    note: str = "",
    outcome: Outcome | None = None,
) -> AgendaItem:
    """A meeting as the registration `viewer_id`, one of the two, sees it."""
    sides = (meeting.registration_a, meeting.registration_b)
    viewer, counterpart = sides if meeting.registration_a_id == viewer_id else reversed(sides)
    seats = list(meeting.seats.all())
    theirs = [s.representative for s in seats if s.registration_id != viewer_id]
    own = [s.representative for s in seats if s.registration_id == viewer_id]
    speech = speech_of(
        own,
        theirs,
        organisations=(viewer.organisation, counterpart.organisation),
        interpreter=meeting.interpreter,
    )
    if speech is not None:  # in which language they will talk is said by itself
        reasons = [reason for reason in reasons if reason.kind != "language"]
    starts_at, ends_at = bounds(meeting.during)
    return AgendaItem(
        kind="meeting",
        starts_at=starts_at,
        ends_at=ends_at,
        title=str(counterpart),
        meeting=meeting,
        counterpart=counterpart,
        people=theirs,
        own_people=own,
        table=meeting.table,
        hall=meeting.table.hall if meeting.table else None,
        place=str(meeting.table.hall.venue) if meeting.table else "",
        online_url=meeting.online_url,
        request=meeting.request,
        reasons=reasons,
        is_cancelled=meeting.state == MeetingState.CANCELLED,
        change=change,
        own_notice=said.own if said is not None else None,
        notices=said.theirs if said is not None else (),
        plan=plan,
        was=was,
        note=note,
        outcome=outcome,
        speech=speech,
        spot=plan.spots.get(meeting.table_id) if plan and meeting.table_id else None,
    )


def session_item(session: Session, *, is_on_stage: bool, is_signed_up: bool) -> AgendaItem:
    """A session; a break is a kind of its own."""
    starts_at, ends_at = bounds(session.during)
    must = session.audience == SessionAudience.EVERYONE or is_signed_up or is_on_stage
    return AgendaItem(
        kind="break" if session.kind == SessionKind.BREAK else "session",
        starts_at=starts_at,
        ends_at=ends_at,
        title=session.title,
        session=session,
        hall=session.hall,
        place=str(session.hall.venue) if session.hall else "",
        online_url=session.online_url,
        is_optional=not must,
        is_on_stage=is_on_stage,
    )


def visit_item(visit: SiteVisit) -> AgendaItem:
    """A visit with the road there and back."""
    busy = busy_visit(visit)
    return AgendaItem(
        kind="visit",
        starts_at=busy.starts_at,
        ends_at=busy.ends_at,
        title=visit.title,
        visit=visit,
        place=visit.place,
    )


def free_items(
    event: Event, open_times: list[tuple[datetime, datetime]], items: list[AgendaItem]
) -> list[AgendaItem]:
    """The gaps, of a meeting's length or more, that `items` leave in the times of meetings."""
    shortest = timedelta(minutes=event.slot_minutes)
    busy = sorted((item.starts_at, item.ends_at) for item in items if item.takes_time)
    free = []
    for opens, closes in open_times:
        start = opens
        for starts_at, ends_at in [*busy, (closes, closes)]:
            end = min(starts_at, closes)
            if end - start >= shortest:
                free.append(AgendaItem(kind="free", starts_at=start, ends_at=end))
            start = max(start, ends_at)
    return free


def days_of(event: Event, items: list[AgendaItem]) -> list[AgendaDay]:
    """The items by day where the event is."""
    days: dict[date, list[AgendaItem]] = {}
    for item in items:
        days.setdefault(item.starts_at.astimezone(event.zone).date(), []).append(item)
    return [AgendaDay(day, of_day) for day, of_day in sorted(days.items())]
