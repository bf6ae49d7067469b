"""Small tables inside a form, where a column holds more than one value."""

from collections.abc import Sequence
from typing import Any

from django.utils.html import format_html, format_html_join

Cell = Any  # text, a lazy sentence or safe markup


def small_table(head: Sequence[Cell], rows: Sequence[Sequence[Cell]]) -> str:
    """Rows under their headings, the first cell of each naming it; a dash where there is none."""
    if not rows:
        return "–"
    body = format_html_join(
        "",
        '<tr><th scope="row">{}</th>{}</tr>',
        (
            (first, format_html_join("", "<td>{}</td>", ((c,) for c in rest)))
            for first, *rest in rows
        ),
    )
    heads = format_html_join("", '<th scope="col">{}</th>', ((cell,) for cell in head))
    return format_html(
        '<table class="small-table"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>',
        heads,
        body,
    )
