"""A person in a form of the admin: found by their address, or made from it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from companies.admin.base import DomainForm
from companies.admin.fields import LanguagesField
from companies.domain.people import create_person
from companies.models import Member, User
from events.models import Representative, Staff


class PersonRowForm(DomainForm):
    """A row about a person. A stored row keeps its person; a new one names an address.

    Nobody has to be searched for, so nobody can be looked through.
    """

    email = forms.EmailField(label=capfirst(_("email address")))
    full_name = forms.CharField(
        label=capfirst(_("full name")),
        required=False,
        max_length=150,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name, value in (
                ("email", self.instance.user.email),
                ("full_name", self.instance.user.full_name),
            ):
                self.fields[name].disabled = True
                self.initial[name] = value

    def person(self) -> User:
        """Whoever has the address; made if nobody has."""
        return create_person(
            email=self.cleaned_data["email"], full_name=self.cleaned_data["full_name"]
        )


class PersonColumns:
    """The person's columns for those who may read the row and not change it."""

    @admin.display(description=_("email address"))
    def email(self, row: Any) -> str:
        return str(row.user.email)

    @admin.display(description=_("full name"))
    def full_name(self, row: Any) -> str:
        return str(row.user.full_name)


class StaffForm(PersonRowForm):
    class Meta:
        model = Staff
        fields = ["email", "full_name", "role"]


class RepresentativeForm(PersonRowForm):
    languages = LanguagesField()

    class Meta:
        model = Representative
        fields = ["email", "full_name", "job_title", "languages", "takes_meetings"]


class MemberForm(PersonRowForm):
    languages = LanguagesField()

    class Meta:
        model = Member
        fields = ["email", "full_name", "role", "job_title", "languages"]
