from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models import Event
from matchmaking.choices import NotificationKind

MOST_ATTEMPTS = 8  # to send a message; then it is given up


class Notification(models.Model):
    """A message to one person: written with the change that it tells of, sent afterwards, once.

    `key` names what is told; the same key is never stored twice. `context` holds ids, no text.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications"
    )
    event = models.ForeignKey(
        Event, on_delete=models.CASCADE, null=True, related_name="notifications"
    )
    kind = models.CharField(_("kind"), max_length=30, choices=NotificationKind.choices)
    key = models.CharField(_("key"), max_length=200, unique=True)
    context = models.JSONField(_("context"), default=dict, blank=True)
    created_at = models.DateTimeField(_("written at"), auto_now_add=True)
    not_before = models.DateTimeField(_("not before"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    seen_at = models.DateTimeField(_("seen at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    failure = models.CharField(_("what went wrong"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-created_at", "-id"]
        indexes = [
            # What waits to be sent, oldest first; what was sent or given up is not in the way.
            models.Index(
                fields=["created_at", "id"],
                condition=models.Q(sent_at__isnull=True, attempts__lt=MOST_ATTEMPTS),
                name="notification_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
