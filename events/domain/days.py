"""An event's days as moments, and how its times are said."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_name
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg2.extras import DateTimeTZRange

from companies.domain.errors import DomainError
from companies.languages import date_locale, full_day, listed
from events.models import Event


def event_span(event: Event) -> tuple[datetime, datetime]:
    """The first moment of the event's first day and the first after its last, in its own zone."""
    start = datetime.combine(event.starts_on, time(), event.zone)
    end = datetime.combine(event.ends_on + timedelta(days=1), time(), event.zone)
    return start, end


def day_span(event: Event, day: date) -> tuple[datetime, datetime]:
    """The first moment of that day where the event is and the first of the next."""
    start = datetime.combine(day, time(), event.zone)
    return start, datetime.combine(day + timedelta(days=1), time(), event.zone)


def say_day(day: date) -> str:
    return full_day(day)


def say_time(event: Event, moment: datetime) -> str:
    """A moment as the event's clocks show it, date and time."""
    local = timezone.localtime(moment, event.zone)
    return f"{full_day(local)} {local:%H:%M}"


def say_until(event: Event, moment: datetime) -> str:
    """The end of something: with its day alone where that is how long it lasts."""
    local = timezone.localtime(moment, event.zone)
    if local.time() == time():
        return _("the end of %(day)s") % {"day": full_day(local - timedelta(minutes=1))}
    return say_time(event, moment)


def say_zone(zone: ZoneInfo, when: date) -> str:
    """The zone in words with its distance from UTC then: “Vietnam Time, UTC+7”.

    `when` is a moment, or a day of which noon is taken.
    """
    moment = when if isinstance(when, datetime) else datetime.combine(when, time(12), zone)
    name = get_timezone_name(zone, locale=date_locale())
    return listed([name, _utc_distance(moment.astimezone(zone))])


def _utc_distance(moment: datetime) -> str:
    offset = moment.utcoffset() or timedelta()
    minutes = round(offset.total_seconds() / 60)
    sign = "−" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")


def say_span(event: Event, starts_at: datetime, ends_at: datetime) -> str:
    start, end = (timezone.localtime(moment, event.zone) for moment in (starts_at, ends_at))
    last = f"{end:%H:%M}" if start.date() == end.date() else say_time(event, ends_at)
    return f"{say_time(event, starts_at)}–{last}"


def time_range(starts_at: datetime, ends_at: datetime) -> DateTimeTZRange:
    """The half-open range between two aware moments; refuses one that has no length."""
    if timezone.is_naive(starts_at) or timezone.is_naive(ends_at):
        raise ValueError("a time needs its zone")
    starts_at, ends_at = starts_at.astimezone(UTC), ends_at.astimezone(UTC)
    if ends_at <= starts_at:
        raise DomainError(
            _("The end comes before the start. Choose an end after the start."), code="no_length"
        )
    return DateTimeTZRange(starts_at, ends_at)


def bounds(during: Any) -> tuple[datetime, datetime]:
    """Start and end of a stored range, which always has both."""
    return during.lower, during.upper


def require_within_event(event: Event, starts_at: datetime, ends_at: datetime) -> None:
    """Refuse a time that is not inside the event's days."""
    first, last = event_span(event)
    if starts_at < first or ends_at > last:
        raise DomainError(
            _(
                "%(span)s is outside the event, which is from %(first)s to %(last)s "
                "(%(zone)s). Choose a time within these days, or change the event's days first."
            )
            % {
                "span": say_span(event, starts_at, ends_at),
                "first": say_day(event.starts_on),
                "last": say_day(event.ends_on),
                "zone": say_zone(event.zone, event.starts_on),
            },
            code="outside_event",
        )
