"""The event's own questions, and what is answered to them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max, Prefetch, Q
from django.utils import formats
from django.utils.translation import gettext as _

from companies.domain.errors import DomainError
from companies.domain.storing import spread_translations, store, store_changes
from companies.languages import full_day, listed
from companies.models import User
from events.choices import CHOOSING, QuestionKind
from events.models import Answer, Choice, Event, Question, Registration, Side

QUESTION_FIELDS = frozenset({"text", "help", "kind", "is_required", "position", "is_retired"})
CHOICE_FIELDS = frozenset({"text", "position", "is_retired"})
LONGEST = {QuestionKind.SHORT_TEXT: 200, QuestionKind.LONG_TEXT: 4000}
Texts = str | Mapping[str, str]


# --- set up by the organiser --------------------------------------------------------------------


@transaction.atomic
def add_question(
    event: Event,
    *,
    text: Texts,
    kind: str = QuestionKind.SHORT_TEXT,
    help: Texts = "",  # noqa: A002 (the field's own name)
    is_required: bool = False,
    asked_of: Iterable[Side] = (),
    choices: Sequence[Texts] = (),
    by: User | None = None,
) -> Question:
    """Ask one more question, behind the others; `choices` are the answers to choose from."""
    last = event.questions.aggregate(last=Max("position"))["last"]
    columns = spread_translations(Question, {"text": text, "help": help})
    question = store(
        Question(
            event=event,
            kind=kind,
            is_required=is_required,
            position=0 if last is None else last + 1,
            **columns,
        )
    )
    question.asked_of.set(_sides_of(event, asked_of))
    for words in choices:
        add_choice(question, text=words, by=by)
    return question


@transaction.atomic
def change_question(question: Question, *, by: User | None = None, **changes: Any) -> Question:
    """Change the given fields (`QUESTION_FIELDS`, `asked_of`).

    Answers that were given stay, each as it was asked and answered: a question of another kind is
    open again for those who answered the old one.
    """
    asked_of = changes.pop("asked_of", None)
    store_changes(question, changes, allowed=QUESTION_FIELDS)
    if asked_of is not None:
        question.asked_of.set(_sides_of(question.event, asked_of))
    return question


@transaction.atomic
def remove_question(question: Question, *, by: User | None = None) -> None:
    """Ask it no longer. It vanishes where nobody has answered; else it is kept with its answers."""
    Question.objects.select_for_update().get(pk=question.pk)
    if Answer.objects.filter(question=question).exists():
        Question.objects.filter(pk=question.pk).update(is_retired=True)
    else:
        Question.objects.filter(pk=question.pk).delete()


def add_choice(question: Question, *, text: Texts, by: User | None = None) -> Choice:
    """One more answer to choose, behind the others."""
    last = question.choices.aggregate(last=Max("position"))["last"]
    columns = spread_translations(Choice, {"text": text})
    return store(Choice(question=question, position=0 if last is None else last + 1, **columns))


def change_choice(choice: Choice, *, by: User | None = None, **changes: Any) -> Choice:
    """Change the given fields (`CHOICE_FIELDS`); answers that chose it keep it."""
    return store_changes(choice, changes, allowed=CHOICE_FIELDS)


@transaction.atomic
def remove_choice(choice: Choice, *, by: User | None = None) -> None:
    """Offer it no longer. It vanishes where nobody chose it; else it is kept with its answers."""
    Question.objects.select_for_update().get(pk=choice.question_id)
    if Answer.objects.filter(question=choice.question_id, value__contains=[choice.pk]).exists():
        Choice.objects.filter(pk=choice.pk).update(is_retired=True)
    else:
        Choice.objects.filter(pk=choice.pk).delete()


def _sides_of(event: Event, sides: Iterable[Side]) -> list[Side]:
    chosen = list(sides)
    for side in chosen:
        if side.event_id != event.pk:
            raise DomainError(
                _("“%(part)s” belongs to another event. Choose one of %(event)s.")
                % {"part": side, "event": event},
                code="other_event",
            )
    return chosen


# --- answered by those who register -------------------------------------------------------------


def questions_for(registration: Registration) -> list[Question]:
    """What this registration is asked, in order, with its choices at hand. Two queries."""
    offered = Prefetch("choices", Choice.objects.filter(is_retired=False), to_attr="offered")
    asked = Question.objects.filter(event=registration.event_id, is_retired=False)
    if registration.side_id is None:
        asked = asked.filter(asked_of=None)
    else:
        asked = asked.filter(Q(asked_of=None) | Q(asked_of=registration.side_id))
    return list(asked.distinct().prefetch_related(offered))


def answers_of(registration: Registration) -> dict[int, Answer]:
    """The registration's answers by question. One query."""
    return {answer.question_id: answer for answer in registration.answers.all()}


def standing_value(question: Question, answer: Answer | None) -> Any:
    """What was answered, where it still answers the question as it is asked now; else None."""
    if answer is None or answer.kind != question.kind:
        return None
    if question.kind in CHOOSING:
        offered = {choice.pk for choice in question.offered}  # type: ignore[attr-defined]
        return [pk for pk in answer.value if pk in offered] or None
    return answer.value


