"""A hand-made glossary of the field in four languages, with character TF-IDF beside it.

Two uses: to name what a need and an offer have in common, for explanations; and to compare
texts where the weights of multilingual-e5-small are not installed. As a comparison it is weak
(it knows its own words only), which is why a result records its encoder.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from .language import canonical

_CONCEPTS = 256
_GRAMS = 768
_CONCEPT_WEIGHT = 3.0
_LATIN = re.compile(r"[^\W\d_]+", re.UNICODE)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


def concepts(text: str) -> tuple[str, ...]:
    """Codes of the glossary's concepts that a text in any of its languages names, sorted."""
    folded = _fold(text)
    latin, other = _patterns()
    found = {code for pattern, code in latin if pattern.search(folded)}
    found.update(code for term, code in other if term in folded)
    return tuple(sorted(found))


def shared_concepts(a: str, b: str) -> tuple[str, ...]:
    """Codes of the concepts that both texts name, whatever their languages, sorted."""
    return tuple(sorted(set(_cached_concepts(a)) & set(_cached_concepts(b))))


def term(concept: str, language: str) -> str:
    """The first term of a concept in a language, English if the glossary lacks the language.

    Raises ``KeyError`` for an unknown concept.
    """
    terms = _glossary()[concept]
    return terms.get(canonical(language), terms["en"])[0]


class GlossaryEncoder:
    """Concepts and hashed character n-grams as a unit vector; needs no weights."""

    name = "glossary-tfidf"
    dimensions = _CONCEPTS + _GRAMS

    @property
    def version(self) -> str:
        return _version()

    def encode(self, texts: Sequence[str], role: str) -> NDArray[np.float32]:
        """Unit vectors [len(texts), dimensions]; ``role`` makes no difference here."""
        number = {code: i for i, code in enumerate(sorted(_glossary()))}
        rarity = _rarity()
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float64)
        for row, text in enumerate(texts):
            for code in concepts(text):
                vectors[row, number[code]] = _CONCEPT_WEIGHT
            for gram, count in Counter(_grams(text)).items():
                place, sign = _hashed(gram)
                vectors[row, _CONCEPTS + place] += sign * (1 + np.log(count)) * rarity[place]
            grams = vectors[row, _CONCEPTS:]
            grams /= max(float(np.sqrt((grams * grams).sum())), 1e-12)
        norm = np.sqrt((vectors * vectors).sum(axis=1, keepdims=True))
        return (vectors / np.maximum(norm, 1e-12)).astype(np.float32)


_cached_concepts = lru_cache(maxsize=4096)(concepts)


@lru_cache(maxsize=1)
def _glossary() -> dict[str, dict[str, list[str]]]:
    return dict(json.loads(_source()))


def _source() -> str:
    return files(__package__).joinpath("glossary.json").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _version() -> str:
    return hashlib.sha256(_source().encode()).hexdigest()[:12]


@lru_cache(maxsize=1)
def _patterns() -> tuple[list[tuple[re.Pattern[str], str]], list[tuple[str, str]]]:
    """Latin terms as patterns of whole words, plural or not; others as parts of the text."""
    latin, other = [], []
    for code, languages in _glossary().items():
        for terms in languages.values():
            for folded in map(_fold, terms):
                if _CJK.search(folded):
                    other.append((folded, code))
                else:
                    latin.append((re.compile(rf"\b{re.escape(folded)}(?:s|es)?\b"), code))
    return latin, other


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).lower().replace("-", " ").split())


def _grams(text: str) -> Iterator[str]:
    """Character 3- and 4-grams inside words, 1- and 2-grams of Han, kana and Hangul."""
    folded = _fold(text)
    for word in _LATIN.findall(folded):
        if _CJK.search(word):
            yield from word
            yield from (word[i : i + 2] for i in range(len(word) - 1))
        else:
            padded = f" {word} "
            for size in (3, 4):
                yield from (padded[i : i + size] for i in range(len(padded) - size + 1))


@lru_cache(maxsize=65_536)
def _hashed(gram: str) -> tuple[int, int]:
    digest = hashlib.blake2b(gram.encode(), digest_size=4).digest()
    return int.from_bytes(digest[:3], "little") % _GRAMS, 1 if digest[3] & 1 else -1


@lru_cache(maxsize=1)
def _rarity() -> NDArray[np.float64]:
    """Inverse document frequency of each place, over the reference texts."""
    from .reference import texts

    documents = [
        text for topic in texts() for role in ("offer", "need") for text in topic[role].values()
    ]
    seen = np.zeros(_GRAMS)
    for text in documents:
        for place in {_hashed(gram)[0] for gram in _grams(text)}:
            seen[place] += 1
    return np.log((1 + len(documents)) / (1 + seen)) + 1
