"""Organisations, as far as they have to do with one's own events."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from import_export.fields import Field

from companies.admin.base import DomainAdmin, DomainForm, DomainInline, actor
from companies.admin.fields import (
    CooperationField,
    CountriesField,
    CountryField,
    CountryFilter,
    LanguagesField,
)
from companies.choices import MemberRole
from companies.domain.organisations import (
    ORGANISATION_FIELDS,
    add_member,
    change_member,
    change_organisation,
    create_organisation,
    remove_member,
    verify_organisation,
)
from companies.domain.statements import add_statement, change_statement, remove_statement
from companies.models import Member, Organisation, Statement
from companies.ordering import by_name
from companies.templatetags.look import country_name
from events.admin.export import SafeResource, export_actions
from events.admin.people import MemberForm, PersonColumns
from events.admin.scope import events_permitting, permits
from events.choices import HostRole
from events.domain.events import add_host
from events.domain.registrations import register
from events.models import Event

PARTICIPANT = "participant"


class OrganisationResource(SafeResource):
    sectors = Field(column_name="sectors")

    class Meta:
        model = Organisation
        fields = [
            "id",
            "name",
            "kind",
            "country",
            "city",
            "size",
            "website",
            "tagline",
            "sectors",
            "verified_at",
        ]
        export_order = fields

    def dehydrate_sectors(self, organisation: Organisation) -> str:
        return "; ".join(sector.code for sector in organisation.sectors.all())


def organisations_of(events: "QuerySet[Event]") -> Q:
    """Organisations that take part in the events, host, are visited, sign or lead a delegation."""
    paths = [
        "registrations__event",
        "hosted__event",
        "visits__event",
        "hosted_sessions__event",
        "memoranda__session__event",
        "led_delegations__event",
    ]
    related = Q()
    for path in paths:
        rows = Organisation.objects.filter(**{f"{path}__in": events})
        related |= Q(pk__in=rows.values("pk"))
    return related


class OrganisationForm(DomainForm):
    country = CountryField()
    languages = LanguagesField()
    target_markets = CountriesField(label=capfirst(_("target markets")))


class NewOrganisationForm(OrganisationForm):
    """A new organisation comes with its part in an event, by which it is seen afterwards."""

    event: "forms.ModelChoiceField[Event]" = forms.ModelChoiceField(
        queryset=Event.objects.none(), label=capfirst(_("event")), required=False
    )
    part = forms.ChoiceField(
        label=capfirst(_("its part")),
        choices=[(PARTICIPANT, _("Participant (a draft registration)")), *HostRole.choices],
        initial=PARTICIPANT,
    )


class OrganisationRows(DomainInline):
    """Rows of an organisation: whoever may change it may change them."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def _may_change(self, request: HttpRequest, obj: Any) -> bool:
        page: Any = self.admin_site.get_model_admin(Organisation)
        allowed: bool = page.has_change_permission(request, obj)
        return allowed

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_change(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_change(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_change(request, obj)


class MemberInline(PersonColumns, OrganisationRows):
    model = Member
    form = MemberForm

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return super().get_queryset(request).select_related("user")

    def add_row(self, request: HttpRequest, parent: Organisation, row: Member, form: Any) -> Member:
        details = form.given("role", "job_title", "languages")
        return add_member(parent, form.person(), **details, by=actor(request))

    def change_row(self, request: HttpRequest, row: Member, form: Any) -> Member:
        return change_member(
            row, **form.changed("role", "job_title", "languages"), by=actor(request)
        )

    def remove_row(self, request: HttpRequest, row: Member) -> None:
        remove_member(row, by=actor(request))


class StatementForm(DomainForm):
    cooperation = CooperationField()

    class Meta:
        model = Statement
        fields = ["kind", "text", "language", "sectors", "cooperation"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3, "cols": 60})}


class StatementInline(OrganisationRows, admin.StackedInline):
    model = Statement
    form = StatementForm
    autocomplete_fields = ["sectors"]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return super().get_queryset(request).prefetch_related("sectors")

    def add_row(
        self, request: HttpRequest, parent: Organisation, row: Statement, form: Any
    ) -> Statement:
        return add_statement(parent, **form.given(*StatementForm.Meta.fields), by=actor(request))

    def change_row(self, request: HttpRequest, row: Statement, form: Any) -> Statement:
        return change_statement(row, **form.changed(*StatementForm.Meta.fields), by=actor(request))

    def remove_row(self, request: HttpRequest, row: Statement) -> None:
        remove_statement(row, by=actor(request))


