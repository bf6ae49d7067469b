"""Countries to choose from, by their names in the reader's language."""

from babel import Locale
from django.utils.translation import get_language

from companies.languages import babel_locale
from companies.ordering import alphabetical

# CLDR also names groups of states, parts of one, and test locales: nobody's company is there.
NO_COUNTRIES = frozenset(
    {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
)
COUNTRIES = frozenset(
    code
    for code in map(str, Locale("en").territories)
    if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES
)


def country_choices() -> list[tuple[str, str]]:
    """Every country, in alphabetical order: “Đài Loan” stands under D, not after Z."""
    names = babel_locale(get_language()).territories
    named = [(code, str(names.get(code, code))) for code in COUNTRIES]
    return sorted(named, key=lambda choice: alphabetical(choice[1]))
