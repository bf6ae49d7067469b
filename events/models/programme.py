from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.utils.translation import gettext_lazy as _

from companies.models import Organisation
from events.choices import SessionAudience, SessionKind, SpeakerRole
from events.models.event import Event
from events.models.place import Hall


class Session(models.Model):
    """An item of the programme: a keynote, a panel, a forum, a signing, a break."""

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="sessions"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=SessionKind.choices)
    title = models.CharField(_("title"), max_length=250)
    abstract = models.TextField(_("abstract"), blank=True)
    during = DateTimeRangeField(_("time"))
    hall = models.ForeignKey(
        Hall,
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name=_("hall"),
    )
    online_url = models.URLField(_("link"), blank=True)
    audience = models.CharField(
        _("takes the time of"),
        max_length=20,
        choices=SessionAudience.choices,
        default=SessionAudience.EVERYONE,
    )
    host = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="hosted_sessions",
        verbose_name=_("host"),
    )

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["during", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(during__isempty=False), name="session_has_a_length"
            ),
            models.UniqueConstraint(fields=["id", "event"], name="session_of_event"),
        ]

    def __str__(self) -> str:
        return self.title


class Appearance(models.Model):
    """Somebody on stage: a speaker, a moderator, a signatory, a witness.

    `user` is set where the person also takes part in the event, so that their time is blocked.
    """

    session = models.ForeignKey(
        Session, verbose_name=_("session"), on_delete=models.CASCADE, related_name="appearances"
    )
    role = models.CharField(
        _("role"),
        max_length=20,
        choices=SpeakerRole.choices,
        default=SpeakerRole.SPEAKER,
    )
    name = models.CharField(_("name"), max_length=150)
    job_title = models.CharField(_("job title"), max_length=150, blank=True)
    organisation_name = models.CharField(_("organisation"), max_length=200, blank=True)
    topic = models.CharField(_("topic"), max_length=250, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="appearances",
        verbose_name=_("person"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("appearance")
        verbose_name_plural = _("on stage")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class Attendance(models.Model):
    """A representative who signed up for a session; it takes their time."""

    session = models.ForeignKey(
        Session, verbose_name=_("session"), on_delete=models.CASCADE, related_name="attendances"
    )
    representative = models.ForeignKey(
        "events.Representative",
        verbose_name=_("representative"),
        on_delete=models.CASCADE,
        related_name="attendances",
    )

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["session", "representative"], name="attendance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.representative} – {self.session}"


class Memorandum(models.Model):
    """A memorandum of understanding signed at a session, between its parties."""

    session = models.ForeignKey(
        Session, verbose_name=_("session"), on_delete=models.CASCADE, related_name="memoranda"
    )
    subject = models.CharField(_("subject"), max_length=300)
    parties = models.ManyToManyField(
        Organisation, verbose_name=_("parties"), related_name="memoranda"
    )
    witnesses: "models.ManyToManyField[Appearance, Any]" = models.ManyToManyField(
        Appearance, verbose_name=_("witnesses"), related_name="witnessed", blank=True
    )
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("memorandum of understanding")
        verbose_name_plural = _("memoranda of understanding")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.subject
