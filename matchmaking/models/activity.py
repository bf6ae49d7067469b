from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models import Event, Registration
from matchmaking.choices import Action


class Activity(models.Model):
    """Who did what to which object: a dotted action, with what was before and after."""

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, null=True, related_name="activity"
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="activity",
    )
    # Where the actor does not belong to whom they acted for: a delegation's leader.
    acted_for = models.ForeignKey(
        Registration,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="acted_for_it",
        verbose_name=_("for"),
    )
    action = models.CharField(_("action"), max_length=80)
    subject_type = models.CharField(_("subject"), max_length=80)
    subject_id = models.BigIntegerField(_("subject id"), null=True)
    before = models.JSONField(_("before"), default=dict, blank=True)
    after = models.JSONField(_("after"), default=dict, blank=True)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activity")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="activity_subject")]

    def __str__(self) -> str:
        return self.what

    @property
    def what(self) -> str:
        """What was done, in a few words; of a release that knew more, nothing but that."""
        known = self.action in Action.values
        return str(Action(self.action).label if known else _("Something was done"))
