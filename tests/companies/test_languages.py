"""Lists as a language writes them."""

import pytest
from django.utils import translation

from companies.languages import listed
from companies.templatetags.look import language_names
from companies.web.fields import country_names


@pytest.mark.parametrize(
    ("language", "languages", "countries"),
    [
        ("en", "Vietnamese, English", "Vietnam, Taiwan"),
        ("vi", "Tiếng Việt, Tiếng Anh", "Việt Nam, Đài Loan"),
        ("zh-hant", "越南語、英語", "越南、台灣"),
        ("ko", "베트남어, 영어", "베트남, 대만"),
    ],
)
def test_names_are_joined_as_the_reader_joins_them(language, languages, countries):
    with translation.override(language):
        assert language_names(["vi", "en"]) == languages
        assert country_names(["VN", "TW"]) == countries


def test_a_list_of_one_and_of_none():
    assert listed(["one"]) == "one"
    assert listed([]) == ""
