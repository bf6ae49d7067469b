"""How often a need's own offer comes first: ``python benchmarks/texts.py FILE.json``.

The file (or the one that ``MATCHMAKING_TEXTS`` names; by default the topics of the tests) is a
list of topics, each with a ``sector``, and ``offers`` and ``needs`` (or ``offer`` and ``need``)
by language. Every need looks for its topic's offer, by text alone and with sectors ticked:

- ``other``: among the offers in all other languages at once, any of its topic's counts;
- ``each``: among the offers of one other language, averaged over all pairs of languages;
- ``all``: among all offers, its own language's too.

``--bare`` types the Vietnamese texts without marks; ``--talk`` puts before and after each text what
a company says of itself, in one of the three styles of ``talk.json``.

Prints one JSON object, by encoder: the product's own, the model without the glossary, and the
fallback without weights.
"""

from __future__ import annotations

import argparse
import json
import os
import unicodedata
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from matchmaking.engine.scoring import Profile, Statement, score
from matchmaking.engine.scoring.text.blend import BlendedEncoder
from matchmaking.engine.scoring.text.diacritics import without_marks
from matchmaking.engine.scoring.text.e5 import E5Encoder
from matchmaking.engine.scoring.text.encoder import Encoder
from matchmaking.engine.scoring.text.fallback import FallbackEncoder

DEFAULT = Path(__file__).parent.parent / "tests/engine/scoring/pairs.json"
TALK = Path(__file__).with_name("talk.json")
Topic = dict[str, Any]


def varied(topics: list[Topic], change: Callable[[str, str, int], str]) -> list[Topic]:
    """The topics with ``change(text, language, number)`` of each text."""
    number = count()
    return [
        topic
        | {
            name: {own: change(text, own, next(number)) for own, text in topic[name].items()}
            for name in ("needs", "offers", "need", "offer")
            if name in topic
        }
        for topic in topics
    ]


def bare(text: str, language: str, number: int) -> str:
    """Vietnamese without its marks."""
    return without_marks(unicodedata.normalize("NFC", text)) if language == "vi" else text


def talking(text: str, language: str, number: int) -> str:
    """What a company says of itself around the text."""
    styles = json.loads(TALK.read_text(encoding="utf-8"))
    before, after = styles[number % len(styles)][language]
    end = "" if text[-1:] in ".!?。" else "。" if language == "zh-Hant" else "."
    return f"{before}{text}{end}{after}"


def people(topics: list[Topic], sectors: bool) -> list[Profile]:
    """One profile a text, named role|topic|language."""
    made = []
    for number, topic in enumerate(topics):
        for role in ("need", "offer"):
            for language, text in (topic.get(role) or topic[role + "s"]).items():
                ticked = (topic["sector"],) if sectors else ()
                stated = (Statement(role, text, language, ticked),)
                name = f"{role}|{number}|{language}"
                if role == "need":
                    made.append(Profile(name, "buyer", needs=stated))
                else:
                    made.append(Profile(name, "seller", offers=stated))
    return made


def first_places(everyone: list[Profile], encoder: Encoder, cache: dict[str, bytes]) -> Topic:
    """Shares of needs whose own offer comes first."""
    scores = score(everyone, encoder=encoder, cache=cache, top=len(everyone))
    hits: dict[str, list[bool]] = {"other": [], "each": [], "all": []}
    for buyer in (p for p in everyone if p.side == "buyer"):
        _, topic, own = buyer.id.split("|")
        listed = [pair.b.split("|")[1:] for pair in scores.best(buyer.id)]
        hits["all"].append(listed[0][0] == topic)
        foreign = [(found, language) for found, language in listed if language != own]
        hits["other"].append(foreign[0][0] == topic)
        for language in sorted({language for _, language in foreign}):
            first = next(found for found, spoken in foreign if spoken == language)
            hits["each"].append(first == topic)
    return {name: round(sum(found) / len(found), 3) for name, found in hits.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    default = os.environ.get("MATCHMAKING_TEXTS", DEFAULT)
    parser.add_argument("file", nargs="?", type=Path, default=Path(default))
    parser.add_argument("--bare", action="store_true", help="Vietnamese without marks")
    parser.add_argument("--talk", action="store_true", help="with companies' talk of themselves")
    chosen = parser.parse_args()
    topics = json.loads(chosen.file.read_text(encoding="utf-8"))
    for change in ([talking] if chosen.talk else []) + ([bare] if chosen.bare else []):
        topics = varied(topics, change)
    cache: dict[str, bytes] = {}
    report = {
        f"{encoder.name}/{encoder.version}": {
            "text": first_places(people(topics, sectors=False), encoder, cache),
            "text_and_sector": first_places(people(topics, sectors=True), encoder, cache),
        }
        for encoder in (BlendedEncoder(), E5Encoder(), FallbackEncoder())
    }
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
