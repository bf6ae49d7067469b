"""An event and all that it is set up with."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from companies.admin.base import DomainForm, actor, adopt
from companies.admin.fields import CountryField
from companies.zones import TimeZoneField
from events.admin.inlines import (
    BlockInline,
    HostInline,
    PhaseInline,
    SideInline,
    StaffInline,
    VenueInline,
)
from events.admin.questions import QuestionInline
from events.admin.scope import ScopedAdmin
from events.admin.texts import gather_translations, translation_columns
from events.admin.tools import page_context
from events.choices import RegistrationState
from events.domain.events import EVENT_FIELDS, change_event, create_event
from events.domain.removing import refuse_event_removal, remove_event
from events.models import Event, Registration


class EventForm(DomainForm):
    country = CountryField(required=False)
    time_zone = TimeZoneField(
        label=capfirst(_("time zone")),
        help_text=_("All times of the event are in this zone."),
        initial=Event._meta.get_field("time_zone").default,
    )

    class Meta:
        model = Event
        fields = sorted(EVENT_FIELDS)


EVENT_COLUMNS = [*EVENT_FIELDS, *translation_columns("name", "summary", "description")]


def count_of(rows: "QuerySet[Any]") -> Coalesce:
    """A column that counts the rows of each event."""
    counted = rows.filter(event=OuterRef("pk")).order_by().values("event")
    return Coalesce(Subquery(counted.annotate(n=Count("pk")).values("n")), 0)


@admin.register(Event)
class EventAdmin(ScopedAdmin, TranslationAdmin):
    event_path = ""
    change_permission = "events.change_event"
    form = EventForm
    change_form_template = "admin/events/event/change_form.html"
    helps: ClassVar = {
        "slug": _("The last part of the event's web address: small letters, digits and hyphens."),
        "is_public": _(
            "Listed on the home page and open to everybody. Untick it while you prepare."
        ),
        "mode": _("Online meetings get a link instead of a table."),
        "pairing": _("With two sides, such as hosts and visitors, nobody meets their own side."),
        "break_minutes": _("Time to move to the next table."),
        "request_quota": _("Withdrawn and expired requests do not count."),
        "meeting_minimum": _("The matching tries to give everybody at least so many."),
        "meeting_maximum": _("Empty: as many as fit."),
        "registration_needs_approval": _("Otherwise everybody who registers takes part at once."),
        "accent": _("Such as #0b6e4f. Empty: the product's own colour."),
        "logo": _("PNG, JPEG or WebP. It stands on the event's page and on its mails."),
    }
    list_display = ["name", "dates", "place", "mode", "now", "taking_part", "waiting", "is_public"]
    list_filter = ["mode", "pairing", "is_public"]
    search_fields = ["slug", *translation_columns("name"), "city"]
    date_hierarchy = "starts_on"
    fieldsets = [
        (_("Event"), {"fields": ["name_en", "name_vi", "slug", "is_public"]}),
        (
            _("Time and place"),
            {
                "fields": [
                    ("starts_on", "ends_on"),
                    "time_zone",
                    "mode",
                    ("city", "country"),
                ]
            },
        ),
        (
            _("Rules of the meetings"),
            {
                "fields": [
                    "pairing",
                    ("slot_minutes", "break_minutes"),
                    "request_quota",
                    "declines_told",
                    ("meeting_minimum", "meeting_maximum"),
                    "suggests_meetings",
                    "is_fair",
                    "same_delegation_meets",
                    "registration_needs_approval",
                ]
            },
        ),
        (
            _("Texts"),
            {
                "classes": ["collapse"],
                "fields": [
                    "name_zh_hant",
                    "name_ko",
                    *translation_columns("summary"),
                    *translation_columns("description"),
                ],
            },
        ),
        (_("Look"), {"classes": ["collapse"], "fields": ["logo", "accent"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        registrations = Registration.objects.all()
        waiting = registrations.filter(state=RegistrationState.SUBMITTED)
        return (
            super()
            .get_queryset(request)
            .prefetch_related("phases")
            .annotate(
                approved_count=count_of(registrations.approved()),
                waiting_count=count_of(waiting),
            )
        )

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        """Times and people come once the event has its time zone and its days."""
        if obj is None:
            return []
        return [
            PhaseInline,
            SideInline,
            HostInline,
            StaffInline,
            BlockInline,
            VenueInline,
            QuestionInline,
        ]

    def page_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        return page_context(request, row) if row else {}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else {"slug": ["name_en"]}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:  # a new event has no staff yet: its maker becomes the organiser
            adopt(obj, self.add_row(request, obj, form))

    def add_row(self, request: HttpRequest, obj: Any, form: Any) -> Event:
        values = gather_translations(Event, form.given(*EVENT_COLUMNS))
        return create_event(by=actor(request), **values)

    def change_row(self, request: HttpRequest, obj: Any, form: Any) -> None:
        changes = gather_translations(Event, form.changed(*EVENT_COLUMNS))
        change_event(obj, by=actor(request), **changes)

    def refuse_removal(self, row: Any) -> None:
        refuse_event_removal(row)

    def remove_row(self, request: HttpRequest, obj: Any) -> None:
        remove_event(obj, by=actor(request))

    @admin.display(description=_("days"), ordering="starts_on")
    def dates(self, event: Event) -> str:
        from events.templatetags.event_time import days_span

        return str(days_span(event.starts_on, event.ends_on))

    @admin.display(description=_("place"), ordering="city")
    def place(self, event: Event) -> str:
        return event.city or "—"

    @admin.display(description=_("phase"))
    def now(self, event: Event) -> str:
        return str(event.phase.label)

    @admin.display(description=_("take part"), ordering="approved_count")
    def taking_part(self, event: Any) -> int:
        number: int = event.approved_count
        return number

    @admin.display(description=_("wait for approval"), ordering="waiting_count")
    def waiting(self, event: Any) -> int:
        number: int = event.waiting_count
        return number
