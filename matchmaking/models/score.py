from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models import Event, Registration


class TextVector(models.Model):
    """What an encoder made of a text: a cache, keyed by the text's hash. Holds no text."""

    encoder = models.CharField(_("encoder"), max_length=120)
    text_hash = models.CharField(_("text hash"), max_length=64)
    vector = models.BinaryField(_("vector"))
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

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

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="pair_scores"
    )
    registration_a = models.ForeignKey(
        Registration,
        verbose_name=_("participant"),
        on_delete=models.CASCADE,
        related_name="scores_as_a",
    )
    registration_b = models.ForeignKey(
        Registration,
        verbose_name=_("other participant"),
        on_delete=models.CASCADE,
        related_name="scores_as_b",
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
        return f"{self.registration_a} – {self.registration_b}"


class EventScores(models.Model):
    """How the scores of an event stand: on what they rest, and who renews them.

    `basis` (`engine.scoring.Basis`) is what of the comparison of texts stays as it is while single
    participants change. `generation` counts what was stored; `profiles` are those of the last time
    that the whole event was scored, `renewed` how many changed since. `claimed_at` is set while a
    worker renews.
    """

    event = models.OneToOneField(
        Event,
        verbose_name=_("event"),
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="scores",
    )
    encoder = models.CharField(_("encoder"), max_length=120, blank=True)
    basis = models.BinaryField(_("basis"), default=bytes)
    best = models.PositiveSmallIntegerField(_("best"), default=0)
    generation = models.PositiveIntegerField(_("generation"), default=0)
    profiles = models.PositiveIntegerField(_("profiles"), default=0)
    renewed = models.PositiveIntegerField(_("renewed"), default=0)
    stored_at = models.DateTimeField(_("scored at"), null=True)
    claimed_at = models.DateTimeField(_("claimed at"), null=True)
    seconds = models.FloatField(_("seconds"), default=0)

    class Meta:
        verbose_name = _("scores of an event")
        verbose_name_plural = _("scores of events")

    def __str__(self) -> str:
        return str(self.event)


class StaleScore(models.Model):
    """A participant whose pairs are to be scored again: its profile changed, it came or left, or
    there is another answer to who asked whom; then it `says_the_same` as before."""

    registration = models.OneToOneField(
        Registration,
        verbose_name=_("registration"),
        on_delete=models.CASCADE,
        related_name="stale_score",
    )
    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="stale_scores"
    )
    since = models.DateTimeField(_("since"))
    says_the_same = models.BooleanField(_("says the same as before"), default=False)

    class Meta:
        verbose_name = _("participant to be scored again")
        verbose_name_plural = _("participants to be scored again")
        ordering = ["since", "id"]

    def __str__(self) -> str:
        return str(self.registration)
