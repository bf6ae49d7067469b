from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from companies.choices import Cooperation, Language, StatementKind
from companies.models.organisation import Organisation
from companies.models.sector import Sector
from companies.validators import validate_some_text


class Statement(models.Model):
    """One offer or one need of an organisation, in the language its writer chose."""

    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        related_name="statements",
    )
    kind = models.CharField(_("kind"), max_length=10, choices=StatementKind.choices)
    text = models.TextField(_("text"), max_length=2000, validators=[validate_some_text])
    language = models.CharField(_("language"), max_length=10, choices=Language.choices)
    sectors = models.ManyToManyField(
        Sector, verbose_name=_("sectors"), related_name="statements", blank=True
    )
    cooperation = ArrayField(
        models.CharField(max_length=20, choices=Cooperation.choices),
        verbose_name=_("cooperation"),
        default=list,
        blank=True,
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("offer or need")
        verbose_name_plural = _("offers and needs")
        ordering = ["kind", "position", "id"]

    def __str__(self) -> str:
        return self.text[:80]
