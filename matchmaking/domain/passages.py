"""The part of a need and of an offer that met: a passage of each, and the words that say the same.

Words are marked that name a concept of the glossary which the other text names too, in whatever
language, and words that both texts write alike: in Vietnamese, which parts its words by syllables,
two neighbours. Of a long text the sentence is taken that has most
of them. Where the two have no word in common that can be pointed at, the passage stands unmarked:
the comparison of meanings says that texts fit, not which of their words.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from matchmaking.engine.scoring.text.diacritics import restored
from matchmaking.engine.scoring.text.glossary import shared_spans

LONGEST = 140  # characters of a passage
SENTENCE = re.compile(r"[^.!?;。！？；\n]+[.!?;。！？；]*")
WORD = re.compile(r"[^\W\d_]{5,}")
TWO_SYLLABLES = re.compile(r"(?<![^\W\d_])(?=([^\W\d_]+ [^\W\d_]+))")  # each with its neighbour
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

# The same of Vietnamese: syllables that are no part of a word that says something, and such words.
_FUNCTION = """
ai anh bằng bị bởi các cái cần cho chúng chưa có còn cùng của cũng do đã đang đây để đến đều đi
đó được gì hai hay họ hoặc hơn không khi là làm lại lên mà mình mỗi một mọi mới muốn nào nên này
nếu nhất những như nhưng nhiều năm ở phải qua quá ra rất riêng sẽ sau tại theo thì tìm tới tôi
trên trong trước từ từng và vào vẫn với vì việc vừa về xin
"""
_VAGUE = """
chuyên nghiệp; chất lượng; công nghệ; công ty; cung cấp; doanh nghiệp; dịch vụ; dự án; đối tác;
đơn vị; giải pháp; hàng đầu; hệ thống; hiện đại; hiệu quả; hỗ trợ; hợp tác; khách hàng; kinh doanh;
kinh nghiệm; nhà cung; nhà máy; nhu cầu; nước ngoài; phát triển; phù hợp; quốc tế; sản phẩm;
sản xuất; sử dụng; tập đoàn; thành phố; thị trường; triển khai; uy tín; việt nam
"""
FUNCTION = frozenset(_FUNCTION.split())
VAGUE = frozenset(pair.strip() for pair in _VAGUE.split(";"))


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
        find = _pairs if need_language == "vi" else _words
        in_need, in_offer = find(restored(need)), find(restored(offer))  # as long as the texts
        common = in_need.keys() & in_offer.keys()
        of_need += [span for word in common for span in in_need[word]]
        of_offer += [span for word in common for span in in_offer[word]]
    return _passage(need, need_language, of_need), _passage(offer, offer_language, of_offer)


def _words(text: str) -> dict[str, list[Span]]:
    """Where long words stand that say something."""
    found = defaultdict(list)
    for word in WORD.finditer(text):
        if word.group().lower() not in COMMON:
            found[word.group().lower()].append(word.span())
    return found


def _pairs(text: str) -> dict[str, list[Span]]:
    """Where two Vietnamese syllables stand that may be a word that says something."""
    found = defaultdict(list)
    for pair in TWO_SYLLABLES.finditer(text):
        word = pair.group(1).lower()
        if word not in VAGUE and FUNCTION.isdisjoint(word.split()):
            found[word].append(pair.span(1))
    return found


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
