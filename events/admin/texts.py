"""Texts in several languages, between a form's columns and the domain's one name."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from modeltranslation.utils import get_translation_fields

from companies.domain.storing import translated_fields


def gather_translations(model: type[Model], columns: Mapping[str, Any]) -> dict[str, Any]:
    """Columns such as `name_vi` under their field's name, as a dict of language to text."""
    values = dict(columns)
    for name in translated_fields(model):
        texts = {
            column.removeprefix(f"{name}_").replace("_", "-"): values.pop(column) or ""
            for column in get_translation_fields(name)
            if column in values
        }
        if texts:
            values[name] = texts
    return values


def translation_columns(*names: str) -> list[str]:
    """The columns of translated fields, language by language."""
    return [column for name in names for column in get_translation_fields(name)]
