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

LANGUAGES: Final = ("vi", "en", "zh-Hant", "ko")

_HANGUL = re.compile(r"[\uac00-\ud7a3\u1100-\u11ff\u3130-\u318f]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_VIETNAMESE = re.compile(r"[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
_WORD = re.compile(r"[a-z]+", re.IGNORECASE)

# Frequent Vietnamese syllables without their marks that are no English words.
_BARE_TEXT: Final = """
    anh bao biet buu chinh cho chung chuyen cong cua cung dai dang dau dich dien dieu doanh
    doi dong dung duoc duong giai giam giao giu gom hanh hoa hoach hoc hop huong kenh khach
    khai khi kho khong khu kiem kiet kinh lam len lien linh luong luu mang mau moi muon nang
    ngan nganh nghe nghi nghiep nguoi nguon nha nhan nhap nhat nhieu nhu nong nuoc phan phap
    phat phoi phong phu phuc quan quoc quyen quy rau sach san su suat tac tai tam thanh thap
    thi thiet thong thuat thue thuong thuy tien tiet tim tinh toan toi tren trieu trinh trong
    truc trung truong tuong tuyen ung van vat viec vien viet voi vung xay xe xuat yeu
"""
_BARE_SYLLABLES: Final = frozenset(_BARE_TEXT.split())


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
        return Detected("vi", declared_wrong=declared != "vi", bare_vietnamese=True)
    if declared in ("zh-Hant", "ko") and len(_WORD.findall(text)) >= 3:
        return Detected("en", declared_wrong=True)
    if declared == "vi" and len(_WORD.findall(text)) >= 3:
        return Detected("en", declared_wrong=True)
    return Detected(declared)


def canonical(tag: str) -> str:
    """``zh``, ``zh-TW``, ``zh_Hant`` and the like as ``zh-Hant``; regions dropped otherwise."""
    primary = tag.replace("_", "-").split("-")[0].lower()
    return "zh-Hant" if primary == "zh" else primary


def is_bare_vietnamese(text: str) -> bool:
    """True if at least 45 % of five or more Latin words are bare Vietnamese syllables.

    On the shipped reference texts stripped of their marks and on the English ones this cut
    makes no error; see ``tests/engine/scoring/test_language.py``.
    """
    if _VIETNAMESE.search(text):
        return False
    words = [word.lower() for word in _WORD.findall(text)]
    known = sum(word in _BARE_SYLLABLES for word in words)
    return len(words) >= 5 and known >= 0.45 * len(words)


def _script_language(text: str, declared: str) -> str | None:
    hangul, han = len(_HANGUL.findall(text)), len(_HAN.findall(text))
    if hangul >= 2 and 2 * hangul >= han:
        return "ko"
    if _KANA.search(text):
        return declared if declared not in LANGUAGES else "ja"
    if han >= 2:
        return "zh-Hant"
    if len(_VIETNAMESE.findall(text)) >= 2:
        return "vi"
    return None
