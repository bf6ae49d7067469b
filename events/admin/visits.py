"""Site visits and who has a seat."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Count
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from companies.admin.base import actor
from events.admin.scope import ScopedAdmin, ScopedInline
from events.admin.texts import gather_translations, translation_columns
from events.admin.times import RangeColumns, RangeForm, local_span
from events.domain.visits import add_visit, change_visit, give_back_seat, take_seat
from events.models import SiteVisit, VisitSeat

VISIT_COLUMNS = [
    "host",
    "place",
    "travel_there_minutes",
    "travel_back_minutes",
    "seats",
    *translation_columns("title"),
]


class VisitForm(RangeForm):
    class Meta:
        model = SiteVisit
        fields = ["event", "host", "title", "place", "seats"]


class VisitSeatInline(ScopedInline):
    model = VisitSeat
    autocomplete_fields = ["representative"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("representative__user", "visit")

    def add_row(
        self, request: HttpRequest, parent: SiteVisit, row: VisitSeat, form: Any
    ) -> VisitSeat:
        return take_seat(parent, row.representative, by=actor(request))

    def remove_row(self, request: HttpRequest, row: VisitSeat) -> None:
        give_back_seat(row.visit, row.representative, by=actor(request))


@admin.register(SiteVisit)
class SiteVisitAdmin(RangeColumns, ScopedAdmin, TranslationAdmin):
    form = VisitForm
    fieldsets = [
        (None, {"fields": ["event", "title_en", "title_vi", "host", "place"]}),
        (
            _("Time and seats"),
            {
                "fields": [
                    "starts_at",
                    "ends_at",
                    ("travel_there_minutes", "travel_back_minutes"),
                    "seats",
                ]
            },
        ),
        (_("Texts"), {"classes": ["collapse"], "fields": ["title_zh_hant", "title_ko"]}),
    ]
    autocomplete_fields = ["host"]
    helps: ClassVar = {
        "place": _("Where to go, as a driver would need it."),
        "travel_there_minutes": _("Nobody who goes has a meeting on the way either."),
        "seats": _("When they are taken, the visit is full."),
    }
    list_display = ["title", "event", "host", "time", "taken", "seats"]
    list_filter = [("event", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["event", "host"]
    ordering = ["during", "pk"]
    search_fields = [*translation_columns("title"), "host__name", "place"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(taken_number=Count("taken_seats"))

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        return [VisitSeatInline] if obj else []

    def add_row(self, request: HttpRequest, obj: SiteVisit, form: Any) -> SiteVisit:
        values = gather_translations(SiteVisit, form.given(*VISIT_COLUMNS))
        return add_visit(obj.event, **values, **form.times(), by=actor(request))

    def change_row(self, request: HttpRequest, obj: SiteVisit, form: Any) -> None:
        values = gather_translations(SiteVisit, form.changed(*VISIT_COLUMNS))
        change_visit(obj, **values, **form.times(), by=actor(request))

    @admin.display(description=_("time"), ordering="during")
    def time(self, visit: SiteVisit) -> str:
        return local_span(visit.event, visit.during)

    @admin.display(description=_("taken"))
    def taken(self, visit: Any) -> Any:
        return visit.taken_number
