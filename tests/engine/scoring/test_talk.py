"""What a company says of itself around what it offers or needs."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaking.engine.scoring import PairScores, Profile, Statement, score
from matchmaking.engine.scoring.text import e5_file, talk
from matchmaking.engine.scoring.text.blend import BlendedEncoder
from matchmaking.engine.scoring.text.e5 import E5Encoder
from matchmaking.engine.scoring.text.talk import Talk, sentences
from tests.engine.scoring.conftest import Topics
from tests.engine.scoring.worlds import LANGUAGES

# Of other kinds than the examples that the discriminant was learned from.
BEFORE = {
    "en": "With 5,000 square metres of floor space in an industrial zone we have been serving "
    "large groups since the nineties. Our people are our pride. ",
    "vi": "Nhà xưởng rộng 5.000 mét vuông trong khu công nghiệp, chúng tôi phục vụ các tập đoàn "
    "lớn từ những năm chín mươi. Con người là niềm tự hào của chúng tôi. ",
    "zh-Hant": "廠房位於工業區，佔地五千平方公尺，自九十年代起服務各大集團。人才是我們的驕傲。",
    "ko": "산업단지 내 5천 제곱미터 규모의 사업장에서 90년대부터 대기업과 거래해 왔습니다. "
    "사람이 곧 저희의 자랑입니다. ",
}
AFTER = {
    "en": " Recognised as an excellent exporter three years in a row.",
    "vi": " Ba năm liền được công nhận là nhà xuất khẩu xuất sắc.",
    "zh-Hant": "連續三年獲選優良出口廠商。",
    "ko": " 3년 연속 우수 수출업체로 선정되었습니다.",
}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", [""]),
        ("LED street lamps", ["LED street lamps"]),
        (
            "We make pumps for wells. Founded by two brothers in 1998!",
            ["We make pumps for wells.", "Founded by two brothers in 1998!"],
        ),
        ("Kho rộng 5.000 mét vuông, giá 0.5 USD.", ["Kho rộng 5.000 mét vuông, giá 0.5 USD."]),
        (
            "ABC Co., Ltd. makes pumps. No. 2 in Asia.",
            ["ABC Co., Ltd. makes pumps. No. 2 in Asia."],
        ),
        (
            "本公司創立於2005年。提供各式抽水機設備。",
            ["本公司創立於2005年。", "提供各式抽水機設備。"],
        ),
        ("펌프를 만듭니다. 감사합니다.", ["펌프를 만듭니다. 감사합니다."]),
        ("Yes. No. We make pumps for deep wells.", ["Yes. No. We make pumps for deep wells."]),
    ],
)
def test_sentences(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


@settings(deadline=None)
@given(st.text(max_size=80))
def test_sentences_are_the_text(text: str) -> None:
    found = sentences(text)
    assert found
    assert "".join("".join(found).split()) == "".join(text.split())


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_the_discriminant_divides_what_is_divided(seed: int) -> None:
    chance = np.random.default_rng(seed)
    direction = chance.standard_normal(16)
    rows = chance.standard_normal((80, 16)) * 0.2
    rows[:30] += direction
    rows[30:] -= direction
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    found = Talk.of(rows[:30], rows[30:])
    assert found.hears(rows).tolist() == [True] * 30 + [False] * 50
    again = Talk.of(rows[:30], rows[30:])
    assert np.array_equal(again.direction, found.direction)
    assert again.middle == found.middle


def test_talk_of_other_kinds_is_told_from_business(topics: Topics) -> None:
    model = topics.encoder._model
    spoken = [s for own in (*BEFORE.values(), *AFTER.values()) for s in sentences(own.strip())]
    business = [
        topic[role][language]
        for topic in topics.topics
        for role in ("need", "offer")
        for language in LANGUAGES
    ]
    for role in ("need", "offer"):
        assert talk.shipped().hears(model.encode(spoken, role)).mean() >= 0.8
        assert talk.shipped().hears(model.encode(business, role)).mean() <= 0.05


@pytest.mark.parametrize(
    "text",
    [
        "Our people are our pride and we have been here since the nineties.",
        BEFORE["en"] + AFTER["en"].strip(),
        "Electric buses with depot charging stations. Software that plans when they are charged.",
        "",
    ],
)
def test_talk_alone_and_texts_without_any_are_read_as_they_stand(
    model: BlendedEncoder, text: str
) -> None:
    assert model._model._without_talk([text], "offer") == [text]


def test_talk_around_an_offer_is_left_out(model: BlendedEncoder) -> None:
    offers = {
        "en": "Electric buses with depot charging stations.",
        "vi": "Xe buýt điện kèm trạm sạc tại bến.",
        "zh-Hant": "電動巴士與場站充電設備。",
        "ko": "전기버스와 차고지 충전소를 공급합니다.",
    }
    talked = [BEFORE[own] + offer + AFTER[own] for own, offer in offers.items()]
    left = model._model._without_talk(talked, "offer")
    for offer, text, less in zip(offers.values(), talked, left, strict=True):
        assert offer in less
        assert len(less) < len(text)
    assert left[0] == offers["en"]
    plain, around = model._model.encode([offers["en"], talked[0]], "offer")
    assert plain @ around == pytest.approx(1, abs=1e-4)


def test_needs_find_offers_behind_talk(topics: Topics) -> None:
    """A third of the companies speaks of itself in its offer; hardly any match is lost."""

    def told(person: Profile, number: int) -> Profile:
        if not person.offers or number % 3:
            return person
        (offer,) = person.offers
        said = replace(offer, text=BEFORE[offer.language] + offer.text + AFTER[offer.language])
        return replace(person, offers=(said,))

    people = topics.everyone()
    plain = _found(score(people, encoder=topics.encoder, cache=topics.cache, top=len(people)))
    behind = [told(person, number) for number, person in enumerate(people)]
    hidden = _found(score(behind, encoder=topics.encoder, cache=topics.cache, top=len(people)))
    assert hidden >= plain - 0.1


def _found(scores: PairScores) -> float:
    """Share of buyers for whom an offer of their own topic in another language comes first."""
    hits = []
    for buyer in (p for p in scores.facts.profiles if p.side == "buyer"):
        _, topic, own = buyer.id.split("|")
        listed = [pair.b if pair.a == buyer.id else pair.a for pair in scores.best(buyer.id)]
        foreign = [name.split("|") for name in listed if not name.endswith("|" + own)]
        hits.append(foreign[0][1] == topic)
    return float(np.mean(hits))


def test_examples_are_there_in_every_language() -> None:
    spoken, business = talk.examples()
    assert len(spoken) == 18 * 4
    assert len(business) == 12 * 4
    assert len({*spoken, *business}) == len(spoken) + len(business)


def test_the_shipped_file_is_made_of_what_is_there() -> None:
    with files(talk.__package__).joinpath(talk.FILE).open("rb") as stream, np.load(stream) as data:
        assert str(data["made_of"]) == talk.made_of(e5_file.SHA256)
        assert data["direction"].shape == (E5Encoder.dimensions,)


def test_a_statement_of_talk_alone_is_scored() -> None:
    talker = Profile("a", "x", offers=(Statement("o", BEFORE["en"], "en"),))
    buyer = Profile("b", "y", needs=(Statement("n", "electric buses", "en"),))
    assert len(score([talker, buyer])) == 1
