"""A hand-made glossary of the field in four languages.

Three uses: to name what a need and an offer have in common, for explanations; beside
multilingual-e5-small, as a small part of the comparison (``blend``); and, with character TF-IDF
(``fallback``), instead of it where its weights are not installed.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .diacritics import restored
from .language import canonical

SLOTS: Final = 192
"""Places of a concept vector; the glossary has room to grow to as many concepts."""

_WORD = re.compile(r"[^\W_]+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


def concepts(text: str) -> tuple[str, ...]:
    """Codes of the glossary's concepts that a text in any of its languages names, sorted."""
    return _found(text, _terms())


def shared_concepts(a: str, b: str) -> tuple[str, ...]:
    """Codes of the concepts that both texts name, whatever their languages, sorted."""
    return tuple(sorted(set(_remembered(a)) & set(_remembered(b))))


def shared_spans(a: str, b: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Where each of two texts (NFC) names a concept that the other names too, as (start, end)."""
    shared = shared_concepts(a, b)
    return _spans(a, shared), _spans(b, shared)


def _spans(text: str, codes: tuple[str, ...]) -> list[tuple[int, int]]:
    read = restored(text)  # as long as the text
    return [match.span() for code in codes for match in _pattern(code).finditer(read)]


@lru_cache(maxsize=SLOTS)
def _pattern(concept: str) -> re.Pattern[str]:
    """Finds the terms of a concept in a text as it was written, the longest first."""
    terms = {fold(term) for terms in _glossary()[concept].values() for term in terms}
    patterns = []
    for term in sorted(terms, key=lambda term: (-len(term), term)):
        if is_cjk(term):
            patterns.append(r"\s*".join(map(re.escape, term.replace(" ", ""))))
        else:
            phrase = r"[\s\W_]+".join(map(re.escape, words(term)))
            patterns.append(rf"(?<!\w){phrase}(?:s|es)?(?!\w)")
    return re.compile("|".join(patterns), re.IGNORECASE)


def term(concept: str, language: str) -> str:
    """The first term of a concept in a language, English if the glossary lacks the language.

    Raises ``KeyError`` for an unknown concept.
    """
    terms = _glossary()[concept]
    return terms.get(canonical(language), terms["en"])[0]


def concept_vectors(texts: list[str]) -> NDArray[np.float64]:
    """[len(texts), SLOTS]: unit vectors of the concepts named, rare ones counting more."""
    number = {code: i for i, code in enumerate(sorted(_glossary()))}
    rarity = _rarity()
    vectors = np.zeros((len(texts), SLOTS))
    for row, text in enumerate(texts):
        for code in concepts(text):
            vectors[row, number[code]] = rarity[number[code]]
    norm = np.sqrt((vectors * vectors).sum(axis=1, keepdims=True))
    return np.asarray(vectors / np.maximum(norm, 1e-12))


@lru_cache(maxsize=1)
def version() -> str:
    """Changes with every change of the glossary."""
    return hashlib.sha256(_source().encode()).hexdigest()[:8]


def fold(text: str) -> str:
    """NFKC, lower case, hyphens and white space as single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().replace("-", " ").split())


def words(folded: str) -> list[str]:
    """The words of a folded text; a run of Han or Hangul is one."""
    return _WORD.findall(folded)


def is_cjk(word: str) -> bool:
    """Whether a word has Han, kana or Hangul in it."""
    return _CJK.search(word) is not None


@dataclass(frozen=True)
class _Terms:
    """Terms of spaced scripts by their words, and those that are looked for inside the text."""

    spaced: dict[str, list[str]]
    longest: int
    inside: list[tuple[str, str]]


def _found(text: str, terms: _Terms) -> tuple[str, ...]:
    folded = fold(restored(unicodedata.normalize("NFKC", text)))
    found = {code for term, code in terms.inside if term in folded}
    spoken = words(folded)
    for first in range(len(spoken)):
        for size in range(1, min(terms.longest, len(spoken) - first) + 1):
            phrase = " ".join(spoken[first : first + size])
            for form in (phrase, phrase.removesuffix("s"), phrase.removesuffix("es")):
                found.update(terms.spaced.get(form, ()))
    return tuple(sorted(found))


_remembered = lru_cache(maxsize=65_536)(concepts)


@lru_cache(maxsize=1)
def _glossary() -> dict[str, dict[str, list[str]]]:
    return dict(json.loads(_source()))


def _source() -> str:
    return files(__package__).joinpath("glossary.json").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _terms() -> _Terms:
    spaced: dict[str, list[str]] = {}
    inside = []
    for code, languages in _glossary().items():
        for folded in {fold(term) for terms in languages.values() for term in terms}:
            if is_cjk(folded):
                inside.append((folded, code))
            else:
                spaced.setdefault(" ".join(words(folded)), []).append(code)
    return _Terms(spaced, max(len(phrase.split()) for phrase in spaced), inside)


@lru_cache(maxsize=1)
def _rarity() -> NDArray[np.float64]:
    """Inverse document frequency of each concept, over the reference texts."""
    from .reference import all_texts

    documents = all_texts()
    number = {code: i for i, code in enumerate(sorted(_glossary()))}
    seen = np.zeros(SLOTS)
    for text in documents:
        for code in concepts(text):
            seen[number[code]] += 1
    return np.asarray(np.log((1 + len(documents)) / (1 + seen)))
