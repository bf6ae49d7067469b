import uuid
from datetime import datetime
from typing import cast

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Q
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from events.models import Event, Interpreter, MeetingTable, Registration, Representative, Slot
from matchmaking.choices import MeetingState
from matchmaking.models.request import MeetingRequest
from matchmaking.models.schedule import ScheduleVersion
from matchmaking.querysets import MeetingQuerySet


class Meeting(models.Model):
    """Two participants, one slot, and a table or a link, in one schedule version.

    `during` repeats the slot's time so that the database can forbid overlaps; foreign keys over
    (slot, event, during), (table, event), (interpreter, event) and (version, event) keep all of it
    of one event.
    `uid` names the same meeting in every version: it is the calendar's UID, `sequence` its
    SEQUENCE.
    """

    uid = models.UUIDField(_("calendar id"), default=uuid.uuid4, editable=False)
    sequence = models.PositiveIntegerField(_("calendar sequence"), default=0, editable=False)
    version = models.ForeignKey(
        ScheduleVersion,
        verbose_name=_("schedule version"),
        on_delete=models.CASCADE,
        related_name="meetings",
    )
    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="meetings"
    )
    registration_a = models.ForeignKey(
        Registration,
        verbose_name=_("participant"),
        on_delete=models.RESTRICT,
        related_name="meetings_as_a",
    )
    registration_b = models.ForeignKey(
        Registration,
        verbose_name=_("other participant"),
        on_delete=models.RESTRICT,
        related_name="meetings_as_b",
    )
    slot = models.ForeignKey(
        Slot, verbose_name=_("slot"), on_delete=models.RESTRICT, related_name="meetings"
    )
    during = DateTimeRangeField(_("time"))
    table = models.ForeignKey(
        MeetingTable,
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name=_("table"),
    )
    online_url = models.URLField(_("link"), blank=True)
    interpreter = models.ForeignKey(
        Interpreter,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name=_("interpreter"),
    )
    request = models.ForeignKey(
        MeetingRequest,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name=_("request"),
    )
    tier = models.PositiveSmallIntegerField(_("tier"), default=0)
    value = models.PositiveIntegerField(_("score"), default=0)
    is_locked = models.BooleanField(_("locked"), default=False)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=MeetingState.choices,
        default=MeetingState.PLANNED,
    )

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["during", "id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "uid"], name="meeting_uid_once_a_version"),
            models.UniqueConstraint(
                F("version"),
                Least("registration_a", "registration_b"),
                Greatest("registration_a", "registration_b"),
                condition=Q(state=MeetingState.PLANNED),
                name="meeting_pair_once_a_version",
            ),
            models.CheckConstraint(
                condition=~Q(registration_a=F("registration_b")), name="meeting_of_two"
            ),
            models.UniqueConstraint(
                fields=["id", "version", "event", "during"],
                name="meeting_of_version_at",
            ),
            ExclusionConstraint(
                name="meeting_table_free",
                expressions=[
                    ("version", RangeOperators.EQUAL),
                    ("table", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(state=MeetingState.PLANNED, table__isnull=False),
                deferrable=Deferrable.IMMEDIATE,
                violation_error_message=_("The table is taken at that time."),
            ),
            ExclusionConstraint(
                name="meeting_interpreter_free",
                expressions=[
                    ("version", RangeOperators.EQUAL),
                    ("interpreter", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(state=MeetingState.PLANNED, interpreter__isnull=False),
                deferrable=Deferrable.IMMEDIATE,
                violation_error_message=_("The interpreter is in another meeting at that time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration_a} – {self.registration_b}"

    @property
    def starts_at(self) -> datetime:
        return cast(datetime, self.during.lower)  # never open at an end

    @property
    def ends_at(self) -> datetime:
        return cast(datetime, self.during.upper)


class Seat(models.Model):
    """Who sits in which meeting when. `is_held` turns false when the meeting is cancelled."""

    meeting = models.ForeignKey(
        Meeting, verbose_name=_("meeting"), on_delete=models.CASCADE, related_name="seats"
    )
    version = models.ForeignKey(
        ScheduleVersion,
        verbose_name=_("schedule version"),
        on_delete=models.CASCADE,
        related_name="seats",
    )
    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="seats"
    )
    representative = models.ForeignKey(
        Representative,
        verbose_name=_("representative"),
        on_delete=models.RESTRICT,
        related_name="seats",
    )
    registration = models.ForeignKey(
        Registration,
        verbose_name=_("registration"),
        on_delete=models.RESTRICT,
        related_name="seats",
    )
    during = DateTimeRangeField(_("time"))
    is_held = models.BooleanField(_("held"), default=True)

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "representative"], name="seat_once"),
            ExclusionConstraint(
                name="seat_person_free",
                expressions=[
                    ("version", RangeOperators.EQUAL),
                    ("representative", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(is_held=True),
                deferrable=Deferrable.IMMEDIATE,
                violation_error_message=_("This person has another meeting at that time."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.representative)
