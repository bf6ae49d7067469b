"""Days and hours of the demonstration, counted from the day on which it is built."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from events.choices import PhaseKind
from events.domain.events import set_phases
from events.models import Event


def day_from_today(days: int, zone: str) -> date:
    """The date `days` from now where the event is."""
    return timezone.now().astimezone(ZoneInfo(zone)).date() + timedelta(days=days)


def at(event: Event, day: int, clock: str) -> datetime:
    """`clock` (HH:MM) on the event's `day`, the first being 0, in the event's time."""
    return datetime.combine(
        event.starts_on + timedelta(days=day), time.fromisoformat(clock), tzinfo=event.zone
    )


def phase_in(event: Event, days_before: dict[PhaseKind, int]) -> None:
    """Let phases begin at midnight so many days before the event; live and follow-up follow it."""
    starts = {kind: at(event, -days, "00:00") for kind, days in days_before.items()}
    length = (event.ends_on - event.starts_on).days
    set_phases(
        event,
        starts
        | {
            PhaseKind.LIVE: at(event, 0, "00:00"),
            PhaseKind.FOLLOW_UP: at(event, length + 1, "00:00"),
        },
    )
