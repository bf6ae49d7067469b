"""How a score is made up: weights, the event's rules, and the tables of what fits what."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import attrgetter
from typing import Final

from .profiles import ScoringError

FACTORS: Final = (
    "text",
    "sector",
    "cooperation",
    "market",
    "language",
    "kind",
    "asked",
    "history",
)
"""Names and order of the factors of every score."""

UNIT: Final = 1_000_000
"""Fits and scores are integers from 0 to ``UNIT`` (micro-units), so that sums are exact."""

_in_order = attrgetter(*FACTORS)

RULES: Final = ("two_sided", "any_to_any")


@dataclass(frozen=True, slots=True)
class Weights:
    """What each factor can add to a score, in thousandths; the sum must be 1000."""

    text: int = 290
    sector: int = 220
    cooperation: int = 90
    market: int = 70
    language: int = 80
    kind: int = 40
    asked: int = 110
    history: int = 100

    def __post_init__(self) -> None:
        if any(weight < 0 for weight in self.as_tuple()):
            raise ScoringError("a weight is negative", "params.weights")
        if sum(self.as_tuple()) != 1000:
            raise ScoringError(
                f"weights add up to {sum(self.as_tuple())}, not to 1000", "params.weights"
            )

    def as_tuple(self) -> tuple[int, ...]:
        """The weights in the order of ``FACTORS``."""
        return tuple(_in_order(self))


@dataclass(frozen=True, slots=True)
class ScoreParams:
    """Everything that an organiser can set. All fits are in micro-units.

    ``rule``: ``two_sided`` pairs different sides only, ``any_to_any`` everyone.
    ``interpreters``: unordered pairs of languages that the event has interpreters for.
    ``unknown``: fit of a factor on which a side has said nothing.
    ``seller``: how much a side values that its offer is needed, against 1 for its need met.
    ``second``: share of the weaker of the two directions (needs met, offers needed).
    ``neighbours``: k of CSLS.
    """

    weights: Weights = field(default_factory=Weights)
    rule: str = "two_sided"
    same_delegation_allowed: bool = False
    interpreters: tuple[tuple[str, str], ...] = ()
    unknown: int = 400_000
    seller: int = 900_000
    second: int = 150_000
    interpreted: int = 800_000
    met_before: int = 700_000
    neighbours: int = 8

    def __post_init__(self) -> None:
        if self.rule not in RULES:
            raise ScoringError(f"unknown rule {self.rule!r}", "params.rule")
        for name in ("unknown", "seller", "second", "interpreted", "met_before"):
            if not 0 <= getattr(self, name) <= UNIT:
                raise ScoringError(f"must lie in 0..{UNIT}", f"params.{name}")
        if self.second > UNIT // 2:
            raise ScoringError("the weaker direction cannot count more", "params.second")
        if self.neighbours < 1:
            raise ScoringError("must be at least 1", "params.neighbours")
