"""Pair scores: who fits whom, and why.

When a text is saved, a worker encodes it into the cache (a mapping that the caller keeps)::

    encode_texts(texts_of(profile), default_encoder(), cache)

The road through a run::

    prepared = prepare(profiles, params, sectors=tree, wishes=..., history=..., blocks=...,
                       encoder=encoder, cache=cache)      # once an event
    block = score_block(prepared, range(0, 250), top=50)  # any worker, any order
    scores = merge_blocks(prepared, blocks)               # -> PairScores, always the same bytes
    scores = score(profiles, params, ...)                 # the three in one call
    scores, prepared = rescore(prepared, scores, profile) # one profile changed or joined
    scores, prepared = remove(prepared, scores, id)       # one left

Where the kept pairs are in a database rather than in memory::

    basis = Basis.of(prepared)                            # stored with the scores
    prepared = prepare_on(basis, profiles, params, changed=ids, ...)
    renewal = renew(prepared, pairs, ids)                 # pairs to delete, pairs to store

``len(scores)``, ``for pair in scores`` (each a :class:`PairScore` with its factors),
``scores.get(a, b)``, ``scores.best(id, limit)``, ``scores.warnings``, ``scores.encoder``,
``scores.values()`` ((a, b, value) without factors), ``scores.digest()``. Blocks, prepared
events and scores travel between workers as bytes (``to_bytes``, ``prepared_to_bytes``,
``scores_to_bytes``).
"""

from .api import score, texts_of
from .basis import Basis, prepare_on
from .blocks import SparseBlock, block_ranges, merge_blocks, score_block
from .incremental import remove, rescore
from .pairscores import Evidence, Factor, PairScore, ProfileWarning
from .params import FACTORS, UNIT, ScoreParams, Weights
from .prepare import prepare
from .prepared import Prepared
from .profiles import (
    COOPERATION_TYPES,
    ORGANISATION_KINDS,
    Block,
    History,
    Profile,
    ScoringError,
    Statement,
    Wish,
)
from .renewing import Renewal, renew
from .result import PairScores
from .sectors import SectorTree
from .store import prepared_from_bytes, prepared_to_bytes, scores_from_bytes, scores_to_bytes
from .text.encoder import Cache, Encoder, default_encoder, encode_texts, text_key

__all__ = [
    "COOPERATION_TYPES",
    "FACTORS",
    "ORGANISATION_KINDS",
    "UNIT",
    "Basis",
    "Block",
    "Cache",
    "Encoder",
    "Evidence",
    "Factor",
    "History",
    "PairScore",
    "PairScores",
    "Prepared",
    "Profile",
    "ProfileWarning",
    "Renewal",
    "ScoreParams",
    "ScoringError",
    "SectorTree",
    "SparseBlock",
    "Statement",
    "Weights",
    "Wish",
    "block_ranges",
    "default_encoder",
    "encode_texts",
    "merge_blocks",
    "prepare",
    "prepare_on",
    "prepared_from_bytes",
    "prepared_to_bytes",
    "remove",
    "renew",
    "rescore",
    "score",
    "score_block",
    "scores_from_bytes",
    "scores_to_bytes",
    "text_key",
    "texts_of",
]
