"""Sending an admin page as a browser would: what it shows, with some fields changed."""

from typing import Any

from django.core.files import File
from django.test import Client
from django.utils import timezone


def shown_values(client: Client, address: str) -> dict[str, Any]:
    """The values of every field of the page's form and of its inlines, as they would be sent."""
    context = client.get(address).context
    values: dict[str, Any] = {}
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        formset = inline.formset
        forms += [formset.management_form, *formset.forms]
    event = context.get("event")
    with timezone.override(event.zone if event else "UTC"):  # as the page was rendered
        for form in forms:
            for bound in form:
                put(values, bound)
    return values


def put(values: dict[str, Any], bound: Any) -> None:
    value = bound.value()
    decompress = getattr(bound.field.widget, "decompress", None)
    if decompress is not None:
        for index, part in enumerate(decompress(value)):
            values[f"{bound.html_name}_{index}"] = "" if part is None else str(part)
    elif isinstance(value, bool):
        if value:
            values[bound.html_name] = "on"
    elif isinstance(value, list | tuple):
        values[bound.html_name] = [str(getattr(part, "pk", part)) for part in value]
    elif value is not None and not isinstance(value, File):
        values[bound.html_name] = str(value)


def inline_row(values: dict[str, Any], prefix: str, **fields: Any) -> dict[str, Any]:
    """The values with one more row of the inline `prefix`."""
    number = int(values[f"{prefix}-TOTAL_FORMS"])
    row = {f"{prefix}-{number}-{name}": value for name, value in fields.items()}
    return {**values, f"{prefix}-TOTAL_FORMS": str(number + 1), **row}


def problems(response: Any) -> list[str]:
    """Every error that the page shows."""
    context = response.context
    found = [str(error) for errors in context["adminform"].form.errors.values() for error in errors]
    for inline in context["inline_admin_formsets"]:
        for errors in [*inline.formset.errors, {"": inline.formset.non_form_errors()}]:
            found += [str(error) for each in errors.values() for error in each]
    return found
