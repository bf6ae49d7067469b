"""What scoring reads: who takes part, what each offers and needs, who asked for whom.

Plain frozen values, checked when made. Nothing here knows a database; an id is any
non-empty string that is unique among its kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

COOPERATION_TYPES: Final = (
    "sell",
    "distribute",
    "pilot",
    "co_develop",
    "invest",
    "transfer",
    "source",
)
ORGANISATION_KINDS: Final = (
    "company",
    "association",
    "government",
    "research",
    "university",
    "investor",
    "media",
)
WISH_KINDS: Final = ("favourite", "request")
HISTORY_KINDS: Final = ("met", "declined")
MAX_STATEMENTS: Final = 50


class ScoringError(ValueError):
    """An input that scoring refuses; ``path`` says where it is, e.g. ``profiles[3].offers[0]``."""

    def __init__(self, message: str, path: str = "") -> None:
        super().__init__(f"{path}: {message}" if path else message)
        self.message = message
        self.path = path


@dataclass(frozen=True, slots=True)
class Statement:
    """One offer or one need.

    ``language`` is a BCP 47 tag ("vi", "en", "zh-Hant", "ko", others allowed); the script of
    the text overrules it where the two contradict. ``sectors`` are codes of the sector tree.
    ``cooperation`` holds members of ``COOPERATION_TYPES``, from the speaker's own view: an
    offer to ``invest`` has money, a need to ``invest`` looks for it.
    """

    id: str
    text: str
    language: str = "en"
    sectors: tuple[str, ...] = ()
    cooperation: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.id:
            raise ScoringError("a statement needs an id", "statement")
        for kind in self.cooperation:
            if kind not in COOPERATION_TYPES:
                raise ScoringError(
                    f"unknown cooperation type {kind!r}; known are {', '.join(COOPERATION_TYPES)}",
                    f"statement {self.id}",
                )


@dataclass(frozen=True, slots=True)
class Profile:
    """One participating organisation.

    ``side`` is the group it belongs to in a two-sided event. ``country`` and
    ``target_markets`` share one code system (ISO 3166-1 alpha-2). ``languages`` are those its
    people speak at the table. ``sectors`` stand in for statements that name none.
    ``wanted_kinds`` are the organisation kinds it wants to meet, empty for the usual ones.
    Members of one ``group`` never meet; members of one ``delegation`` only where the event
    says so.
    """

    id: str
    side: str | None = None
    kind: str = "company"
    country: str = ""
    languages: tuple[str, ...] = ()
    target_markets: tuple[str, ...] = ()
    offers: tuple[Statement, ...] = ()
    needs: tuple[Statement, ...] = ()
    delegation: str | None = None
    group: str | None = None
    sectors: tuple[str, ...] = ()
    wanted_kinds: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.id:
            raise ScoringError("a profile needs an id", "profile")
        for kind in (self.kind, *self.wanted_kinds):
            if kind not in ORGANISATION_KINDS:
                raise ScoringError(
                    f"unknown organisation kind {kind!r}; known are "
                    f"{', '.join(ORGANISATION_KINDS)}",
                    f"profile {self.id}",
                )
        for name, statements in (("offers", self.offers), ("needs", self.needs)):
            if len(statements) > MAX_STATEMENTS:
                raise ScoringError(
                    f"{len(statements)} {name}; at most {MAX_STATEMENTS} are scored",
                    f"profile {self.id}",
                )
            if len({statement.id for statement in statements}) != len(statements):
                raise ScoringError(f"{name} with the same id", f"profile {self.id}")


@dataclass(frozen=True, slots=True)
class Wish:
    """``from_id`` marked or asked to meet ``to_id``.

    ``priority`` runs from 1 (most wanted) to 3. ``accepted`` says that the other side agreed:
    then both sides count as having asked.
    """

    from_id: str
    to_id: str
    kind: str = "request"
    priority: int = 2
    accepted: bool = False

    def __post_init__(self) -> None:
        path = f"wish {self.from_id} -> {self.to_id}"
        if self.kind not in WISH_KINDS:
            raise ScoringError(f"unknown kind {self.kind!r}", path)
        if self.priority not in (1, 2, 3):
            raise ScoringError(f"priority {self.priority} is not 1, 2 or 3", path)
        if self.from_id == self.to_id:
            raise ScoringError("nobody can ask to meet themselves", path)


@dataclass(frozen=True, slots=True)
class History:
    """What happened before: ``a`` and ``b`` met, or ``a`` declined ``b``."""

    a: str
    b: str
    kind: str = "met"

    def __post_init__(self) -> None:
        if self.kind not in HISTORY_KINDS:
            raise ScoringError(f"unknown kind {self.kind!r}", f"history {self.a} - {self.b}")


@dataclass(frozen=True, slots=True)
class Block:
    """``a`` and ``b`` must never meet, whoever of them said so."""

    a: str
    b: str
