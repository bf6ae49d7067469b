from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from django.utils.translation import gettext_lazy as _

from companies.choices import Language
from companies.models import Invitation, Organisation, Statement
from companies.validators import validate_country, validate_time_zone
from events.choices import Audience, RegistrationState
from events.models.event import Event, Side
from events.models.place import MeetingTable
from events.querysets import RegistrationQuerySet, RepresentativeQuerySet

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Delegation(models.Model):
    """Organisations that travel together under a leader."""

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="delegations"
    )
    name = models.CharField(_("name"), max_length=200)
    country = models.CharField(
        _("country"), max_length=2, blank=True, validators=[validate_country]
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="led_delegations",
        verbose_name=_("led by"),
    )
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="led_delegations",
        verbose_name=_("leader"),
    )

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["id", "event"], name="delegation_of_event")]

    def __str__(self) -> str:
        return self.name


def _audience(label: "StrOrPromise") -> "models.CharField[str, str]":
    return models.CharField(
        label, max_length=15, choices=Audience.choices, default=Audience.PARTICIPANTS
    )


class Registration(models.Model):
    """An organisation's part in an event: what the matching calls a participant."""

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="registrations"
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="registrations",
    )
    side = models.ForeignKey(
        Side,
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="registrations",
        verbose_name=_("side"),
    )
    delegation = models.ForeignKey(
        Delegation,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="registrations",
        verbose_name=_("delegation"),
    )
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=RegistrationState.choices,
        default=RegistrationState.DRAFT,
    )
    state_reason = models.CharField(_("reason"), max_length=500, blank=True)
    statements = models.ManyToManyField(
        Statement,
        verbose_name=_("offers and needs"),
        related_name="registrations",
        blank=True,
    )
    is_online = models.BooleanField(_("takes part online"), default=False)
    time_zone = models.CharField(
        _("time zone"), max_length=64, blank=True, validators=[validate_time_zone]
    )
    is_listed = models.BooleanField(_("shown to other participants"), default=True)
    is_public = models.BooleanField(_("shown on the public page"), default=False)
    website_for = _audience(_("website seen by"))
    description_for = _audience(_("description seen by"))
    size_for = _audience(_("size seen by"))
    markets_for = _audience(_("markets seen by"))
    people_for = _audience(_("people's names and job titles seen by"))
    # The person, not the role: another leader or another delegation is not allowed by it.
    acting_leader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="may_act_for",
        verbose_name=_("leader who may act for it"),
    )
    meeting_minimum = models.PositiveSmallIntegerField(_("fewest meetings"), null=True, blank=True)
    meeting_maximum = models.PositiveSmallIntegerField(_("most meetings"), null=True, blank=True)
    booth = models.ForeignKey(
        MeetingTable,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="booth_of",
        verbose_name=_("own table"),
    )
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "organisation"],
                name="registration_once",
                violation_error_message=_("This organisation is registered for the event already."),
            ),
            models.UniqueConstraint(fields=["id", "event"], name="registration_of_event"),
        ]

    def __str__(self) -> str:
        return str(self.organisation)

    @property
    def is_approved(self) -> bool:
        return self.state == RegistrationState.APPROVED


class Representative(models.Model):
    """A person who comes for a registration. Nobody represents two registrations of one event."""

    registration = models.ForeignKey(
        Registration,
        verbose_name=_("registration"),
        on_delete=models.CASCADE,
        related_name="representatives",
    )
    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="representatives"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="representations",
        verbose_name=_("person"),
    )
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    languages = ArrayField(
        models.CharField(max_length=10, choices=Language.choices),
        verbose_name=_("languages"),
        default=list,
        blank=True,
    )
    takes_meetings = models.BooleanField(_("takes meetings"), default=True)

    objects = RepresentativeQuerySet.as_manager()

    class Meta:
        verbose_name = _("representative")
        verbose_name_plural = _("representatives")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "user"],
                name="representative_once_an_event",
                violation_error_message=_(
                    "This person represents an organisation at the event already."
                ),
            ),
            models.UniqueConstraint(
                fields=["id", "registration", "event"],
                name="representative_of_registration",
            ),
        ]

    def __str__(self) -> str:
        return self.user.public_name


class InvitedRepresentative(models.Model):
    """Somebody who is to come for a registration as soon as they accept an invitation to it."""

    registration = models.ForeignKey(
        Registration,
        verbose_name=_("registration"),
        on_delete=models.CASCADE,
        related_name="invited_representatives",
    )
    invitation = models.ForeignKey(
        Invitation,
        verbose_name=_("invitation"),
        on_delete=models.CASCADE,
        related_name="invited_representatives",
    )
    takes_meetings = models.BooleanField(_("takes meetings"), default=True)

    class Meta:
        verbose_name = _("invited representative")
        verbose_name_plural = _("invited representatives")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "invitation"], name="invited_representative_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.invitation)


class Absence(models.Model):
    """Time in which a representative cannot meet."""

    representative = models.ForeignKey(
        Representative,
        verbose_name=_("representative"),
        on_delete=models.CASCADE,
        related_name="absences",
    )
    during = DateTimeRangeField(_("time"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["during", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(during__isempty=False), name="absence_has_a_length"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.representative}"
