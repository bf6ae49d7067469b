"""Glossary, languages, cache, and a model folder of one's own."""

from __future__ import annotations

import sys
import types
import unicodedata
from pathlib import Path

import numpy as np
import pytest

from matchmaking.engine.scoring import Profile, Statement, score, texts_of
from matchmaking.engine.scoring.text import glossary
from matchmaking.engine.scoring.text.encoder import encode_texts, text_key
from matchmaking.engine.scoring.text.folder import FolderEncoder, FolderUnusableError
from matchmaking.engine.scoring.text.language import canonical, detect
from matchmaking.engine.scoring.text.reference import texts
from tests.engine.scoring.worlds import LANGUAGES, HashEncoder

REFERENCE = [
    (language, topic[role][language])
    for topic in texts()
    for role in ("offer", "need")
    for language in LANGUAGES
]


def without_marks(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in parts if not unicodedata.combining(c))


def test_the_reference_texts_are_complete() -> None:
    assert len(REFERENCE) == 33 * 8
    assert len({text for _, text in REFERENCE}) == len(REFERENCE)


@pytest.mark.parametrize("declared", LANGUAGES)
def test_the_script_tells_the_language_whatever_was_declared(declared: str) -> None:
    for language, text in REFERENCE:
        found = detect(text, declared)
        assert found.language == language, text
        assert found.declared_wrong == (language != declared)
        assert not found.bare_vietnamese


def test_vietnamese_without_marks_is_noticed() -> None:
    bare = [without_marks(text) for language, text in REFERENCE if language == "vi"]
    assert all(detect(text, "vi").bare_vietnamese for text in bare)
    assert all(detect(text, "en").language == "vi" for text in bare)


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        ("Wir suchen Partner in Asien", "de", "de"),
        ("ソフトウェアの開発", "ja", "ja"),
        ("ERP", "ko", "ko"),
        ("LG U+ 5G 특화망", "en", "ko"),
        ("", "vi", "vi"),
    ],
)
def test_other_texts(text: str, declared: str, language: str) -> None:
    assert detect(text, declared).language == language


@pytest.mark.parametrize("tag", ["zh", "zh-TW", "zh_Hant", "zh-Hant-TW"])
def test_chinese_tags_are_one_language(tag: str) -> None:
    assert canonical(tag) == "zh-Hant"
    assert canonical("en-US") == "en"


def test_profile_warnings() -> None:
    offers = (
        Statement("1", "Giai phap nha may thong minh cho doanh nghiep san xuat", "vi"),
        Statement("2", "  ", "en"),
        Statement("3", "Giải pháp cho nhà máy", "ko"),
        Statement("4", "Giải pháp cho nhà máy", "vi"),
    )
    scores = score([Profile("a", "x", offers=offers), Profile("b")], encoder=HashEncoder())
    assert [(w.profile, w.statement, w.code) for w in scores.warnings] == [
        ("a", "1", "vietnamese_without_diacritics"),
        ("a", "2", "empty_text"),
        ("a", "3", "language_mismatch"),
        ("b", None, "no_statements"),
    ]


def test_concepts_across_languages() -> None:
    solar = ["điện mặt trời áp mái", "Rooftop SOLAR panels", "屋頂太陽能系統", "지붕 태양광 설비"]
    for text in solar:
        assert glossary.shared_concepts(text, solar[0]) == ("solar",)
    assert glossary.shared_concepts(solar[0], "coffee roasters") == ()
    assert glossary.term("solar", "vi") == "điện mặt trời"
    assert glossary.term("solar", "de") == glossary.term("solar", "en") == "solar"
    with pytest.raises(KeyError):
        glossary.term("nothing", "en")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We export drones", {"agri_drone", "cross_border"}),
        ("a transport report", set()),
        ("E-Commerce marketplaces", {"ecommerce"}),
        ("", set()),
    ],
)
def test_whole_words_and_plurals(text: str, expected: set[str]) -> None:
    assert set(glossary.concepts(text)) == expected


