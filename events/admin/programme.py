"""The programme: sessions with those on stage, those who signed up, and what was signed."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin, TranslationStackedInline

from companies.admin.base import actor
from events.admin.scope import ScopedAdmin, ScopedInline
from events.admin.texts import gather_translations, translation_columns
from events.admin.times import RangeColumns, RangeForm, local_span
from events.domain.programme import (
    add_appearance,
    add_session,
    cancel_sign_up,
    change_session,
    record_memorandum,
    sign_up,
)
from events.models import Appearance, Attendance, Memorandum, Session

SESSION_COLUMNS = ["kind", "hall", "online_url", "audience", "host"]
TEXT_COLUMNS = translation_columns("title", "abstract")


class AppearanceInline(ScopedInline):
    model = Appearance
    fields = ["role", "name", "job_title", "organisation_name", "topic"]

    def add_row(
        self, request: HttpRequest, parent: Session, row: Appearance, form: Any
    ) -> Appearance:
        return add_appearance(parent, **form.given(*self.fields), by=actor(request))


class AttendanceInline(ScopedInline):
    model = Attendance
    autocomplete_fields = ["representative"]
    classes = ["collapse"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("representative__user", "session")

    def add_row(
        self, request: HttpRequest, parent: Session, row: Attendance, form: Any
    ) -> Attendance:
        return sign_up(parent, row.representative, by=actor(request))

    def remove_row(self, request: HttpRequest, row: Attendance) -> None:
        cancel_sign_up(row.session, row.representative, by=actor(request))


class MemorandumInline(ScopedInline, TranslationStackedInline):
    model = Memorandum
    classes = ["collapse"]
    fields = [*translation_columns("subject"), "parties", "witnesses", "signed_at"]
    autocomplete_fields = ["parties"]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "witnesses":
            session = getattr(request, "row", None)
            kwargs["queryset"] = Appearance.objects.filter(session=session)
            return super(ScopedInline, self).formfield_for_manytomany(db_field, request, **kwargs)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def add_row(
        self, request: HttpRequest, parent: Session, row: Memorandum, form: Any
    ) -> Memorandum:
        values = gather_translations(Memorandum, form.given(*self.fields))
        return record_memorandum(parent, **values, by=actor(request))


@admin.register(Session)
class SessionAdmin(RangeColumns, ScopedAdmin, TranslationAdmin):
    form = RangeForm
    fieldsets = [
        (None, {"fields": ["event", "kind", "title_en", "title_vi"]}),
        (_("Time and place"), {"fields": ["starts_at", "ends_at", "hall", "online_url"]}),
        (_("People"), {"fields": ["audience", "host"]}),
        (
            _("Texts"),
            {
                "classes": ["collapse"],
                "fields": ["title_zh_hant", "title_ko", *translation_columns("abstract")],
            },
        ),
    ]
    autocomplete_fields = ["host"]
    helps: ClassVar = {
        "audience": _("Whoever's time it takes gets no meeting then."),
        "online_url": _("Where to follow it online."),
        "host": _("The organisation that holds it, if it is not the event's own."),
    }
    list_display = ["title", "kind", "event", "time", "hall", "audience"]
    list_filter = [("event", admin.RelatedOnlyFieldListFilter), "kind", "audience"]
    list_select_related = ["event", "hall"]
    search_fields = [*translation_columns("title"), "appearances__name"]
    inlines = [AppearanceInline, AttendanceInline, MemorandumInline]

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        return self.inlines if obj else [AppearanceInline]

    def add_row(self, request: HttpRequest, obj: Session, form: Any) -> Session:
        values = gather_translations(Session, form.given(*SESSION_COLUMNS, *TEXT_COLUMNS))
        return add_session(obj.event, **values, **form.times(), by=actor(request))

    def change_row(self, request: HttpRequest, obj: Session, form: Any) -> None:
        values = gather_translations(Session, form.changed(*SESSION_COLUMNS, *TEXT_COLUMNS))
        change_session(obj, **values, **form.times(), by=actor(request))

    @admin.display(description=_("time"), ordering="during")
    def time(self, session: Session) -> str:
        return local_span(session.event, session.during)
