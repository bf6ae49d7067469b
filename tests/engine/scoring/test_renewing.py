"""Some profiles changed: the store of pairs becomes what scoring everything would keep."""

from __future__ import annotations

import random
from typing import Any

import pytest

from matchmaking.engine.scoring import (
    Basis,
    Block,
    History,
    PairScore,
    PairScores,
    Prepared,
    Renewal,
    ScoreParams,
    ScoringError,
    Wish,
    block_ranges,
    merge_blocks,
    prepare,
    prepare_on,
    renew,
    score_block,
)
from matchmaking.engine.scoring.text.fallback import FallbackEncoder
from tests.engine.scoring.worlds import TREE, HashEncoder, bonds, profile, profiles

TOP = 4
Store = dict[tuple[str, str], PairScore]


def all_blocks(prepared: Prepared) -> PairScores:
    blocks = [score_block(prepared, rows, top=TOP) for rows in block_ranges(prepared, 7)]
    return merge_blocks(prepared, blocks)


def stored(scores: PairScores) -> Store:
    return {(pair.a, pair.b): pair for pair in scores}


def sides(bond: Wish | History | Block) -> tuple[str, str]:
    return (bond.from_id, bond.to_id) if isinstance(bond, Wish) else (bond.a, bond.b)


class World:
    """An event's profiles, the basis of its scores and the store of its pairs."""

    def __init__(self, seed: int, size: int = 40) -> None:
        self.people = {person.id: person for person in profiles(size, seed)}
        self.params = ScoreParams(rule=("two_sided", "any_to_any")[seed % 2])
        self.known = bonds(list(self.people.values()), seed)
        prepared = prepare(
            self.people.values(), self.params, sectors=TREE, encoder=HashEncoder(), **self.known
        )
        self.basis = Basis.of(prepared)
        self.store = stored(all_blocks(prepared))

    def renew(self, changed: set[str]) -> Prepared:
        """The event as it is now, and the store brought up to it."""
        prepared = prepare_on(
            Basis.from_bytes(self.basis.to_bytes()),
            self.people.values(),
            self.params,
            changed=changed,
            sectors=TREE,
            encoder=HashEncoder(),
            **self.bonds_of_those_here(),
        )
        pairs = [(a, b, pair.value) for (a, b), pair in self.store.items()]
        renewal = renew(prepared, pairs, changed, top=TOP)
        for pair in renewal.gone:
            del self.store[pair]
        for score in renewal.stored:
            assert (score.a, score.b) not in self.store
            self.store[score.a, score.b] = score
        self.basis = Basis.of(prepared)
        return prepared

    def bonds_of_those_here(self) -> dict[str, list[Any]]:
        return {
            name: [bond for bond in some if set(sides(bond)) <= self.people.keys()]
            for name, some in self.known.items()
        }


@pytest.mark.parametrize("seed", range(16))
def test_a_chain_of_changes_keeps_what_scoring_everything_would(seed: int) -> None:
    world = World(seed)
    chance = random.Random(seed)
    for step in range(6):
        changed = set(chance.sample(sorted(world.people), 1 + step % 3))
        for name in changed:
            if chance.random() < 0.3:
                del world.people[name]
            else:
                world.people[name] = profile(chance, name)
        for number in range(step % 2):
            name = f"p{chance.randrange(40):03d}x{step}{number}"
            world.people[name] = profile(chance, name)
            changed.add(name)
        prepared = world.renew(changed)
        assert world.store == stored(all_blocks(prepared))


def test_nothing_changes_where_nothing_changed() -> None:
    world = World(1)
    before = dict(world.store)
    pairs = [(a, b, pair.value) for (a, b), pair in before.items()]
    people = list(world.people.values())
    prepared = prepare_on(
        world.basis,
        people,
        world.params,
        changed=(),
        sectors=TREE,
        encoder=HashEncoder(),
        **world.known,
    )
    assert renew(prepared, pairs, (), top=TOP) == Renewal([], [])
    renewal = renew(prepared, pairs, {people[3].id}, top=TOP)
    assert {(p.a, p.b) for p in renewal.stored} == set(renewal.gone)
    assert all(before[p.a, p.b] == p for p in renewal.stored)


def test_a_block_takes_the_pair_out_and_others_move_up() -> None:
    world = World(3)
    first = next(iter(world.store))
    world.known["blocks"].append(Block(*first))
    prepared = world.renew(set(first))
    assert first not in world.store
    assert world.store == stored(all_blocks(prepared))


def test_the_first_companies_of_an_event_find_each_other() -> None:
    prepared = prepare([], encoder=HashEncoder())
    people = profiles(3, 5, statements=3)
    now = prepare_on(
        Basis.of(prepared), people, changed=[p.id for p in people], encoder=HashEncoder()
    )
    renewal = renew(now, [], [p.id for p in people], top=TOP)
    assert stored(all_blocks(now)) == {(pair.a, pair.b): pair for pair in renewal.stored}


def test_a_basis_of_another_encoder_is_refused() -> None:
    world = World(1)
    with pytest.raises(ScoringError, match="the basis is of words/1"):
        prepare_on(world.basis, world.people.values(), changed=(), encoder=FallbackEncoder())
    with pytest.raises(ScoringError, match="not the basis"):
        Basis.from_bytes(b"something else")
