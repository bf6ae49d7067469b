"""Sectors suggested from a text. Whatever reads texts is named by a setting: it lives to the right
of this app, and this app does without where none is named."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from companies.models import Sector
from events.web.forms import StatementForm

MOST = 4
MOST_TRIES = 5

Suggester = Callable[[str, str, str], tuple[list[str], bool]]
"""(text, kind of statement, language) → codes of sectors, the likeliest first, and whether a
better answer is on its way."""


def suggester() -> Suggester | None:
    name = getattr(settings, "SECTOR_SUGGESTER", "")
    return import_string(name) if name else None


def suggestions_for(form: StatementForm, ticked: set[str], *, tries: int = 0) -> dict[str, Any]:
    """What the page of an offer or need shows beside its text: `suggested` sectors, none of them
    ticked, and after how many tries the page asks once more for a better answer, if ever."""
    read = suggester()
    text = str(form["text"].value() or "")
    if read is None or len(text.strip()) < 10:
        return {"suggested": [], "asks_again": 0}
    codes, unfinished = read(
        text, str(form["kind"].value() or "offer"), str(form["language"].value() or "en")
    )
    wanted = [code for code in codes if code not in ticked][:MOST]
    by_code = {
        sector.code: sector
        for sector in Sector.objects.filter(code__in=wanted).select_related("parent")
    }
    return {
        "suggested": [by_code[code] for code in wanted if code in by_code],
        "asks_again": tries + 1 if unfinished and tries < MOST_TRIES else 0,
    }
