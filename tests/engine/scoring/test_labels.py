"""Labels of a tree that a text speaks of."""

import numpy as np
import pytest

from matchmaking.engine.scoring.similarity import CENTRE_BITS, Calibration
from matchmaking.engine.scoring.text.labels import (
    NEAR,
    chosen,
    label_vectors,
    likely_labels,
    named_labels,
    named_vectors,
)
from matchmaking.engine.scoring.text.reference import LANGUAGES, Reference

CODES = ["city", "city.light", "city.water", "health", "energy", "energy.solar"]


@pytest.mark.parametrize(
    ("near", "found"),
    [
        ([0.2, 0.9, 0.8, 0.5, 0.1, 0.3], ["city.light", "health", "energy.solar", "city.water"]),
        ([0.9, 0.0, 0.0, 0.2, 0.1, 0.0], ["city", "health"]),
        ([0.1] * 6, []),
    ],
)
def test_the_best_of_each_branch_then_the_best_branchs_second(near, found) -> None:
    assert chosen(np.array(near), CODES, NEAR) == found


def test_what_all_names_of_a_language_share_says_nothing() -> None:
    common = np.array([5.0, 0, 0, 0])
    names = {
        "en": np.eye(4, dtype=np.float32)[1:] + common.astype(np.float32),
        "vi": np.eye(4, dtype=np.float32)[1:] - common.astype(np.float32),
    }
    labels = label_vectors(names)
    assert np.allclose(np.linalg.norm(labels, axis=1), 1)
    assert np.allclose(labels[:, 0], 0)
    reference = Reference(
        {
            (language, role): np.zeros(4, dtype=np.int64)
            for language in LANGUAGES
            for role in ("need", "offer")
        },
        Calibration((0, 1, 2, 3)),
    )
    found = likely_labels(
        np.array([0, 0, 1, 0], dtype=np.float32),
        text="Street lights for our city",
        role="need",
        language="en",
        reference=reference,
        codes=["a", "b", "c"],
        labels=labels,
    )
    assert found == ["b"]


def test_a_text_is_taken_relative_to_its_language_and_role() -> None:
    mean = np.array([32_000 << CENTRE_BITS, 0, 0, 0], dtype=np.int64)
    nothing = np.zeros(4, dtype=np.int64)
    reference = Reference(
        {
            (language, role): mean if (language, role) == ("vi", "need") else nothing
            for language in LANGUAGES
            for role in ("need", "offer")
        },
        Calibration((0, 1, 2, 3)),
    )
    vector = np.array([1, 0.2, 0, 0], dtype=np.float32)
    labels = np.eye(4)
    more = {"reference": reference, "codes": ["w", "x", "y", "z"], "labels": labels}
    text = "Chúng tôi cần máy bán vé"
    assert likely_labels(vector, text=text, role="need", language="vi", **more) == ["x"]
    assert likely_labels(vector, text=text, role="offer", language="vi", **more)[0] == "w"


def test_the_glossary_hears_its_own_words_in_any_language() -> None:
    names = {"en": ["Street lighting", "Ports and logistics"], "vi": ["Chiếu sáng", "Cảng"]}
    labels = named_vectors(names)
    found = [
        named_labels(text, codes=["light", "port"], labels=labels)
        for text in ("智慧路燈", "LED street lights", "Nothing that it knows")
    ]
    assert found == [["light"], ["light"], []]
