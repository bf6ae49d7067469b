"""Venues, halls, tables and the walk between halls."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.forms import modelformset_factory
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from companies.admin.base import DomainForm, actor
from companies.domain.errors import DomainError
from companies.pictures import PictureField
from events.admin.scope import ScopedAdmin, ScopedInline, events_permitting
from events.domain.places import MOST_TABLES_AT_ONCE, add_tables, add_walk, put_table
from events.domain.plans import hall_plans, lay_out
from events.models import Hall, MeetingTable, Venue, Walk


class HallInline(ScopedInline):
    model = Hall
    fields = ["name", "capacity"]
    show_change_link = True


@admin.register(Venue)
class VenueAdmin(ScopedAdmin):
    list_display = ["name", "event", "address"]
    list_filter = [("event", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["event"]
    search_fields = ["name", "address"]
    inlines = [HallInline]


class HallForm(DomainForm):
    """A hall; its picture is stored as we write it anew."""

    plan = PictureField(
        side=1600,
        required=False,
        label=capfirst(_("picture of its plan")),
        help_text=_(
            "PNG, JPEG or WebP. Then say where each table stands, at the tables. Without a "
            "picture a plan is drawn from the order of the tables."
        ),
    )

    class Meta:
        model = Hall
        fields = ["venue", "name", "capacity", "plan"]


class LayOutForm(forms.Form):
    """How the tables stand: in rows, in their order."""

    columns = forms.IntegerField(
        label=capfirst(_("tables a row")), min_value=1, max_value=100, initial=6
    )


Places: Any = modelformset_factory(
    MeetingTable, fields=["zone", "x", "y"], extra=0, can_delete=False
)


@admin.register(Hall)
class HallAdmin(ScopedAdmin):
    event_path = "venue__event"
    list_display = ["name", "venue", "event_name", "capacity"]
    list_filter = [("venue__event", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["venue__event"]
    search_fields = ["name", "venue__name"]
    form = HallForm
    change_form_template = "admin/events/hall/change_form.html"

    def get_urls(self) -> list[Any]:
        plan = path(
            "<int:pk>/plan/", self.admin_site.admin_view(self.plan), name="events_hall_plan"
        )
        return [plan, *super().get_urls()]

    def plan(self, request: HttpRequest, pk: int) -> HttpResponse:
        """See the plan as people will; put its tables into rows at once, or each to its place."""
        hall = get_object_or_404(self.get_queryset(request).select_related("venue__event"), pk=pk)
        if not self.has_change_permission(request, hall):
            raise PermissionDenied
        tables = hall.tables.order_by("position", "pk")
        sent = request.POST if "columns" in request.POST else None
        form = LayOutForm(sent)
        places = Places(
            request.POST if request.method == "POST" and not sent else None, queryset=tables
        )
        if form.is_valid() or places.is_valid():
            try:
                if form.is_bound:
                    lay_out(hall, form.cleaned_data["columns"], by=actor(request))
                else:
                    for table in places.save(commit=False):
                        put_table(table)
            except DomainError as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, _("The plan is kept. People see it at once."))
                return HttpResponseRedirect(reverse("admin:events_hall_plan", args=[hall.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Plan of %(hall)s") % {"hall": hall},
            "opts": self.opts,
            "original": hall,
            "form": form,
            "places": places,
            "plan": hall_plans([hall]).get(hall.pk),
        }
        return TemplateResponse(request, "admin/events/hall/plan.html", context)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return [] if obj is None else ["venue"]

    @admin.display(description=_("event"), ordering="venue__event")
    def event_name(self, hall: Hall) -> str:
        return str(hall.venue.event)


class AddTablesForm(forms.Form):
    """How many tables to put where."""

    hall = forms.ModelChoiceField(queryset=Hall.objects.none(), label=capfirst(_("hall")))
    count = forms.IntegerField(
        label=capfirst(_("number of tables")), min_value=1, max_value=MOST_TABLES_AT_ONCE
    )
    prefix = forms.CharField(  # type: ignore[assignment] # a field, as its name says
        label=capfirst(_("label begins with")),
        max_length=10,
        required=False,
        help_text=_("“T” makes T1, T2, T3 …"),
    )
    zone = forms.CharField(label=capfirst(_("zone")), max_length=40, required=False)


@admin.register(MeetingTable)
class MeetingTableAdmin(ScopedAdmin):
    change_list_template = "admin/events/meetingtable/change_list.html"
    about = _("One meeting at a time takes place at a table. A table that is not in use gets none.")
    helps: ClassVar = {
        "label": _("As it stands on the table, such as A12."),
        "zone": _("A part of the hall, such as a country's pavilion. May stay empty."),
        "position": _("Tables are listed and put into rows in this order."),
        "is_usable": _("Unticked, the matching puts no meeting there."),
    }
    list_display = ["label", "hall", "zone", "is_placed", "is_usable", "booth_holder", "event"]
    list_filter = [
        ("event", admin.RelatedOnlyFieldListFilter),
        ("hall", admin.RelatedOnlyFieldListFilter),
        "is_usable",
    ]
    list_select_related = ["event", "hall__venue"]
    search_fields = ["label", "zone"]
    list_per_page = 200
    ordering = ["event", "position", "pk"]
    actions = ["put_in_use", "take_out_of_use"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("booth_of__organisation")

    def add_row(self, request: HttpRequest, obj: MeetingTable, form: Any) -> MeetingTable:
        return put_table(obj)

    def change_row(self, request: HttpRequest, obj: MeetingTable, form: Any) -> None:
        put_table(obj)

    @admin.display(description=_("on the plan"), boolean=True)
    def is_placed(self, table: MeetingTable) -> bool:
        return table.x is not None

    @admin.display(description=_("own table of"))
    def booth_holder(self, table: MeetingTable) -> str:
        return ", ".join(str(registration) for registration in table.booth_of.all()) or "—"

    @admin.action(description=_("Put the selected tables in use"), permissions=["change"])
    def put_in_use(self, request: HttpRequest, queryset: Any) -> None:
        self.changeable(request, queryset).update(is_usable=True)

    @admin.action(description=_("Take the selected tables out of use"), permissions=["change"])
    def take_out_of_use(self, request: HttpRequest, queryset: Any) -> None:
        self.changeable(request, queryset).update(is_usable=False)

    def get_urls(self) -> list[Any]:
        several = path(
            "several/",
            self.admin_site.admin_view(self.add_several),
            name="events_meetingtable_several",
        )
        return [several, *super().get_urls()]

    def add_several(self, request: HttpRequest) -> HttpResponse:
        """Lay many tables in a hall at once."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = AddTablesForm(request.POST or None)
        events = events_permitting(request, self.change_permission)
        field: Any = form.fields["hall"]
        field.queryset = Hall.objects.filter(venue__event__in=events).select_related("venue__event")
        field.label_from_instance = lambda hall: f"{hall.venue.event} – {hall.venue} – {hall}"
        if request.method == "POST" and form.is_valid():
            try:
                tables = add_tables(**form.cleaned_data, by=actor(request))
            except DomainError as refusal:
                form.add_error(None, str(refusal))
            else:
                said = ngettext("%(number)s table stands.", "%(number)s tables stand.", len(tables))
                messages.success(request, said % {"number": len(tables)})
                address = reverse("admin:events_meetingtable_changelist")
                event = form.cleaned_data["hall"].venue.event_id
                return HttpResponseRedirect(f"{address}?event__id__exact={event}")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Add tables"),
            "opts": self.opts,
            "form": form,
            "button": _("Add the tables"),
        }
        return TemplateResponse(request, "admin/plain_form.html", context)


@admin.register(Walk)
class WalkAdmin(ScopedAdmin):
    about = _(
        "How long it takes to get from one hall to another. The schedule leaves people that time."
    )
    helps: ClassVar = {"minutes": _("It holds both ways.")}
    list_display = ["__str__", "event", "minutes"]
    list_filter = [("event", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["event", "start", "end"]
    search_fields = ["start__name", "end__name"]

    def add_row(self, request: HttpRequest, obj: Walk, form: Any) -> Walk:
        return add_walk(obj.event, obj.start, obj.end, obj.minutes, by=actor(request))
