"""Blocks of rows: any worker, any order, the same bytes; and putting them together."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .breakdown import Breakdown
from .prepared import Prepared
from .profiles import ScoringError
from .result import PairScores
from .rows import FORBIDDEN, Scorer, Strip
from .tables import Index

STRIP = 32
"""Profiles at a time inside a block; small enough for a processor's cache."""
TOP = 50

_MAGIC = b"pairs\x00\x01\n"
_ARRAYS = (("row", "<i4"), ("column", "<i4"), ("score", "<i4"), ("listed", "|u1"))


@dataclass(frozen=True, eq=False)
class SparseBlock:
    """The pairs that some rows keep: their best ``top``, and those asked for.

    ``row``, ``column`` [n] are profile indices, ``score`` micro-units, ``listed`` 1 where the
    pair is among the row's best, 0 where it is kept only because somebody asked. Pairs are
    ordered by row, then from best to worst. ``breakdown`` is as seen from the row.
    """

    fingerprint: str
    start: int
    stop: int
    top: int
    row: NDArray[np.int32]
    column: NDArray[np.int32]
    score: NDArray[np.int32]
    listed: NDArray[np.uint8]
    breakdown: Breakdown

    def to_bytes(self) -> bytes:
        """For the road between workers; equal blocks have equal bytes."""
        head = {
            "fingerprint": self.fingerprint,
            "start": self.start,
            "stop": self.stop,
            "top": self.top,
            "pairs": len(self.row),
        }
        arrays = [getattr(self, name).astype(kind).tobytes() for name, kind in _ARRAYS]
        line = json.dumps(head, sort_keys=True).encode() + b"\n"
        return _MAGIC + line + b"".join(arrays) + self.breakdown.to_bytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> SparseBlock:
        """The inverse of ``to_bytes``; ``ScoringError`` for anything else."""
        if not data.startswith(_MAGIC):
            raise ScoringError("not a block of pair scores")
        line, _, rest = data[len(_MAGIC) :].partition(b"\n")
        head: dict[str, Any] = json.loads(line)
        arrays: list[Any] = []
        for _, kind in _ARRAYS:
            size = np.dtype(kind).itemsize * head["pairs"]
            arrays.append(np.frombuffer(rest[:size], dtype=kind))
            rest = rest[size:]
        row, column, score, listed = arrays
        breakdown = Breakdown.from_bytes(rest, head["pairs"])
        span = (head["start"], head["stop"], head["top"])
        return cls(head["fingerprint"], *span, row, column, score, listed, breakdown)


def block_ranges(prepared: Prepared, rows: int = 250) -> list[range]:
    """Ranges of that many rows which cover all profiles: one task each."""
    return [range(at, min(at + rows, len(prepared))) for at in range(0, len(prepared), rows)]


def score_block(prepared: Prepared, rows: range, *, top: int = TOP) -> SparseBlock:
    """Score the profiles ``rows`` (indices) with all they may meet; keep the best ``top``."""
    if rows.step != 1 or rows.start < 0 or rows.stop > len(prepared):
        raise ScoringError(f"rows {rows} of {len(prepared)} profiles", "rows")
    scorer = Scorer(prepared, len(rows))
    kept = []
    for number, pool in enumerate(prepared.pools):
        index = np.arange(rows.start, rows.stop)
        index = index[prepared.pool_of[index] == number]
        for at in range(0, len(index), STRIP):
            strip = scorer.strip(index[at : at + STRIP], pool)
            kept.append(keep_best(prepared, strip, top))
    return assemble(prepared, rows, top, kept)


@dataclass(frozen=True, eq=False)
class Kept:
    """What a strip keeps, ordered by row and from best to worst; as in ``SparseBlock``."""

    row: Index
    column: Index
    score: NDArray[np.int64]
    listed: NDArray[np.bool_]
    breakdown: Breakdown


def keep_best(prepared: Prepared, strip: Strip, top: int) -> Kept:
    """The ``top`` best of each row, and whoever asked or was asked."""
    rank = strip.rank
    size = rank.shape[1]
    listed = np.zeros(rank.shape, dtype=bool)
    if size > top:
        best = np.argpartition(rank, size - top, axis=1)[:, size - top :]
        np.put_along_axis(listed, best, True, axis=1)
    else:
        listed[:] = True
    listed &= rank != FORBIDDEN
    wanted = listed.copy()
    for other_way in (False, True):
        row, column, _ = prepared.facts.bonds.asked.within(
            strip.rows, strip.pool.profiles, other_way=other_way
        )
        wanted[row, column] = rank[row, column] != FORBIDDEN
    row, column = np.nonzero(wanted)
    order = np.lexsort((column, -rank[row, column], row))
    row, column = row[order], column[order]
    return Kept(
        strip.rows[row],
        strip.pool.profiles[column],
        rank[row, column] >> 32,
        listed[row, column],
        Breakdown.of(prepared, strip, row, column),
    )


def assemble(prepared: Prepared, rows: range, top: int, kept: Sequence[Kept]) -> SparseBlock:
    """One block from what its strips keep."""
    row = _joined([part.row for part in kept])
    order = np.argsort(row, kind="stable")
    return SparseBlock(
        prepared.fingerprint,
        rows.start,
        rows.stop,
        top,
        row[order].astype(np.int32),
        _joined([part.column for part in kept])[order].astype(np.int32),
        _joined([part.score for part in kept])[order].astype(np.int32),
        _joined([part.listed for part in kept])[order].astype(np.uint8),
        Breakdown.joined([part.breakdown for part in kept]).at(order),
    )


def merge_blocks(prepared: Prepared, blocks: Iterable[SparseBlock]) -> PairScores:
    """All pairs of all blocks, each once.

    The blocks must cover every row exactly once and be of this prepared event, with the same
    ``top``; else ``ScoringError``.
    """
    ordered = sorted(blocks, key=lambda block: (block.start, block.stop))
    if any(block.fingerprint != prepared.fingerprint for block in ordered):
        raise ScoringError("a block is of another event, or of another state of it", "blocks")
    if len({block.top for block in ordered}) > 1:
        raise ScoringError("blocks keep different numbers of pairs", "blocks")
    at = 0
    for block in ordered:
        if block.start != at:
            raise ScoringError(f"rows {at} to {block.start} are missing or double", "blocks")
        at = block.stop
    if at != len(prepared):
        raise ScoringError(f"rows {at} to {len(prepared)} are missing", "blocks")
    return PairScores(
        prepared.facts,
        prepared.fingerprint,
        ordered[0].top if ordered else TOP,
        _joined([b.row for b in ordered]),
        _joined([b.column for b in ordered]),
        _joined([b.score for b in ordered]),
        _joined([b.listed for b in ordered]),
        Breakdown.joined([b.breakdown for b in ordered]),
    )


def _joined(parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int32)
