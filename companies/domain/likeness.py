"""Which organisation somebody most likely means: similar names, the same site, the same mail.

Names are compared in their plain form, without what says only the legal form, by the pairs of
letters that they share: this reads Vietnamese with and without its marks, and scripts without
spaces. Nothing here decides; the likely ones are offered.
"""

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from urllib.parse import urlsplit

from companies.models import Organisation
from companies.search import plain

ALIKE = 0.62
"""Share of letter pairs in common from which two names are offered as one. Measured on the names
of the demonstration: no two different organisations of it reach .62; see the tests."""

LEGAL_FORMS = re.compile(
    r"\b(?:cong ty|co phan|trach nhiem huu han|tnhh|mtv|mot thanh vien|ctcp|cp|jsc|joint stock"
    r"|company|co|corp|corporation|incorporated|inc|limited|ltd|llc|plc|gmbh|ag|sa|pte|bhd|sdn"
    r"|group|holdings?|tap doan|the)\b"
    r"|股份|有限|責任|公司|集團|株式會社|株式会社|주식회사|유한회사|㈜|\(주\)"
)
# What many companies of a trade call themselves besides their own name.
TRADE_WORDS = re.compile(
    r"\b(?:cong nghe|phan mem|giai phap|dich vu|thuong mai|dau tu|phat trien|san xuat|ky thuat"
    r"|thong tin|tin hoc|vien thong|xuat nhap khau|viet nam|vietnam|vn|taiwan|korea|asia|global"
    r"|international|quoc te|technology|technologies|tech|techno|software|solutions?|services?"
    r"|systems?|digital|information|telecom|engineering|industry|industries|industrial"
    r"|investment|development|trading|import|export|and|va|of)\b"
    r"|科技|技術|資訊|軟體|系統|工業|實業|國際|企業|台灣|臺灣|테크놀로지|테크|기술|시스템|소프트|정보|산업|코리아"
)
SAME_OWN_NAME = 0.85
"""The share of letter pairs for two names without the words of their trade: little is left of
them, so more of it has to be the same. “Sao Bắc Đẩu Technologies Corp” is “Công ty Cổ phần Công
nghệ Sao Bắc Đẩu”."""
PUBLIC_MAIL = frozenset(
    {
        "gmail.com", "googlemail.com", "yahoo.com", "yahoo.com.vn", "yahoo.com.tw", "ymail.com",
        "outlook.com", "hotmail.com", "live.com", "msn.com", "icloud.com", "me.com", "mac.com",
        "aol.com", "gmx.com", "gmx.de", "proton.me", "protonmail.com", "zoho.com", "mail.com",
        "yandex.com", "naver.com", "daum.net", "hanmail.net", "kakao.com", "nate.com", "qq.com",
        "163.com", "126.com", "foxmail.com", "zalo.me", "fpt.vn", "vnn.vn", "hinet.net",
        "seed.net.tw", "pchome.com.tw",
    }
)  # fmt: skip
MOST = 5


def core_name(name: str) -> str:
    """The plain name without its legal form and without what separates its words."""
    return _kept(LEGAL_FORMS.sub(" ", _folded(name))) or _kept(_folded(name))


def own_name(name: str) -> str:
    """The core name without the words of its trade as well; nothing where too little is left."""
    kept = _kept(TRADE_WORDS.sub(" ", LEGAL_FORMS.sub(" ", _folded(name))))
    least = 4 if kept.isascii() else 2
    return kept if len(unicodedata.normalize("NFC", kept)) >= least else ""


def _folded(name: str) -> str:
    """The plain name, with Korean in whole syllables, as the words to leave out are written."""
    return unicodedata.normalize("NFC", plain(unicodedata.normalize("NFKC", name)))


def _kept(folded: str) -> str:
    """Letters and digits alone, with Korean taken apart: a syllable is three letters."""
    return "".join(c for c in unicodedata.normalize("NFD", folded) if c.isalnum())


def name_likeness(one: str, other: str) -> float:
    """How alike two core names are, 0 to 1: the share of letter pairs in common (Dice).

    A short name that the other one begins with counts as alike: “FPT” and “FPT Software”.
    """
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    short, long = sorted((one, other), key=len)
    if long.startswith(short) and len(short) >= (2 if not short.isascii() else 4):
        return max(ALIKE, len(short) / len(long))
    return _common(one, other)


def _common(one: str, other: str) -> float:
    pairs, others = _pairs(one), _pairs(other)
    common = sum((pairs & others).values())
    return 2 * common / (sum(pairs.values()) + sum(others.values()))


def names_likeness(one: str, other: str) -> float:
    """`name_likeness` of two core names, or of their parts in one script where they have two.

    “Formosa Grid 台灣電網科技” is “台灣電網科技” as well.
    """
    return max(name_likeness(a, b) for a in _scripts(one) for b in _scripts(other))


def own_names_likeness(one: str, other: str) -> float:
    """How alike two own names are, 0 where that is less than `SAME_OWN_NAME`."""
    alike = max(
        (_common(a, b) for a in _scripts(one) for b in _scripts(other) if a and b), default=0.0
    )
    return alike if alike >= SAME_OWN_NAME else 0.0


@lru_cache(maxsize=4096)
def _scripts(core: str) -> tuple[str, ...]:
    """The core name and, where it mixes scripts, its part in each that is long enough to tell."""
    latin = "".join(letter for letter in core if letter.isascii())
    other = "".join(letter for letter in core if not letter.isascii())
    parts = [part for part, least in ((latin, 4), (other, 2)) if len(part) >= least]
    return (core, *parts) if latin and other else (core,)


def _pairs(name: str) -> Counter[str]:
    return Counter(name[i : i + 2] for i in range(max(1, len(name) - 1)))


def site_of(address: str) -> str:
    """The host of a web address or the domain of a mail address, without “www.”; else nothing."""
    if "@" in address:
        host = address.rpartition("@")[2]
    else:
        host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
    host = host.lower().removeprefix("www.").rstrip(".")
    return "" if host in PUBLIC_MAIL or "." not in host else host


def likely_organisations(
    name: str = "", *, website: str = "", email: str = "", country: str = ""
) -> list[Organisation]:
    """At most five organisations that may be meant, the likeliest first. Two queries."""
    core, own = core_name(name), own_name(name)
    sites = {site for site in (site_of(website), site_of(email)) if site}
    found = []
    rows = Organisation.objects.values_list("pk", "name", "website", "country")
    for pk, other, its_website, its_country in rows.iterator(chunk_size=2000):
        likeness = max(
            names_likeness(core, core_name(other)), own_names_likeness(own, own_name(other))
        )
        same_site = site_of(its_website) in sites
        if likeness < ALIKE and not same_site:
            continue
        nearness = likeness + (1 if same_site else 0) + (0.2 if its_country == country else 0)
        found.append((-nearness, pk))
    likeliest = [pk for _nearness, pk in sorted(found)[:MOST]]
    by_id = Organisation.objects.in_bulk(likeliest)
    return [by_id[pk] for pk in likeliest if pk in by_id]
