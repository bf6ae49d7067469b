"""Invented events for the scoring tests, and an encoder that costs nothing."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matchmaking.engine.scoring import Block, History, Profile, SectorTree, Statement, Wish

TREE = SectorTree(
    (
        ("digital", None),
        ("software", "digital"),
        ("security", "digital"),
        ("cloud", "digital"),
        ("industry", None),
        ("robots", "industry"),
        ("energy", None),
        ("solar", "energy"),
        ("wind", "energy"),
    )
)
SECTORS = tuple(code for code, _ in TREE.nodes)
LANGUAGES = ("vi", "en", "zh-Hant", "ko")
COUNTRIES = ("VN", "TW", "KR", "US", "JP")
WORDS = {
    "vi": ["được", "thiết", "kế", "phần", "mềm", "nhà", "máy", "điện", "đường", "phố"],
    "en": ["design", "software", "factory", "power", "street", "school", "water", "clinic"],
    "zh-Hant": list("設計軟體工廠電力道路學校診所"),
    "ko": ["설계", "소프트웨어", "공장", "전력", "도로", "학교", "병원"],
}


class HashEncoder:
    """A random direction for each word, summed: texts with common words are alike."""

    name = "words"
    version = "1"
    dimensions = 48

    def encode(self, texts: Sequence[str], role: str) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimensions))
        for row, text in enumerate(texts):
            for word in text.lower().split():
                digest = hashlib.sha256(word.encode()).digest()
                seed = int.from_bytes(digest[:8], "little")
                vectors[row] += np.random.default_rng(seed).standard_normal(self.dimensions)
        norm = np.sqrt((vectors * vectors).sum(axis=1, keepdims=True))
        return (vectors / np.maximum(norm, 1e-9)).astype(np.float32)


def profiles(size: int, seed: int = 1, *, statements: int = 2) -> list[Profile]:
    """Profiles of both sides with up to ``statements`` offers and needs, some with none."""
    chance = random.Random(seed)
    return [profile(chance, f"p{number:03d}", statements) for number in range(size)]


def profile(chance: random.Random, name: str, statements: int = 2) -> Profile:
    language = chance.choice(LANGUAGES)

    def stated(role: str, types: Sequence[str]) -> tuple[Statement, ...]:
        return tuple(
            Statement(
                f"{name}-{role}{number}",
                " ".join(chance.choices(WORDS[language], k=chance.randint(1, 6))),
                language,
                tuple(chance.sample(SECTORS, chance.randint(0, 2))),
                tuple(chance.sample(types, chance.randint(0, 2))),
            )
            for number in range(chance.randint(0, statements))
        )

    return Profile(
        name,
        side=chance.choice(("host", "guest")),
        kind=chance.choice(("company", "company", "government", "investor", "media")),
        country=chance.choice(COUNTRIES),
        languages=tuple(chance.sample(LANGUAGES, chance.randint(0, 2))),
        target_markets=tuple(chance.sample(COUNTRIES, chance.randint(0, 2))),
        offers=stated("o", ("sell", "distribute", "pilot", "invest", "transfer")),
        needs=stated("n", ("source", "distribute", "pilot", "invest", "co_develop")),
        delegation=chance.choice((None, None, "north", "south")),
        group=chance.choice((None, None, None, "holding")),
        sectors=tuple(chance.sample(SECTORS, chance.randint(0, 1))),
    )


def bonds(people: Sequence[Profile], seed: int = 1) -> dict[str, list[object]]:
    """Wishes, history and blocks among some of the profiles, as keywords of ``score``."""
    chance = random.Random(seed)

    def pairs(number: int) -> list[tuple[str, str]]:
        return [tuple(p.id for p in chance.sample(list(people), 2)) for _ in range(number)]

    return {
        "wishes": [
            Wish(
                a,
                b,
                chance.choice(("favourite", "request")),
                chance.randint(1, 3),
                chance.random() < 0.4,
            )
            for a, b in pairs(len(people))
        ],
        "history": [
            History(a, b, chance.choice(("met", "declined"))) for a, b in pairs(len(people) // 2)
        ],
        "blocks": [Block(a, b) for a, b in pairs(len(people) // 4)],
    }
