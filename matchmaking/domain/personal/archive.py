"""A person's own data as one ZIP: a letter that says what is in it, JSON, a table a section, and
what the person uploaded."""

import io
import json
import zipfile
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from companies.models import User
from companies.spreadsheets import csv_file
from matchmaking.domain import addresses
from matchmaking.domain.personal.gathering import OwnData, Row
from matchmaking.domain.personal.inventory import INVENTORY


def build_archive(person: User, data: OwnData) -> bytes:
    """The ZIP's bytes. The letter is in the person's language; names of columns are the data's."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        with translation.override(person.language):
            archive.writestr("README.txt", letter(person, data))
        archive.writestr(
            "data.json", json.dumps(data.sections, ensure_ascii=False, indent=2, default=str)
        )
        for name, rows in data.sections.items():
            if rows:
                archive.writestr(f"tables/{name}.csv", table(rows))
        for place, read in data.files.items():
            archive.writestr(place, read())
    return file.getvalue()


def table(rows: list[Row]) -> str:
    """The rows for a spreadsheet; what is not a plain value stands as JSON."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return csv_file(columns, ([_cell(row.get(name)) for name in columns] for row in rows))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def letter(person: User, data: OwnData) -> str:
    """What is in the file, in the active language."""
    made = timezone.now().strftime("%Y-%m-%d %H:%M UTC")
    lines = [
        _("Your data on %(site)s") % {"site": addresses.site_host()},
        "",
        _("For: %(name)s") % {"name": person.get_full_name() or person.email},
        _("Put together: %(when)s") % {"when": made},
        "",
        _("data.json: everything in one file, for programs."),
        _("tables/: the same as tables, one a part, for a spreadsheet (UTF-8)."),
        _("files/: what you uploaded, where you uploaded something."),
        "",
        _("The parts, with how many entries each has:"),
        *(f"  {name}: {len(rows)}" for name, rows in data.sections.items()),
        "",
        _(
            "Left out: passwords, keys and codes, which would let somebody in; and whatever other "
            "people wrote for themselves only."
        ),
        *(f"  {name}: {entry.why_not}" for name, entry in INVENTORY.items() if entry.why_not),
        "",
        _("Times are in UTC unless they say otherwise. Keep this file to yourself."),
        "",
    ]
    return "\r\n".join(lines)
