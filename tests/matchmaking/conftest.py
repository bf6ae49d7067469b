"""What tests of matching share."""

import hashlib

import numpy as np
import pytest
from numpy.typing import NDArray

from matchmaking.domain import vectors


class WordEncoder:
    """Stands in for the language model, which takes seconds to load: texts that share words are
    near each other."""

    name = "words-of-runs"
    version = "1"
    dimensions = 64

    def encode(self, texts: list[str], role: str) -> NDArray[np.float32]:
        found = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(found, texts, strict=True):
            for word in text.lower().split():
                row[hashlib.sha256(word.encode()).digest()[0] % self.dimensions] += 1
        return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)


@pytest.fixture
def quick_encoder(monkeypatch: pytest.MonkeyPatch) -> WordEncoder:
    """Runs in this process read texts with `WordEncoder`."""
    encoder = WordEncoder()
    monkeypatch.setattr(vectors, "this_encoder", lambda: encoder)
    monkeypatch.setattr(vectors, "this_space", lambda: encoder)
    return encoder
