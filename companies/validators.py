"""One validator for each rule of form; models, forms and serializers share them."""

import re
from zoneinfo import available_timezones

from babel import Locale
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

TERRITORIES = frozenset(
    code
    for code in map(str, Locale("en").territories)
    if len(code) == 2 and code.isalpha() and code != "ZZ"
)


def validate_country(code: str) -> None:
    """Accept an ISO 3166 code of two capital letters that CLDR names."""
    if code not in TERRITORIES:
        raise ValidationError(
            _("“%(code)s” is not a country. Choose one from the list."),
            code="country",
            params={"code": code},
        )


def validate_time_zone(name: str) -> None:
    """Accept a name of the IANA time zone database, such as Asia/Ho_Chi_Minh."""
    if name not in available_timezones():
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


def validate_some_text(text: str) -> None:
    """Refuse text that says nothing: fewer than 10 characters once trimmed."""
    if len(text.strip()) < 10:
        raise ValidationError(
            _("Say it in at least ten characters, so that others can tell what it is about."),
            code="too_short",
        )
