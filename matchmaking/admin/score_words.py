"""What a score is made of, as a table."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from matchmaking.admin.tables import small_table
from matchmaking.admin.words import POINT
from matchmaking.models import PairScore

FACTORS: dict[str, Promise] = {
    "text": _("What one needs and the other offers, by their words"),
    "sector": _("Sectors of offers and needs"),
    "cooperation": _("Kinds of cooperation that go together"),
    "market": _("Markets they want to reach"),
    "language": _("Languages in common"),
    "kind": _("Kinds of organisation"),
    "asked": _("Who asked to meet whom"),
    "history": _("What came of earlier meetings"),
}
"""Every factor of the engine's score, in its order."""


def factors_table(score: PairScore) -> str:
    """Points a factor; they add up to the points of the pair."""
    points = {factor["name"]: factor["value"] / POINT for factor in score.factors}
    rows = [(words, f"{points[code]:.1f}") for code, words in FACTORS.items() if code in points]
    return small_table((gettext("Made of"), gettext("Points")), rows)
