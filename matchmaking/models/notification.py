from datetime import time

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Event
from matchmaking.choices import (
    MailPace,
    MailState,
    NotificationGroup,
    Waived,
    notification_kinds,
)
from matchmaking.querysets import NotificationQuerySet

MOST_ATTEMPTS = 8  # to send a mail; then it is given up
CHOSEN_GROUPS: list[NotificationGroup] = [
    group for group in NotificationGroup if group is not NotificationGroup.ACCOUNT
]


class Notification(models.Model):
    """A message to one person: written with the change that it tells of, sent afterwards, once.

    `key` names what is told; the same key is never stored twice. `context` holds ids, no text.
    `recipient` is empty for somebody without an account, who is written to at `address` in
    `language`. The columns from `mail_state` on are of its mail; the page shows it regardless.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="notifications",
        verbose_name=_("recipient"),
    )
    address = models.EmailField(_("address without an account"), blank=True)
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, blank=True
    )
    event = models.ForeignKey(
        Event,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="notifications",
        verbose_name=_("event"),
    )
    kind = models.CharField(_("kind"), max_length=30, choices=notification_kinds)
    key = models.CharField(_("key"), max_length=200, unique=True)
    context = models.JSONField(_("context"), default=dict, blank=True)
    created_at = models.DateTimeField(_("written at"), auto_now_add=True)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    seen_at = models.DateTimeField(_("seen in the schedule at"), null=True, blank=True)

    mail_state = models.CharField(
        _("mail"), max_length=10, choices=MailState.choices, default=MailState.WAITING
    )
    is_urgent = models.BooleanField(_("ahead of others"), default=False)
    waived = models.CharField(
        _("in spite of"), max_length=12, choices=Waived.choices, blank=True, default=Waived.NOTHING
    )
    not_before = models.DateTimeField(_("not before"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    failure = models.CharField(_("what went wrong"), max_length=300, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-created_at", "-id"]
        indexes = [
            # What a sender takes next; what was sent or given up is not in the way.
            models.Index(
                F("is_urgent").desc(),
                "not_before",
                "id",
                condition=Q(mail_state=MailState.WAITING),
                name="notification_waiting",
            ),
            models.Index(
                fields=["not_before", "recipient"],
                condition=Q(mail_state=MailState.DIGEST),
                name="notification_digest",
            ),
            models.Index(
                fields=["recipient", "-created_at", "-id"],
                name="notification_page",
            ),
            models.Index(
                fields=["recipient"], condition=Q(read_at__isnull=True), name="notification_unread"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(recipient__isnull=False, address="")
                | (Q(recipient__isnull=True) & ~Q(address="")),
                name="notification_to_a_person_or_an_address",
            ),
            models.CheckConstraint(
                condition=Q(mail_state=MailState.SENT, sent_at__isnull=False)
                | (~Q(mail_state=MailState.SENT) & Q(sent_at__isnull=True)),
                name="notification_sent_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


def quiet_by_default() -> bool:
    return settings.MAIL_QUIET_HOURS


class MailPreferences(models.Model):
    """How a person wants to be told by mail. Who has no row has these defaults."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="mail_preferences",
    )
    requests = models.CharField(
        NotificationGroup.REQUESTS.label,
        max_length=10,
        choices=MailPace.choices,
        default=MailPace.AT_ONCE,
    )
    schedule = models.CharField(
        NotificationGroup.SCHEDULE.label,
        max_length=10,
        choices=MailPace.choices,
        default=MailPace.AT_ONCE,
    )
    reminders = models.CharField(
        NotificationGroup.REMINDERS.label,
        max_length=10,
        choices=MailPace.choices,
        default=MailPace.AT_ONCE,
    )
    follow_ups = models.CharField(
        NotificationGroup.FOLLOW_UPS.label,
        max_length=10,
        choices=MailPace.choices,
        default=MailPace.AT_ONCE,
    )
    registration = models.CharField(
        NotificationGroup.REGISTRATION.label,
        max_length=10,
        choices=MailPace.choices,
        default=MailPace.AT_ONCE,
    )
    organisation = models.CharField(
        NotificationGroup.ORGANISATION.label,
        max_length=10,
        choices=MailPace.choices,
        default=MailPace.AT_ONCE,
    )
    digest_hour = models.PositiveSmallIntegerField(
        _("hour of the daily mail"), default=7, validators=[MaxValueValidator(23)]
    )
    has_quiet_hours = models.BooleanField(_("quiet hours"), default=quiet_by_default)
    quiet_from = models.TimeField(_("quiet from"), default=time(21))
    quiet_until = models.TimeField(_("quiet until"), default=time(7))

    class Meta:
        verbose_name = _("mail preferences")
        verbose_name_plural = _("mail preferences")
        constraints = [
            models.CheckConstraint(condition=Q(digest_hour__lte=23), name="digest_hour_of_a_day"),
            *(
                models.CheckConstraint(
                    condition=Q((f"{group.value}__in", [pace.value for pace in MailPace])),
                    name=f"mail_pace_of_{group.value}",
                )
                for group in CHOSEN_GROUPS
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)

    def pace_of(self, group: NotificationGroup) -> MailPace:
        """How fast mails of the group go out; those of the account always at once."""
        if group is NotificationGroup.ACCOUNT:
            return MailPace.AT_ONCE
        return MailPace(getattr(self, group.value))
