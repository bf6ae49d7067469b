from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from matchmaking.models.outcome import Outcome


class CardPhoto(models.Model):
    """The photo of a business card that somebody took at a meeting; their own side's alone.

    The picture, a JPEG or PNG that we have written anew, is kept in its row: it is backed up and
    deleted with it, and lies in no folder that a server might hand out.
    """

    outcome = models.OneToOneField(
        Outcome, on_delete=models.CASCADE, related_name="card", verbose_name=_("outcome")
    )
    picture = models.BinaryField(_("picture"), editable=False)
    media_type = models.CharField(_("kind of file"), max_length=20, editable=False)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("taken by"),
    )
    taken_at = models.DateTimeField(_("taken at"), auto_now=True)

    class Meta:
        verbose_name = _("photo of a card")
        verbose_name_plural = _("photos of cards")
        ordering = ["-taken_at"]

    def __str__(self) -> str:
        return str(self.outcome)
