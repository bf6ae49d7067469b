from django.contrib.postgres.fields import ArrayField
from django.core.validators import FileExtensionValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from companies.choices import Language, MemberRole, OrganisationKind, OrganisationSize
from companies.models.sector import Sector
from companies.models.user import User
from companies.querysets import MemberQuerySet, OrganisationQuerySet
from companies.validators import validate_country


class Organisation(models.Model):
    """A company, association, agency, institute, university, investor or media house."""

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=OrganisationKind.choices,
        default=OrganisationKind.COMPANY,
    )
    country = models.CharField(_("country"), max_length=2, validators=[validate_country])
    city = models.CharField(_("city"), max_length=100, blank=True)
    size = models.CharField(_("size"), max_length=10, choices=OrganisationSize.choices, blank=True)
    languages = ArrayField(
        models.CharField(max_length=10, choices=Language.choices),
        verbose_name=_("languages"),
        default=list,
        blank=True,
    )
    target_markets = ArrayField(
        models.CharField(max_length=2, validators=[validate_country]),
        verbose_name=_("target markets"),
        default=list,
        blank=True,
    )
    website = models.URLField(_("website"), blank=True)
    logo = models.ImageField(
        _("logo"),
        upload_to="logos/",
        blank=True,
        validators=[FileExtensionValidator(["png", "jpg", "jpeg", "webp"])],
    )
    tagline = models.CharField(_("in one line"), max_length=160, blank=True)
    description = models.TextField(_("description"), blank=True, max_length=4000)
    sectors = models.ManyToManyField(
        Sector, verbose_name=_("sectors"), related_name="organisations", blank=True
    )
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_verified(self) -> bool:
        return self.verified_at is not None


class Member(models.Model):
    """A person of an organisation, and what they may do for it."""

    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        related_name="members",
    )
    user = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.CASCADE, related_name="memberships"
    )
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
    joined_at = models.DateTimeField(_("joined at"), auto_now_add=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "user"], name="member_once"),
        ]

    def __str__(self) -> str:
        return str(self.user)
