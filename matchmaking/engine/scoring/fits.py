"""What fits what, apart from text: cooperation types and organisation kinds, in micro-units.

The tables are judgement, not measurement: 100 is the natural counterpart, 0 no counterpart.
"""

from __future__ import annotations

from typing import Final

from .params import UNIT

_COMPLEMENTS: Final = {
    # what a need names: what an offer names, and how well that answers it
    "source": {"sell": 100, "distribute": 80, "pilot": 50, "transfer": 40, "co_develop": 30},
    "sell": {"source": 100, "distribute": 90, "pilot": 40, "invest": 20},
    "distribute": {"distribute": 100, "sell": 90, "source": 60},
    "pilot": {"pilot": 100, "sell": 60, "co_develop": 60, "transfer": 30},
    "co_develop": {"co_develop": 100, "transfer": 60, "pilot": 60, "invest": 30},
    "invest": {"invest": 100, "co_develop": 30},
    "transfer": {"transfer": 100, "co_develop": 60, "sell": 40},
}

_USUAL: Final = 60
_KIND_INTEREST: Final = {
    # who is interested: in whom
    "company": {"company": 100, "investor": 90, "government": 70, "research": 70, "media": 20},
    "association": {"association": 90, "company": 100, "government": 90, "investor": 70},
    "government": {"company": 100, "government": 80, "association": 80, "investor": 90},
    "research": {"research": 90, "university": 90, "company": 100, "investor": 80, "media": 20},
    "university": {"research": 100, "university": 90, "company": 100, "media": 20},
    "investor": {"company": 100, "research": 80, "university": 70, "media": 10},
    "media": {"company": 90, "association": 90, "government": 90, "media": 30},
}


def cooperation_fit(need: str, offer: str) -> int:
    """How well an offer's cooperation type answers a need's."""
    return _COMPLEMENTS[need].get(offer, 0) * UNIT // 100


def kind_interest(who: str, other: str) -> int:
    """How much an organisation of kind ``who`` usually wants to meet one of kind ``other``."""
    return _KIND_INTEREST[who].get(other, _USUAL) * UNIT // 100
