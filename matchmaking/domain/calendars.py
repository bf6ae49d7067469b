"""Calendars that people take along: a file of one event, and a feed of all of theirs.

RFC 5545, METHOD:PUBLISH. An item keeps its UID in every version of the schedule and a moved meeting
has a higher SEQUENCE, so that a calendar replaces what it has and never shows it twice. What the
person is no longer part of is published as STATUS:CANCELLED.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from icalendar import Calendar
from icalendar import Event as Entry
from icalendar.enums import STATUS, TRANSP

from companies.choices import Language
from companies.languages import listed
from companies.models import User
from events.domain.days import bounds
from events.models import Event, Representative
from matchmaking.choices import NoticeKind
from matchmaking.domain import addresses
from matchmaking.domain.agenda import personal_agenda
from matchmaking.domain.agenda_items import AgendaItem, counterpart_of, with_people
from matchmaking.domain.messages.notices import say
from matchmaking.domain.preparing import Speech
from matchmaking.models import CalendarFeed, Meeting, MeetingNotice
from matchmaking.models.feed import new_secret

PRODUCT = "-//Business matchmaking//Schedule//EN"
REFRESH = timedelta(minutes=15)
FEED_KEEPS = timedelta(days=180)  # how long an event stays in the feed after its last day


def event_calendar(user: User, event: Event, language: str) -> bytes:
    """The person's schedule at one event as an iCalendar file, in that language."""
    with translation.override(language):
        calendar = _calendar(str(event), f"event-{event.pk}-{user.pk}")
        _add_event(calendar, user, event)
        return _serialise(calendar)


def personal_calendar(user: User, language: str, *, now: datetime | None = None) -> bytes:
    """The person's schedules at all events they come to, past ones for half a year."""
    oldest = (now or timezone.now()) - FEED_KEEPS
    events = Event.objects.filter(representatives__user=user, ends_on__gte=oldest.date()).order_by(
        "starts_on", "pk"
    )
    with translation.override(language):
        calendar = _calendar(_("My meetings"), f"person-{user.pk}")
        for event in events:
            _add_event(calendar, user, event)
        return _serialise(calendar)


def feed_token(user: User) -> str:
    """The secret part of the address of the person's feed; made when first asked for."""
    feed, _created = CalendarFeed.objects.get_or_create(user=user)
    return f"{user.pk}-{_signature(feed)}"


def renew_feed(user: User, *, now: datetime | None = None) -> str:
    """Make every address given out before void; returns the token of the new one."""
    CalendarFeed.objects.update_or_create(
        user=user, defaults={"secret": new_secret(), "renewed_at": now or timezone.now()}
    )
    return feed_token(user)


def person_of_token(token: str) -> User | None:
    """Whose feed the token opens; none if it is forged, void since, or the account is closed."""
    number, _dash, signature = token.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    feed = CalendarFeed.objects.select_related("user").filter(user=int(number)).first()
    if feed is None or not constant_time_compare(_signature(feed), signature):
        return None
    return feed.user if feed.user.is_active else None


def _signature(feed: CalendarFeed) -> str:
    """Over the stored secret, with the site's key: who has only one of the two cannot make it."""
    value = f"{feed.user_id}:{feed.secret}"
    return salted_hmac("matchmaking.calendar", value, algorithm="sha256").hexdigest()[:40]


def _calendar(name: str, uid: str) -> Calendar:
    calendar = Calendar.new(
        prodid=PRODUCT,
        method="PUBLISH",
        name=name,
        uid=f"{uid}@{addresses.site_host()}",
        refresh_interval=REFRESH,
    )
    calendar.add("X-PUBLISHED-TTL", "PT15M")
    return calendar


def _serialise(calendar: Calendar) -> bytes:
    calendar.add_missing_timezones()
    file: bytes = calendar.to_ical()
    return file


def _add_event(calendar: Calendar, user: User, event: Event) -> None:
    agenda = personal_agenda(user, event)
    items = [item for item in agenda.items if item.kind != "free" and not item.is_optional]
    for item in items:
        calendar.add_component(_entry(item, event))
    current = {item.meeting.uid for item in items if item.meeting is not None}
    for meeting in _dropped(user, event, current):
        calendar.add_component(_cancelled(meeting, user, event))


