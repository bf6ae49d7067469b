from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from companies.choices import InvitationState, JoinRequestState, Language, MemberRole
from companies.models.organisation import Organisation


class Invitation(models.Model):
    """An address invited to belong to an organisation; its owner may have no account yet.

    `serial` counts how often it was sent: the link of the last mail is the valid one.
    """

    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        related_name="invitations",
    )
    email = models.EmailField(_("email address"))
    full_name = models.CharField(_("full name"), max_length=150, blank=True)
    role = models.CharField(
        _("role"),
        max_length=20,
        choices=MemberRole.choices,
        default=MemberRole.REPRESENTATIVE,
    )
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    languages = ArrayField(
        models.CharField(max_length=10, choices=Language.choices),
        verbose_name=_("languages"),
        default=list,
        blank=True,
    )
    language = models.CharField(
        _("language of the mail"),
        max_length=10,
        choices=settings.LANGUAGES,
        default=settings.LANGUAGE_CODE,
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("invited by"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="sent_invitations",
    )
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=InvitationState.choices,
        default=InvitationState.PENDING,
    )
    serial = models.PositiveSmallIntegerField(_("serial"), default=1)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent at"))
    expires_at = models.DateTimeField(_("valid until"))
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("accepted by"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="accepted_invitations",
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                Lower("email"),
                condition=models.Q(state="pending"),
                name="invitation_waits_once",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    @property
    def has_expired(self) -> bool:
        return self.state == InvitationState.PENDING and self.expires_at <= timezone.now()


class JoinRequest(models.Model):
    """A person who asks to belong to an organisation; an owner approves or declines."""

    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        related_name="join_requests",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="join_requests",
    )
    message = models.CharField(_("message"), max_length=500, blank=True)
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=JoinRequestState.choices,
        default=JoinRequestState.PENDING,
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="decided_join_requests",
    )

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"],
                condition=models.Q(state="pending"),
                name="join_request_waits_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)
