"""Which labels of a tree a text speaks of: the names of the labels in several languages against
the text, in the vector space that scores use.

A label is where the names that it has in the languages are, each taken relative to the middle of
all names of its language: what names of that language have in common says nothing. A text is
taken relative to the mean of its language and role, as for scores.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..similarity import CENTRE_BITS
from .encoder import STORED_SCALE
from .glossary import concept_vectors
from .language import canonical, detect
from .reference import Reference

NEAR: Final = 0.17
"""Cosine from which a label is likely. On the development set it keeps the right branch among the
first three for 96 % of the texts and leaves out three in ten of the wrong ones."""
NAMED: Final = 0.2
"""The same for the glossary, which hears only its own words."""
BRANCHES: Final = 3

Floats = NDArray[np.float64]


def label_vectors(names: Mapping[str, NDArray[np.float32]]) -> Floats:
    """Unit vectors [labels, dimensions] from those of the names by language, in the same order."""
    return _unit(sum(_unit(rows - rows.mean(axis=0)) for rows in _doubles(names)))  # type: ignore[arg-type]


def named_vectors(names: Mapping[str, Sequence[str]]) -> Floats:
    """The same from the glossary's concepts in the names, without any encoder."""
    return _unit(sum(np.asarray(concept_vectors(list(each))) for each in names.values()))  # type: ignore[arg-type]


def likely_labels(
    vector: NDArray[np.float32],
    *,
    text: str,
    role: str,
    language: str,
    reference: Reference,
    codes: Sequence[str],
    labels: Floats,
) -> list[str]:
    """Codes that a text with this vector speaks of, the likeliest first; see `chosen`.

    `reference` is that of the vectors' space.
    """
    spoken = detect(text, canonical(language)).language
    mean = reference.mean((spoken, role)) / (2**CENTRE_BITS * STORED_SCALE)
    near = labels @ _unit(vector.astype(np.float64) - mean)
    return chosen(near, codes, NEAR)


def named_labels(text: str, *, codes: Sequence[str], labels: Floats) -> list[str]:
    """Codes whose names share concepts of the glossary with the text, the likeliest first."""
    heard = np.asarray(concept_vectors([text]), dtype=np.float64)[0]
    return chosen(labels @ heard, codes, NAMED)


def chosen(near: Floats, codes: Sequence[str], least: float) -> list[str]:
    """The best label of each of the three best branches, then the best branch's second.

    A code is its path with dots between the levels; its first word is its branch.
    """
    order = [int(index) for index in np.argsort(-near, kind="stable") if near[index] >= least]
    first: dict[str, str] = {}
    second = ""
    for index in order:
        code = codes[index]
        branch = code.partition(".")[0]
        if branch not in first:
            first[branch] = code
        elif not second and branch == next(iter(first)):
            second = code
    best = list(first.values())[:BRANCHES]
    return [*best, second] if second else best


def _doubles(names: Mapping[str, NDArray[np.float32]]) -> list[Floats]:
    return [rows.astype(np.float64) for rows in names.values()]


def _unit(rows: Floats) -> Floats:
    length = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.maximum(length, 1e-12), dtype=np.float64)
