"""Search that reads Vietnamese with and without its marks, and scripts without spaces.

Texts and queries are brought to one plain form: lower case, decomposed, marks taken off, đ as d.
"""

import re
import unicodedata

MARKS = re.compile("[\u0300-\u036f]")


def plain(text: str) -> str:
    """The plain form of a text: “Đà Nẵng” and “da nang” have the same one."""
    decomposed = unicodedata.normalize("NFD", text.lower())
    return MARKS.sub("", decomposed).replace("đ", "d")


def words_of(query: str) -> list[str]:
    """The plain words of a query, at most eight: all of them must be found. No text has a NUL."""
    return plain(query.replace("\0", "")).split()[:8]
