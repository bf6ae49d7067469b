"""Lists as a language writes them."""

from datetime import date

import pytest
from django.utils import translation

from companies.languages import listed, short_day
from companies.templatetags.look import language_names, spoken_languages
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


@pytest.mark.parametrize(
    ("language", "spoken"),
    [("en", "English, Korean"), ("vi", "tiếng Anh, tiếng Hàn"), ("zh-hant", "英語、韓語")],
)
def test_inside_a_sentence_vietnamese_writes_a_language_small(language, spoken):
    with translation.override(language):
        assert spoken_languages(["en", "ko"]) == spoken


@pytest.mark.parametrize(
    ("language", "monday", "sunday"),
    [("en", "Mon 23 Nov", "Sun 22 Nov"), ("vi", "Th\N{NO-BREAK SPACE}2, 23/11", "CN, 22/11")],
)
def test_a_weekday_is_not_parted_from_its_number(language, monday, sunday):
    with translation.override(language):
        assert short_day(date(2026, 11, 23)) == monday
        assert short_day(date(2026, 11, 22)) == sunday
