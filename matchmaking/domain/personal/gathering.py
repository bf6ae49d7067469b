"""A person's own data as plain values, section by section.

Rows are written column by column, so that a new column needs no line here. A row of somebody else
that a column leads to is written as its id and its name for the reader (a company, an event, a
table); people of other organisations are written without any.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db.models import BinaryField, Field, FileField, Model
from django.db.models.fields.files import FieldFile
from psycopg2.extras import Range

from companies.models import Organisation, Statement, User
from events.models import Registration, Representative
from matchmaking.domain.personal.inventory import INVENTORY, rows_of
from matchmaking.models import Meeting, Seat

Row = dict[str, Any]
HIDDEN_OF_PERSON = ("password",)


@dataclass
class OwnData:
    """`sections` by name; `files` read the uploads, by their place in the archive."""

    sections: dict[str, list[Row]] = field(default_factory=dict)
    files: dict[str, Callable[[], bytes]] = field(default_factory=dict)


def section_names() -> list[str]:
    """The sections in the order in which they are gathered."""
    of_inventory = [entry.section for entry in INVENTORY.values() if entry.section]
    return ["person", "organisations", "offers_and_needs", "registrations", *of_inventory]


def gather(
    person: User, progress: Callable[[int, int], None] = lambda done, total: None
) -> OwnData:
    """Everything, read section by section; `progress` hears of each."""
    data = OwnData()
    total = len(section_names())
    for done, (name, rows) in enumerate(_sections(person, data), start=1):
        data.sections[name] = rows
        progress(done, total)
    return data


def _sections(person: User, data: OwnData) -> Iterator[tuple[str, list[Row]]]:
    own = Organisation.objects.of(person).distinct()
    yield "person", _rows([person], data, hidden=HIDDEN_OF_PERSON)
    yield "organisations", _rows(own.order_by("pk"), data)
    yield (
        "offers_and_needs",
        _rows(Statement.objects.filter(organisation__in=own).order_by("pk"), data),
    )
    # With what its people let others see: the choices that the organisation has made.
    registrations = Registration.objects.filter(organisation__in=own).order_by("pk")
    yield "registrations", _rows(registrations, data, hidden=("acting_leader",))
    for name, entry in INVENTORY.items():
        if not entry.section:
            continue
        rows = rows_of(name, person)
        if rows.model is Seat:
            yield entry.section, _meetings(rows, data)
        else:
            yield entry.section, _rows(rows, data, hidden=entry.hidden)


def _meetings(seats: Any, data: OwnData) -> list[Row]:
    """The meetings that the person sat in, in every version that was published."""
    rows = seats.filter(version__published_at__isnull=False).select_related(
        "meeting__registration_a__organisation",
        "meeting__registration_b__organisation",
        "meeting__table__hall",
        "version__event",
    )
    return [
        {
            "event": str(seat.version.event),
            "schedule_version": seat.version.number,
            "starts_at": seat.during.lower.isoformat(),
            "ends_at": seat.during.upper.isoformat(),
            "with": str(_other(seat.meeting, seat.registration_id).organisation),
            "hall": str(seat.meeting.table.hall) if seat.meeting.table else "",
            "table": str(seat.meeting.table or ""),
            "link": seat.meeting.online_url,
            "state": seat.meeting.state,
            "calendar_id": str(seat.meeting.uid),
        }
        for seat in rows
    ]


def _other(meeting: Meeting, own: int) -> Registration:
    is_a = meeting.registration_a_id == own
    return meeting.registration_b if is_a else meeting.registration_a


def _rows(rows: Iterable[Model], data: OwnData, hidden: Iterable[str] = ()) -> list[Row]:
    return [_row(row, data, frozenset(hidden)) for row in rows]


def _row(row: Model, data: OwnData, hidden: frozenset[str]) -> Row:
    values: Row = {}
    for column in row._meta.concrete_fields:
        if column.name in hidden:
            continue
        if isinstance(column, FileField):
            values[column.name] = _file(row, column, data)
        elif isinstance(column, BinaryField):
            values[column.name] = _bytes(row, column, data)
        elif column.is_relation:
            values.update(_relation(row, column))
        else:
            values[column.name] = plain(column.value_from_object(row))
    return values


def _relation(row: Model, column: "Field[Any, Any]") -> Row:
    """Whose or what it is, by name, unless it is another person."""
    number = column.value_from_object(row)
    if column.related_model in {User, Representative} or number is None:
        return {}
    return {column.name: str(getattr(row, column.name))}


def _file(row: Model, column: FileField, data: OwnData) -> str:
    """The upload's place in the archive; nothing where none was made or it is gone."""
    upload = getattr(row, column.name)
    if not upload or not upload.storage.exists(upload.name):
        return ""
    ending = upload.name.rpartition(".")[2]
    place = f"files/{row._meta.model_name}-{row.pk}-{column.name}.{ending}"
    data.files[place] = partial(_read, upload)
    return place


def _read(upload: FieldFile) -> bytes:
    with upload.open("rb") as opened:
        content: bytes = opened.read()
    return content


def _bytes(row: Model, column: "BinaryField[Any, Any]", data: OwnData) -> str:
    """The same for an upload that is kept in its row."""
    content = column.value_from_object(row)
    if not content:
        return ""
    ending = str(getattr(row, "media_type", "")).rpartition("/")[2] or "bin"
    place = f"files/{row._meta.model_name}-{row.pk}-{column.name}.{ending}"
    data.files[place] = partial(bytes, content)
    return place


def plain(value: Any) -> Any:
    """A value as JSON has it: ISO 8601 for times."""
    if isinstance(value, Range):
        return {"from": plain(value.lower), "to": plain(value.upper)}
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(name): plain(item) for name, item in value.items()}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return str(value)
