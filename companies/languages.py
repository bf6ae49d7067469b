"""Django's language codes as CLDR's locales, and lists as a language writes them."""

from collections.abc import Iterable
from datetime import date
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from companies.choices import Language

CLDR = {"zh-hant": "zh_Hant_TW", "zh-tw": "zh_Hant_TW"}


@cache
def babel_locale(language: str | None) -> Locale:
    """The locale of a Django language code; English where CLDR does not know it."""
    code = (language or "en").lower()
    try:
        return Locale.parse(CLDR.get(code, code.replace("-", "_")))
    except (ValueError, UnknownLocaleError):
        return Locale("en")


def language_name(code: str) -> str:
    """The name of a language that people speak, in the reader's own; else its code."""
    try:
        return str(Language(code.lower()).label)
    except ValueError:
        return code


def language_in_sentence(code: str) -> str:
    """The name of a language as it stands inside a sentence: “tiếng Anh”, and “English”."""
    name = language_name(code)
    return name[:1].lower() + name[1:] if get_language() == "vi" else name


def date_locale() -> Locale:
    """The reader's locale for dates; English dates put the day first, as most of the world does."""
    locale: Locale = babel_locale(get_language())
    return Locale("en", "GB") if locale.language == "en" else locale


def say_column(name: str, language: str) -> str:
    """What a column of a translated field is called: “Name (Vietnamese)”."""
    from companies.choices import Language  # the settings name this function

    return _("%(name)s (%(language)s)") % {"name": name, "language": Language(language).label}


def full_day(day: date) -> str:
    """A day with its year, the month in letters: “10 June 2026”."""
    return str(format_date(day, "long", locale=date_locale()))


def short_day(day: date) -> str:
    """The day without its year: “Fri 20 Nov”; Vietnamese writes it in numbers: “Th 6, 20/11”."""
    locale = date_locale()
    if locale.language != "vi":
        return str(format_skeleton("MMMEd", day, locale=locale))
    weekday_and_number = str(format_skeleton("MEd", day, locale=locale))
    return weekday_and_number.replace("Th ", "Th\N{NO-BREAK SPACE}")


def listed(parts: Iterable[object]) -> str:
    """Parts one after the other, without “and”: “Vietnamese, English” and 「越南語、英語」."""
    return pgettext("between the parts of a list", ", ").join(map(str, parts))
