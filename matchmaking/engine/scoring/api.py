"""Scoring a whole event in one call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

from .blocks import TOP, block_ranges, merge_blocks, score_block
from .params import ScoreParams
from .prepare import prepare
from .profiles import Block, History, Profile, Wish
from .result import PairScores
from .sectors import SectorTree
from .text.encoder import NEED, OFFER, Cache, Encoder


def texts_of(profile: Profile) -> Iterator[tuple[str, str]]:
    """(role, text) of all statements, as ``encode_texts`` takes them: to fill the cache when a
    profile is saved."""
    yield from ((NEED, statement.text) for statement in profile.needs)
    yield from ((OFFER, statement.text) for statement in profile.offers)


def score(
    profiles: Iterable[Profile],
    params: ScoreParams | None = None,
    *,
    sectors: SectorTree | None = None,
    wishes: Iterable[Wish] = (),
    history: Iterable[History] = (),
    blocks: Iterable[Block] = (),
    encoder: Encoder | None = None,
    cache: Cache | None = None,
    top: int = TOP,
    block_rows: int = 250,
    threads: int = 1,
    on_progress: Callable[[int, int], None] | None = None,
) -> PairScores:
    """Score every pair that may meet and keep each profile's best ``top``.

    The same result, byte by byte, for any order of the inputs, any ``block_rows`` and any
    number of ``threads``. ``on_progress(done, total)`` counts blocks. For the rest see
    ``prepare``. Raises ``ScoringError``.
    """
    prepared = prepare(
        profiles,
        params,
        sectors=sectors,
        wishes=wishes,
        history=history,
        blocks=blocks,
        encoder=encoder,
        cache=cache,
        threads=threads,
    )
    ranges = block_ranges(prepared, block_rows)
    done = []
    with ThreadPoolExecutor(threads) as pool:
        for block in pool.map(lambda rows: score_block(prepared, rows, top=top), ranges):
            done.append(block)
            if on_progress is not None:
                on_progress(len(done), len(ranges))
    return merge_blocks(prepared, done)
