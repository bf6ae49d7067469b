"""Search reads Vietnamese with and without marks, and the scripts of the region."""

import pytest

from companies.search import plain, words_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Đà Nẵng", "da nang"),
        ("THÀNH PHỐ", "thanh pho"),
        ("Điện Mặt Trời", "dien mat troi"),
        ("Café", "cafe"),
        ("電動車", "電動車"),
    ],
)
def test_plain_form(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_korean_keeps_its_syllables_apart() -> None:
    assert plain("한국") != plain("한글")
    assert plain("한국") in plain("대한국토")


def test_a_query_has_at_most_eight_words() -> None:
    assert len(words_of("một hai ba bốn năm sáu bảy tám chín mười")) == 8
