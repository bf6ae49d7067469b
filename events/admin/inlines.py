"""What stands on an event's page below its rules."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationTabularInline

from companies.admin.base import actor
from events.admin.people import PersonColumns, StaffForm
from events.admin.scope import ScopedInline
from events.admin.texts import gather_translations, translation_columns
from events.admin.times import RangeColumns, RangeForm
from events.choices import PhaseKind
from events.domain.events import (
    add_host,
    add_side,
    add_staff,
    change_staff,
    remove_staff,
    set_phases,
)
from events.domain.times import add_block, change_block, remove_block
from events.models import Event, Host, MeetingBlock, Phase, Side, Staff, Venue


class EventInline(ScopedInline):
    """Rows of an event on its page."""

    event_path = ""
    change_permission = "events.change_event"


class PhaseInline(EventInline):
    model = Phase
    max_num = len(PhaseKind)

    def save_rows(self, request: HttpRequest, parent: Event, formset: Any) -> None:
        """All phases at once: their order is a rule of the whole."""
        formset.save(commit=False)
        set_phases(
            parent,
            {
                PhaseKind(row["kind"]): row["starts_at"]
                for row in (form.cleaned_data for form in formset.forms)
                if row.get("kind") and not row.get("DELETE")
            },
            by=actor(request),
        )


class SideInline(EventInline, TranslationTabularInline):
    model = Side
    fields = ["code", *translation_columns("name")]
    helps: ClassVar = {"code": _("A short name for files and programs, such as “local”.")}
    max_num = 2

    def add_row(self, request: HttpRequest, parent: Event, row: Side, form: Any) -> Side:
        values = gather_translations(Side, form.given("code", *translation_columns("name")))
        return add_side(parent, **values, by=actor(request))


class HostInline(EventInline):
    model = Host
    fields = ["organisation", "role", "position"]
    autocomplete_fields = ["organisation"]

    def add_row(self, request: HttpRequest, parent: Event, row: Host, form: Any) -> Host:
        return add_host(
            parent, row.organisation, row.role, position=row.position or None, by=actor(request)
        )


class StaffInline(PersonColumns, EventInline):
    model = Staff
    form = StaffForm

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return super().get_queryset(request).select_related("user")

    def add_row(self, request: HttpRequest, parent: Event, row: Staff, form: Any) -> Staff:
        return add_staff(parent, form.person(), row.role, by=actor(request))

    def change_row(self, request: HttpRequest, row: Staff, form: Any) -> Staff:
        return change_staff(row, role=form.cleaned_data["role"], by=actor(request))

    def remove_row(self, request: HttpRequest, row: Staff) -> None:
        remove_staff(row, by=actor(request))


class BlockForm(RangeForm):
    class Meta:
        model = MeetingBlock
        fields = ["name"]


class BlockInline(RangeColumns, EventInline):
    """Meeting time. Storing a block lays its slots by the event's slot and break length."""

    change_permission = "events.plan_event"
    model = MeetingBlock
    form = BlockForm
    fields = ["name", "starts_at", "ends_at", "slot_count"]
    readonly_fields = ["slot_count"]
    verbose_name_plural = _("meeting blocks (slots are laid when you save)")

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return super().get_queryset(request).annotate(slot_number=Count("slots"))

    @admin.display(description=_("slots"))
    def slot_count(self, block: Any) -> Any:
        return getattr(block, "slot_number", "—")

    def add_row(
        self, request: HttpRequest, parent: Event, row: MeetingBlock, form: Any
    ) -> MeetingBlock:
        return add_block(parent, **form.times(), name=row.name, by=actor(request))

    def change_row(self, request: HttpRequest, row: MeetingBlock, form: Any) -> MeetingBlock:
        return change_block(row, **form.times(), name=row.name, by=actor(request))

    def remove_row(self, request: HttpRequest, row: MeetingBlock) -> None:
        remove_block(row, by=actor(request))


class VenueInline(EventInline):
    """Buildings; each opens to a page of its own with its halls."""

    change_permission = "events.plan_event"
    model = Venue
    fields = ["name", "address", "map_url"]
    show_change_link = True
