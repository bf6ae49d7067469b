"""Taking a person's name, address and telephone out of what was written about them.

What they wrote to others, and what others wrote to them, stays with those others; the name, the
address and the number in it do not.
"""

import re
from collections.abc import Iterable, Iterator

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.db.models import CharField, F, Func, JSONField, Model, Q, TextField, Value
from django.db.models.fields import Field
from django.db.models.functions import Cast

from companies.validators import PHONE

NOBODY = "—"
SHORTEST_NAME = 4  # characters: a shorter one occurs in words

LONG = 200  # characters: a column that takes fewer holds a name or a code, not sentences

# Columns of our models that hold no sentence of a person: what programs computed, addresses, and
# the names of events and organisations.
NOT_WRITTEN = frozenset(
    {
        "companies.Organisation.name",
        "companies.Organisation.website",
        "companies.User.email",
        "companies.Invitation.email",
        "events.Event.name",
        "events.Venue.map_url",
        "events.Session.online_url",
        "matchmaking.Meeting.online_url",
        "matchmaking.Notification.address",
        "matchmaking.Notification.key",
        "matchmaking.PairScore.factors",
        "matchmaking.Run.params",
        "matchmaking.Run.problem",
        "matchmaking.Run.scoring_input",
        "matchmaking.Run.timings",
        "matchmaking.Run.versions",
        "matchmaking.ScheduleVersion.levels",
    }
)


def written_columns() -> Iterator[tuple[type[Model], "Field"]]:  # type: ignore[type-arg]
    """Every column in which people write what they like, or in which a program repeats it."""
    for model in apps.get_models():
        if model._meta.app_label in {"companies", "events", "matchmaking"}:
            for column in model._meta.local_concrete_fields:
                name = f"{model._meta.label}.{getattr(column, 'translated_field', column).name}"
                if _takes_sentences(column) and name not in NOT_WRITTEN:
                    yield model, column
    for name in ("object_repr", "change_message"):
        yield LogEntry, LogEntry._meta.get_field(name)  # type: ignore[misc]


def _takes_sentences(column: object) -> bool:
    if isinstance(column, JSONField | TextField):
        return True
    is_long = isinstance(column, CharField) and (column.max_length or 0) >= LONG
    return is_long and not column.choices  # type: ignore[attr-defined]


class Replaced(Func):
    """The text with every match of a pattern replaced, upper and lower case alike."""

    function = "REGEXP_REPLACE"
    template = "%(function)s(%(expressions)s, 'gi')"
    output_field = TextField()


def take_out(words: Iterable[str]) -> int:
    """Replace the words, whole and in any case, wherever somebody may have written them.

    Returns how many rows had one. Each column is read once; this is for the rare moment in which
    somebody leaves.
    """
    patterns = [_pattern(word) for word in words if len(word) >= SHORTEST_NAME]
    if not patterns:
        return 0
    pattern = "|".join(patterns)
    return sum(_replace(model, column, pattern) for model, column in written_columns())


def _replace(model: type[Model], column: "Field", pattern: str) -> int:  # type: ignore[type-arg]
    manager = model._base_manager
    if isinstance(column, CharField | TextField):
        found = manager.filter(**{f"{column.name}__iregex": pattern})
        text = Replaced(F(column.name), Value(pattern), Value(NOBODY))
        return found.update(**{column.name: text})
    if isinstance(column, JSONField):
        as_text = Cast(F(column.name), TextField())
        rows = manager.annotate(as_text=as_text).filter(Q(as_text__iregex=pattern))
        compiled = re.compile(_for_python(pattern), re.IGNORECASE)
        number = 0
        for row in rows.only("pk", column.name):
            number += 1
            clean = _clean(getattr(row, column.name), compiled)
            manager.filter(pk=row.pk).update(**{column.name: clean})
        return number
    raise TypeError(f"{column} is no text")


def _clean(value: object, pattern: "re.Pattern[str]") -> object:
    if isinstance(value, str):
        return pattern.sub(NOBODY, value)
    if isinstance(value, dict):
        return {_clean(name, pattern): _clean(item, pattern) for name, item in value.items()}
    if isinstance(value, list):
        return [_clean(item, pattern) for item in value]
    return value


def _pattern(word: str) -> str:
    """The word as PostgreSQL's pattern, not inside a longer one: `An` is no part of `Anna`, nor
    is one address part of another."""
    if PHONE.fullmatch(word):
        return _number(word)
    escaped = re.sub(r"([^\w\s])", r"\\\1", word.strip())
    if "@" in word:
        return rf"(?<![[:alnum:].+_-]){escaped}(?![[:alnum:]]|[.-][[:alnum:]])"
    return rf"(?<![[:alnum:]]){escaped}(?![[:alnum:]])"


BETWEEN_DIGITS = "[ ().-]*"
OWN_DIGITS = 9  # of a number, without its country


def _number(phone: str) -> str:
    """The number however it is spaced, with its country's, with a 0 instead, or with neither."""
    digits = re.sub(r"[^0-9]", "", phone)
    country = BETWEEN_DIGITS.join(digits[:-OWN_DIGITS])
    own = BETWEEN_DIGITS.join(digits[-OWN_DIGITS:])
    before = rf"(?:(?:[+]|00)?{country}{BETWEEN_DIGITS}|[(]?0[)]?{BETWEEN_DIGITS})?"
    return rf"(?<![0-9]){before}{own}(?![0-9])"


def _for_python(pattern: str) -> str:
    return pattern.replace("[[:alnum:]]", r"[^\W_]").replace("[[:alnum:].+_-]", r"[\w.+-]")
