"""Messages about a person's schedule: it is there, it changed, it is tomorrow's."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies.languages import short_day
from companies.models import User
from events.domain.days import bounds, say_day, say_zone
from events.models import Event
from matchmaking.domain import addresses
from matchmaking.domain.agenda_items import counterpart_of
from matchmaking.domain.messages.content import Content
from matchmaking.domain.messages.facts import Told
from matchmaking.models import Meeting


def schedule_published(told: Told) -> Content:
    event, number = told.event, len(told.meetings)
    return Content(
        subject=_("Your schedule for %(event)s is ready") % {"event": event},
        title=_("Your schedule is ready"),
        lines=[
            ngettext(
                "You have %(number)d meeting at %(event)s.",
                "You have %(number)d meetings at %(event)s.",
                number,
            )
            % {"number": number, "event": event},
            times_are(event),
        ],
        details=[meeting_row(meeting, told.recipient) for meeting in told.meetings],
        action=_("Open your schedule"),
        url=addresses.schedule_url(event),
        more=(_("Add it to your calendar"), addresses.calendar_url(event)),
        obsolete="" if number else "no meeting is left",
    )


def schedule_changed(told: Told) -> Content:
    """`context` names the meetings by uid in the lists `added`, `moved` and `cancelled`."""
    event, context = told.event, told.message.context
    meetings = {str(meeting.uid): meeting for meeting in told.meetings}
    details = [
        (label % {"when": when}, text)
        for kind, label in (
            ("moved", _("Moved to %(when)s")),
            ("added", _("New on %(when)s")),
        )
        for uid in context.get(kind, ())
        if (meeting := meetings.get(str(uid))) is not None
        for when, text in (meeting_row(meeting, told.recipient),)
    ]
    label = _("No longer on %(when)s")
    details += [
        (label % {"when": when}, text)
        for meeting in told.gone
        for when, text in (meeting_row(meeting, told.recipient),)
    ]
    cancelled = len(context.get("cancelled", ()))
    lines = [_("Your meetings at %(event)s have changed.") % {"event": event}]
    if details:
        lines.append(times_are(event))
    if cancelled:
        lines.append(
            ngettext(
                "%(number)d meeting is no longer in your schedule.",
                "%(number)d meetings are no longer in your schedule.",
                cancelled,
            )
            % {"number": cancelled}
        )
    return Content(
        subject=_("Your schedule for %(event)s has changed") % {"event": event},
        lines=lines,
        details=details,
        action=_("Open your schedule"),
        url=addresses.schedule_url(event),
    )


def schedule_tomorrow(told: Told) -> Content:
    """`context` has the `day`, an ISO date where the event is."""
    event = told.event
    day = date.fromisoformat(told.message.context["day"])
    meetings = [meeting for meeting in told.meetings if _day_of(meeting) == day]
    names = {"event": event, "day": say_day(day), "number": len(meetings)}
    is_over = timezone.now().astimezone(event.zone).date() > day
    return Content(
        subject=_("Your meetings on %(day)s") % names,
        lines=[
            ngettext(
                "You have %(number)d meeting at %(event)s on %(day)s.",
                "You have %(number)d meetings at %(event)s on %(day)s.",
                len(meetings),
            )
            % names,
            times_are(event),
        ],
        details=[meeting_row(meeting, told.recipient) for meeting in meetings],
        action=_("Open your schedule"),
        url=addresses.schedule_url(event),
        more=(_("Add it to your calendar"), addresses.calendar_url(event)),
        obsolete="" if meetings and not is_over else "there is no such day ahead",
    )


def meeting_row(meeting: Meeting, person: User) -> tuple[str, str]:
    """When; with whom and where."""
    name = {"name": counterpart_of(meeting, own_side(meeting, person))}
    if meeting.table is None:
        where = _("%(name)s, online") % name
    else:
        place = {**name, "table": meeting.table, "hall": meeting.table.hall}
        where = _("%(name)s, table %(table)s, %(hall)s") % place
    return _say_when(meeting.event, person, *bounds(meeting.during)), where


def own_side(meeting: Meeting, person: User) -> int:
    """The id of the registration for which the person sits in the meeting."""
    return next(
        seat.registration_id
        for seat in meeting.seats.all()
        if seat.representative.user_id == person.pk
    )


def _say_when(event: Event, person: User, starts_at: datetime, ends_at: datetime) -> str:
    """The event's time, with the person's own beside it where their clock shows another."""
    start, end = (moment.astimezone(event.zone) for moment in (starts_at, ends_at))
    when = f"{short_day(start)}, {start:%H:%M}–{end:%H:%M}"
    own = starts_at.astimezone(ZoneInfo(person.time_zone)) if person.time_zone else None
    if own is None or own.utcoffset() == start.utcoffset():
        return when
    return _("%(when)s (%(own)s your time)") % {"when": when, "own": f"{own:%H:%M}"}


def times_are(event: Event) -> str:
    return _("Times are those of the event (%(zone)s).") % {
        "zone": say_zone(event.zone, event.starts_on)
    }


def _day_of(meeting: Meeting) -> date:
    return bounds(meeting.during)[0].astimezone(meeting.event.zone).date()
