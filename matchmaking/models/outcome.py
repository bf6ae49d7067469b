from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models import Registration
from matchmaking.choices import NextStep
from matchmaking.models.meeting import Meeting
from matchmaking.querysets import OutcomeQuerySet


class Outcome(models.Model):
    """What one side of a meeting says came of it."""

    meeting = models.ForeignKey(
        Meeting, verbose_name=_("meeting"), on_delete=models.CASCADE, related_name="outcomes"
    )
    registration = models.ForeignKey(
        Registration,
        verbose_name=_("registration"),
        on_delete=models.CASCADE,
        related_name="outcomes",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="outcomes",
    )
    took_place = models.BooleanField(_("took place"))
    interest = models.PositiveSmallIntegerField(
        _("interest"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    next_step = models.CharField(
        _("next step"), max_length=20, choices=NextStep.choices, default=NextStep.NONE
    )
    note = models.TextField(_("note"), max_length=2000, blank=True)
    note_is_shared = models.BooleanField(_("share the note with the other side"), default=False)
    follow_up_on = models.DateField(_("follow up on"), null=True, blank=True)
    created_at = models.DateTimeField(_("written at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ["-updated_at"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "registration"], name="outcome_once_a_side"),
            models.CheckConstraint(
                condition=models.Q(interest__isnull=True)
                | models.Q(interest__gte=1, interest__lte=5),
                name="outcome_interest_1_to_5",
            ),
        ]

    def __str__(self) -> str:
        return str(self.meeting)
