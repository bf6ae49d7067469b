"""The event's own questions as a form: a field of its kind for each."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.choices import CHOOSING, QuestionKind
from events.domain.questions import LONGEST, standing_value
from events.models import Answer, Question


def field_for(question: Question) -> forms.Field:
    """A field that takes no answer too: what must be answered is asked for when handing in."""
    words = {"label": question.text, "help_text": question.help, "required": False}
    return FIELDS[QuestionKind(question.kind)](question, words)


def _yes_no(question: Question, words: dict[str, Any]) -> forms.Field:
    return forms.TypedChoiceField(
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda answer: answer == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
        **words,
    )


def _date(question: Question, words: dict[str, Any]) -> forms.Field:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, **words)


FIELDS: dict[QuestionKind, Callable[[Question, dict[str, Any]], forms.Field]] = {
    QuestionKind.SHORT_TEXT: lambda question, words: forms.CharField(
        max_length=LONGEST[QuestionKind.SHORT_TEXT], **words
    ),
    QuestionKind.LONG_TEXT: lambda question, words: forms.CharField(
        max_length=LONGEST[QuestionKind.LONG_TEXT],
        widget=forms.Textarea(attrs={"rows": 4}),
        **words,
    ),
    QuestionKind.YES_NO: _yes_no,
    QuestionKind.NUMBER: lambda question, words: forms.DecimalField(
        max_digits=15, decimal_places=4, **words
    ),
    QuestionKind.DATE: _date,
    QuestionKind.ONE_OF: lambda question, words: forms.ChoiceField(
        choices=_offered(question), widget=forms.RadioSelect, **words
    ),
    QuestionKind.SEVERAL_OF: lambda question, words: forms.MultipleChoiceField(
        choices=_offered(question), widget=forms.CheckboxSelectMultiple, **words
    ),
}


def _offered(question: Question) -> list[tuple[str, str]]:
    return [(str(choice.pk), choice.text) for choice in question.offered]  # type: ignore[attr-defined]


class QuestionsForm(forms.Form):
    """`questions` are those of `questions_for`; `answers` are by question id."""

    def __init__(self, data: Any, *, questions: list[Question], answers: dict[int, Answer]) -> None:
        super().__init__(data)
        self.questions = questions
        for question in questions:
            field = field_for(question)
            field.initial = _shown(question, standing_value(question, answers.get(question.pk)))
            self.fields[f"question-{question.pk}"] = field

    def rows(self) -> list[tuple[Question, forms.BoundField]]:
        return [(question, self[f"question-{question.pk}"]) for question in self.questions]

    def values(self) -> dict[int, Any]:
        """The answers by question id, None where there is none."""
        return {question.pk: self._value(question) for question in self.questions}

    def _value(self, question: Question) -> Any:
        value = self.cleaned_data[f"question-{question.pk}"]
        if value in (None, "", []):
            return None
        if question.kind == QuestionKind.ONE_OF:
            return [value]
        return value


def _shown(question: Question, value: Any) -> Any:
    """A stored value as the field shows it."""
    if value is None:
        return None
    if question.kind == QuestionKind.YES_NO:
        return "yes" if value else "no"
    if question.kind in CHOOSING:
        shown = [str(pk) for pk in value]
        return shown if question.kind == QuestionKind.SEVERAL_OF else shown[0]
    return value
