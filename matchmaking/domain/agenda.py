"""Who is where when: a person's whole day at an event, and a company's meetings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from companies.models import User
from events.choices import SessionAudience
from events.domain.days import bounds
from events.domain.plans import HallPlan, hall_plans
from events.models import (
    Appearance,
    Attendance,
    Event,
    MeetingBlock,
    Registration,
    Representative,
    Session,
    SiteVisit,
)
from matchmaking.choices import NotificationKind, VersionState
from matchmaking.domain.agenda_changes import Changes, unseen_changes
from matchmaking.domain.agenda_items import (
    AgendaDay,
    AgendaItem,
    Gone,
    counterpart_of,
    days_of,
    free_items,
    meeting_item,
    session_item,
    visit_item,
    with_people,
)
from matchmaking.domain.noted import noted_of
from matchmaking.domain.preparing import notes_of
from matchmaking.domain.reasons import Reason, reasons_by_counterpart
from matchmaking.domain.said import NEAR, said_of
from matchmaking.models import Meeting, Notification, Outcome

__all__ = [
    "Agenda",
    "AgendaDay",
    "AgendaItem",
    "acknowledge_changes",
    "company_agenda",
    "meeting_items_of",
    "meetings_of",
    "next_turn",
    "personal_agenda",
    "topics_of",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """A person's agenda of one event at the moment `now`.

    `current` is what they are in; `next` what they must be at next, `next_meeting` the next one of
    these that is a meeting. `representative` is none for who does not come for a company: then
    there are only the sessions that everybody may attend. `is_published` tells an empty schedule
    from none. `gone` are the meetings that are no longer the person's and not acknowledged as such,
    `dropped` how many: of some nothing may be known any more.
    """

    event: Event
    person: User
    representative: Representative | None
    now: datetime
    items: list[AgendaItem]
    event_zone: ZoneInfo
    reader_zone: ZoneInfo
    is_published: bool
    current: AgendaItem | None = None
    next: AgendaItem | None = None
    next_meeting: AgendaItem | None = None
    days: list[AgendaDay] = field(default_factory=list)
    dropped: int = 0
    gone: list[Gone] = field(default_factory=list)

    @property
    def has_two_zones(self) -> bool:
        """Whether the reader's clock shows another time than the event's, now."""
        return self.now.astimezone(self.event_zone).utcoffset() != (
            self.now.astimezone(self.reader_zone).utcoffset()
        )

    @property
    def meetings(self) -> list[AgendaItem]:
        return [item for item in self.items if item.kind == "meeting"]

    @property
    def free_now(self) -> AgendaItem | None:
        """The free time that the person is in."""
        if self.current is not None or not self.is_published:
            return None
        here = (x for x in self.items if x.kind == "free" and x.starts_at <= self.now < x.ends_at)
        return next(here, None)

    @property
    def unwritten(self) -> list[AgendaItem]:
        """Meetings that are over and of which nothing is written down yet."""
        over = (item for item in self.meetings if item.ends_at <= self.now)
        return [item for item in over if item.outcome is None and not item.is_cancelled]

    @property
    def changed(self) -> list[AgendaItem]:
        """What is new or moved and was not acknowledged."""
        return [item for item in self.items if item.change in ("added", "moved")]

    @property
    def cancelled(self) -> list[AgendaItem]:
        """What is cancelled, still stands in its place as such, and was not acknowledged."""
        return [item for item in self.items if item.change == "cancelled"]

    @property
    def is_going_on(self) -> bool:
        """Whether the person is in the middle of it: something is on or to come, or time left."""
        return bool(self.next or self.current or self.free_now)

    @property
    def has_changes(self) -> bool:
        """Whether something moved, came or went that the person has not acknowledged."""
        return self.dropped > 0 or any(item.change for item in self.items)


def personal_agenda(user: User, event: Event, *, now: datetime | None = None) -> Agenda:
    """The whole of the person's event from the published schedule; a constant number of queries."""
    now = now or timezone.now()
    representative = (
        Representative.objects.select_related("registration__organisation")
        .filter(event=event, user=user)
        .first()
    )
    changes = unseen_changes(user, event)
    items = _sessions(event, user, representative)
    meetings: list[Meeting] = []
    if representative is not None:
        representative.registration.event = event
        meetings = list(with_people(Meeting.objects.seating(user).filter(event=event)))
        items += meeting_items_of(meetings, representative.registration, changes, person_id=user.pk)
        items += _visits(event, representative)
        items += free_items(event, _open_times(event), items)
    items.sort(key=lambda item: (item.starts_at, item.ends_at, item.key))
    ahead = [item for item in items if item.takes_time and item.starts_at > now]
    coming = [item for item in ahead if not item.is_given_up]
    here = [item for item in items if item.takes_time and item.starts_at <= now < item.ends_at]
    shown = {str(meeting.uid) for meeting in meetings}
    dropped = [
        uid for uid, kind in changes.kinds.items() if kind == "cancelled" and uid not in shown
    ]
    return Agenda(
        event=event,
        person=user,
        representative=representative,
        now=now,
        items=items,
        event_zone=event.zone,
        reader_zone=reader_zone(user, event, representative),
        is_published=bool(meetings) or event.versions.filter(state=VersionState.PUBLISHED).exists(),
        current=here[-1] if here else None,
        next=next((item for item in coming if item.kind != "break"), None),
        next_meeting=next((item for item in coming if item.kind == "meeting"), None),
        days=days_of(event, items),
        dropped=len(dropped),
        gone=_gone((changes.gone[uid] for uid in dropped if uid in changes.gone), representative),
    )


