from datetime import datetime
from typing import cast

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from events.models.event import Event


def _moment(moment: datetime | None) -> str:
    return date_format(timezone.localtime(cast(datetime, moment)), "DATETIME_FORMAT")


class MeetingBlock(models.Model):
    """A run of slots without a programme between them: a morning, an afternoon."""

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="blocks"
    )
    name = models.CharField(_("name"), max_length=80, blank=True)
    during = DateTimeRangeField(_("time"))

    class Meta:
        verbose_name = _("meeting block")
        verbose_name_plural = _("meeting blocks")
        ordering = ["during"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(during__isempty=False), name="block_has_a_length"
            ),
            models.UniqueConstraint(fields=["id", "event"], name="block_of_event"),
            ExclusionConstraint(
                name="blocks_of_an_event_apart",
                expressions=[
                    ("event", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Two meeting blocks of the event overlap."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or _moment(self.during.lower)


class Slot(models.Model):
    """The time of one meeting. Its length excludes the break after it. Inside its event's days:
    the database refuses anything else."""

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="slots"
    )
    block = models.ForeignKey(
        MeetingBlock,
        verbose_name=_("meeting block"),
        on_delete=models.CASCADE,
        related_name="slots",
    )
    during = DateTimeRangeField(_("time"))

    class Meta:
        verbose_name = _("slot")
        verbose_name_plural = _("slots")
        ordering = ["during"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(during__isempty=False), name="slot_has_a_length"
            ),
            models.UniqueConstraint(fields=["id", "event", "during"], name="slot_of_event_at"),
            ExclusionConstraint(
                name="slots_of_an_event_apart",
                expressions=[
                    ("event", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Two slots of the event overlap."),
            ),
        ]

    def __str__(self) -> str:
        return _moment(self.starts_at)

    @property
    def starts_at(self) -> datetime:
        return cast(datetime, self.during.lower)  # never open at an end

    @property
    def ends_at(self) -> datetime:
        return cast(datetime, self.during.upper)
