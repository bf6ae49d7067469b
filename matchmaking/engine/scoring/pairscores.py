"""What scoring returns: the pairs kept, each with its factors and what they rest on."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Evidence:
    """One fact that a factor rests on, as plain data; apps make the sentence.

    ``code`` is one of

    - ``need_meets_offer``: ``need`` of ``who`` meets ``offer`` of ``other``; for the text
      factor ``items`` are the glossary concepts that both texts name, maybe none;
    - ``sector``: ``items`` = (sector of the need, sector of the offer);
    - ``cooperation``: ``items`` = (type the need names, type the offer names);
    - ``market``: ``who`` targets the country of ``other``, ``items`` = (country,);
    - ``common_language``: ``items`` = the languages both speak;
    - ``interpreter``: ``items`` = (language of ``who``, language of ``other``);
    - ``no_language``: neither;
    - ``kind``: ``who`` meets kinds such as that of ``other``, ``items`` = (kind of ``other``,);
    - ``favourite``, ``request``: ``who`` marked or asked for ``other``, ``items`` = (priority,);
    - ``accepted``: ``who`` accepted the request of ``other``;
    - ``new``: they have no history; ``met``: they met before; ``declined``: ``who`` declined
      ``other`` before;
    - ``unstated``: ``who`` has said nothing on this.

    ``fit`` is how well it fits, 0 to 1,000,000.
    """

    code: str
    who: str
    other: str
    fit: int
    need: str | None = None
    offer: str | None = None
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Factor:
    """``name`` (one of ``FACTORS``) adds ``value`` of at most ``weight`` (both micro-units)."""

    name: str
    weight: int
    value: int
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class PairScore:
    """The score of one pair, ``a < b`` by id; the factors' values add up to ``value`` exactly."""

    a: str
    b: str
    value: int
    factors: tuple[Factor, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain dictionaries, lists, strings and integers."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class ProfileWarning:
    """Something about a profile that makes its scores worse than they need be.

    ``code``: ``vietnamese_without_diacritics``, ``empty_text``, ``no_statements``,
    ``language_mismatch`` (the text is visibly in another language than declared).
    """

    profile: str
    code: str
    statement: str | None = None
