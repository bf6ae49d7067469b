"""The event's own questions, and what registrations answered to them."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IS_POPUP_VAR
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin, TranslationTabularInline

from companies.admin.base import ReadOnlyMixin, actor
from events.admin.inlines import EventInline
from events.admin.scope import ScopedAdmin, ScopedInline
from events.admin.texts import gather_translations, translation_columns
from events.domain.questions import (
    CHOICE_FIELDS,
    QUESTION_FIELDS,
    add_choice,
    add_question,
    change_choice,
    change_question,
    choice_names,
    remove_choice,
    remove_question,
    say_answer,
)
from events.models import Answer, Choice, Event, Question

QUESTION_COLUMNS = [*(QUESTION_FIELDS - {"text", "help"}), *translation_columns("text", "help")]
CHOICE_COLUMNS = [*(CHOICE_FIELDS - {"text"}), *translation_columns("text")]


class QuestionInline(EventInline, TranslationTabularInline):
    """The questions on the event's page; each opens to its choices, its help and its sides."""

    model = Question
    fields = ["text_en", "text_vi", "kind", "is_required", "position", "is_retired"]
    show_change_link = True

    def add_row(self, request: HttpRequest, parent: Event, row: Question, form: Any) -> Question:
        values = gather_translations(Question, form.given("text_en", "text_vi"))
        return add_question(
            parent, **values, **form.given("kind", "is_required"), by=actor(request)
        )

    def change_row(self, request: HttpRequest, row: Question, form: Any) -> Question:
        changes = gather_translations(Question, form.changed(*QUESTION_COLUMNS))
        return change_question(row, **changes, by=actor(request))

    def remove_row(self, request: HttpRequest, row: Question) -> None:
        remove_question(row, by=actor(request))


class ChoiceInline(ScopedInline, TranslationTabularInline):
    """The answers to choose from."""

    change_permission = "events.change_event"
    model = Choice
    fields = [*translation_columns("text"), "position", "is_retired"]

    def add_row(self, request: HttpRequest, parent: Question, row: Choice, form: Any) -> Choice:
        values = gather_translations(Choice, form.given(*translation_columns("text")))
        return add_choice(parent, **values, by=actor(request))

    def change_row(self, request: HttpRequest, row: Choice, form: Any) -> Choice:
        changes = gather_translations(Choice, form.changed(*CHOICE_COLUMNS))
        return change_choice(row, **changes, by=actor(request))

    def remove_row(self, request: HttpRequest, row: Choice) -> None:
        remove_choice(row, by=actor(request))


@admin.register(Question)
class QuestionAdmin(ScopedAdmin, TranslationAdmin):
    change_permission = "events.change_event"
    domain_writes_relations = True
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "event",
                    "text_en",
                    "text_vi",
                    "kind",
                    "is_required",
                    "asked_of",
                    "position",
                    "is_retired",
                ]
            },
        ),
        (
            _("Texts"),
            {
                "classes": ["collapse"],
                "fields": ["text_zh_hant", "text_ko", *translation_columns("help")],
            },
        ),
    ]
    helps: ClassVar = {
        "position": _("Questions are asked in this order."),
        "asked_of": _("None ticked: everybody is asked."),
    }
    about = _(
        "What you ask of those who register, beyond their profile. The answers stand on "
        "each registration and in its export."
    )
    list_display = ["text", "event", "kind", "is_required", "answered", "is_retired"]
    list_filter = [("event", admin.RelatedOnlyFieldListFilter), "is_retired"]
    list_select_related = ["event"]
    ordering = ["event", "position", "pk"]
    search_fields = [*translation_columns("text")]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Whom to ask can be chosen once it is known at which event."""
        fieldsets = super().get_fieldsets(request, obj)
        if getattr(request, "event", None) is not None:
            return fieldsets
        (title, options), *others = fieldsets
        fields = [name for name in options["fields"] if name != "asked_of"]
        return [(title, {**options, "fields": fields}), *others]

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> Any:
        """On to what could not be chosen before: the answers to choose from, whom to ask."""
        unsaid = obj.has_choices or ("asked_of" not in request.POST and obj.event.sides.exists())
        if unsaid and "_addanother" not in request.POST and IS_POPUP_VAR not in request.POST:
            sent = request.POST.copy()
            sent["_continue"] = "1"
            request.POST = sent  # type: ignore[assignment]
        return super().response_add(request, obj, post_url_continue)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Two sides at most: ticks say it better than two boxes and arrows."""
        kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return super().get_queryset(request).annotate(answer_number=Count("answers"))

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        return [ChoiceInline] if obj is not None and obj.has_choices else []

    def add_row(self, request: HttpRequest, obj: Question, form: Any) -> Question:
        given = form.given(*QUESTION_COLUMNS, "asked_of")
        values = gather_translations(Question, given)
        for name in ("position", "is_retired"):
            values.pop(name, None)
        return add_question(obj.event, **values, by=actor(request))

    def change_row(self, request: HttpRequest, obj: Question, form: Any) -> None:
        changes = gather_translations(Question, form.changed(*QUESTION_COLUMNS, "asked_of"))
        change_question(obj, **changes, by=actor(request))

    def remove_row(self, request: HttpRequest, obj: Question) -> None:
        remove_question(obj, by=actor(request))

    @admin.display(description=_("answers"), ordering="answer_number")
    def answered(self, question: Any) -> Any:
        return question.answer_number


class AnswerInline(ReadOnlyMixin, ScopedInline):
    """What the registration answered, read only: the answers are the company's own words."""

    view_permission = "events.view_registrations"
    model = Answer
    fields = ["asked", "said", "updated_at"]
    readonly_fields = ["asked", "said", "updated_at"]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return super().get_queryset(request).select_related("question")

    @admin.display(description=_("question"))
    def asked(self, answer: Answer) -> str:
        return str(answer.question.text or answer.question_text)

    @admin.display(description=_("answer"))
    def said(self, answer: Answer) -> str:
        names = self._names_of(answer)
        return say_answer(answer, names)

    def _names_of(self, answer: Answer) -> dict[int, str]:
        """Names of the choices of all of the registration's answers, read once for the page."""
        registration = answer.registration
        if "_choice_names" not in registration.__dict__:
            registration.__dict__["_choice_names"] = choice_names(registration.answers.all())
        names: dict[int, str] = registration.__dict__["_choice_names"]
        return names
