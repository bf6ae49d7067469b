"""Sentences in which a company speaks of itself, and not of what it offers or needs.

Founded when, how many employees, which certificates, "we look forward to your reply": such talk
around an offer hides it, and it is alike from company to company. A sentence is told by its vector:
a linear discriminant (ridge regression on +1 and -1, Fisher's up to scale; R. Fisher, "The use of
multiple measurements in taxonomic problems", 1936), learned from the sentences of ``talk.json`` and
of the reference texts in four languages. ``docs/engine.md`` says how well that works on talk of
other kinds.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

FILE: Final = "talk_e5.npz"
DOUBT: Final = 0.2
"""How far beyond the middle (of 0, with talk at 1 and business at -1) a sentence is talk: rather
one too many is kept."""
RIDGE: Final = 0.002
FRAGMENT: Final = 24
"""Bytes (a letter has one, two with a mark, a Chinese or Korean sign three) that a sentence has at
least; shorter ones go with the sentence before."""
_SCALE: Final = 1_000

_END: Final = re.compile(
    r"(?<!\bCo\.)(?<!\bLtd\.)(?<!\bInc\.)(?<!\bCorp\.)(?<!\bNo\.)(?<!\bTP\.)(?<=[.!?;])\s+"
    r"|(?<=[。！？；])\s*"
)

Floats = NDArray[np.float32]


def sentences(text: str) -> list[str]:
    """The sentences of a text in order, at least one, joined by white space or nothing."""
    found: list[str] = []
    for sentence in _END.split(text):
        if found and (len(sentence.encode()) < FRAGMENT or len(found[-1].encode()) < FRAGMENT):
            found[-1] += f" {sentence}" if sentence else ""
        else:
            found.append(sentence)
    return found


@dataclass(frozen=True, eq=False)
class Talk:
    """The discriminant: ``direction`` [dimensions] and ``middle``, in the space of sentences."""

    direction: NDArray[np.float64]
    middle: float

    @classmethod
    def of(cls, talk: Floats, business: Floats) -> Talk:
        """From unit vectors of sentences of both kinds, which count alike however many."""
        rows = np.vstack((talk, business)).astype(np.float64)
        kinds = np.repeat((1.0, -1.0), (len(talk), len(business)))
        weight = np.repeat((0.5 / len(talk), 0.5 / len(business)), (len(talk), len(business)))
        mean = weight @ rows
        centred = rows - mean
        scatter = (centred * weight[:, None]).T @ centred
        ridge = RIDGE * np.trace(scatter) * np.eye(len(scatter))
        direction = np.linalg.solve(scatter + ridge, (weight * kinds) @ centred)
        direction = np.rint(direction * _SCALE) / _SCALE
        return cls(direction, float(np.rint(mean @ direction * _SCALE) / _SCALE))

    def hears(self, vectors: Floats) -> NDArray[np.bool_]:
        """Which sentences, by their unit vectors [n, dimensions], are talk."""
        return np.asarray(vectors.astype(np.float64) @ self.direction > self.middle + DOUBT)


def examples() -> tuple[list[str], list[str]]:
    """Sentences of talk, and of business, in four languages: what the discriminant learns from."""
    listed = json.loads(files(__package__).joinpath("talk.json").read_text(encoding="utf-8"))
    talk, business = (
        [sentence for own in listed[kind].values() for sentence in own]
        for kind in ("talk", "business")
    )
    return talk, business


def made_of(weights: str) -> str:
    """Stands in the shipped file: changes with the examples, the reference texts, the weights."""
    total = hashlib.sha256(weights.encode())
    for name in ("talk.json", "reference.json"):
        total.update(files(__package__).joinpath(name).read_bytes())
    return total.hexdigest()[:16]


@lru_cache(maxsize=1)
def shipped() -> Talk:
    """The discriminant of multilingual-e5-small."""
    with files(__package__).joinpath(FILE).open("rb") as stream, np.load(stream) as data:
        return Talk(data["direction"].astype(np.float64), float(data["middle"]))
