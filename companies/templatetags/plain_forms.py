"""Forms of libraries in our own manner."""

from django import forms, template

register = template.Library()


@register.filter
def without_placeholders(form: forms.BaseForm) -> forms.BaseForm:
    """The form without placeholders: each field has a label that stays."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
    return form
