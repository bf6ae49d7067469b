"""Vietnamese typed without its marks: noticed, and read with the marks put back.

Many people type so on phones, and no encoder reads it: ``he thong`` and ``hệ thống`` are different
words to it. Which marks a syllable has is told by its neighbours: the likeliest sequence of marked
syllables is found (A. Viterbi, "Error bounds for convolutional codes", IEEE Trans. Inf. Theory,
1967) under pairs of neighbours, smoothed by how varied a syllable's successors are (I. Witten and
T. Bell, "The zero-frequency problem", IEEE Trans. Inf. Theory, 1991).

The pairs are those of ``vietnamese.txt``, phrases of trade and of daily life, of the glossary and
of the reference texts; how frequent a syllable is in general, and as a word of other languages, is
told by the model's own vocabulary (``syllables.json``, made by ``ship``). How well it reads is
measured in ``docs/engine.md``.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

SYLLABLES: Final = "syllables.json"
KNOWN: Final = 1_000.0
"""How many syllables of phrases the vocabulary's frequencies count as."""
VARIED: Final = 3.0
"""How much a syllable's having many different successors counts for one that was never seen."""
MARKED_SHARE: Final = 0.2
"""Share of words with marks up to which a text counts as typed without; texts written with them
have twice as many and more."""
ODDS: Final = 5.0
"""log of the odds from which on a text is Vietnamese without marks rather than anything else. Among
354 runs of one to four English words that could be syllables five have it: Vietnamese names."""
FOREIGN: Final = -4.0
"""What a word adds to them that is no syllable."""
_RARE: Final = 1e-6

# A Vietnamese syllable without its marks: an initial consonant or none, and one of the rhymes.
_INITIALS: Final = "ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|b|c|d|g|h|k|l|m|n|p|r|s|t|v|x|"
_RHYMES: Final = (
    "oach|oang|oanh|uech|uenh|uong|uyen|uyet|uynh|ieng|ach|ang|anh|eng|ich|iec|iem|ien|iep|iet"
    "|ieu|inh|oac|oai|oam|oan|oat|oay|oen|oet|ong|uan|uat|uay|ung|uoc|uoi|uom|uon|uop|uot|uou"
    "|uya|uyt|yem|yen|yet|yeu|ac|ai|am|an|ao|ap|at|au|ay|ec|em|en|eo|ep|et|eu|ia|im|in|ip|it|iu"
    "|oa|oc|oe|oi|om|on|op|ot|ua|uc|ue|ui|um|un|uo|up|ut|uu|uy|a|e|i|o|u|y"
)
_SYLLABLE: Final = re.compile(rf"(?:{_INITIALS})(?:{_RHYMES})", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W\d_]+")
_PHRASE: Final = re.compile(r"[^\W\d_]+(?:\s+[^\W\d_]+)*")
_START: Final = ""
_FOLDED: Final = str.maketrans("đĐ", "dD")


def without_marks(text: str) -> str:
    """``text`` as it would be typed without Vietnamese marks; as long as the text in NFC."""
    parts = unicodedata.normalize("NFD", text.translate(_FOLDED))
    return "".join(c for c in parts if not unicodedata.combining(c))


def is_syllable(word: str) -> bool:
    """Whether a word, typed without marks, could be a Vietnamese syllable."""
    return _SYLLABLE.fullmatch(word) is not None


@lru_cache(maxsize=65_536)
def is_bare_vietnamese(text: str) -> bool:
    """True if two words or more (NFC) are Vietnamese typed without marks, or with few of them.

    Each word adds the log of how much likelier it is as a Vietnamese syllable than as a word of
    any language (naive Bayes). Of 2,875 English texts none has the odds, of 248 offers and needs
    in Vietnamese, stripped of their marks, all have.
    """
    words = _WORD.findall(text)
    bare = [word.lower() for word in words if word.isascii()]
    if len(bare) < 2 or len(words) - len(bare) > MARKED_SHARE * len(words):
        return False
    return sum(map(_syllables().evidence, bare)) > ODDS


@lru_cache(maxsize=65_536)
def restored(text: str) -> str:
    """``text`` (NFC) with Vietnamese marks where it was typed without them, else as it is.

    The result is as long as the text and differs from it in marks alone, so that a place in one
    is the same place in the other. Marks that are there stay; so do words that are no Vietnamese
    syllables, and abbreviations in capitals.
    """
    if not is_bare_vietnamese(text):
        return text
    shouted = text.isupper()
    return _PHRASE.sub(lambda found: _phrase(found.group(), shouted), text)