@admin.register(Organisation)
class OrganisationAdmin(DomainAdmin):
    """Staff see the organisations of their events. They may change those that have no owner yet:
    an owner's words about the own company are the owner's."""

    domain_writes_relations = True
    form = OrganisationForm
    autocomplete_fields = ["sectors"]
    about = _(
        "Organisations that have to do with your events. Once one has an owner, only its "
        "own people change what it says of itself."
    )
    list_display = ["name", "kind", "country_name", "city", "size", "verified_at"]
    ordering = [by_name("name"), "pk"]  # type: ignore[list-item] # the stubs know names
    list_filter = [
        "kind",
        ("country", CountryFilter),
        "size",
        ("verified_at", admin.EmptyFieldListFilter),
    ]
    search_fields = ["name", "city", "tagline"]
    date_hierarchy = "created_at"
    inlines = [MemberInline, StatementInline]
    actions = ["verify", *export_actions(OrganisationResource)]
    fieldsets = [
        (None, {"fields": ["name", "kind", ("country", "city"), "size", "sectors"]}),
        (_("Languages and markets"), {"fields": ["languages", "target_markets"]}),
        (
            _("Presentation"),
            {"fields": ["tagline", "description", "website", "logo"]},
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        organisations = super().get_queryset(request).prefetch_related("sectors")
        if request.user.is_superuser:
            return organisations
        return organisations.filter(
            organisations_of(events_permitting(request, "events.view_registrations"))
        )

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if obj is None:
            kwargs["form"] = NewOrganisationForm
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is None:
            events = events_permitting(request, "events.manage_registrations")
            field: Any = form.base_fields["event"]
            field.queryset = events
            field.required = not request.user.is_superuser
        return form

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is not None:
            return self.fieldsets
        return [(_("Why it is added"), {"fields": [("event", "part")]}), *self.fieldsets]

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        return self.inlines if obj else []

    def has_module_permission(self, request: HttpRequest) -> bool:
        return permits(request, "events.view_registrations", None)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return permits(request, "events.view_registrations", None)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return permits(request, "events.manage_registrations", None)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if request.user.is_superuser:
            return True
        if not permits(request, "events.manage_registrations", None):
            return False
        if obj is None:
            return True
        if request.user.has_perm("companies.change_organisation", obj):
            return True
        has_owner = obj.members.filter(role=MemberRole.OWNER).exists()
        return not has_owner and self.may_verify(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def add_row(self, request: HttpRequest, obj: Organisation, form: Any) -> Organisation:
        made = create_organisation(
            **form.given(*ORGANISATION_FIELDS - {"logo"}, "sectors"), by=actor(request)
        )
        if form.cleaned_data.get("logo"):
            change_organisation(made, by=actor(request), logo=form.cleaned_data["logo"])
        event, part = form.cleaned_data["event"], form.cleaned_data["part"]
        if event is not None and part == PARTICIPANT:
            register(event, made, by=actor(request))
        elif event is not None:
            add_host(event, made, part, by=actor(request))
        return made

    def change_row(self, request: HttpRequest, obj: Organisation, form: Any) -> None:
        change_organisation(obj, by=actor(request), **form.changed(*ORGANISATION_FIELDS, "sectors"))

    @admin.display(description=_("country"), ordering="country")
    def country_name(self, organisation: Organisation) -> str:
        return country_name(organisation.country) or "–"

    @admin.action(description=_("Mark the selected as verified"), permissions=["change"])
    def verify(self, request: HttpRequest, queryset: Any) -> None:
        rows = [row for row in queryset if self.may_verify(request, row)]
        self.act(request, rows, lambda row: verify_organisation(row, by=actor(request)))

    def may_verify(self, request: HttpRequest, organisation: Organisation) -> bool:
        """Whoever runs registrations of an event that the organisation has to do with."""
        events = events_permitting(request, "events.manage_registrations")
        return Organisation.objects.filter(organisations_of(events), pk=organisation.pk).exists()
