"""Django's admin over domain functions: an admin class parses and asks, the domain decides.

A refusal of the domain becomes an error of the form that was sent, with all that was typed in it.
"""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.forms.models import BaseInlineFormSet, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst

from companies.admin.deleting import Removal, delete_selected, removal_of
from companies.domain.errors import DomainError
from companies.domain.storing import store
from companies.models import User

FIELD_OVERRIDES: "Mapping[type[models.Field[Any, Any]], Mapping[str, Any]]" = {
    models.URLField: {"assume_scheme": "https"}
}


def actor(request: HttpRequest) -> User:
    """The signed-in person: the admin's site lets nobody else in."""
    return cast(User, request.user)


class DomainForm(forms.ModelForm):
    """A form that shows the refusal which sending it led to."""

    refusal: str | None = None

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.refusal:
            self.add_error(None, self.refusal)
        return cleaned

    def _update_errors(self, errors: ValidationError) -> None:
        """Leave out what only names a constraint: the domain refuses it in a sentence."""
        unsaid = {
            str(constraint.default_violation_error_message) % {"name": constraint.name}
            for constraint in self.instance._meta.constraints
        }
        by_field = getattr(errors, "error_dict", {})
        told = by_field.pop(NON_FIELD_ERRORS, [])
        said = [error for error in told if error.message not in unsaid]
        if said:
            by_field[NON_FIELD_ERRORS] = said
        if by_field or not told:
            super()._update_errors(errors)  # type: ignore[misc]

    def given(self, *names: str) -> dict[str, Any]:
        """Cleaned values of the named fields, those that the form has."""
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}

    def changed(self, *names: str) -> dict[str, Any]:
        """Cleaned values of the named fields that differ from what was shown."""
        changed = set(self.changed_data)
        return {name: value for name, value in self.given(*names).items() if name in changed}


def explained(field: Any, db_field: Any, page: Any) -> Any:
    """The form field with the page's own words of help."""
    if field is not None and db_field.name in page.helps:
        field.help_text = page.helps[db_field.name]
    return field


def adopt(row: models.Model, made: models.Model) -> None:
    """Let the row that the admin holds be the one that a domain function made."""
    row.pk = made.pk
    row._state.adding = False
    row._state.db = made._state.db
    row.refresh_from_db()


class DomainAdmin(admin.ModelAdmin):
    """Saves and deletes through domain functions; a plain row is checked and stored."""

    form = DomainForm
    formfield_overrides = FIELD_OVERRIDES
    list_per_page = 50
    show_full_result_count = False
    domain_writes_relations = False
    about: "str | Promise" = ""
    """What the list holds and what it is for, in a sentence or two."""
    helps: ClassVar["Mapping[str, str | Promise]"] = {}
    """What a field does, where its name does not say it."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return explained(super().formfield_for_dbfield(db_field, request, **kwargs), db_field, self)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list is called what it holds, and says what that is for."""
        title = capfirst(str(self.opts.verbose_name_plural))
        context = {"title": title, "about": self.about, **(extra_context or {})}
        return super().changelist_view(request, context)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.refusal = getattr(request, "refusal", None)  # type: ignore[attr-defined]
        return form

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Once; and if the domain refused, once more to show the form with the reason."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except DomainError as refusal:
            request.refusal = str(refusal)  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            page = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_change"
            return HttpResponseRedirect(reverse(page, args=[object_id]))

    def refuse_removal(self, row: Any) -> None:
        """Raise the domain's refusal to delete the row, if it has one; asked before the button."""

    def why_kept(self, request: HttpRequest, row: Any) -> str:
        """Why the row cannot be deleted, in a sentence; nothing where it can."""
        try:
            self.refuse_removal(row)
        except DomainError as refusal:
            return str(refusal)
        return ""

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        """As Django asks; whoever may delete a row may delete what hangs on it."""
        kept = any(self.why_kept(request, row) for row in objs)  # then what hangs on it may be much
        request.removal = removal = Removal() if kept else removal_of(objs)  # type: ignore[attr-defined]
        return [], {}, set(), removal.needed_by

    def render_delete_form(self, request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
        row = context["object"]
        more = {"removal": request.removal, "kept": self.why_kept(request, row)}  # type: ignore[attr-defined]
        return super().render_delete_form(request, {**context, **more})

    def get_actions(self, request: HttpRequest) -> Any:
        """Django's actions, but deleting several rows at once asks the domain."""
        actions: Any = super().get_actions(request)
        if "delete_selected" in actions:
            _django, name, words = actions["delete_selected"]
            actions["delete_selected"] = (delete_selected, name, words)
        return actions

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            self.change_row(request, obj, form)
        else:
            made = self.add_row(request, obj, form)
            if made is not obj:
                adopt(obj, made)

    def add_row(self, request: HttpRequest, obj: Any, form: Any) -> Any:
        """Make what the form says; returns the stored row."""
        return store(obj)

    def change_row(self, request: HttpRequest, obj: Any, form: Any) -> None:
        """Change the stored row to what the form says."""
        store(obj)

    def remove_row(self, request: HttpRequest, obj: Any) -> None:
        obj.delete()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.remove_row(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for row in queryset:
            self.remove_row(request, row)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Inlines, and relations of the row unless its domain functions write them."""
        if not self.domain_writes_relations:
            form.save_m2m()
        for formset in formsets:
            self.save_formset(request, form, formset, change=change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        inline = getattr(formset, "inline", None)
        if inline is None:
            super().save_formset(request, form, formset, change)
            return
        inline.save_rows(request, form.instance, formset)

    def act(self, request: HttpRequest, rows: Any, function: Callable[[Any], object]) -> list[Any]:
        """Call a domain function on each row; refusals become messages. Returns those done."""
        done = []
        for row in rows:
            try:
                function(row)
            except DomainError as refusal:
                messages.error(request, str(refusal))
            else:
                done.append(row)
        return done


class DomainInline(admin.TabularInline):
    """Rows under another row, saved through domain functions."""

    extra = 0
    form = DomainForm
    formfield_overrides = FIELD_OVERRIDES
    show_change_link = False
    helps: ClassVar["Mapping[str, str | Promise]"] = {}

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return explained(super().formfield_for_dbfield(db_field, request, **kwargs), db_field, self)

    def get_formset(
        self, request: HttpRequest, obj: Any = None, **kwargs: Any
    ) -> type[BaseInlineFormSet]:
        formset = super().get_formset(request, obj, **kwargs)
        formset.inline = self  # type: ignore[attr-defined]
        return formset

    def save_rows(self, request: HttpRequest, parent: Any, formset: Any) -> None:
        formset.save(commit=False)  # fills the three lists below
        for row in formset.deleted_objects:
            self.remove_row(request, row)
        forms_by_row = {id(form.instance): form for form in formset.forms}
        for row, _changed in formset.changed_objects:
            self.change_row(request, row, forms_by_row[id(row)])
        for index, row in enumerate(formset.new_objects):
            formset.new_objects[index] = self.add_row(request, parent, row, forms_by_row[id(row)])

    def add_row(self, request: HttpRequest, parent: Any, row: Any, form: Any) -> Any:
        return store(row)

    def change_row(self, request: HttpRequest, row: Any, form: Any) -> Any:
        return store(row)

    def remove_row(self, request: HttpRequest, row: Any) -> None:
        row.delete()


class ReadOnlyMixin:
    """Rows that the product writes and people only read."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
