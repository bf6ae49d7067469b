"""Django's language codes as CLDR's locales."""

from functools import cache

from babel import Locale, UnknownLocaleError

CLDR = {"zh-hant": "zh_Hant_TW", "zh-tw": "zh_Hant_TW"}


@cache
def babel_locale(language: str | None) -> Locale:
    """The locale of a Django language code; English where CLDR does not know it."""
    code = (language or "en").lower()
    try:
        return Locale.parse(CLDR.get(code, code.replace("-", "_")))
    except (ValueError, UnknownLocaleError):
        return Locale("en")
