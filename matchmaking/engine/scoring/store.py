"""A prepared event and its scores as bytes, for workers that share them.

Plain JSON and arrays, no pickle: reading bytes from a cache or a database runs no code. Equal
events have equal bytes. At 5,000 profiles with two offers and two needs each a prepared event
has about 30 MB and is read in well under a second, where preparing it takes several.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from .blocks import SparseBlock, merge_blocks
from .bonds import Bonds, Links
from .pairscores import ProfileWarning
from .params import ScoreParams, Weights
from .prepare import tabulate
from .prepared import Facts, Prepared, Space
from .profiles import Profile, ScoringError, Statement
from .result import PairScores
from .sectors import SectorTree
from .similarity import Calibration, Group, Ints
from .text.encoder import NEED, OFFER

_MAGIC: Final = b"event\x00\x01\n"
_BONDS: Final = ("asked", "history", "never")


def prepared_to_bytes(prepared: Prepared) -> bytes:
    """A prepared event as bytes; equal events have equal bytes."""
    facts, space = prepared.facts, prepared.space
    groups = sorted(space.means)
    head = {
        "profiles": [asdict(profile) for profile in facts.profiles],
        "params": asdict(facts.params),
        "sectors": facts.tree.nodes,
        "bonds": {name: _links_to_json(getattr(facts.bonds, name)) for name in _BONDS},
        "encoder": facts.encoder,
        "warnings": [asdict(warning) for warning in facts.warnings],
        "groups": groups,
        "knots": space.calibration.knots,
        "dimensions": int(prepared.needs.vectors.shape[1]),
    }
    parts = [json.dumps(head, sort_keys=True, ensure_ascii=False).encode() + b"\n"]
    parts += [np.asarray(space.means[group], dtype="<i8").tobytes() for group in groups]
    for table in (prepared.needs, prepared.offers):
        parts += [table.vectors.astype("<i2").tobytes(), table.near.astype("<i8").tobytes()]
    return _MAGIC + b"".join(parts)


def prepared_from_bytes(data: bytes) -> Prepared:
    """The inverse of ``prepared_to_bytes``; ``ScoringError`` for anything else."""
    if not data.startswith(_MAGIC):
        raise ScoringError("not a prepared event")
    end = data.index(b"\n", len(_MAGIC))
    head = json.loads(data[len(_MAGIC) : end])
    arrays = _Arrays(data, end + 1)
    dimensions = head["dimensions"]
    means: dict[Group, Ints] = {
        (language, role): arrays.take("<i8", dimensions) for language, role in head["groups"]
    }
    profiles = tuple(_profile(item) for item in head["profiles"])
    facts = Facts(
        profiles,
        _params(head["params"]),
        SectorTree(tuple((code, parent) for code, parent in head["sectors"])),
        Bonds(*(_links_from_json(head["bonds"][name]) for name in _BONDS)),
        head["encoder"],
        tuple(ProfileWarning(**warning) for warning in head["warnings"]),
    )
    vectors, near = {}, {}
    for role in (NEED, OFFER):
        count = sum(len(p.needs if role == NEED else p.offers) for p in profiles)
        flat = arrays.take("<i2", count * dimensions).astype(np.float32)
        vectors[role] = flat.reshape(count, dimensions)
        near[role] = arrays.take("<i8", count)
    knots = tuple(head["knots"])
    return tabulate(facts, Space(means, Calibration(knots)), vectors, near)


def scores_to_bytes(scores: PairScores) -> bytes:
    """The numbers of all scores; what they are about is in the prepared event."""
    block = SparseBlock(
        scores.fingerprint,
        0,
        len(scores.facts.profiles),
        scores.top,
        scores.row,
        scores.column,
        scores.score,
        scores.listed,
        scores.breakdown,
    )
    return block.to_bytes()


def scores_from_bytes(prepared: Prepared, data: bytes) -> PairScores:
    """The inverse of ``scores_to_bytes``, with the event that they were computed of."""
    return merge_blocks(prepared, [SparseBlock.from_bytes(data)])


class _Arrays:
    def __init__(self, data: bytes, at: int) -> None:
        self._data, self._at = data, at

    def take(self, kind: str, count: int) -> NDArray[Any]:
        array = np.frombuffer(self._data, dtype=kind, count=count, offset=self._at)
        self._at += array.nbytes
        return array


def _links_to_json(links: Links) -> list[list[object]]:
    pairs = zip(links.who.tolist(), links.other.tolist(), links.change.tolist(), strict=True)
    return [[who, other, change, *links.about[who, other]] for who, other, change in pairs]


def _links_from_json(rows: list[list[Any]]) -> Links:
    return Links.of({(row[0], row[1]): (row[2], row[3], row[4]) for row in rows})


def _params(item: Mapping[str, Any]) -> ScoreParams:
    interpreters = tuple((a, b) for a, b in item["interpreters"])
    return ScoreParams(
        **{**item, "weights": Weights(**item["weights"]), "interpreters": interpreters}
    )


def _profile(item: Mapping[str, Any]) -> Profile:
    listed = {name: tuple(value) for name, value in item.items() if isinstance(value, list)}
    stated = {name: tuple(_statement(s) for s in item[name]) for name in ("offers", "needs")}
    return Profile(**{**item, **listed, **stated})


def _statement(item: Mapping[str, Any]) -> Statement:
    lists = {name: tuple(item[name]) for name in ("sectors", "cooperation")}
    return Statement(**{**item, **lists})
