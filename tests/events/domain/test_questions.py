"""The event's own questions: set up, answered, changed afterwards, read by the organiser."""

from datetime import date
from decimal import Decimal

import pytest

from companies.domain.errors import DomainError
from events.choices import QuestionKind
from events.domain import questions
from events.domain.registrations import submit_registration
from events.models import Answer, Choice, Question, Registration
from tests.factories import EventFactory, SideFactory, participant

pytestmark = pytest.mark.django_db


@pytest.fixture
def registration() -> Registration:
    made: Registration = participant(EventFactory(), state="draft")
    return made


def ask(registration: Registration, kind: str = "short_text", **more) -> Question:
    texts = {"en": "How did you hear of us?", "vi": "Quý vị biết đến sự kiện từ đâu?"}
    return questions.add_question(registration.event, text=texts, kind=kind, **more)


def answer(registration: Registration, question: Question, value: object) -> None:
    questions.answer_questions(registration, {question.pk: value}, by=None)


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("short_text", "  From a friend ", "From a friend"),
        ("long_text", "One\nTwo", "One\nTwo"),
        ("yes_no", False, "No"),
        ("number", Decimal(12), "12"),
        ("number", Decimal(0), "0"),
        ("number", Decimal("2.5"), "2.5"),
        ("date", date(2026, 5, 4), "4 May 2026"),
    ],
)
def test_each_kind_is_kept_and_said(
    registration: Registration, kind: str, value: object, said: str
) -> None:
    question = ask(registration, kind)
    answer(registration, question, value)
    assert [each.text for each in questions.said_by(registration)] == [said]


def test_choices_are_said_in_the_readers_language(registration: Registration) -> None:
    choices = [{"en": "Vegetarian", "vi": "Chay"}, {"en": "Halal", "vi": "Halal"}, "None"]
    question = ask(registration, "several_of", choices=choices)
    first, second, _third = question.choices.all()
    answer(registration, question, [first.pk, second.pk])
    from django.utils.translation import override

    with override("vi"):
        assert questions.said_by(registration)[0].text == "Chay, Halal"
        assert questions.said_by(registration)[0].question.startswith("Quý vị")


def test_what_is_not_offered_is_refused(registration: Registration) -> None:
    question = ask(registration, "one_of", choices=["A", "B"])
    other = ask(registration, "one_of", choices=["C"]).choices.get()
    both = [choice.pk for choice in question.choices.all()]
    for value in ([other.pk], both):
        with pytest.raises(DomainError) as refusal:
            answer(registration, question, value)
        assert refusal.value.code == "not_offered"


def test_an_answer_is_taken_away(registration: Registration) -> None:
    question = ask(registration)
    answer(registration, question, "Something")
    answer(registration, question, None)
    assert not Answer.objects.exists()


def test_a_text_has_an_end(registration: Registration) -> None:
    with pytest.raises(DomainError) as refusal:
        answer(registration, ask(registration), "x" * 201)
    assert refusal.value.code == "too_long"


def test_a_question_of_another_event_is_not_asked(registration: Registration) -> None:
    question = ask(participant(EventFactory()))
    with pytest.raises(DomainError) as refusal:
        answer(registration, question, "Something")
    assert refusal.value.code == "not_asked"


def test_some_are_asked_of_one_side_only(registration: Registration) -> None:
    event = registration.event
    local, visiting = (SideFactory(event=event, code=code) for code in ("local", "visiting"))
    everybody = ask(registration)
    visitors = ask(registration, asked_of=[visiting])
    assert questions.questions_for(registration) == [everybody]
    for side, asked in ((local, [everybody]), (visiting, [everybody, visitors])):
        registration.side = side
        assert questions.questions_for(registration) == asked
    with pytest.raises(DomainError):
        questions.add_question(EventFactory(), text="Whose?", asked_of=[local])


def test_what_must_be_answered_keeps_from_handing_in_not_from_saving(
    registration: Registration,
) -> None:
    question = ask(registration, "yes_no", is_required=True)
    other = ask(registration)
    answer(registration, other, "A draft is kept")
    with pytest.raises(DomainError) as refusal:
        submit_registration(registration, by=None)
    assert refusal.value.code == "unanswered"
    assert "How did you hear of us?" in str(refusal.value)
    answer(registration, question, False)  # no is an answer
    assert submit_registration(registration, by=None).state == "submitted"


def test_a_question_that_changes_takes_no_answer_away(registration: Registration) -> None:
    question = ask(registration, is_required=True)
    answer(registration, question, "From a friend")
    questions.change_question(question, text={"en": "Who told you?"})
    assert questions.said_by(registration) == [questions.Said("Who told you?", "From a friend")]
    assert not questions.unanswered(registration, questions.questions_for(registration))

    questions.change_question(question, kind=QuestionKind.NUMBER, text={"en": "How many?"})
    kept = questions.Said("How did you hear of us?", "From a friend")
    assert questions.said_by(registration) == [kept]  # as it was asked, as it was answered
    assert questions.unanswered(registration, questions.questions_for(registration))


def test_what_was_answered_is_retired_and_not_deleted(registration: Registration) -> None:
    question = ask(registration, "one_of", choices=["A", "B"], is_required=True)
    a, b = question.choices.all()
    answer(registration, question, [a.pk])
    for choice in (a, b):
        questions.remove_choice(choice)
    assert list(Choice.objects.values_list("pk", "is_retired")) == [(a.pk, True)]
    assert questions.said_by(registration)[0].text == "A"
    questions.remove_question(question)
    question.refresh_from_db()
    assert question.is_retired
    assert questions.questions_for(registration) == []
    assert questions.said_by(registration)[0].text == "A"
    unasked = ask(registration)
    questions.remove_question(unasked)
    assert not Question.objects.filter(pk=unasked.pk).exists()


def test_an_event_goes_with_its_questions_and_answers(registration: Registration) -> None:
    answer(registration, ask(registration), "Something")
    registration.event.delete()
    assert not Question.objects.exists()


@pytest.mark.parametrize("size", [1, 3])
def test_columns_take_as_many_queries_whatever_the_size(
    django_assert_num_queries, size: int
) -> None:
    event = EventFactory()
    registrations = [participant(event, trade=k) for k in range(size)]
    question = questions.add_question(event, text="Which?", kind="one_of", choices=["A", "B"])
    for registration in registrations:
        answer(registration, question, [question.choices.first().pk])
    with django_assert_num_queries(3):
        ((heading, cells),) = questions.answer_columns(registrations)
    assert (heading, cells) == ("Which?", ["A"] * size)
