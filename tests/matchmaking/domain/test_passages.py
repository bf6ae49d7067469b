"""What of two texts is shown as the part that met."""

import pytest

from matchmaking.domain.passages import LONGEST, Passage, passages_of


def shown(passage: Passage) -> str:
    return "".join(f"[{text}]" if is_marked else text for text, is_marked in passage.parts)


@pytest.mark.parametrize(
    ("language", "need", "offer"),
    [
        pytest.param(
            "vi",
            "Nhà máy cần [chi tiết] cho thiết bị đeo.",
            "Gia công [chi tiết], có thiết kế riêng.",
            id="two neighbouring syllables are a word; one is none",
        ),
        pytest.param(
            "vi",
            "Công ty chúng tôi cần giải pháp cho [hồ sơ] của khách hàng.",
            "Công ty chúng tôi có giải pháp lưu [hồ sơ].",
            id="words that every company writes say nothing",
        ),
        pytest.param(
            "en",
            "We repair [turbines], and want partners.",
            "New [turbines], without partners.",
            id="of other languages a long word stands for itself",
        ),
        pytest.param("vi", "Vườn ươm lan", "Xưởng đúc đồng", id="nothing in common"),
    ],
)
def test_words_that_both_write_are_marked(language: str, need: str, offer: str) -> None:
    plain = [text.replace("[", "").replace("]", "") for text in (need, offer)]
    found = passages_of(plain[0], language, plain[1], language)
    assert (shown(found[0]), shown(found[1])) == (need, offer)


def test_vietnamese_without_its_marks_is_marked_alike() -> None:
    need, offer = passages_of("luu tru ho so giay to cho ngan hang", "vi", "Lưu trữ hồ sơ số", "vi")
    assert "[luu tru ho so]" in shown(need)
    assert shown(offer) == "[Lưu trữ hồ sơ] số"


def test_a_concept_is_marked_across_languages() -> None:
    need, offer = passages_of("Cần xe buýt điện", "vi", "提供電動巴士與充電設備", "zh-Hant")
    assert "[xe buýt" in shown(need)
    assert "巴士" in shown(offer).partition("[")[2].partition("]")[0]


def test_of_a_long_text_the_sentence_is_shown_that_met() -> None:
    begin = "We were founded long ago by people who like what they do. " * 4
    need, _offer = passages_of(f"{begin}We want turbines.", "en", "Turbines of steel.", "en")
    assert shown(need) == "We want [turbines]."
    assert need.is_cut
    endless, _offer = passages_of("so " * 200 + "turbines", "en", "Turbines of steel.", "en")
    assert "[turbines]" in shown(endless)
    assert len(str(endless)) <= LONGEST + 1