def _entry(item: AgendaItem, event: Event) -> Entry:
    meeting = item.meeting
    return Entry.new(
        uid=f"{_uid(item)}@{addresses.site_host()}",
        sequence=meeting.sequence if meeting is not None else 0,
        stamp=max([_stamp(meeting, event), *(notice.said_at for notice in _said(item))]),
        start=item.starts_at.astimezone(event.zone),
        end=item.ends_at.astimezone(event.zone),
        summary=_summary(item),
        location=_location(item) or None,
        description=_description(item, event),
        url=item.online_url or addresses.schedule_url(event),
        status=_status(item),
        transparency=TRANSP.OPAQUE if item.takes_time else TRANSP.TRANSPARENT,
    )


def _said(item: AgendaItem) -> list[MeetingNotice]:
    """What anybody of the meeting said on coming to it, the reader included."""
    return [*item.notices, *([item.own_notice] if item.own_notice is not None else [])]


def _status(item: AgendaItem) -> STATUS:
    if item.is_cancelled:
        return STATUS.CANCELLED
    is_doubtful = any(notice.kind == NoticeKind.CANNOT_COME for notice in _said(item))
    return STATUS.TENTATIVE if is_doubtful else STATUS.CONFIRMED


def _uid(item: AgendaItem) -> str:
    """The meeting's own id, which every version of the schedule keeps."""
    return str(item.meeting.uid) if item.meeting is not None else item.key


def _stamp(meeting: Meeting | None, event: Event) -> datetime:
    """When this was said: a file made twice from the same schedule is the same."""
    published = meeting.version.published_at if meeting is not None else None
    return (published or event.updated_at).astimezone(UTC)


def _summary(item: AgendaItem) -> str:
    if item.kind == "meeting":
        return _("Meeting with %(name)s") % {"name": item.title}
    return item.title


def _location(item: AgendaItem) -> str:
    if item.table is not None:
        place = {"table": item.table, "hall": item.hall, "venue": item.place}
        return _("Table %(table)s, %(hall)s, %(venue)s") % place
    if item.hall is not None:
        return f"{item.hall}, {item.place}"
    return item.place or item.online_url


def _description(item: AgendaItem, event: Event) -> str:
    lines = []
    if item.people:
        lines.append(_("With: %(people)s") % {"people": listed(map(_person, item.people))})
    lines += [say(notice, notice.kind, notice.minutes) for notice in _said(item)]
    if item.speech is not None and item.speech.interpreter is not None:
        lines.append(_interpreter(item.speech))
    if item.visit is not None:
        arrives, departs = (moment.astimezone(event.zone) for moment in bounds(item.visit.during))
        lines.append(
            _("At the place from %(start)s to %(end)s; the rest is the road.")
            % {"start": f"{arrives:%H:%M}", "end": f"{departs:%H:%M}"}
        )
    lines += [reason.sentence for reason in item.reasons]
    if item.online_url:
        lines.append(item.online_url)
    lines.append(addresses.schedule_url(event))
    return "\n".join(lines)


def _person(representative: Representative) -> str:
    name = representative.user.full_name or str(representative.registration)
    return f"{name} ({representative.job_title})" if representative.job_title else name


def _interpreter(speech: Speech) -> str:
    names = dict(Language.choices)
    spoken = listed(names.get(code, code) for code in speech.interpreted)
    words = {"name": speech.interpreter, "languages": spoken}
    return _("Interpreter: %(name)s (%(languages)s)") % words


def _dropped(user: User, event: Event, current: set[UUID]) -> Iterable[Meeting]:
    """Meetings that a published version once gave the person and the current one does not."""
    seen: set[UUID] = set(current)
    for meeting in _ever_published(user, event):
        if meeting.uid not in seen:
            seen.add(meeting.uid)
            yield meeting


def _ever_published(user: User, event: Event) -> QuerySet[Meeting]:
    """The person's meetings in every version that was published, the latest version first."""
    meetings = Meeting.objects.filter(
        event=event, version__published_at__isnull=False, seats__representative__user=user
    )
    return with_people(meetings).order_by("-version__number", "during", "pk")


def _cancelled(meeting: Meeting, user: User, event: Event) -> Entry:
    """The last that was known of it, one step on in its sequence."""
    own = next(
        s.registration_id for s in meeting.seats.all() if s.representative.user_id == user.pk
    )
    starts_at, ends_at = bounds(meeting.during)
    name = {"name": counterpart_of(meeting, own)}
    return Entry.new(
        uid=f"{meeting.uid}@{addresses.site_host()}",
        sequence=meeting.sequence + 1,
        stamp=_stamp(meeting, event),
        start=starts_at.astimezone(event.zone),
        end=ends_at.astimezone(event.zone),
        summary=_("Meeting with %(name)s") % name,
        status=STATUS.CANCELLED,
        transparency=TRANSP.TRANSPARENT,
    )
