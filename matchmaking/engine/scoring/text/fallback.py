"""Comparing texts without weights: the glossary's concepts and character TF-IDF.

It knows its own words only and is a weak comparison across languages, which is why a result
records its encoder.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from . import glossary

_PLACES = 512
_CONCEPTS = 3.0
"""How much the concepts count against the n-grams' 1."""


class FallbackEncoder:
    """Concepts and hashed character n-grams as a unit vector."""

    name = "glossary-tfidf"
    dimensions = glossary.SLOTS + _PLACES

    @property
    def version(self) -> str:
        return glossary.version()

    def encode(self, texts: list[str], role: str) -> NDArray[np.float32]:
        """Unit vectors [len(texts), dimensions]; ``role`` makes no difference here."""
        rarity = _rarity()
        grams = np.zeros((len(texts), _PLACES))
        for row, text in enumerate(texts):
            for gram, count in Counter(_grams(text)).items():
                place, sign = _hashed(gram)
                grams[row, place] += sign * (1 + np.log(count)) * rarity[place]
        joined = np.hstack((_CONCEPTS * glossary.concept_vectors(texts), _unit(grams)))
        return _unit(joined).astype(np.float32)


def _unit(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    norm = np.sqrt((vectors * vectors).sum(axis=1, keepdims=True))
    return np.asarray(vectors / np.maximum(norm, 1e-12))


def _grams(text: str) -> Iterator[str]:
    """Character 3- and 4-grams inside words, 1- and 2-grams of Han, kana and Hangul."""
    for word in glossary.words(glossary.fold(text)):
        if glossary.is_cjk(word):
            yield from word
            yield from (word[i : i + 2] for i in range(len(word) - 1))
        else:
            padded = f" {word} "
            for size in (3, 4):
                yield from (padded[i : i + size] for i in range(len(padded) - size + 1))


@lru_cache(maxsize=65_536)
def _hashed(gram: str) -> tuple[int, int]:
    digest = hashlib.blake2b(gram.encode(), digest_size=4).digest()
    return int.from_bytes(digest[:3], "little") % _PLACES, 1 if digest[3] & 1 else -1


@lru_cache(maxsize=1)
def _rarity() -> NDArray[np.float64]:
    """Inverse document frequency of each place, over the reference texts."""
    from .reference import all_texts

    documents = all_texts()
    seen = np.zeros(_PLACES)
    for text in documents:
        for place in {_hashed(gram)[0] for gram in _grams(text)}:
            seen[place] += 1
    return np.asarray(np.log((1 + len(documents)) / (1 + seen)) + 1)
