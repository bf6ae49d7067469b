"""Meeting blocks on their own page, and the slots that they are made of."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from companies.admin.base import ReadOnlyMixin, actor
from events.admin.scope import ScopedAdmin
from events.admin.times import RangeColumns, RangeForm, local_span
from events.domain.times import add_block, change_block, remove_block
from events.models import MeetingBlock, Slot


class BlockForm(RangeForm):
    class Meta:
        model = MeetingBlock
        fields = ["event", "name"]


@admin.register(MeetingBlock)
class MeetingBlockAdmin(RangeColumns, ScopedAdmin):
    form = BlockForm
    fields = ["event", "name", "starts_at", "ends_at"]
    about = _(
        "The hours in which meetings take place. Each block is cut into slots of the length "
        "that the event names."
    )
    list_display = ["__str__", "event", "time", "slot_count"]
    list_filter = [("event", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["event"]
    search_fields = ["name"]
    ordering = ["during"]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return super().get_queryset(request).annotate(slot_number=Count("slots"))

    def add_row(self, request: HttpRequest, obj: MeetingBlock, form: Any) -> MeetingBlock:
        return add_block(obj.event, **form.times(), name=obj.name, by=actor(request))

    def change_row(self, request: HttpRequest, obj: MeetingBlock, form: Any) -> None:
        change_block(obj, **form.times(), name=obj.name, by=actor(request))

    def remove_row(self, request: HttpRequest, obj: MeetingBlock) -> None:
        remove_block(obj, by=actor(request))

    @admin.display(description=_("time"), ordering="during")
    def time(self, block: MeetingBlock) -> str:
        return local_span(block.event, block.during)

    @admin.display(description=_("slots"))
    def slot_count(self, block: Any) -> Any:
        return block.slot_number


@admin.register(Slot)
class SlotAdmin(ReadOnlyMixin, ScopedAdmin):
    """Slots are laid with their blocks; here they are looked at."""

    about = _(
        "The times at which meetings begin. They are laid with their meeting blocks; change "
        "those to change them."
    )
    list_display = ["time", "event", "block"]
    list_filter = [("event", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["event", "block"]
    fields = ["event", "block", "time"]
    readonly_fields = ["time"]

    @admin.display(description=_("time"), ordering="during")
    def time(self, slot: Slot) -> str:
        return local_span(slot.event, slot.during)
