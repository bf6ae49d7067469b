"""Registrations: who takes part, who decides, who comes."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from import_export.fields import Field

from companies.admin.base import DomainForm, actor
from companies.models import Statement
from companies.ordering import by_name
from companies.spreadsheets import harmless
from events.admin.export import SafeResource, export_actions
from events.admin.people import PersonColumns, RepresentativeForm
from events.admin.questions import AnswerInline
from events.admin.scope import ScopedAdmin, ScopedInline
from events.choices import RegistrationState
from events.domain.questions import answer_columns
from events.domain.registrations import (
    REGISTRATION_FIELDS,
    add_representative,
    change_registration,
    change_representative,
    decide_registration,
    register,
    remove_representative,
    submit_registration,
    withdraw_registration,
)
from events.domain.removing import refuse_registration_removal, remove_registration
from events.models import Registration, Representative

State = RegistrationState
ANSWERS = {
    State.APPROVED: _("Approve"),
    State.WAITLISTED: _("Put on the waiting list"),
    State.REJECTED: _("Do not accept"),
    State.WITHDRAWN: _("Withdraw"),
}


WHAT_FOLLOWS = {
    State.APPROVED: _("They take part from now on, are found by others, and are told by mail."),
    State.WAITLISTED: _("They are told by mail that they wait for a place. You can approve later."),
    State.REJECTED: _("They are told by mail, with your reason. You can still approve them later."),
    State.WITHDRAWN: _(
        "They take part no longer: their requests end, their meetings are cancelled, and those "
        "who would have met them are told."
    ),
}


class RegistrationResource(SafeResource):
    organisation = Field("organisation__name", column_name="organisation")
    country = Field("organisation__country", column_name="country")
    event = Field("event__slug", column_name="event")
    side = Field("side__name", column_name="side")
    delegation = Field("delegation__name", column_name="delegation")

    class Meta:
        model = Registration
        fields = [
            "id",
            "event",
            "organisation",
            "country",
            "side",
            "delegation",
            "state",
            "state_reason",
            "is_online",
            "time_zone",
            "submitted_at",
            "decided_at",
        ]
        export_order = fields

    def export(self, queryset: Any = None, **kwargs: Any) -> Any:
        """The columns of the registration, then one for each question of its event."""
        rows = list(queryset.select_related("event", "organisation", "side", "delegation"))
        dataset = super().export(queryset, **kwargs)
        for heading, cells in answer_columns(rows):
            dataset.append_col([harmless(cell) for cell in cells], header=harmless(heading))
        return dataset


class RepresentativeInline(PersonColumns, ScopedInline):
    change_permission = "events.manage_registrations"
    model = Representative
    fk_name = "registration"
    form = RepresentativeForm
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return super().get_queryset(request).select_related("user")

    def add_row(
        self, request: HttpRequest, parent: Registration, row: Representative, form: Any
    ) -> Representative:
        details = form.given("job_title", "languages", "takes_meetings")
        return add_representative(parent, form.person(), **details, by=actor(request))

    def change_row(self, request: HttpRequest, row: Representative, form: Any) -> Representative:
        changes = form.changed("job_title", "languages", "takes_meetings")
        return change_representative(row, **changes, by=actor(request))

    def remove_row(self, request: HttpRequest, row: Representative) -> None:
        remove_representative(row, by=actor(request))


class RegistrationForm(DomainForm):
    class Meta:
        model = Registration
        fields = ["event", "organisation", "statements", *sorted(REGISTRATION_FIELDS)]
        widgets = {"statements": forms.CheckboxSelectMultiple}


class ReasonForm(forms.Form):
    """Why; the company reads it."""

    reason = forms.CharField(
        label=capfirst(_("reason")),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The company reads this."),
    )


@admin.register(Registration)
class RegistrationAdmin(ScopedAdmin):
    change_permission = "events.manage_registrations"
    view_permission = "events.view_registrations"
    domain_writes_relations = True
    form = RegistrationForm
    change_form_template = "admin/events/registration/change_form.html"
    autocomplete_fields = ["organisation"]
    about = _("Who wants to take part. Only approved ones are found by others and get meetings.")
    helps: ClassVar = {
        "side": _("Which of the two sides it is on, where one side meets the other."),
        "booth": _("A table of its own: its meetings take place there."),
        "is_listed": _("Unticked, others do not find it; requests and meetings stay."),
        "statements": _("What it is matched by at this event."),
        "meeting_minimum": _("Empty: as the event says."),
        "meeting_maximum": _("Empty: as the event says."),
        "is_online": _("Its meetings take place by video."),
        "time_zone": _(
            "Where its people sit if they take part online, so that nobody meets at night."
        ),
    }
    list_display = ["organisation", "state", "side", "delegation", "people", "texts", "at", "event"]
    list_filter = [
        "state",
        ("event", admin.RelatedOnlyFieldListFilter),
        ("side", admin.RelatedOnlyFieldListFilter),
        ("delegation", admin.RelatedOnlyFieldListFilter),
        "is_online",
    ]
    list_select_related = ["organisation", "event", "side", "delegation"]
    search_fields = ["organisation__name", "representatives__user__full_name"]
    ordering = [by_name("organisation__name"), "pk"]  # type: ignore[list-item] # the stubs know names
    date_hierarchy = "created_at"
    inlines = [RepresentativeInline, AnswerInline]
    actions = [
        "approve",
        "waitlist",
        "reject",
        "hand_in",
        *export_actions(RegistrationResource),
    ]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return (
            super()
            .get_queryset(request)
            .annotate(
                people_number=Count("representatives", distinct=True),
                text_number=Count("statements", distinct=True),
            )
        )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        if obj is None:
            return [(None, {"fields": ["event", "organisation", "side", "delegation"]})]
        return [
            (None, {"fields": ["event", "organisation", "state", "state_reason"]}),
            (_("Part in the event"), {"fields": ["side", "delegation", "booth", "is_listed"]}),
            (
                _("Meetings"),
                {
                    "fields": [
                        "statements",
                        ("meeting_minimum", "meeting_maximum"),
                        ("is_online", "time_zone"),
                    ]
                },
            ),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        always = ["state", "state_reason"]
        return always if obj is None else ["event", "organisation", *always]

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        return self.inlines if obj else []

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "statements":
            row = getattr(request, "row", None)
            organisation = None if row is None else row.organisation_id
            kwargs["queryset"] = Statement.objects.filter(organisation=organisation)
            return super(ScopedAdmin, self).formfield_for_manytomany(db_field, request, **kwargs)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def page_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        if row is None:
            return {}
        other = [(state, label) for state, label in ANSWERS.items() if state != row.state]
        return {"answers": other, "may_decide": self.has_decide_permission(request, row)}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Registrations are withdrawn, not deleted: others may have asked to meet them."""
        return bool(request.user.is_superuser)

    def has_decide_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._asks(request, "events.decide_registration", obj)

    def add_row(self, request: HttpRequest, obj: Registration, form: Any) -> Registration:
        return register(
            obj.event,
            obj.organisation,
            **form.given("side", "delegation"),
            by=actor(request),
        )

    def change_row(self, request: HttpRequest, obj: Registration, form: Any) -> None:
        changes = form.changed(*REGISTRATION_FIELDS, "statements")
        change_registration(obj, by=actor(request), **changes)

    def refuse_removal(self, row: Any) -> None:
        refuse_registration_removal(row)

    def remove_row(self, request: HttpRequest, obj: Registration) -> None:
        remove_registration(obj, by=actor(request))

    # --- list -------------------------------------------------------------------------------

    @admin.display(description=_("people"), ordering="people_number")
    def people(self, registration: Any) -> Any:
        return registration.people_number

    @admin.display(description=_("offers and needs"), ordering="text_number")
    def texts(self, registration: Any) -> Any:
        return registration.text_number

    @admin.display(description=_("handed in"), ordering="submitted_at")
    def at(self, registration: Registration) -> Any:
        return registration.submitted_at

    # --- decisions --------------------------------------------------------------------------

    @admin.action(description=_("Approve the selected"), permissions=["decide"])
    def approve(self, request: HttpRequest, queryset: Any) -> None:
        self._answer(request, list(queryset), State.APPROVED, "")

    @admin.action(description=_("Put the selected on the waiting list …"), permissions=["decide"])
    def waitlist(self, request: HttpRequest, queryset: Any) -> HttpResponse:
        return self._ask_reason(queryset, State.WAITLISTED)

    @admin.action(description=_("Do not accept the selected …"), permissions=["decide"])
    def reject(self, request: HttpRequest, queryset: Any) -> HttpResponse:
        return self._ask_reason(queryset, State.REJECTED)

    @admin.action(description=_("Hand in the selected drafts"), permissions=["change"])
    def hand_in(self, request: HttpRequest, queryset: Any) -> None:
        rows = self.changeable(request, queryset)
        done = self.act(request, rows, lambda row: submit_registration(row, by=actor(request)))
        self._say(request, len(done))

    def _ask_reason(self, queryset: Any, state: State) -> HttpResponse:
        ids = ",".join(str(row) for row in queryset.values_list("pk", flat=True))
        address = reverse("admin:events_registration_decide")
        return HttpResponseRedirect(f"{address}?state={state}&ids={ids}")

    def _answer(self, request: HttpRequest, rows: list[Any], state: State, reason: str) -> int:
        for row in rows:
            if not self.has_decide_permission(request, row):
                raise PermissionDenied

        def answer(row: Registration) -> None:
            if state == State.WITHDRAWN:
                withdraw_registration(row, reason=reason, by=actor(request))
            else:
                decide_registration(row, state=state, reason=reason, by=actor(request))
            self.log_change(request, row, f"{ANSWERS[state]} {reason}".strip())

        done = self.act(request, rows, answer)
        self._say(request, len(done))
        return len(done)

    def _say(self, request: HttpRequest, number: int) -> None:
        if number:
            said = ngettext(
                "%(number)s registration is changed.",
                "%(number)s registrations are changed.",
                number,
            )
            messages.success(request, said % {"number": number})

    def get_urls(self) -> list[Any]:
        decide = path(
            "decide/",
            self.admin_site.admin_view(self.decide),
            name="events_registration_decide",
        )
        return [decide, *super().get_urls()]

    def decide(self, request: HttpRequest) -> HttpResponse:
        """One answer with its reason for the registrations named in the address."""
        ids = [part for part in request.GET.get("ids", "").split(",") if part.isdecimal()]
        rows = list(
            self.get_queryset(request).filter(pk__in=ids).select_related("event", "organisation")
        )
        state = request.GET.get("state", "")
        if state not in ANSWERS or not rows:
            raise Http404
        if not all(self.has_decide_permission(request, row) for row in rows):
            raise PermissionDenied
        form = ReasonForm(request.POST or None)
        form.fields["reason"].required = state == State.REJECTED
        if request.method == "POST" and form.is_valid():
            self._answer(request, rows, State(state), form.cleaned_data["reason"])
            address = reverse("admin:events_registration_changelist")
            return HttpResponseRedirect(f"{address}?event__id__exact={rows[0].event_id}")
        context = {
            **self.admin_site.each_context(request),
            "title": ANSWERS[State(state)],
            "opts": self.opts,
            "form": form,
            "rows": rows,
            "about": WHAT_FOLLOWS[State(state)],
            "button": ANSWERS[State(state)],
        }
        return TemplateResponse(request, "admin/plain_form.html", context)
