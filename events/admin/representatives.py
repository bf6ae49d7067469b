"""The people who come, and when they cannot meet."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from companies.admin.base import DomainForm, actor
from companies.admin.fields import LanguagesField
from events.admin.scope import ScopedAdmin, ScopedInline
from events.admin.times import RangeColumns, RangeForm, local_span
from events.domain.registrations import (
    add_absence,
    change_representative,
    remove_absence,
    remove_representative,
)
from events.models import Absence, Representative


class AbsenceForm(RangeForm):
    class Meta:
        model = Absence
        fields = ["reason"]


class AbsenceInline(RangeColumns, ScopedInline):
    change_permission = "events.manage_registrations"
    model = Absence
    form = AbsenceForm
    fields = ["starts_at", "ends_at", "reason"]

    def add_row(
        self, request: HttpRequest, parent: Representative, row: Absence, form: Any
    ) -> Absence:
        return add_absence(parent, **form.times(), reason=row.reason, by=actor(request))

    def change_row(self, request: HttpRequest, row: Absence, form: Any) -> Absence:
        remove_absence(row, by=actor(request))
        return add_absence(row.representative, **form.times(), reason=row.reason, by=actor(request))

    def remove_row(self, request: HttpRequest, row: Absence) -> None:
        remove_absence(row, by=actor(request))


class RepresentativePageForm(DomainForm):
    languages = LanguagesField()

    class Meta:
        model = Representative
        fields = ["job_title", "languages", "takes_meetings"]


@admin.register(Representative)
class RepresentativeAdmin(ScopedAdmin):
    """People are added on their registration's page; here is when they cannot meet."""

    change_permission = "events.manage_registrations"
    view_permission = "events.view_registrations"
    form = RepresentativePageForm
    fields = ["user", "registration", "event", "job_title", "languages", "takes_meetings"]
    about = _(
        "The people who come for each participant. They are added on the page of their "
        "registration."
    )
    list_display = ["user", "registration", "event", "job_title", "takes_meetings", "state"]
    list_filter = [
        ("event", admin.RelatedOnlyFieldListFilter),
        "takes_meetings",
        "registration__state",
    ]
    list_select_related = ["user", "registration__organisation", "event"]
    search_fields = ["user__full_name", "user__email", "registration__organisation__name"]
    inlines = [AbsenceInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return ["user", "registration", "event"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def change_row(self, request: HttpRequest, obj: Representative, form: Any) -> None:
        changes = form.changed("job_title", "languages", "takes_meetings")
        change_representative(obj, **changes, by=actor(request))

    def remove_row(self, request: HttpRequest, obj: Representative) -> None:
        remove_representative(obj, by=actor(request))

    @admin.display(description=_("state"), ordering="registration__state")
    def state(self, representative: Representative) -> str:
        return representative.registration.get_state_display()


@admin.register(Absence)
class AbsenceAdmin(ScopedAdmin):
    """Times in which people cannot meet, of a whole event; changed on the person's page."""

    event_path = "representative__event"
    view_permission = "events.view_registrations"
    about = _(
        "When somebody cannot meet. No meeting is put into these times. They are changed on "
        "the page of the person."
    )
    list_display = ["representative", "time", "reason"]
    list_filter = [("representative__event", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["representative__user", "representative__event"]
    search_fields = ["representative__user__full_name", "reason"]
    fields = ["representative", "time", "reason"]
    readonly_fields = ["representative", "time", "reason"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("time"), ordering="during")
    def time(self, absence: Absence) -> str:
        return local_span(absence.representative.event, absence.during)
