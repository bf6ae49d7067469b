"""Which language a short text is visibly written in, and Vietnamese without its diacritics.

Centring subtracts the mean of a language, so a text filed under the wrong one is compared
badly. The script decides between the product's languages; for everything else, and among the
Latin ones, the declared language stands unless Vietnamese letters say otherwise.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from .diacritics import is_bare_vietnamese, restored

LANGUAGES: Final = ("vi", "en", "zh-Hant", "ko")

_HANGUL = re.compile(r"[\uac00-\ud7a3\u1100-\u11ff\u3130-\u318f]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_VIETNAMESE = re.compile(r"[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
_WORD = re.compile(r"[a-z]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Detected:
    """``language`` to centre by; ``declared_wrong`` if the script contradicts the declaration;
    ``bare_vietnamese`` if the text is Vietnamese typed without diacritics."""

    language: str
    declared_wrong: bool = False
    bare_vietnamese: bool = False


def detect(text: str, declared: str) -> Detected:
    """The language of ``text``, given what its author declared (any BCP 47 tag)."""
    declared = canonical(declared)
    text = unicodedata.normalize("NFKC", text)
    seen = _script_language(text, declared)
    if seen is not None:
        return Detected(seen, declared_wrong=seen != declared)
    if is_bare_vietnamese(text):
        lacks = restored(text) != text
        return Detected("vi", declared_wrong=declared != "vi", bare_vietnamese=lacks)
    if declared in ("vi", "zh-Hant", "ko") and text.isascii() and len(_WORD.findall(text)) >= 3:
        return Detected("en", declared_wrong=True)
    return Detected(declared)


def canonical(tag: str) -> str:
    """``zh``, ``zh-TW``, ``zh_Hant`` and the like as ``zh-Hant``; regions dropped otherwise."""
    primary = tag.replace("_", "-").split("-")[0].lower()
    return "zh-Hant" if primary == "zh" else primary


def _script_language(text: str, declared: str) -> str | None:
    hangul, han = len(_HANGUL.findall(text)), len(_HAN.findall(text))
    if hangul >= 2 and 2 * hangul >= han:
        return "ko"
    if _KANA.search(text):
        return declared if declared not in LANGUAGES else "ja"
    if han >= 2:
        return "zh-Hant"
    if len(_VIETNAMESE.findall(text)) >= (1 if declared in LANGUAGES else 2):
        return "vi"
    return None
