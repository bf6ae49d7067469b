"""Fields that several forms share."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import get_language

from companies.languages import babel_locale, listed


def several(label: object, choices: object, **more: object) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,  # type: ignore[arg-type]
        choices=choices,  # type: ignore[arg-type]
        required=False,
        widget=forms.CheckboxSelectMultiple,
        **more,  # type: ignore[arg-type]
    )


def country_names(codes: Iterable[str]) -> str:
    """Countries by their names in the reader's language, joined."""
    names = babel_locale(get_language()).territories
    return listed(names.get(code, code) for code in codes)
