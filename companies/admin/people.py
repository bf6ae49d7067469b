"""People's accounts: for superusers only."""

from typing import Any, ClassVar

from allauth.usersessions.admin import UserSession
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from companies.admin.base import DomainAdmin, DomainForm
from companies.domain.people import create_person
from companies.models import User


class PersonForm(DomainForm):
    class Meta:
        model = User
        fields = ["email", "full_name", "language", "time_zone"]


class PersonAdmin(UserAdmin, DomainAdmin):
    """Django's own account page for a model whose sign-in name is the address."""

    add_form = PersonForm
    add_form_template = None
    about = _(
        "Accounts of people. Nobody is deleted here: people delete their own account, which "
        "settles their meetings as well; to close one, open it and untick “active”."
    )
    helps: ClassVar = {
        "is_active": _(
            "Unticked, the person cannot sign in and gets no mails. Nothing is deleted."
        ),
        "is_superuser": _("May see and change everything at all events."),
        "language": _("Of pages and mails."),
        "time_zone": _("Empty: times are shown as each event's clocks show them."),
    }
    list_display = ["email", "full_name", "language", "is_active", "is_superuser", "last_login"]
    list_filter = ["is_active", "is_superuser", "language"]
    search_fields = ["email", "full_name"]
    ordering = ["email"]
    date_hierarchy = "date_joined"
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["email", "full_name", "language", "time_zone", "password"]}),
        (_("Access"), {"fields": ["is_active", "is_superuser", "last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "full_name", "language", "time_zone"]})]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """People delete their accounts themselves, which settles their meetings and requests;
        here an account is closed by its tick."""
        return False

    def add_row(self, request: HttpRequest, obj: Any, form: Any) -> User:
        return create_person(**form.given("email", "full_name", "language", "time_zone"))


admin.site.register(User, PersonAdmin)
admin.site.unregister(Group)  # a person's rights come from their role at an event
# Each ends their own sessions on their account's page; deleting a row here would only hide one.
admin.site.unregister(UserSession)
