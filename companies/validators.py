"""One validator for each rule of form; models, forms and serializers share them."""

import re
from functools import cache
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from companies.countries import COUNTRIES


def validate_country(code: str) -> None:
    """Accept an ISO 3166 code of two capital letters that CLDR names."""
    if code not in COUNTRIES:
        raise ValidationError(
            _("“%(code)s” is not a country. Choose one from the list."),
            code="country",
            params={"code": code},
        )


@cache
def _zone_names() -> frozenset[str]:
    """Read once: to find them takes a walk through all files of the database, some 15 ms."""
    return frozenset(available_timezones())


def validate_time_zone(name: str) -> None:
    """Accept a name of the IANA time zone database, such as Asia/Ho_Chi_Minh."""
    if name not in _zone_names():
        raise ValidationError(
            _("“%(name)s” is not a time zone. Use a name such as Asia/Ho_Chi_Minh."),
            code="time_zone",
            params={"name": name},
        )


PHONE = re.compile(r"\+?[0-9][0-9 ().-]{4,28}")


def validate_phone(number: str) -> None:
    """Accept a telephone number as people write it: digits, spaces, brackets, a plus in front."""
    if not PHONE.fullmatch(number):
        raise ValidationError(
            _("Write the number with its country code, such as +84 28 1234 5678."),
            code="phone",
        )


LEAST_LETTERS = 10
# Chinese, Japanese and Korean write a syllable or a word where others write some letters.
SYLLABLES = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U000323af]")
LETTERS_OF_A_SYLLABLE = 3


def validate_some_text(text: str) -> None:
    """Refuse text that says nothing: fewer than 10 letters once trimmed, a syllable for three."""
    text = text.strip()
    letters = len(text) + (LETTERS_OF_A_SYLLABLE - 1) * len(SYLLABLES.findall(text))
    if letters < LEAST_LETTERS:
        raise ValidationError(
            _("Say it in a few words more, so that others can tell what it is about."),
            code="too_short",
        )