def test_every_concept_has_terms_in_every_language() -> None:
    for code, terms in glossary._glossary().items():
        assert set(terms) == set(LANGUAGES), code
        assert all(term.strip() == term != "" for own in terms.values() for term in own)
    assert len(glossary._glossary()) <= glossary.SLOTS
    assert np.allclose(np.linalg.norm(glossary.concept_vectors(["solar", "xyz"]), axis=1), [1, 0])


class Counting(HashEncoder):
    def __init__(self) -> None:
        self.seen: list[str] = []

    def encode(self, texts: list[str], role: str) -> np.ndarray:
        self.seen += texts
        return super().encode(texts, role)


def test_a_text_is_encoded_once() -> None:
    encoder, cache = Counting(), {}
    wanted = [("need", "solar  power"), ("need", "solar power"), ("offer", "solar power")]
    first = encode_texts(wanted, encoder, cache)
    assert encoder.seen == ["solar power", "solar power"]  # once a role
    assert np.array_equal(encode_texts(wanted, encoder, dict(cache)), first)
    assert len(encoder.seen) == len(cache) == 2
    assert all(len(value) == 2 * encoder.dimensions for value in cache.values())
    assert text_key(encoder, "need", "a") != text_key(encoder, "offer", "a")


def test_a_saved_profile_needs_no_encoder_when_it_is_scored() -> None:
    cache: dict[str, bytes] = {}
    need, offer = Statement("n", "solar power", "en"), Statement("o", "solar roofs", "en")
    people = [Profile("a", "x", needs=(need,)), Profile("b", "y", offers=(offer,), needs=(need,))]
    for person in people:
        encode_texts(texts_of(person), HashEncoder(), cache)
    encoder = Counting()
    score(people, encoder=encoder, cache=cache)
    assert not set(encoder.seen) & {need.text, offer.text}
    assert len(cache) == 2


def test_a_broken_cache_entry_is_replaced() -> None:
    encoder = Counting()
    key = text_key(encoder, "need", "solar")
    cache = {key: b"broken"}
    vector = encode_texts([("need", "solar")], encoder, cache)
    assert vector.any()
    assert cache[key] == vector[0].tobytes()


def test_an_empty_text_needs_no_encoder() -> None:
    encoder = Counting()
    assert not encode_texts([("need", " \n")], encoder, {}).any()
    assert encode_texts([], encoder, {}).shape == (0, encoder.dimensions)
    assert encoder.seen == []


def test_a_folder_without_a_model(tmp_path: Path) -> None:
    with pytest.raises(FolderUnusableError, match=r"modules\.json is missing"):
        FolderEncoder(tmp_path)


def test_a_folder_without_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "modules.json").write_text("[]")
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(FolderUnusableError, match="install it"):
        FolderEncoder(tmp_path)


def test_a_model_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    class SentenceTransformer:
        def __init__(self, path: str, *, local_files_only: bool) -> None:
            asked.append((path, local_files_only))

        def get_sentence_embedding_dimension(self) -> int:
            return HashEncoder.dimensions

        def encode(self, texts: list[str], **options: object) -> np.ndarray:
            asked.append((texts, options["normalize_embeddings"]))
            return HashEncoder().encode(texts, "")

    (tmp_path / "modules.json").write_text("[]")
    package = types.SimpleNamespace(SentenceTransformer=SentenceTransformer)
    monkeypatch.setitem(sys.modules, "sentence_transformers", package)
    encoder = FolderEncoder(tmp_path, {"need": "query: "})
    assert encoder.encode(["x"], "need").shape == (1, HashEncoder.dimensions)
    assert asked == [(str(tmp_path), True), (["query: x"], True)]
    version = encoder.version
    assert FolderEncoder(tmp_path).version != version
    (tmp_path / "modules.json").write_text("[1]")
    assert FolderEncoder(tmp_path, {"need": "query: "}).version != version
