from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models import Event, Registration


class TextVector(models.Model):
    """What an encoder made of a text: a cache, keyed by the text's hash. Holds no text."""

    encoder = models.CharField(max_length=120)
    text_hash = models.CharField(max_length=64)
    vector = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("text vector")
        verbose_name_plural = _("text vectors")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["encoder", "text_hash"], name="text_vector_once"),
        ]

    def __str__(self) -> str:
        return self.text_hash[:12]


class PairScore(models.Model):
    """How well two participants fit, in millionths, and the factors that sum to it.

    `registration_a` has the smaller id. Only the best pairs of each participant are kept.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="pair_scores")
    registration_a = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="scores_as_a"
    )
    registration_b = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="scores_as_b"
    )
    value = models.PositiveIntegerField(_("score"))
    factors = models.JSONField(_("factors"), default=list)
    computed_at = models.DateTimeField(_("computed at"), auto_now=True)

    class Meta:
        verbose_name = _("pair score")
        verbose_name_plural = _("pair scores")
        ordering = ["-value", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "registration_a", "registration_b"],
                name="pair_score_once",
            ),
            models.CheckConstraint(
                condition=models.Q(registration_a__lt=models.F("registration_b")),
                name="pair_score_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration_a} – {self.registration_b}: {self.value}"
