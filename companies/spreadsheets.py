"""Tables that spreadsheets and other programs open: no cell is a formula, every letter is read."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

# A spreadsheet takes a cell that begins like this for a formula and runs it.
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
TELEPHONE = re.compile(r"\+[0-9][0-9 ]{5,28}")  # begins like one, and computes nothing
BYTE_ORDER_MARK = "\ufeff"  # by which Excel knows UTF-8


def harmless(value: Any) -> Any:
    """Text that a spreadsheet would run becomes text that it shows (OWASP, CSV injection)."""
    if not isinstance(value, str) or not value.startswith(FORMULA_STARTS):
        return value
    return value if TELEPHONE.fullmatch(value) else f"'{value}"


def csv_file(heading: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """The rows under their heading, every cell harmless."""
    file = io.StringIO()
    file.write(BYTE_ORDER_MARK)
    writer = csv.writer(file)
    writer.writerow(heading)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return file.getvalue()
