"""What an encoder is, and the cache that keeps a text from being encoded twice."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from .diacritics import restored

NEED: Final = "need"
OFFER: Final = "offer"
ROLES: Final = (NEED, OFFER)
STORED_SCALE: Final = 32_000
"""A stored vector is the unit vector times this, as little-endian int16."""

Cache = MutableMapping[str, bytes]


class Space(Protocol):
    """What names a vector space: enough to look up what is stored of a text."""

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def dimensions(self) -> int: ...


class Encoder(Space, Protocol):
    """Turns texts into unit vectors that are near where the texts mean the same.

    ``name`` and ``version`` together name the vector space; vectors of different spaces are
    never compared.
    """

    def encode(self, texts: list[str], role: str) -> NDArray[np.float32]:
        """Unit vectors [len(texts), dimensions] for texts of one role (``need``/``offer``)."""
        ...


def clean(text: str) -> str:
    """NFKC, runs of white space as one space, Vietnamese without marks with them: equal for texts
    that read the same."""
    return restored(" ".join(unicodedata.normalize("NFKC", text).split()))


def text_key(encoder: Space, role: str, text: str) -> str:
    """Cache key of a text: 64 hex digits over encoder, role and the cleaned text."""
    parts = (encoder.name, encoder.version, role, clean(text))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def encode_texts(
    texts: Iterable[tuple[str, str]], encoder: Encoder, cache: Cache
) -> NDArray[np.int16]:
    """Stored vectors [n, dimensions] of (role, text) pairs; the cache is read and filled.

    An empty text has the zero vector. A cached value of the wrong length is encoded anew.
    """
    wanted = [(role, clean(text)) for role, text in texts]
    keys = [text_key(encoder, role, text) for role, text in wanted]
    size = 2 * encoder.dimensions
    found = {key: cache.get(key, b"") for key in dict.fromkeys(keys)}
    for role in ROLES:
        missing = {
            key: text
            for key, (its_role, text) in zip(keys, wanted, strict=True)
            if its_role == role and text and len(found[key]) != size
        }
        if missing:
            stored = to_stored(encoder.encode(list(missing.values()), role))
            for key, vector in zip(missing, stored, strict=True):
                found[key] = cache[key] = vector.tobytes()
    blank = bytes(size)
    joined = b"".join(found[key] or blank for key in keys)
    return np.frombuffer(joined, dtype="<i2").reshape(len(keys), -1 if keys else size // 2)


def to_stored(vectors: NDArray[np.float32]) -> NDArray[np.int16]:
    """Unit float vectors as stored integers."""
    return np.rint(vectors.astype(np.float64) * STORED_SCALE).astype("<i2")


@dataclass(frozen=True, slots=True)
class NamedSpace:
    """A vector space by its name alone."""

    name: str
    version: str
    dimensions: int


@lru_cache(maxsize=1)
def default_space() -> Space:
    """The space of ``default_encoder``, told without reading half a gigabyte of weights.

    Where weights are installed that are not the pinned ones, only ``default_encoder`` sees it.
    """
    from . import e5_file
    from .fallback import FallbackEncoder

    try:
        e5_file.locate()
        from .blend import BlendedEncoder
    except (e5_file.WeightsUnavailableError, ImportError):
        return FallbackEncoder()
    version = BlendedEncoder.version_of(e5_file.VERSION)
    return NamedSpace(BlendedEncoder.name, version, BlendedEncoder.dimensions)


@lru_cache(maxsize=1)
def default_encoder() -> Encoder:
    """multilingual-e5-small with the glossary; the glossary alone if its weights are not
    installed. Made once."""
    from .e5_file import WeightsUnavailableError

    try:
        from .blend import BlendedEncoder

        return BlendedEncoder()
    except (WeightsUnavailableError, ImportError):
        from .fallback import FallbackEncoder

        return FallbackEncoder()
