"""Vectors that come with the product: those of the sectors' names, which every installation would
else read for itself, for a quarter of a minute, while the first company waits.

`sector_vectors.npz` is made by `manage.py ship_sector_vectors` after names or weights have changed;
a test says when.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np

FILE = Path(__file__).with_name("sector_vectors.npz")


def shipped_vectors(keys: Iterable[str]) -> dict[str, bytes]:
    """Stored vectors of those keys (`engine.scoring.text.encoder.text_key`) that are shipped."""
    wanted = set(keys)
    with np.load(FILE) as data:
        names = [key.tobytes().hex() for key in data["keys"]]
        return {
            name: vector.tobytes()
            for name, vector in zip(names, data["vectors"], strict=True)
            if name in wanted
        }


def ship(vectors: Mapping[str, bytes]) -> None:
    """Write the file anew; the same vectors make the same bytes."""
    keys = sorted(vectors)
    np.savez_compressed(
        FILE,
        keys=np.array([list(bytes.fromhex(key)) for key in keys], dtype=np.uint8),
        vectors=np.array([np.frombuffer(vectors[key], dtype="<i2") for key in keys]),
    )
