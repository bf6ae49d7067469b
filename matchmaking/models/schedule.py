from django.conf import settings
from django.db import models
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext as _say
from django.utils.translation import gettext_lazy as _

from events.models import Event, Registration
from matchmaking.choices import VersionState
from matchmaking.models.run import Run
from matchmaking.querysets import ScheduleVersionQuerySet


class ScheduleVersion(models.Model):
    """A whole schedule of an event. Versions are numbered; at most one is published."""

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="versions"
    )
    number = models.PositiveIntegerField(_("version"))
    state = models.CharField(
        _("state"),
        max_length=12,
        choices=VersionState.choices,
        default=VersionState.DRAFT,
    )
    run = models.OneToOneField(
        Run,
        verbose_name=_("run"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="version",
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("made from"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="children",
    )
    objective = models.BigIntegerField(_("value"), null=True, blank=True)
    bound = models.BigIntegerField(_("bound"), null=True, blank=True)
    gap = models.FloatField(_("gap"), null=True, blank=True)
    is_optimal = models.BooleanField(_("proven optimal"), default=False)
    levels = models.JSONField(_("levels"), default=list, blank=True)
    metrics = models.JSONField(_("figures"), default=dict, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("made at"), auto_now_add=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="published_versions",
        verbose_name=_("published by"),
    )

    objects = ScheduleVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("schedule version")
        verbose_name_plural = _("schedule versions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["event", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["event"],
                condition=models.Q(state=VersionState.PUBLISHED),
                name="version_published_once_an_event",
            ),
            models.UniqueConstraint(fields=["id", "event"], name="version_of_event"),
        ]

    def __str__(self) -> str:
        return _say("%(event)s, version %(number)s") % {"event": self.event, "number": self.number}


class UnscheduledPair(models.Model):
    """A candidate pair that has no meeting in a version, and what it failed on.

    `reason` is the engine's label of the binding constraint; `detail` its figures.
    """

    version = models.ForeignKey(
        ScheduleVersion,
        verbose_name=_("schedule version"),
        on_delete=models.CASCADE,
        related_name="unscheduled",
    )
    registration_a = models.ForeignKey(
        Registration,
        verbose_name=_("participant"),
        on_delete=models.CASCADE,
        related_name="unscheduled_as_a",
    )
    registration_b = models.ForeignKey(
        Registration,
        verbose_name=_("other participant"),
        on_delete=models.CASCADE,
        related_name="unscheduled_as_b",
    )
    tier = models.PositiveSmallIntegerField(_("tier"), default=0)
    reason = models.CharField(_("reason"), max_length=40)
    detail = models.JSONField(_("detail"), default=dict, blank=True)

    class Meta:
        verbose_name = _("unscheduled pair")
        verbose_name_plural = _("unscheduled pairs")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                models.F("version"),
                Least("registration_a", "registration_b"),
                Greatest("registration_a", "registration_b"),
                name="unscheduled_pair_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration_a} – {self.registration_b}"
