from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models import Event, Registration


class PreparationNote(models.Model):
    """What a side wants to remember for a meeting, in whichever version of the schedule; its own
    people alone read it."""

    event = models.ForeignKey(
        Event, on_delete=models.CASCADE, related_name="+", verbose_name=_("event")
    )
    meeting_uid = models.UUIDField(_("meeting"))
    registration = models.ForeignKey(
        Registration,
        on_delete=models.CASCADE,
        related_name="preparation_notes",
        verbose_name=_("registration"),
    )
    text = models.TextField(_("note"), max_length=1000)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("written by"),
    )
    written_at = models.DateTimeField(_("written at"), auto_now=True)

    class Meta:
        verbose_name = _("note for a meeting")
        verbose_name_plural = _("notes for meetings")
        ordering = ["-written_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting_uid", "registration"], name="preparation_once_a_side"
            )
        ]

    def __str__(self) -> str:
        return str(self.registration)
