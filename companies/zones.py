"""Time zones to choose from: those that people live in, the region's first, each with its distance
from UTC.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from companies.validators import validate_time_zone

NEAR_ZONES = (
    "Asia/Ho_Chi_Minh", "Asia/Taipei", "Asia/Seoul", "Asia/Tokyo", "Asia/Shanghai",
    "Asia/Hong_Kong", "Asia/Singapore", "Asia/Bangkok", "Asia/Jakarta", "Asia/Kuala_Lumpur",
    "Asia/Manila", "Asia/Phnom_Penh", "Asia/Vientiane", "Asia/Yangon",
)  # fmt: skip
PARTS_OF_THE_WORLD = {
    "Asia": _("Asia"),
    "Australia": _("Australia"),
    "Pacific": _("Pacific"),
    "Europe": _("Europe"),
    "America": _("America"),
    "Africa": _("Africa"),
    "Atlantic": _("Atlantic"),
    "Indian": _("Indian Ocean"),
    "Arctic": _("Arctic"),
    "Antarctica": _("Antarctica"),
}

Choices = list[tuple[Any, Any]]


@cache
def lived_in() -> frozenset[str]:
    """The zones that some country has now, by the time zone database's own table: old names, kept
    for old files, are not among them."""
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return frozenset(row[2] for row in rows)


@cache
def distance(name: str, year: int) -> str:
    """How far the zone is from UTC: “UTC+7”, “UTC−3:30”; in summer too: “UTC+1/+2”."""
    zone = ZoneInfo(name)
    moments = (datetime(year, month, 1, tzinfo=UTC).astimezone(zone) for month in (1, 7))
    offsets = sorted({moment.utcoffset() or timedelta() for moment in moments})
    return "UTC" + "/".join(_signed(offset) for offset in offsets)


def _signed(offset: timedelta) -> str:
    hours, rest = divmod(abs(round(offset.total_seconds() / 60)), 60)
    sign = "−" if offset < timedelta() else "+"
    return f"{sign}{hours}" + (f":{rest:02d}" if rest else "")


def named(names: Iterable[str]) -> Choices:
    year = timezone.now().year
    return [
        (name, f"{name.partition('/')[2].replace('_', ' ')} ({distance(name, year)})")
        for name in names
    ]


def zone_choices() -> Choices:
    """Groups of zones: the region's, in the order of use, then part by part of the world."""
    others = sorted(lived_in() - set(NEAR_ZONES))
    parts = [
        (label, named(name for name in others if name.startswith(f"{part}/")))
        for part, label in PARTS_OF_THE_WORLD.items()
    ]
    return [(_("East and Southeast Asia"), named(NEAR_ZONES)), ("UTC", [("UTC", "UTC")]), *parts]


class ZoneSelect(forms.Select):
    """Offers the stored zone too, where it goes by a name that the list leaves out: a form that is
    sent as it was shown changes nothing."""

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        groups = super().optgroups(name, value, attrs)
        for zone in value:
            if zone and zone != "UTC" and zone not in lived_in():
                at = len(groups)
                option = self.create_option(name, zone, zone.replace("_", " "), True, at)
                groups.append((None, [option], at))
        return groups


class TimeZoneField(forms.ChoiceField):
    """A time zone, old names included. `empty` says what no zone means, where there may be none."""

    widget = ZoneSelect

    def __init__(self, *, empty: str | Promise = "", **kwargs: Any) -> None:
        nothing: Choices = [] if kwargs.get("required", True) else [("", empty or "—")]
        super().__init__(choices=lambda: [*nothing, *zone_choices()], **kwargs)
        self.validators.append(validate_time_zone)

    def valid_value(self, value: str) -> bool:
        return True  # the validator's word goes: it names what is wrong
