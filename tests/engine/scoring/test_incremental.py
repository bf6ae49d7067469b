"""One profile changed: the same as scoring all of them again with the frozen calibration."""

from __future__ import annotations

import random

import pytest

from matchmaking.engine.scoring import (
    PairScores,
    Prepared,
    ScoreParams,
    ScoringError,
    block_ranges,
    merge_blocks,
    prepare,
    remove,
    rescore,
    score_block,
)
from matchmaking.engine.scoring.text.fallback import FallbackEncoder
from tests.engine.scoring.worlds import TREE, HashEncoder, bonds, profile, profiles

TOP = 4


def all_blocks(prepared: Prepared) -> PairScores:
    blocks = [score_block(prepared, rows, top=TOP) for rows in block_ranges(prepared, 7)]
    return merge_blocks(prepared, blocks)


def event(seed: int, size: int = 40) -> tuple[Prepared, PairScores]:
    people = profiles(size, seed)
    rule = ("two_sided", "any_to_any")[seed % 2]
    prepared = prepare(
        people,
        ScoreParams(rule=rule),
        sectors=TREE,
        encoder=HashEncoder(),
        **bonds(people, seed),
    )
    return prepared, all_blocks(prepared)


@pytest.mark.parametrize("seed", range(12))
def test_a_chain_of_changes_equals_scoring_everything(seed: int) -> None:
    prepared, scores = event(seed)
    chance = random.Random(seed)
    for step in range(6):
        name = f"p{chance.randrange(40):03d}" if step % 3 else f"p{chance.randrange(40):03d}x"
        changed = profile(chance, name)
        scores, prepared = rescore(prepared, scores, changed, encoder=HashEncoder())
        assert scores.digest() == all_blocks(prepared).digest()
        left = chance.choice(prepared.facts.profiles).id
        scores, prepared = remove(prepared, scores, left)
        assert scores.digest() == all_blocks(prepared).digest()
        assert left not in {p.id for p in prepared.facts.profiles}


def test_a_profile_put_back_restores_the_scores() -> None:
    prepared, scores = event(1)
    old = prepared.facts.profiles[11]
    other = profile(random.Random(5), old.id)
    changed, after = rescore(prepared, scores, other, encoder=HashEncoder())
    assert changed.digest() != scores.digest()
    restored, _ = rescore(after, changed, old, encoder=HashEncoder())
    for person in prepared.facts.profiles:
        before = [(p.a, p.b) for p in scores.best(person.id)]
        assert before == [(p.a, p.b) for p in restored.best(person.id)]


def test_new_wishes_take_effect_for_the_profile() -> None:
    prepared, scores = event(3)
    people = list(prepared.facts.profiles)
    known = bonds(people, 99)
    person = people[5]
    scores, prepared = rescore(prepared, scores, person, encoder=HashEncoder(), **known)
    fresh = all_blocks(prepared)
    mine = [pair for pair in fresh if person.id in (pair.a, pair.b)]
    assert [pair for pair in scores if person.id in (pair.a, pair.b)] == mine


def test_what_is_refused() -> None:
    prepared, scores = event(2)
    with pytest.raises(ScoringError, match="prepared with words"):
        rescore(prepared, scores, prepared.facts.profiles[0], encoder=FallbackEncoder())
    changed = profile(random.Random(1), prepared.facts.profiles[0].id)
    _, after = rescore(prepared, scores, changed, encoder=HashEncoder())
    with pytest.raises(ScoringError, match="another state"):
        remove(after, scores, changed.id)
    with pytest.raises(ScoringError, match="no profile"):
        remove(prepared, scores, "nobody")
