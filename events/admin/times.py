"""Times of day in forms: two moments in the event's zone for one range in the database."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminSplitDateTime
from django.db.models import Model
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from companies.admin.base import DomainForm
from events.domain.days import bounds
from events.models import Event


class RangeForm(DomainForm):
    """Shows a row's `during` as its start and its end."""

    starts_at = forms.SplitDateTimeField(label=capfirst(_("starts at")), widget=AdminSplitDateTime)
    ends_at = forms.SplitDateTimeField(label=capfirst(_("ends at")), widget=AdminSplitDateTime)

    def __init__(self, *args: Any, instance: Model | None = None, **kwargs: Any) -> None:
        during = getattr(instance, "during", None)
        if during is not None:
            start, end = bounds(during)
            kwargs["initial"] = {
                "starts_at": start,
                "ends_at": end,
                **(kwargs.get("initial") or {}),
            }
        super().__init__(*args, **{**kwargs, "instance": instance})

    def times(self) -> dict[str, Any]:
        return self.given("starts_at", "ends_at")


class RangeColumns:
    """A range's ends for those who may read the row and not change it."""

    @admin.display(description=_("starts at"))
    def starts_at(self, row: Any) -> str:
        return date_format(localtime(bounds(row.during)[0]), "DATETIME_FORMAT")

    @admin.display(description=_("ends at"))
    def ends_at(self, row: Any) -> str:
        return date_format(localtime(bounds(row.during)[1]), "DATETIME_FORMAT")


def local_span(event: Event, during: Any) -> str:
    """A range as the event's clocks show it: “20 Dec. 2026, 09:00–12:00”."""
    start, end = (localtime(moment, event.zone) for moment in bounds(during))
    return f"{date_format(start, 'DATE_FORMAT')}, {start:%H:%M}–{end:%H:%M}"
