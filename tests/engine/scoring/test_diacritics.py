"""Vietnamese typed without its marks: noticed, and read with them."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaking.engine.scoring import Profile, Statement, score
from matchmaking.engine.scoring.text import glossary, ship
from matchmaking.engine.scoring.text.diacritics import (
    SYLLABLES,
    is_bare_vietnamese,
    restored,
    without_marks,
)
from matchmaking.engine.scoring.text.encoder import clean, text_key
from matchmaking.engine.scoring.text.language import detect
from matchmaking.engine.scoring.text.reference import texts
from tests.engine.scoring.conftest import Topics
from tests.engine.scoring.worlds import HashEncoder

WRITTEN = [
    topic[role][language]
    for topic in texts()
    for role in ("offer", "need")
    for language in ("vi", "en", "zh-Hant", "ko")
]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (
            "he thong quan ly do thi thong minh cho thanh pho",
            "hệ thống quản lý đô thị thông minh cho thành phố",
        ),
        ("May bom nuoc", "Máy bơm nước"),
        ("GIAI PHAP CHO NHA MAY", "GIẢI PHÁP CHO NHÀ MÁY"),
        ("Giai phap AI cho nha may, ISO 9001", "Giải pháp AI cho nhà máy, ISO 9001"),
        ("Phan mem cloud SaaS – quan ly kho", "Phần mềm cloud SaaS – quản lý kho"),
        # A few marks, as a phone's keyboard puts them by itself, stay as they are.
        (
            "Cần mua may say nong san cong suat lon cho hop tac xa",
            "Cần mua máy sấy nông sản công suất lớn cho hợp tác xã",
        ),
    ],
)
def test_marks_are_put_back(typed: str, meant: str) -> None:
    assert restored(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "ERP",
        "can you do it on the day",
        "Ho Chi Minh City Development Corporation",
        "Azienda che produce macchine per la pasta e il pane",
        "Kami mencari rakan niaga untuk mengedar produk",
        "Giải pháp AI cho nha may",
        "CAFÉ DU MONDE",
        "LG U+ 5G 특화망",
    ],
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert restored(text) == text


def test_texts_with_marks_and_other_languages_are_never_touched() -> None:
    for text in WRITTEN:
        assert restored(unicodedata.normalize("NFC", text)) == unicodedata.normalize("NFC", text)


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([word for text in WRITTEN for word in text.split()]), max_size=12),
    st.booleans(),
)
def test_nothing_but_marks_is_changed(words: list[str], bare: bool) -> None:
    text = unicodedata.normalize("NFC", " ".join(words))
    text = without_marks(text) if bare else text
    read = restored(text)
    assert len(read) == len(text)
    assert without_marks(read) == without_marks(text)
    assert all(r == t for t, r in zip(text, read, strict=True) if not t.isascii())


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    read = restored(text)
    assert len(read) == len(text)
    assert read == text or is_bare_vietnamese(text)


def test_most_syllables_get_the_right_marks(topics: Topics) -> None:
    """On texts that the phrases were not made from."""
    right = of = 0
    for topic in topics.topics:
        for role in ("need", "offer"):
            meant = unicodedata.normalize("NFC", topic[role]["vi"]).lower().split()
            read = restored(without_marks(unicodedata.normalize("NFC", topic[role]["vi"])))
            for a, b in zip(meant, read.lower().split(), strict=True):
                right, of = right + (a == b), of + 1
    assert right / of > 0.8


def test_a_text_has_one_key_however_it_was_typed() -> None:
    typed, meant = "may bom nuoc  cho nong dan", "máy bơm nước cho nông dân"
    assert clean(typed) == meant
    encoder = HashEncoder()
    assert text_key(encoder, "need", typed) == text_key(encoder, "need", meant)
    assert text_key(encoder, "need", "ERP") != text_key(encoder, "need", "erp")


def test_it_is_vietnamese_and_said_to_lack_its_marks() -> None:
    for declared in ("vi", "en", "ko"):
        found = detect("Can mua may bom nuoc", declared)
        assert (found.language, found.bare_vietnamese) == ("vi", True)
        assert found.declared_wrong == (declared != "vi")
    assert not detect("tham gia", "vi").bare_vietnamese  # has no marks to lack


def test_what_met_is_pointed_at_where_it_stands() -> None:
    typed, other = "Lap dat dien mat troi ap mai cho nha may", "Rooftop solar panels"
    assert glossary.shared_concepts(typed, other) == ("solar",)
    (span,), _ = glossary.shared_spans(typed, other)
    assert typed[slice(*span)] == "dien mat troi"


@pytest.mark.parametrize("who", ["need", "offer"])
def test_texts_typed_without_marks_find_and_are_found(topics: Topics, who: str) -> None:
    """Of needs typed so, none found its offer before the marks were put back; with them, .9."""
    people = [
        _typed(p) if p.id.startswith(who) and p.id.endswith("|vi") else p for p in topics.everyone()
    ]
    scores = score(people, encoder=topics.encoder, cache=topics.cache, top=len(people))
    hits = []
    for buyer in people:
        role, topic, own = buyer.id.split("|")
        if role == "need" and (own == "vi") == (who == "need"):
            names = [name for pair in scores.best(buyer.id) for name in (pair.a, pair.b)]
            offers = [name.split("|") for name in names if name.startswith("offer")]
            wanted = [t for _, t, written in offers if (written == "vi") == (who == "offer")]
            hits.append(wanted[0] == topic)
    assert sum(hits) / len(hits) >= 0.6


def _typed(person: Profile) -> Profile:
    """What the person says, typed without marks."""

    def bare(stated: tuple[Statement, ...]) -> tuple[Statement, ...]:
        plain = (without_marks(unicodedata.normalize("NFC", s.text)) for s in stated)
        return tuple(replace(s, text=text) for s, text in zip(stated, plain, strict=True))

    return replace(person, needs=bare(person.needs), offers=bare(person.offers))


def test_the_syllables_are_those_of_the_vocabulary() -> None:
    source = files(ship.__package__).joinpath(SYLLABLES).read_text(encoding="utf-8")
    assert json.loads(source) == ship.syllables()


def test_the_phrases_are_written_with_marks() -> None:
    source = files(ship.__package__).joinpath("vietnamese.txt").read_text(encoding="utf-8")
    lines = source.splitlines()
    assert len(set(lines)) == len(lines)
    for line in lines:
        assert line == unicodedata.normalize("NFC", line.strip().lower())
        assert without_marks(line) != line
