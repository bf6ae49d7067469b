"""How long scoring takes and how much memory: ``python -m benchmarks.scoring [--profiles N]``.

An invented event of N profiles with two offers and two needs each; their vectors are made up
and cached, as an event's are when scoring starts. Prints one JSON object: wall and processor
seconds of preparing, of all row blocks on ``--threads`` threads and of putting them together,
the peak memory of the process, the time to rescore one changed profile (the median and worst
of several, and that of the profile most others list), and, with ``--encode``, how many texts
a processor second encodes.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import statistics
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the threads are ours

import numpy as np
from numpy.typing import NDArray

from matchmaking.engine.scoring import (
    PairScores,
    Prepared,
    Profile,
    ScoreParams,
    SectorTree,
    Statement,
    Wish,
    block_ranges,
    merge_blocks,
    prepare,
    rescore,
    score_block,
)
from matchmaking.engine.scoring.text.blend import BlendedEncoder
from matchmaking.engine.scoring.text.encoder import encode_texts
from matchmaking.engine.scoring.text.reference import all_texts

LANGUAGES = ("vi", "en", "zh-Hant", "ko")
COUNTRIES = ("VN", "TW", "KR", "US", "JP", "SG", "TH")
TREE = SectorTree(
    tuple((f"s{i}", None) for i in range(8)) + tuple((f"s{i}", f"s{i % 8}") for i in range(8, 40))
)


class InventedEncoder:
    """A point near one of 200 topics, as far from others as the model's vectors are."""

    name = "invented"
    version = "1"
    dimensions = BlendedEncoder.dimensions

    def __init__(self) -> None:
        self._topics = np.random.default_rng(0).standard_normal((200, self.dimensions))

    def encode(self, texts: Sequence[str], role: str) -> NDArray[np.float32]:
        chance = np.random.default_rng(len(texts))
        topic = chance.integers(0, len(self._topics), len(texts))
        vectors = self._topics[topic] + chance.standard_normal((len(texts), self.dimensions))
        return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def invent(size: int, two_sided: bool, chance: random.Random) -> list[Profile]:
    """``size`` profiles (on each side if two-sided) with two offers and two needs each."""
    return [
        invented_profile(f"p{i:06d}", ("host", "guest")[i % 2], chance)
        for i in range(size * (2 if two_sided else 1))
    ]


def invented_profile(name: str, side: str, chance: random.Random) -> Profile:
    language = chance.choice(LANGUAGES)

    def stated(role: str, types: tuple[str, ...]) -> tuple[Statement, ...]:
        return tuple(
            Statement(
                f"{name}{role}{i}",
                f"{role} {i} of {name}",
                language,
                tuple(chance.sample([code for code, _ in TREE.nodes], 2)),
                tuple(chance.sample(types, 2)),
            )
            for i in range(2)
        )

    return Profile(
        name,
        side=side,
        country=chance.choice(COUNTRIES),
        languages=tuple(chance.sample(LANGUAGES, chance.choice((1, 2)))),
        target_markets=tuple(chance.sample(COUNTRIES, 2)),
        offers=stated("offer", ("sell", "distribute", "pilot", "transfer")),
        needs=stated("need", ("source", "distribute", "pilot", "co_develop")),
    )


@contextmanager
def timed(report: dict[str, object], name: str) -> Iterator[None]:
    wall, processor = time.perf_counter(), time.process_time()
    yield
    report[f"{name}_seconds"] = round(time.perf_counter() - wall, 3)
    report[f"{name}_processor_seconds"] = round(time.process_time() - processor, 3)


def rescoring(prepared: Prepared, scores: PairScores, chance: random.Random) -> dict[str, float]:
    """Seconds to rescore one profile whose texts, sectors and markets all changed."""
    times = []
    listed = np.bincount(scores.column, minlength=len(prepared))
    picked = [*chance.sample(range(len(prepared)), 9), int(np.argmax(listed))]
    for index in picked:
        old = prepared.facts.profiles[index]
        new = replace(invented_profile(old.id + "b", old.side or "", chance), id=old.id)
        start = time.perf_counter()
        rescore(prepared, scores, new, encoder=InventedEncoder())
        times.append(time.perf_counter() - start)
    return {
        "median": round(statistics.median(times[:-1]), 3),
        "worst": round(max(times), 3),
        "most_listed": round(times[-1], 3),
    }


def encoding() -> dict[str, float]:
    """Texts per processor second and per second, over the reference texts."""
    encoder = BlendedEncoder()
    texts = all_texts()
    report: dict[str, object] = {}
    encoder.encode(texts[:8], "need")
    with timed(report, "encode"):
        encoder.encode(texts, "need")
    return {
        "texts": len(texts),
        "texts_per_second": round(len(texts) / float(str(report["encode_seconds"])), 1),
        "texts_per_processor_second": round(
            len(texts) / float(str(report["encode_processor_seconds"])), 1
        ),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--profiles", type=int, default=5_000)
    parser.add_argument("--two-sided", action="store_true", help="N profiles on each side")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--top", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--encode", action="store_true", help="measure the encoder too")
    chosen = parser.parse_args()
    chance = random.Random(chosen.seed)
    people = invent(chosen.profiles, chosen.two_sided, chance)
    wishes = [Wish(a.id, b.id) for a, b in (chance.sample(people, 2) for _ in people)]
    cache: dict[str, bytes] = {}
    texts = (
        (role, s.text)
        for p in people
        for role, own in (("need", p.needs), ("offer", p.offers))
        for s in own
    )
    encode_texts(texts, InventedEncoder(), cache)
    report: dict[str, object] = {"profiles": len(people), "threads": chosen.threads}
    params = ScoreParams(rule="two_sided" if chosen.two_sided else "any_to_any")
    with timed(report, "total"):
        with timed(report, "prepare"):
            prepared = prepare(
                people,
                params,
                sectors=TREE,
                wishes=wishes,
                encoder=InventedEncoder(),
                cache=cache,
                threads=chosen.threads,
            )
        with timed(report, "blocks"), ThreadPoolExecutor(chosen.threads) as pool:
            ranges = block_ranges(prepared)
            blocks = list(pool.map(lambda r: score_block(prepared, r, top=chosen.top), ranges))
        with timed(report, "merge"):
            scores = merge_blocks(prepared, blocks)
    report["pairs"] = len(scores)
    report["digest"] = scores.digest()[:16]
    report["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    report["rescore_seconds"] = rescoring(prepared, scores, chance)
    if chosen.encode:
        report["encoding"] = encoding()
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
