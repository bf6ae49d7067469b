"""The shipped reference texts: what a language's offers and needs look like on average.

``reference.json`` holds invented topics, each with one offer and one need in every language of
the product. Where an event has few texts of a language, its mean and its quantiles are drawn
towards these. For multilingual-e5-small they are shipped as numbers (``reference_e5.npz``,
made by ``python -m matchmaking.engine.scoring.text.ship``); for any other encoder the
texts are encoded when first needed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np

from ..similarity import (
    CENTRE_BITS,
    OFFSET,
    Calibration,
    Group,
    Ints,
    buckets,
    calibrate,
    centre,
    nearest_mean,
)
from .encoder import NEED, OFFER, ROLES, Encoder, Space, encode_texts
from .language import LANGUAGES

FILE = "reference_e5.npz"
_NEIGHBOURS = 8


@dataclass(frozen=True)
class Reference:
    """Means by (language, role), times 2**CENTRE_BITS, and the calibration of the texts."""

    means: dict[Group, Ints]
    calibration: Calibration

    def mean(self, group: Group) -> Ints:
        """The group's mean; for another language the mean over the known ones."""
        known = self.means.get(group)
        if known is not None:
            return known
        total = sum(self.means[language, group[1]] for language in LANGUAGES)
        return np.asarray(total, dtype=np.int64) // len(LANGUAGES)


def texts() -> list[dict[str, Any]]:
    """The topics: ``topic``, ``sector``, and ``offer`` and ``need`` by language."""
    source = files(__package__).joinpath("reference.json").read_text(encoding="utf-8")
    return list(json.loads(source))


def all_texts() -> list[str]:
    """Every offer and need of every topic and language."""
    return [text for topic in texts() for role in ROLES for text in topic[role].values()]


def reference(encoder: Encoder) -> Reference:
    """The reference of an encoder, computed or loaded once per encoder version."""
    key = f"{encoder.name}/{encoder.version}"
    if key not in _known:
        _known[key] = _shipped(key) or compute(encoder)
    return _known[key]


def known_reference(space: Space) -> Reference | None:
    """The reference of a space where it is shipped or was computed here; nothing is encoded."""
    key = f"{space.name}/{space.version}"
    if key not in _known:
        shipped = _shipped(key)
        if shipped is None:
            return None
        _known[key] = shipped
    return _known[key]


_known: dict[str, Reference] = {}


def _shipped(key: str) -> Reference | None:
    shipped = files(__package__).joinpath(FILE)
    if shipped.is_file():
        with shipped.open("rb") as stream, np.load(stream) as data:
            if str(data["encoder"]) == key:
                groups = [(language, role) for language in LANGUAGES for role in ROLES]
                means = dict(zip(groups, data["means"].astype(np.int64), strict=True))
                return Reference(means, Calibration(tuple(data["knots"].tolist())))
    return None


def compute(encoder: Encoder) -> Reference:
    """Encode the reference texts and take their means and quantiles."""
    topics = texts()
    means: dict[Group, Ints] = {}
    centred = {}
    for language in LANGUAGES:
        for role in ROLES:
            stored = encode_texts(
                ((role, topic[role][language]) for topic in topics), encoder, cache={}
            )
            total = stored.astype(np.int64).sum(axis=0) << CENTRE_BITS
            means[language, role] = total // len(topics)
            centred[language, role] = centre(stored, means[language, role])
    needs = np.vstack([centred[language, NEED] for language in LANGUAGES])
    offers = np.vstack([centred[language, OFFER] for language in LANGUAGES])
    products = needs @ offers.T
    k = np.full(len(needs), _NEIGHBOURS, dtype=np.int64)
    near_needs = nearest_mean(products, k)
    near_offers = nearest_mean(np.ascontiguousarray(products.T), k)
    found = buckets(products, near_needs, near_offers)
    # A text's translations are four matches in one pool where an event has one.
    same_topic = np.tile(np.arange(len(topics)), len(LANGUAGES))
    written_in = np.repeat(np.arange(len(LANGUAGES)), len(topics))
    neighbour = (written_in[:, None] + 1) % len(LANGUAGES) == written_in
    repeated = (same_topic[:, None] == same_topic) & ~neighbour
    counts = np.bincount(found[~repeated], minlength=2 * OFFSET).astype(np.int64)
    return Reference(means, calibrate(counts * 1000, Calibration((0, 0, 0, 0))))