def unanswered(registration: Registration, questions: Iterable[Question]) -> list[Question]:
    """Those of the questions that must be answered and are not."""
    required = [question for question in questions if question.is_required]
    if not required:
        return []
    answers = answers_of(registration)
    return [
        question
        for question in required
        if standing_value(question, answers.get(question.pk)) is None
    ]


def refuse_unanswered(registration: Registration) -> None:
    """Refuse to hand in without what must be answered."""
    missing = unanswered(registration, questions_for(registration))
    if missing:
        raise DomainError(
            _("The organiser needs an answer to “%(question)s”. Answer it, then hand in.")
            % {"question": missing[0]},
            code="unanswered",
        )


@transaction.atomic
def answer_questions(
    registration: Registration, values: Mapping[int, Any], *, by: User | None
) -> None:
    """Store answers by question id; None takes one away. What must be answered may wait.

    Values: text, True or False, a whole or decimal number, a date, or ids of choices.
    """
    Registration.objects.select_for_update().get(pk=registration.pk)
    questions = {question.pk: question for question in questions_for(registration)}
    for pk, value in values.items():
        question = questions.get(pk)
        if question is None:
            raise DomainError(
                _("This question is no longer asked. Open the page again."), code="not_asked"
            )
        plain_value = None if value is None else _stored(question, value)
        if plain_value in (None, "", []):
            Answer.objects.filter(registration=registration, question=question).delete()
            continue
        Answer.objects.update_or_create(
            registration=registration,
            question=question,
            defaults={
                "kind": question.kind,
                "question_text": question.text[:300],
                "value": plain_value,
            },
        )


def _stored(question: Question, value: Any) -> Any:
    """The value as JSON; refused where it does not fit the question."""
    kind = QuestionKind(question.kind)
    if kind in CHOOSING:
        offered = {choice.pk for choice in question.offered}  # type: ignore[attr-defined]
        chosen = [int(pk) for pk in value]
        if not set(chosen) <= offered or (kind == QuestionKind.ONE_OF and len(chosen) > 1):
            raise DomainError(
                _("Choose from the list for “%(question)s”.") % {"question": question},
                code="not_offered",
            )
        return chosen
    if kind == QuestionKind.YES_NO:
        return bool(value)
    if kind == QuestionKind.NUMBER:
        number = Decimal(value)
        return int(number) if number == number.to_integral_value() else float(number)
    if kind == QuestionKind.DATE:
        return (
            value.isoformat() if isinstance(value, date) else date.fromisoformat(value).isoformat()
        )
    text = str(value).strip()
    if len(text) > LONGEST[kind]:
        raise DomainError(
            _("Your answer to “%(question)s” is longer than %(most)s characters. Shorten it.")
            % {"question": question, "most": LONGEST[kind]},
            code="too_long",
        )
    return text


# --- read by the organiser and the company ------------------------------------------------------


@dataclass(frozen=True)
class Said:
    """One answer in words: as it was asked, and what it says."""

    question: str
    text: str


def said_by(registration: Registration) -> list[Said]:
    """All answers of the registration, those to questions that are no longer asked too."""
    answers = list(registration.answers.select_related("question"))
    names = choice_names(answers)
    return [Said(_as_asked(answer), say_answer(answer, names)) for answer in answers]


def _as_asked(answer: Answer) -> str:
    """The question in the reader's language, or as it stood when it was answered."""
    return answer.question.text if answer.kind == answer.question.kind else answer.question_text


def choice_names(answers: Iterable[Answer]) -> dict[int, str]:
    """The choices that the answers name, in the reader's language. One query, if any."""
    chosen = {pk for answer in answers if answer.kind in CHOOSING for pk in answer.value}
    if not chosen:
        return {}
    return {choice.pk: choice.text for choice in Choice.objects.filter(pk__in=chosen)}


def say_answer(answer: Answer, names: Mapping[int, str]) -> str:
    """The answer in words."""
    value = answer.value
    if answer.kind in CHOOSING:
        return listed(names[pk] for pk in value if pk in names)
    if answer.kind == QuestionKind.YES_NO:
        return _("Yes") if value else _("No")
    if answer.kind == QuestionKind.DATE:
        return full_day(date.fromisoformat(value))
    if answer.kind == QuestionKind.NUMBER:
        return formats.number_format(value)
    return str(value)


def answer_columns(registrations: Sequence[Registration]) -> list[tuple[str, list[str]]]:
    """A heading and a cell for each registration, for every question of their events.

    Where several events are listed, a question is headed by its event too. Four queries.
    """
    events = {registration.event_id for registration in registrations}
    questions = Question.objects.filter(event__in=events).select_related("event")
    answers = list(Answer.objects.filter(registration__in=registrations).select_related("question"))
    names = choice_names(answers)
    said = {
        (answer.registration_id, answer.question_id): say_answer(answer, names)
        for answer in answers
    }
    return [
        (
            question.text if len(events) == 1 else f"{question.event}: {question}",
            [said.get((registration.pk, question.pk), "") for registration in registrations],
        )
        for question in questions.order_by("event", "position", "pk")
    ]
