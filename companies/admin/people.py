"""People's accounts: for superusers only."""

from typing import Any, ClassVar

from allauth.account.adapter import get_adapter
from allauth.mfa.admin import Authenticator
from allauth.usersessions.admin import UserSession
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from companies.admin.base import DomainAdmin, DomainForm, DomainInline, explained
from companies.domain.people import create_person
from companies.domain.second_steps import remove_second_step
from companies.models import User
from companies.zones import TimeZoneField

KINDS = {
    Authenticator.Type.TOTP: _("Authenticator app"),
    Authenticator.Type.WEBAUTHN: _("Passkey"),
    Authenticator.Type.RECOVERY_CODES: _("Recovery codes"),
}
REMOVAL_MAILS = {
    Authenticator.Type.TOTP: "mfa/email/totp_deactivated",
    Authenticator.Type.WEBAUTHN: "mfa/email/webauthn_removed",
}


class PersonForm(DomainForm):
    class Meta:
        model = User
        fields = ["email", "full_name", "language", "time_zone"]


class SecondStepInline(DomainInline):
    """By what else a person signs in, without its secret; taken away from whoever lost it."""

    model = Authenticator
    verbose_name = _("second step of signing in")
    verbose_name_plural = _("Second steps of signing in")
    fields = ["kind", "created_at", "last_used_at"]
    readonly_fields = ["kind", "created_at", "last_used_at"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def remove_row(self, request: HttpRequest, row: Any) -> None:
        """The person learns of it by mail, in their own language."""
        remove_second_step(row)
        if row.type in REMOVAL_MAILS:
            with translation.override(row.user.language):
                get_adapter(request).send_notification_mail(REMOVAL_MAILS[row.type], row.user)

    @admin.display(description=_("kind"))
    def kind(self, step: Authenticator) -> Any:
        return KINDS[Authenticator.Type(step.type)]


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

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        return [SecondStepInline] if obj is not None and obj.authenticator_set.exists() else []

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "time_zone":
            field = TimeZoneField(required=False, label=capfirst(db_field.verbose_name))
            return explained(field, db_field, self)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """People delete their accounts themselves, which settles their meetings and requests;
        here an account is closed by its tick."""
        return False

    def add_row(self, request: HttpRequest, obj: Any, form: Any) -> User:
        return create_person(**form.given("email", "full_name", "language", "time_zone"))


admin.site.register(User, PersonAdmin)
admin.site.unregister(Authenticator)  # stands on its person's page
admin.site.unregister(Group)  # a person's rights come from their role at an event
# Each ends their own sessions on their account's page; deleting a row here would only hide one.
admin.site.unregister(UserSession)
