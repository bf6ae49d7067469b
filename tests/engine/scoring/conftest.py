from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from matchmaking.engine.scoring import Profile, Statement
from matchmaking.engine.scoring.text.blend import BlendedEncoder
from tests.engine.scoring.worlds import LANGUAGES


@pytest.fixture(scope="session")
def model() -> BlendedEncoder:
    return BlendedEncoder()


@dataclass(frozen=True)
class Topics:
    """Topics with an offer and a need in every language, and vectors of texts seen so far."""

    topics: list[dict[str, Any]]
    encoder: BlendedEncoder
    cache: dict[str, bytes]

    def buyer(self, topic: int, language: str, *, sectors: bool = False) -> Profile:
        return self._profile("need", topic, language, sectors)

    def seller(self, topic: int, language: str, *, sectors: bool = False) -> Profile:
        return self._profile("offer", topic, language, sectors)

    def everyone(self, *, sectors: bool = False) -> list[Profile]:
        """A buyer and a seller of every topic in every language."""
        return [
            make(topic, language, sectors=sectors)
            for topic in range(len(self.topics))
            for language in LANGUAGES
            for make in (self.buyer, self.seller)
        ]

    def _profile(self, role: str, topic: int, language: str, sectors: bool) -> Profile:
        about = self.topics[topic]
        stated = (
            Statement(role, about[role][language], language, (about["sector"],) if sectors else ()),
        )
        name = f"{role}|{topic}|{language}"
        if role == "need":
            return Profile(name, "buyer", needs=stated)
        return Profile(name, "seller", offers=stated)


@pytest.fixture(scope="session")
def topics(model: BlendedEncoder) -> Topics:
    source = Path(__file__).with_name("pairs.json").read_text(encoding="utf-8")
    return Topics(json.loads(source), model, {})