def next_turn(agenda: Agenda) -> datetime:
    """The next moment at which time alone changes the agenda: an item, a phase or a day turns."""
    tomorrow = agenda.now.astimezone(agenda.event_zone).date() + timedelta(days=1)
    midnight = datetime.combine(tomorrow, time(), agenda.event_zone)
    turns = {turn for item in agenda.items for turn in (item.starts_at, item.ends_at)}
    turns |= {item.starts_at - NEAR for item in agenda.meetings}
    turns |= {phase.starts_at for phase in agenda.event.phases.all()}
    return min([midnight, *(turn for turn in turns if turn > agenda.now)])


def topics_of(agenda: Agenda, registration: Registration) -> set[str]:
    """What the agenda is made of, as topics of `freshness`; `registration` is the reader's."""
    topics = {"sectors", f"event:{agenda.event.pk}", f"user:{agenda.person.pk}"}
    for own in (registration, *(item.counterpart for item in agenda.items)):
        if own is not None:
            topics |= {f"registration:{own.pk}", f"organisation:{own.organisation_id}"}
    for item in agenda.items:
        topics |= {f"user:{person.user_id}" for person in (*item.people, *item.own_people)}
        if item.visit is not None and item.visit.host_id is not None:
            topics.add(f"organisation:{item.visit.host_id}")
    return topics


def company_agenda(registration: Registration) -> list[AgendaItem]:
    """All meetings of the registration in the published schedule, with who sits in them and what
    they have said on coming, without reasons. Three queries."""
    return meeting_items_of(list(meetings_of(registration)), registration, with_reasons=False)


def meetings_of(registration: Registration) -> QuerySet[Meeting]:
    """The registration's meetings in the published schedule, in order, with all that is shown."""
    either = Q(registration_a=registration) | Q(registration_b=registration)
    return with_people(Meeting.objects.published().filter(either))


def acknowledge_changes(user: User, event: Event, *, now: datetime | None = None) -> int:
    """The person has seen what changed in their schedule; returns how many messages say so."""
    now = now or timezone.now()
    return Notification.objects.filter(
        recipient=user, event=event, kind__in=_NEWS, seen_at__isnull=True
    ).update(seen_at=now, read_at=Coalesce("read_at", now))


