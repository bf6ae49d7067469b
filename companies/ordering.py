"""Names in the order in which people look for them: “Ánh Dương” under A, “Đại Dũng” under D.

PostgreSQL's own order is that of the characters' numbers, the same on every machine; the server
that comes from a wheel knows no other, as it is built without ICU. So names are ordered by their
plain form (`companies.search`): Latin ones, then Chinese and Korean by the characters' numbers,
which is the alphabet's order for Korean and roughly that of radicals for Chinese.
"""

from django.db.models import F, Func, TextField
from django.db.models.expressions import Combinable

from companies.search import plain


def alphabetical(name: object) -> tuple[str, str]:
    """What to sort names by."""
    return plain(str(name)), str(name)


class Plain(Func):
    """`companies.search.plain` of a text in the database; six microseconds a name."""

    template = (
        "translate(regexp_replace(normalize(lower(%(expressions)s), NFD),"
        " '[\u0300-\u036f]', '', 'g'), 'đ', 'd')"
    )
    output_field = TextField()


def by_name(field: str) -> Combinable:
    """What to order rows by, for the name in that field."""
    return Plain(F(field))
