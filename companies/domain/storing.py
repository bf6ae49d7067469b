"""What every domain function does with a row: check its fields, write it, say what is wrong."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from django.db.models.constraints import BaseConstraint
from django.db.models.fields.files import FieldFile
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from modeltranslation.translator import NotRegistered, translator
from modeltranslation.utils import build_localized_fieldname

from companies.domain.errors import DomainError, refusing

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Row = TypeVar("Row", bound=models.Model)


def translated_fields(model: type[models.Model]) -> frozenset[str]:
    """Names of the model's fields that hold a text for each language."""
    try:
        return frozenset(translator.get_options_for_model(model).get_field_names())
    except NotRegistered:
        return frozenset()


def spread_translations(model: type[models.Model], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by column: a translated field's dict of language to text becomes its columns.

    A plain text of a translated field is taken to be in the language that is active.
    """
    translated = translated_fields(model)
    columns: dict[str, Any] = {}
    for name, value in values.items():
        if name not in translated:
            columns[name] = value
        elif isinstance(value, Mapping):
            for language, text in value.items():
                columns[build_localized_fieldname(name, language)] = text
        else:
            language = get_language() or "en"
            columns[build_localized_fieldname(name, language)] = value
    return columns


def require_valid(row: models.Model) -> None:
    """Refuse what the row's own field validators refuse; relations and constraints are left out.

    What nobody sees but what turns the text around it is taken out before.
    """
    _take_out_controls(row)
    relations = {field.name for field in row._meta.fields if field.is_relation}
    try:
        row.full_clean(exclude=relations, validate_unique=False, validate_constraints=False)
        _require_short_texts(row)
    except ValidationError as error:
        raise DomainError(describe(type(row), error), code="invalid") from error


UNSEEN = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""Marks that turn or embed all that follows them. Right-to-left scripts do not need them."""
BREAKS = dict.fromkeys((*range(0x01, 0x20), 0x7F, 0x85, 0x2028, 0x2029), " ")
"""Line breaks and other controls: they have no place in a text of one line."""


def _take_out_controls(row: models.Model) -> None:
    """Names go into sentences, mails and calendars: one must not turn or break what follows it."""
    for field in row._meta.fields:
        if not isinstance(field, models.CharField | models.TextField) or field.choices:
            continue
        text = getattr(row, field.attname)
        if isinstance(text, str) and not text.isprintable():
            is_line = isinstance(field, models.CharField)
            text = text.translate(UNSEEN | BREAKS if is_line else UNSEEN)
            setattr(row, field.attname, " ".join(text.split()) if is_line else text)


def _require_short_texts(row: models.Model) -> None:
    """Long texts have their limit in forms only; here it holds for every writer."""
    for field in row._meta.fields:
        if isinstance(field, models.TextField) and field.max_length:
            text = getattr(row, field.attname) or ""
            try:
                MaxLengthValidator(field.max_length)(text)
            except ValidationError as error:
                raise ValidationError({field.name: error}) from error


def describe(model: type[models.Model], error: ValidationError) -> str:
    """The sentences of a validation error in one line, each behind its field's name."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    parts = []
    for name, problems in error.message_dict.items():
        text = " ".join(problems)
        try:
            label = model._meta.get_field(name).verbose_name  # type: ignore[union-attr]
        except FieldDoesNotExist:
            parts.append(text)
        else:
            parts.append(
                _("%(field)s: %(problem)s") % {"field": capfirst(str(label)), "problem": text}
            )
    return " ".join(parts)


def constraint_sentences(model: type[models.Model]) -> "dict[str, StrOrPromise]":
    """The sentences that the model itself gives for its constraints."""
    return {
        constraint.name: constraint.violation_error_message
        for constraint in model._meta.constraints
        if constraint.violation_error_message
        and constraint.violation_error_message != BaseConstraint.default_violation_error_message
    }


def store(
    row: Row,
    sentences: "Mapping[str, StrOrPromise] | None" = None,
    *,
    fields: Iterable[str] | None = None,
) -> Row:
    """Check and write a row; `sentences` by constraint name say what a violation means.

    `fields` limits the update to these columns.
    """
    require_valid(row)
    with refusing({**constraint_sentences(type(row)), **(sentences or {})}):
        row.save(update_fields=None if fields is None else list(fields))
    return row


def store_changes(
    row: Row,
    changes: Mapping[str, Any],
    *,
    allowed: frozenset[str],
    sentences: "Mapping[str, StrOrPromise] | None" = None,
) -> Row:
    """Write the given fields of a row, no others. Other names are a caller's mistake."""
    unknown = set(changes) - allowed
    if unknown:
        raise TypeError(f"cannot change {', '.join(sorted(unknown))} of {type(row).__name__}")
    if not changes:
        return row
    columns = spread_translations(type(row), changes)
    for name, value in columns.items():
        setattr(row, name, value)
    stamped = [field.name for field in row._meta.fields if getattr(field, "auto_now", False)]
    return store(row, sentences, fields=[*columns, *stamped])


def drop_file(file: FieldFile) -> None:
    """Delete a stored file once the change that no longer names it is committed."""
    if file:
        storage, name = file.storage, file.name or ""
        transaction.on_commit(lambda: storage.delete(name), robust=True)
