"""Django's language codes as CLDR's locales, and lists as a language writes them."""

from collections.abc import Iterable
from functools import cache

from babel import Locale, UnknownLocaleError
from django.utils.translation import pgettext

CLDR = {"zh-hant": "zh_Hant_TW", "zh-tw": "zh_Hant_TW"}


@cache
def babel_locale(language: str | None) -> Locale:
    """The locale of a Django language code; English where CLDR does not know it."""
    code = (language or "en").lower()
    try:
        return Locale.parse(CLDR.get(code, code.replace("-", "_")))
    except (ValueError, UnknownLocaleError):
        return Locale("en")


def listed(parts: Iterable[object]) -> str:
    """Parts one after the other, without “and”: “Vietnamese, English” and 「越南語、英語」."""
    return pgettext("between the parts of a list", ", ").join(map(str, parts))