def reader_zone(user: User, event: Event, representative: Representative | None) -> ZoneInfo:
    """The zone on the reader's own clock: theirs, else their registration's, else the event's."""
    registered = representative.registration.time_zone if representative else ""
    return ZoneInfo(user.time_zone or registered or event.time_zone)


_NEWS = (NotificationKind.SCHEDULE_PUBLISHED, NotificationKind.SCHEDULE_CHANGED)


def meeting_items_of(
    meetings: Sequence[Meeting],
    viewer: Registration,
    changes: Changes | None = None,
    *,
    person_id: int | None = None,
    with_reasons: bool = True,
) -> list[AgendaItem]:
    """Meetings, read `with_people`, as one side of all of them sees them. Four queries more; one
    without reasons.

    For the person of that id, three queries more: what they said on coming is told apart from
    what the others did, and the plans of the halls, notes and outcomes are there.
    """
    changes = changes or Changes()
    said = said_of(meetings, person_id)
    plans: Mapping[int, HallPlan] = {}
    notes: Mapping[UUID, str] = {}
    noted: Mapping[UUID, Outcome] = {}
    if person_id is not None and meetings:
        plans = hall_plans(m.table.hall for m in meetings if m.table is not None)
        uids = [meeting.uid for meeting in meetings]
        notes, noted = notes_of(viewer, uids), noted_of(viewer, uids)
    reasons: Mapping[int, list[Reason]] = {}
    if with_reasons:
        others = {counterpart_of(meeting, viewer.pk).pk for meeting in meetings}
        reasons = reasons_by_counterpart(viewer, others)
    return [
        meeting_item(
            meeting,
            viewer.pk,
            reasons=reasons.get(counterpart_of(meeting, viewer.pk).pk, []),
            change=changes.kinds.get(str(meeting.uid), ""),
            said=said.get(meeting.uid),
            plan=plans.get(meeting.table.hall_id) if meeting.table is not None else None,
            was=changes.was.get(str(meeting.uid)),
            note=notes.get(meeting.uid, ""),
            outcome=noted.get(meeting.uid),
        )
        for meeting in meetings
    ]


def _sessions(event: Event, user: User, representative: Representative | None) -> list[AgendaItem]:
    """What everybody attends or may attend, and what the person is on stage or signed up for."""
    on_stage = Appearance.objects.filter(session=OuterRef("pk"), user=user)
    signed_up = Attendance.objects.filter(
        session=OuterRef("pk"), representative=representative.pk if representative else None
    )
    sessions = (
        Session.objects.filter(event=event)
        .annotate(is_on_stage=Exists(on_stage), is_signed_up=Exists(signed_up))
        .filter(
            Q(audience__in=(SessionAudience.EVERYONE, SessionAudience.NOBODY))
            | Q(is_on_stage=True)
            | Q(is_signed_up=True)
        )
        .select_related("hall__venue")
    )
    return [
        session_item(session, is_on_stage=session.is_on_stage, is_signed_up=session.is_signed_up)
        for session in sessions
    ]


def _visits(event: Event, representative: Representative) -> Iterable[AgendaItem]:
    visits = SiteVisit.objects.filter(
        event=event, taken_seats__representative=representative
    ).select_related("host")
    return [visit_item(visit) for visit in visits]


def _gone(meetings: Iterable[Meeting], representative: Representative | None) -> list[Gone]:
    if representative is None:
        return []
    own = representative.registration_id
    gone = [Gone(str(counterpart_of(row, own)), bounds(row.during)[0]) for row in meetings]
    return sorted(gone, key=lambda one: (one.starts_at, one.title))


def _open_times(event: Event) -> list[tuple[datetime, datetime]]:
    blocks = MeetingBlock.objects.filter(event=event).order_by("during")
    return [bounds(block.during) for block in blocks]
