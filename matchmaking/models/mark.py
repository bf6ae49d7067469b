from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models import Registration
from matchmaking.choices import MarkKind


class CounterpartMark(models.Model):
    """A participant saved another for later, or hid it. The other is never told.

    It is the participant's, not a person's: colleagues work on one list of whom to ask, and what
    one of them has put aside the others need not judge again. Who did it is said beside it.
    """

    registration = models.ForeignKey(
        Registration,
        verbose_name=_("registration"),
        on_delete=models.CASCADE,
        related_name="counterpart_marks",
    )
    counterpart = models.ForeignKey(
        Registration,
        verbose_name=_("counterpart"),
        on_delete=models.CASCADE,
        related_name="marked_by",
    )
    kind = models.CharField(_("kind"), max_length=10, choices=MarkKind.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="counterpart_marks",
        verbose_name=_("by"),
    )
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("saved or hidden participant")
        verbose_name_plural = _("saved and hidden participants")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["registration", "counterpart"], name="mark_once"),
            models.CheckConstraint(
                condition=~models.Q(registration=models.F("counterpart")),
                name="mark_not_oneself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration}: {self.counterpart}"
