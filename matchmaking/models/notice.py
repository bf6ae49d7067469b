from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models import Event, Representative
from matchmaking.choices import NoticeKind
from matchmaking.querysets import MeetingNoticeQuerySet


class MeetingNotice(models.Model):
    """What a representative last said on coming to a meeting, in whichever version of the schedule.

    It holds for the meeting as it stood: at `meeting_starts_at`. `keys` names the taps that said
    it, so that one that arrives twice changes nothing.
    """

    event = models.ForeignKey(
        Event, on_delete=models.CASCADE, related_name="notices", verbose_name=_("event")
    )
    meeting_uid = models.UUIDField(_("meeting"))
    meeting_starts_at = models.DateTimeField(_("start of the meeting"))
    representative = models.ForeignKey(
        Representative,
        on_delete=models.CASCADE,
        related_name="notices",
        verbose_name=_("representative"),
    )
    kind = models.CharField(_("what"), max_length=12, choices=NoticeKind.choices)
    minutes = models.PositiveSmallIntegerField(
        _("minutes late"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("said by"),
    )
    said_at = models.DateTimeField(_("said at"))
    keys = ArrayField(
        models.CharField(max_length=64), verbose_name=_("taps"), default=list, blank=True
    )

    objects = MeetingNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-said_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting_uid", "representative"], name="notice_once_a_person"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="late", minutes__isnull=False)
                | (~models.Q(kind="late") & models.Q(minutes__isnull=True)),
                name="notice_minutes_if_late",
            ),
        ]
        indexes = [models.Index(fields=["event", "meeting_uid"], name="notice_of_meeting")]

    def __str__(self) -> str:
        return f"{self.representative}: {self.get_kind_display()}"
