"""What goes when a row is deleted, what stays without it, and what keeps it from going.

Whoever may delete a row may delete what hangs on it. What must stay is kept by the database
(rows that are `PROTECT`ed or `RESTRICT`ed) or by a domain function, whose sentence is shown before
anybody presses a button.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.admin import actions
from django.contrib.admin.utils import NestedObjects
from django.db import models, router, transaction
from django.db.models.options import Options
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from companies.domain.errors import DomainError

NAMED = 5
"""So many of each kind are named; the others are counted."""


@dataclass(frozen=True)
class Rows:
    """Rows of one kind: what they are called, how many, the names of the first few."""

    things: str
    number: int
    names: list[str]

    @property
    def more(self) -> int:
        return self.number - len(self.names)


@dataclass
class Removal:
    """What deleting some rows means. `needed_by` is not empty where it cannot be done."""

    going: list[Rows] = field(default_factory=list)
    staying: list[Rows] = field(default_factory=list)
    needed_by: list[Rows] = field(default_factory=list)


def removal_of(objects: Any) -> Removal:
    """Collect what hangs on the rows, as deleting them would."""
    rows = list(objects)
    if not rows:
        return Removal()
    collector = NestedObjects(using=router.db_for_write(type(rows[0])), origin=objects)
    collector.collect(rows)
    own = set(rows)
    found_by_model: dict[Any, Any] = dict(collector.model_objs)
    going = {
        model: [row for row in found if row not in own]
        for model, found in found_by_model.items()
        if not model._meta.auto_created
    }
    return Removal(
        going=_counted(going),
        staying=_counted(_staying(collector, rows)),
        needed_by=_counted(_by_model(collector.protected)),
    )


def _staying(collector: NestedObjects, rows: list[Any]) -> dict[Any, list[Any]]:
    """Rows that name those that go, and lose the name: emptied columns and rows of a relation."""
    gone = {row for found in collector.model_objs.values() for row in found}
    staying: dict[Any, list[Any]] = {}
    changed: Any = collector.field_updates.values()
    for groups in changed:
        for row in (row for group in groups for row in group):
            if row not in gone:
                staying.setdefault(type(row), []).append(row)
    found_by_model: dict[Any, Any] = dict(collector.model_objs)
    for model, links in found_by_model.items():
        if model._meta.auto_created:
            for row in _other_ends(model, links, type(rows[0])):
                if row not in gone:
                    staying.setdefault(type(row), []).append(row)
    return {model: list(dict.fromkeys(found)) for model, found in staying.items()}


def _other_ends(through: Any, links: Iterable[Any], model: type[models.Model]) -> Iterator[Any]:
    """The rows at the other end of a relation's links, read at once."""
    ends = [f for f in through._meta.fields if f.is_relation and f.related_model is not model]
    for end in ends[:1]:
        wanted = {getattr(link, end.attname) for link in links}
        yield from end.related_model._default_manager.filter(pk__in=wanted)


def _by_model(rows: Iterable[Any]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {}
    for row in rows:
        found.setdefault(type(row), []).append(row)
    return found


def _counted(found: dict[Any, list[Any]]) -> list[Rows]:
    counted = []
    for model, rows in found.items():
        if rows:
            meta: Options[Any] = model._meta
            word = meta.verbose_name if len(rows) == 1 else meta.verbose_name_plural
            names = list(dict.fromkeys(str(row) for row in rows[: 2 * NAMED]))[:NAMED]
            counted.append(Rows(capfirst(str(word)), len(rows), names))
    return sorted(counted, key=lambda each: (-each.number, each.things))


def delete_selected(page: Any, request: HttpRequest, queryset: Any) -> HttpResponse | None:
    """Django's action, all rows or none: what the domain refuses is said, and nothing goes."""
    kept = [sentence for row in queryset if (sentence := page.why_kept(request, row))]
    if kept:
        for sentence in kept:
            messages.error(request, sentence)
        return None
    try:
        with transaction.atomic():
            response: Any = actions.delete_selected(page, request, queryset)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return None
    if response is not None:
        response.context_data["removal"] = removal_of(queryset)
        response.context_data["title"] = _("Delete several")
    return response
