import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def new_secret() -> str:
    """128 bits that nobody can guess."""
    return secrets.token_hex(16)


class CalendarFeed(models.Model):
    """What makes the address of a person's calendar feed theirs alone.

    The address is signed over `secret`; another secret makes every address given out before void.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="calendar_feed",
    )
    secret = models.CharField(_("secret"), max_length=32, default=new_secret, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    renewed_at = models.DateTimeField(_("renewed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.user)
