"""Dates and times as the reader's language writes them, in a zone that is named.

Filters take aware datetimes and show them in the active time zone; a page about an event activates
the event's.
"""

from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_interval, format_skeleton, format_timedelta
from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from companies.languages import date_locale, short_day
from events.domain.days import say_zone

register = template.Library()


class Range(Protocol):
    lower: datetime
    upper: datetime


@register.filter
def clock(moment: datetime) -> str:
    """The time of the clock, 24 hours: “14:05”."""
    return timezone.localtime(moment).strftime("%H:%M")


@register.simple_tag
def clock_span(starts_at: datetime, ends_at: datetime) -> SafeString:
    """From–to, as a time element that machines read."""
    return format_html(
        '<time datetime="{}">{}–{}</time>', starts_at.isoformat(), clock(starts_at), clock(ends_at)
    )


@register.simple_tag
def clock_in(moment: datetime, zone: ZoneInfo) -> str:
    """The time in another zone; with its weekday where it is another day there: “Fri 01:20”."""
    there = moment.astimezone(zone)
    if there.date() == timezone.localtime(moment).date():
        return there.strftime("%H:%M")
    return f"{format_skeleton('E', there.date(), locale=date_locale())} {there:%H:%M}"


@register.filter
def day_name(day: date) -> str:
    """The day without its year: “Fri 20 Nov”; Vietnamese writes it in numbers: “Th 6, 20/11”."""
    return short_day(timezone.localtime(day).date() if isinstance(day, datetime) else day)


@register.filter
def day_title(day: date) -> str:
    """A heading, without the year: “Friday 20 November”, “Thứ Sáu, 20 tháng 11”."""
    locale = date_locale()
    if locale.language == "vi":  # whose skeleton cuts the weekday short
        return str(format_date(day, "EEEE, d MMMM", locale=locale))
    return str(format_skeleton("MMMMEEEEd", day, locale=locale))


@register.filter
def last_day(moment: datetime) -> str:
    """The last day before a moment: what ends at midnight ends with the day before."""
    return day_name(moment - timedelta(minutes=1))


@register.filter
def day_and_time(moment: datetime) -> str:
    """“Fri 20 Nov, 14:05”."""
    return f"{day_name(moment)}, {clock(moment)}"


@register.simple_tag
def days_span(starts_on: date, ends_on: date) -> str:
    """The days of an event with the year: “20–22 Nov 2026”."""
    if starts_on == ends_on:
        span = str(format_skeleton("yMMMEd", starts_on, locale=date_locale()))
    else:
        span = str(format_interval(starts_on, ends_on, "yMMMd", locale=date_locale()))
    return span.replace(" thg ", " tháng ")  # there is room for the word


@register.simple_tag
def zone_name(zone: ZoneInfo, when: date) -> str:
    """The zone in words with its distance from UTC then: “Vietnam Time, UTC+7”."""
    return say_zone(zone, when)


def time_left(moment: datetime, now: datetime) -> str:
    """How long it is until a moment, in words: “12 minutes left”."""
    minutes = timedelta(minutes=round((moment - now).total_seconds() / 60))
    time = str(format_timedelta(minutes, "minute", threshold=200, locale=date_locale()))
    return gettext("%(time)s left") % {"time": time}


@register.simple_tag
def time_away(moment: datetime, now: datetime) -> str:
    """How far off a moment is, in words: “in 12 minutes”."""
    distance = moment - now
    if abs(distance) < timedelta(hours=2):
        minutes = timedelta(minutes=round(distance.total_seconds() / 60))
        return str(
            format_timedelta(
                minutes, "minute", threshold=200, add_direction=True, locale=date_locale()
            )
        )
    return str(format_timedelta(distance, threshold=1.2, add_direction=True, locale=date_locale()))
