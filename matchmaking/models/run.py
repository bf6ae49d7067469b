from django.conf import settings
from django.db import models
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from events.models import Event
from matchmaking.choices import ACTIVE_RUN_STATES, BlockKind, RunPhase, RunState
from matchmaking.querysets import RunQuerySet


class RunManager(models.Manager.from_queryset(RunQuerySet)):  # type: ignore[misc]
    """Leaves out what fills megabytes until somebody asks for it."""

    def get_queryset(self) -> RunQuerySet:
        queryset: RunQuerySet = super().get_queryset().defer("problem", "scoring_input")
        return queryset


class Run(models.Model):
    """One computation of an event's schedule, with all that is needed to repeat it.

    `problem` is the engine's input as it was read; `input_hash` is its hash. `value`, `bound`
    and `gap` speak of the engine's levels 1 and 2. Progress is `done` of `total` in `phase`.

    `based_on` is the version that was published when the event was read, whose locked meetings
    stay.

    `claim` names the one worker that may go on with the run; a worker that finds another name
    there has been given up and stops. `scoring_input` is what pair scoring reads; it and the
    blocks of work are kept only while the run is active.
    """

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="runs"
    )
    state = models.CharField(
        _("state"), max_length=10, choices=RunState.choices, default=RunState.QUEUED
    )
    phase = models.CharField(
        _("phase"), max_length=12, choices=RunPhase.choices, default=RunPhase.WAITING
    )
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("of"), default=0)
    value = models.BigIntegerField(_("value so far"), null=True, blank=True)
    bound = models.BigIntegerField(_("bound"), null=True, blank=True)
    gap = models.FloatField(_("gap"), null=True, blank=True)
    publishes = models.BooleanField(_("publish when done"), default=False)
    seed = models.BigIntegerField(_("seed"), default=0)
    params = models.JSONField(_("parameters"), default=dict, blank=True)
    versions = models.JSONField(_("software versions"), default=dict, blank=True)
    timings = models.JSONField(_("seconds by phase"), default=dict, blank=True)
    findings = models.JSONField(_("findings"), default=list, blank=True)
    based_on = models.ForeignKey(
        "matchmaking.ScheduleVersion",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="runs_from",
        verbose_name=_("made from"),
    )
    input_hash = models.CharField(_("input hash"), max_length=64, blank=True)
    problem = models.JSONField(_("input"), null=True, blank=True)
    scoring_input = models.JSONField(_("input of scoring"), null=True, blank=True)
    claim = models.UUIDField(_("claimed by"), null=True, blank=True, editable=False)
    failure = models.TextField(_("what went wrong"), blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="runs",
        verbose_name=_("started by"),
    )
    cancel_requested_at = models.DateTimeField(_("cancel requested at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("asked for at"), auto_now_add=True)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    heartbeat_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    objects = RunManager()

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["event"],
                condition=models.Q(state__in=ACTIVE_RUN_STATES),
                name="run_active_once_an_event",
            ),
        ]

    def __str__(self) -> str:
        when = date_format(localtime(self.created_at, self.event.zone), "DATETIME_FORMAT")
        return f"{self.event}, {when}"

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE_RUN_STATES


class RunBlock(models.Model):
    """A piece of a run's work that any worker can do, alone and again: the items from `first`
    up to, not including, `last`. `done_at` is set with its product, in one statement.

    `beat_at` is the last sign of life of whoever works on it; null while it waits in the queue.
    `attempts` counts those who died over it.
    """

    run = models.ForeignKey(
        Run, verbose_name=_("run"), on_delete=models.CASCADE, related_name="blocks"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=BlockKind.choices)
    first = models.PositiveIntegerField(_("first"))
    last = models.PositiveIntegerField(_("last"))
    product = models.BinaryField(_("product"), null=True, blank=True)
    beat_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)

    class Meta:
        verbose_name = _("block of work")
        verbose_name_plural = _("blocks of work")
        ordering = ["kind", "first"]
        constraints = [
            models.UniqueConstraint(fields=["run", "kind", "first"], name="run_block_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("last")),
                name="run_block_not_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run} {self.kind} {self.first}–{self.last}"
