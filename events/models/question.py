from django.db import models
from django.utils.translation import gettext_lazy as _

from events.choices import CHOOSING, QuestionKind
from events.models.event import Event, Side
from events.models.registration import Registration


class Question(models.Model):
    """A question that an event asks of those who register."""

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="questions"
    )
    text = models.CharField(_("question"), max_length=300)
    help = models.CharField(_("help"), max_length=500, blank=True)
    kind = models.CharField(
        _("kind of answer"),
        max_length=20,
        choices=QuestionKind.choices,
        default=QuestionKind.SHORT_TEXT,
    )
    is_required = models.BooleanField(_("must be answered"), default=False)
    asked_of = models.ManyToManyField(
        Side,
        verbose_name=_("asked of"),
        related_name="questions",
        blank=True,
        help_text=_("Nothing chosen: everybody is asked."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_retired = models.BooleanField(
        _("no longer asked"),
        default=False,
        help_text=_("Answers that were given are kept and shown."),
    )

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["id", "event"], name="question_of_event")]

    def __str__(self) -> str:
        return self.text

    @property
    def has_choices(self) -> bool:
        return self.kind in CHOOSING


class Choice(models.Model):
    """One of the answers to choose from. An answer keeps it, whatever it is called later."""

    question = models.ForeignKey(
        Question, verbose_name=_("question"), on_delete=models.CASCADE, related_name="choices"
    )
    text = models.CharField(_("choice"), max_length=200)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_retired = models.BooleanField(
        _("no longer offered"),
        default=False,
        help_text=_("Answers that were given are kept and shown."),
    )

    class Meta:
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.text


class Answer(models.Model):
    """What a registration answers to a question.

    `value` is JSON: text, true or false, a number, an ISO date, or ids of choices. `kind` and
    `question_text` say what was asked when it was given, so that a question that changes
    afterwards takes nothing away.
    """

    registration = models.ForeignKey(
        Registration,
        verbose_name=_("registration"),
        on_delete=models.CASCADE,
        related_name="answers",
    )
    question = models.ForeignKey(
        Question, verbose_name=_("question"), on_delete=models.RESTRICT, related_name="answers"
    )
    kind = models.CharField(_("kind of answer"), max_length=20, choices=QuestionKind.choices)
    question_text = models.CharField(_("as it was asked"), max_length=300)
    value = models.JSONField(_("answer"))
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["question__position", "question_id"]
        constraints = [
            models.UniqueConstraint(fields=["registration", "question"], name="answer_once"),
        ]

    def __str__(self) -> str:
        return self.question_text
