"""Prepared events, blocks and scores on the road between workers."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from matchmaking.engine.scoring import (
    ScoreParams,
    ScoringError,
    SparseBlock,
    Weights,
    merge_blocks,
    prepare,
    prepared_from_bytes,
    prepared_to_bytes,
    rescore,
    score,
    scores_from_bytes,
    scores_to_bytes,
)
from tests.engine.scoring.worlds import TREE, HashEncoder, bonds, profiles

PEOPLE = profiles(30, 4)
WEIGHTS = Weights(text=300, sector=210)
PARAMS = ScoreParams(weights=WEIGHTS, rule="any_to_any", interpreters=(("vi", "ko"),))
REST = {"params": PARAMS, "sectors": TREE, "encoder": HashEncoder(), **bonds(PEOPLE, 4)}


def test_a_prepared_event_survives_the_road() -> None:
    prepared, scores = prepare(PEOPLE, **REST), score(PEOPLE, **REST)
    data = prepared_to_bytes(prepared)
    read = prepared_from_bytes(data)
    assert read.facts.profiles == prepared.facts.profiles
    assert read.facts.params == PARAMS
    assert prepared_to_bytes(read) == data == prepared_to_bytes(prepare(PEOPLE[::-1], **REST))
    again = scores_from_bytes(read, scores_to_bytes(scores))
    assert again.digest() == scores.digest()
    assert list(again) == list(scores)
    changed = replace(PEOPLE[3], country="JP", needs=PEOPLE[4].needs)
    there, _ = rescore(read, again, changed, encoder=HashEncoder())
    here, _ = rescore(prepared, scores, changed, encoder=HashEncoder())
    assert there.digest() == here.digest()


def test_an_empty_event_survives_too() -> None:
    prepared = prepare([], encoder=HashEncoder())
    assert len(prepared_from_bytes(prepared_to_bytes(prepared))) == 0


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", pickle.dumps({})])
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(ScoringError, match="not a prepared event"):
        prepared_from_bytes(data)


WORKER = """
import sys
from matchmaking.engine.scoring import prepare, score_block
from tests.engine.scoring.test_store import PEOPLE, REST
start, stop, path = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
block = score_block(prepare(PEOPLE, **REST), range(start, stop))
open(path, "wb").write(block.to_bytes())
"""


def test_workers_that_prepare_for_themselves_agree(tmp_path: Path) -> None:
    """Two processes with other hash seeds and thread counts, each with its own half."""
    blocks = []
    for number, (start, stop) in enumerate(((0, 11), (11, 30))):
        path = tmp_path / str(number)
        settings = {"PYTHONHASHSEED": str(number), "OPENBLAS_NUM_THREADS": str(number + 1)}
        subprocess.run(
            [sys.executable, "-c", WORKER, str(start), str(stop), str(path)],
            check=True,
            timeout=60,
            env={**os.environ, **settings},
        )
        blocks.append(SparseBlock.from_bytes(path.read_bytes()))
    scores = merge_blocks(prepare(PEOPLE, **REST), blocks)
    assert scores.digest() == score(PEOPLE, **REST).digest()
