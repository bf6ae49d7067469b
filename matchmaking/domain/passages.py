"""The part of a need and of an offer that met: a passage of each, and the words that say the same.

Words are marked that name a concept of the glossary which the other text names too, in whatever
language, and words that both texts write alike. Of a long text the sentence is taken that has most
of them. Where the two have no word in common that can be pointed at, the passage stands unmarked:
the comparison of meanings says that texts fit, not which of their words.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from matchmaking.engine.scoring.text.diacritics import restored
from matchmaking.engine.scoring.text.glossary import shared_spans

LONGEST = 140  # characters of a passage
SENTENCE = re.compile(r"[^.!?;。！？；\n]+[.!?;。！？；]*")
WORD = re.compile(r"[^\W\d_]{5,}")
Span = tuple[int, int]

# Long words that say nothing of what a text is about; only texts of one language share words.
_COMMON = """
about above across after again along among around based before being below between company
companies could every first great large local looking makes needs offer offers other others
partner partners product products provide service services should since small solution solutions
system systems their there these thing things those through under using until want wants where
which while whole whose within without would years
"""
COMMON = frozenset(_COMMON.split())


@dataclass(frozen=True, slots=True)
class Passage:
    """What of a text is shown: parts in order, each with whether it is marked.

    `language` is that of the text; `is_cut` says that the text has more.
    """

    language: str
    parts: tuple[tuple[str, bool], ...]
    is_cut: bool = False

    def __str__(self) -> str:
        return "".join(text for text, _is_marked in self.parts) + ("…" if self.is_cut else "")


@lru_cache(maxsize=4096)
def passages_of(
    need: str, need_language: str, offer: str, offer_language: str
) -> tuple[Passage, Passage]:
    """The passages of a need and an offer that met."""
    need, offer = (" ".join(unicodedata.normalize("NFC", text).split()) for text in (need, offer))
    of_need, of_offer = shared_spans(need, offer)
    if need_language == offer_language:
        read = restored(need), restored(offer)  # as long as the texts
        common = _words(read[0]) & _words(read[1]) - COMMON
        of_need += _spans_of(read[0], common)
        of_offer += _spans_of(read[1], common)
    return _passage(need, need_language, of_need), _passage(offer, offer_language, of_offer)


def _words(text: str) -> set[str]:
    return {found.group().lower() for found in WORD.finditer(text)}


def _spans_of(text: str, wanted: set[str]) -> list[Span]:
    return [found.span() for found in WORD.finditer(text) if found.group().lower() in wanted]


def _passage(text: str, language: str, spans: Sequence[Span]) -> Passage:
    merged = _merged(spans)
    first, last = _window(text, merged)
    parts: list[tuple[str, bool]] = []
    at = first
    for start, end in merged:
        if start < first or end > last:
            continue
        if start > at:
            parts.append((text[at:start], False))
        parts.append((text[start:end], True))
        at = end
    if at < last:
        parts.append((text[at:last], False))
    return Passage(language, tuple(parts), is_cut=last - first < len(text.rstrip(".。 ")))


def _window(text: str, spans: Sequence[Span]) -> Span:
    """The whole text where it is short, else its sentence with most marks, cut at a word."""
    if len(text) <= LONGEST:
        return 0, len(text)
    sentences = [found.span() for found in SENTENCE.finditer(text)] or [(0, len(text))]

    def marks(sentence: Span) -> int:
        return sum(sentence[0] <= start and end <= sentence[1] for start, end in spans)

    first, last = max(sentences, key=marks)  # the first of those that have as many
    first += len(text[first:last]) - len(text[first:last].lstrip())
    if last - first <= LONGEST:
        return first, last
    inside = [span for span in spans if first <= span[0] and span[1] <= last]
    if inside and inside[0][1] > first + LONGEST:
        space = text.rfind(" ", first, max(inside[0][0] - LONGEST // 3, first + 1))
        first = space + 1 if space > first else max(inside[0][0] - LONGEST // 3, first)
    cut = min(first + LONGEST, last)
    space = text.rfind(" ", first + LONGEST // 2, cut)
    return first, space if cut < last and space > first else cut


def _merged(spans: Sequence[Span]) -> list[Span]:
    """Spans in order, neighbouring words as one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
