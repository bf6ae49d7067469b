"""How a run was asked for and with what it was computed, as tables with words and units."""

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from matchmaking.admin.tables import small_table
from matchmaking.models import Run

SETTINGS: dict[str, Promise] = {
    "moves": _("Published schedule"),
    "seconds": _("Longest search"),
    "gap": _("Enough when this close to the best possible"),
    "effort": _("Effort of the search"),
    "best": _("Best matches kept of each participant"),
    "suggestions": _("Of these, may fill free slots unasked"),
    "wake_from": _("People online meet from, where they are"),
    "wake_until": _("People online meet until, where they are"),
    "rows": _("Participants scored at a time"),
    "texts": _("Texts read at a time"),
}
"""Every setting of `RunParams`, in the order in which it matters to an organiser."""

SOFTWARE: "dict[str, str | Promise]" = {
    "python": "Python",
    "numpy": "NumPy",
    "scipy": "SciPy",
    "ortools": "OR-Tools",
    "highspy": "HiGHS",
    "numba": "Numba",
    "engine": _("Matching engine"),
    "encoder": _("Reader of texts"),
}
"""What a run's result depends on."""


def settings_table(run: Run) -> str:
    rows = [
        (words, say_setting(name, run.params[name]))
        for name, words in SETTINGS.items()
        if name in run.params
    ]
    return small_table((gettext("Setting"), gettext("Value")), rows)


def say_setting(name: str, value: Any) -> str:
    """A setting with its unit."""
    if name == "moves":
        return _say_moves(value)
    units: dict[str, Callable[[Any], str]] = {
        "seconds": lambda seconds: gettext("%(number)s seconds") % {"number": f"{seconds:g}"},
        "gap": lambda share: f"{100 * share:g} %",
        "effort": lambda times: gettext("%(number)s times the usual") % {"number": f"{times:g}"},
        "wake_from": "{:02d}:00".format,
        "wake_until": "{:02d}:00".format,
    }
    return units.get(name, "{:,}".format)(value)


def _say_moves(number: int | None) -> str:
    if number is None:
        return gettext("made anew")
    said = ngettext(
        "kept; %(number)s meeting may move", "kept; %(number)s meetings may move", number
    )
    return said % {"number": number}


def software_table(run: Run) -> str:
    rows = [(SOFTWARE.get(name, name), str(run.versions[name])) for name in sorted(run.versions)]
    return small_table((gettext("Software"), gettext("Version")), rows)