def _phrase(text: str, shouted: bool) -> str:
    """Words between which there is nothing but white space, with their marks."""
    words = _WORD.findall(text)
    names = [len(word) > 1 and word.isupper() and not shouted for word in words]
    folded = ["" if name else word.lower() for word, name in zip(words, names, strict=True)]
    found = iter(_syllables().likeliest(folded))

    def marked(match: re.Match[str]) -> str:
        word, read = match.group(), next(found)
        if not read:
            return word
        return "".join(r.upper() if w.isupper() else r for w, r in zip(word, read, strict=True))

    return _WORD.sub(marked, text)


@dataclass(frozen=True, eq=False)
class _Syllables:
    """``forms`` by syllable without marks; ``chance`` of a syllable; ``pairs`` seen; after a
    syllable, ``after`` many were seen, of ``kinds`` different ones; ``elsewhere``, the chance of
    a syllable without marks as a word of any language."""

    forms: dict[str, list[str]]
    chance: dict[str, float]
    pairs: dict[tuple[str, str], int]
    after: dict[str, int]
    kinds: dict[str, int]
    elsewhere: dict[str, float]

    @classmethod
    def of(
        cls, phrases: Iterable[str], marked: dict[str, int], elsewhere: dict[str, float]
    ) -> _Syllables:
        """``marked``: how frequent syllables with marks are, in any unit."""
        counts = {s: KNOWN * n / sum(marked.values()) for s, n in marked.items()}
        pairs: dict[tuple[str, str], int] = {}
        for phrase in phrases:
            before = _START
            for syllable in _read(phrase):
                counts[syllable] = counts.get(syllable, 0.0) + 1
                pairs[before, syllable] = pairs.get((before, syllable), 0) + 1
                before = syllable
        after: dict[str, int] = {}
        kinds: dict[str, int] = {}
        for (before, _), seen in pairs.items():
            after[before] = after.get(before, 0) + seen
            kinds[before] = kinds.get(before, 0) + 1
        forms: dict[str, list[str]] = {}
        for syllable in sorted(counts):
            forms.setdefault(without_marks(syllable), []).append(syllable)
        total = sum(counts.values())
        chance = {s: n / total for s, n in counts.items()}
        return cls(forms, chance, pairs, after, kinds, elsewhere)

    def evidence(self, word: str) -> float:
        """log of how much likelier the word is as Vietnamese without marks than otherwise."""
        forms = self.forms.get(word)
        if not forms:
            return FOREIGN if len(word) > 1 else 0.0
        here = sum(self.chance[form] for form in forms)
        return math.log((here + _RARE) / (self.elsewhere.get(word, 0.0) + 2 * _RARE))

    def cost(self, before: str, syllable: str) -> float:
        """-log of the chance that ``syllable`` follows."""
        unseen = VARIED * self.kinds.get(before, 0)
        chance = self.chance[syllable]
        if unseen:
            seen = self.pairs.get((before, syllable), 0)
            chance = (seen + unseen * chance) / (self.after[before] + unseen)
        return -math.log(chance)

    def likeliest(self, words: Sequence[str]) -> list[str]:
        """Each word in small letters with its marks; "" for what is no known syllable, after
        which a phrase begins anew. Of equally likely ones the first in the alphabet."""
        paths: dict[str, tuple[float, list[str]]] = {_START: (0.0, [])}
        for word in words:
            forms = self.forms.get(word) or ([word] if word in self.chance else [])
            if not forms:
                cost, path = min(paths.values())
                paths = {_START: (cost, [*path, ""])}
                continue
            longer = {}
            for form in forms:
                cost, path = min((c + self.cost(s, form), p) for s, (c, p) in paths.items())
                longer[form] = (cost, [*path, form])
            paths = longer
        return min(paths.values())[1]


def _read(phrase: str) -> Iterator[str]:
    """The Vietnamese syllables of a phrase, in small letters."""
    for word in _WORD.findall(unicodedata.normalize("NFC", phrase).lower()):
        if is_syllable(without_marks(word)):
            yield word


@lru_cache(maxsize=1)
def _syllables() -> _Syllables:
    def source(name: str) -> str:
        return files(__package__).joinpath(name).read_text(encoding="utf-8")

    glossary, topics = json.loads(source("glossary.json")), json.loads(source("reference.json"))
    phrases = source("vietnamese.txt").splitlines()
    phrases += [term for terms in glossary.values() for term in terms["vi"]]
    phrases += [topic[role]["vi"] for topic in topics for role in ("need", "offer")]
    parts = (part for phrase in phrases for part in re.split(r"[^\w\s]|\d", phrase))
    listed = json.loads(source(SYLLABLES))
    elsewhere = {word: times / listed["of"] for word, times in listed["plain"].items()}
    return _Syllables.of(parts, listed["marked"], elsewhere)
