from django.db import models
from django.utils.translation import gettext_lazy as _

from companies.choices import Language
from events.models.event import Event


class Interpreter(models.Model):
    """Somebody who interprets between two languages, in one meeting at a time."""

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="interpreters"
    )
    name = models.CharField(
        _("name"),
        max_length=120,
        help_text=_(
            "Both sides of a meeting read it. Where somebody else comes instead, write their name "
            "here: they take over the meetings."
        ),
    )
    language_a = models.CharField(_("language"), max_length=10, choices=Language.choices)
    language_b = models.CharField(_("other language"), max_length=10, choices=Language.choices)

    class Meta:
        verbose_name = _("interpreter")
        verbose_name_plural = _("interpreters")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["id", "event"], name="interpreter_of_event"),
            models.CheckConstraint(
                condition=~models.Q(language_a=models.F("language_b")),
                name="interpreter_between_two_languages",
            ),
        ]

    def __str__(self) -> str:
        return self.name
