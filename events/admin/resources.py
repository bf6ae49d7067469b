"""Interpreters and delegations."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Count
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from companies.admin.base import DomainForm, actor
from companies.admin.fields import CountryField
from companies.ordering import by_name
from companies.templatetags.look import country_name
from events.admin.scope import ScopedAdmin
from events.admin.texts import gather_translations, translation_columns
from events.domain.events import add_delegation
from events.models import Delegation, Interpreter


@admin.register(Interpreter)
class InterpreterAdmin(ScopedAdmin):
    about = _(
        "Each interprets between two languages, in one meeting at a time. The matching "
        "gives them to the meetings that need one."
    )
    list_display = ["name", "event", "language_a", "language_b"]
    list_filter = [("event", admin.RelatedOnlyFieldListFilter), "language_a", "language_b"]
    list_select_related = ["event"]
    search_fields = ["name"]


class DelegationForm(DomainForm):
    country = CountryField(required=False)

    class Meta:
        model = Delegation
        fields = ["event", "name", "country", "organisation", "leader"]


@admin.register(Delegation)
class DelegationAdmin(ScopedAdmin, TranslationAdmin):
    change_permission = "events.change_event"
    form = DelegationForm
    helps: ClassVar = {
        "organisation": _("The association or agency that brings it."),
        "leader": _("Somebody who comes to the event; choose once they are registered."),
    }
    autocomplete_fields = ["organisation"]
    fields = ["event", *translation_columns("name"), "country", "organisation", "leader"]
    about = _(
        "Organisations that travel together. Their leader sees how full their schedules "
        "are, and may act for those who allow it."
    )
    list_display = ["name", "country_name", "organisation", "led_by", "size", "event"]
    list_filter = [("event", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["event", "organisation", "leader"]
    ordering = ["name", "pk"]
    search_fields = translation_columns("name")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(number=Count("registrations"))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A delegation is led by somebody who represents a participant of the event."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "leader" and field is not None:
            event = getattr(request, "event", None)
            people = db_field.remote_field.model.objects.filter(representations__event=event)
            field.queryset = people.distinct().order_by(by_name("full_name"))
        return field

    def add_row(self, request: HttpRequest, obj: Delegation, form: Any) -> Delegation:
        values = gather_translations(
            Delegation,
            form.given(*translation_columns("name"), "country", "organisation", "leader"),
        )
        return add_delegation(obj.event, **values, by=actor(request))

    @admin.display(description=_("country"), ordering="country")
    def country_name(self, delegation: Delegation) -> str:
        return country_name(delegation.country) or "–"

    @admin.display(description=_("leader"), ordering="leader__full_name")
    def led_by(self, delegation: Delegation) -> str:
        return str(delegation.leader or "–")

    @admin.display(description=_("take part"))
    def size(self, delegation: Any) -> Any:
        return delegation.number
