"""Countries to choose from."""

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from companies.countries import country_choices
from companies.validators import validate_country


def test_only_countries_are_offered() -> None:
    """CLDR's own list also has the euro area, the United Nations, and locales for tests."""
    with override("vi"):
        choices = dict(country_choices())
    assert {"VN", "TW", "KR", "HK", "XK"} <= choices.keys()
    assert not {"EU", "EZ", "UN", "XA", "XB", "QO", "CQ"} & choices.keys()
    assert [code for code, name in choices.items() if code == name] == []


@pytest.mark.parametrize("code", ["EU", "UN", "XA", "ZZ", "vn"])
def test_nothing_else_can_be_stored(code: str) -> None:
    with pytest.raises(ValidationError):
        validate_country(code)


def test_they_stand_in_alphabetical_order() -> None:
    with override("vi"):
        names = [name for _code, name in country_choices()]
    assert names.index("Cuba") < names.index("Đài Loan") < names.index("Estonia")
    assert names.index("Ấn Độ") < names.index("Ba Lan")
