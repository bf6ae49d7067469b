"""Dates and times as the reader's language writes them, in a zone that is named.

Filters take aware datetimes and show them in the active time zone; a page about an event activates
the event's.
"""

from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_interval, format_skeleton, format_timedelta, get_timezone_name
from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from companies.languages import babel_locale

register = template.Library()


class Range(Protocol):
    lower: datetime
    upper: datetime


def date_locale() -> Locale:
    """The reader's locale for dates; English dates put the day first, as most of the world does."""
    locale: Locale = babel_locale(get_language())
    return Locale("en", "GB") if locale.language == "en" else locale


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
    """The day without its year: “Fri 20 Nov”."""
    local = timezone.localtime(day).date() if isinstance(day, datetime) else day
    return str(format_skeleton("MMMEd", local, locale=date_locale()))


@register.filter
def day_and_time(moment: datetime) -> str:
    """“Fri 20 Nov, 14:05”."""
    return f"{day_name(moment)}, {clock(moment)}"


@register.simple_tag
def days_span(starts_on: date, ends_on: date) -> str:
    """The days of an event with the year: “20–22 Nov 2026”."""
    if starts_on == ends_on:
        return str(format_skeleton("yMMMEd", starts_on, locale=date_locale()))
    return str(format_interval(starts_on, ends_on, "yMMMd", locale=date_locale()))


@register.simple_tag
def zone_name(zone: ZoneInfo, moment: datetime) -> str:
    """The zone in words with its distance from UTC at that moment: “Vietnam Time (UTC+7)”."""
    name = get_timezone_name(zone, locale=date_locale())
    return f"{name} ({utc_distance(moment.astimezone(zone))})"


def utc_distance(moment: datetime) -> str:
    offset = moment.utcoffset() or timedelta()
    minutes = round(offset.total_seconds() / 60)
    sign = "−" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")


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
