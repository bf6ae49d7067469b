"""What every score promises, on random small events."""

from __future__ import annotations

import itertools
import json
import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaking.engine.scoring import (
    FACTORS,
    UNIT,
    Block,
    History,
    PairScores,
    Prepared,
    Profile,
    ScoreParams,
    ScoringError,
    SparseBlock,
    Statement,
    Weights,
    Wish,
    merge_blocks,
    prepare,
    score,
    score_block,
)
from matchmaking.engine.scoring.fits import cooperation_fit, kind_interest
from matchmaking.engine.scoring.rows import kernels
from matchmaking.engine.scoring.similarity import OFFSET, SHIFT
from tests.engine.scoring.worlds import TREE, HashEncoder, bonds, profiles

RULES = ("two_sided", "any_to_any")


def world(seed: int, size: int = 24, **params: object) -> tuple[list[Profile], dict[str, object]]:
    """Profiles, and all other arguments of ``score``."""
    people = profiles(size, seed)
    settled = ScoreParams(**{"interpreters": (("vi", "ko"),), **params})
    rest = {"params": settled, "sectors": TREE, "encoder": HashEncoder(), **bonds(people, seed)}
    return people, rest


def text_fit(prepared: Prepared, need: int, offer: int) -> int:
    """The text fit of one need and one offer, one number at a time."""
    product = int(
        np.dot(
            prepared.needs.vectors[need].astype(np.int64),
            prepared.offers.vectors[offer].astype(np.int64),
        )
    )
    csls = 2 * product - int(prepared.needs.near[need]) - int(prepared.offers.near[offer])
    return int(prepared.space.table[(csls >> SHIFT) + OFFSET])


def best_of(table: list[int], unknown: int) -> int:
    return max(table) if table else unknown


def _split(start: np.ndarray) -> list[range]:
    return [range(a, b) for a, b in itertools.pairwise(start)]


class Oracle:
    """The score of a pair as the documentation has it, without arrays of pairs."""

    def __init__(self, prepared: Prepared, rest: dict[str, object]) -> None:
        self.prepared, self.rest = prepared, rest
        self.params: ScoreParams = rest["params"]
        self.people = prepared.facts.profiles
        self.places = {
            role: dict(zip(self.people, _split(table.start), strict=True))
            for role, table in (("need", prepared.needs), ("offer", prepared.offers))
        }

    def may_meet(self, a: Profile, b: Profile) -> bool:
        apart = a.id == b.id or (a.group is not None and a.group == b.group)
        if not self.params.same_delegation_allowed:
            apart |= a.delegation is not None and a.delegation == b.delegation
        apart |= any({x.a, x.b} == {a.id, b.id} for x in self.rest["blocks"])
        if self.params.rule == "two_sided":
            apart |= a.side is None or b.side is None or a.side == b.side
        return not apart

    def match(self, a: Profile, b: Profile) -> int:
        """The best of a's needs with b's offers."""
        weights, unknown, best = self.params.weights, self.params.unknown, 0
        for need, i in zip(a.needs, self.places["need"][a], strict=True):
            for offer, j in zip(b.offers, self.places["offer"][b], strict=True):
                wanted, offered = need.sectors or a.sectors, offer.sectors or b.sectors
                sector = best_of([TREE.similarity(x, y) for x in wanted for y in offered], unknown)
                types = [cooperation_fit(x, y) for x in need.cooperation for y in offer.cooperation]
                total = weights.text * text_fit(self.prepared, i, j)
                total += weights.sector * sector + weights.cooperation * best_of(types, unknown)
                best = max(best, total)
        return best

    def interest(self, a: Profile, b: Profile) -> int:
        params, weights = self.params, self.params.weights
        met, needed = self.match(a, b), self.match(b, a) * params.seller // UNIT
        high, low = max(met, needed), min(met, needed)
        total = high - (high - low) * params.second // UNIT
        market = params.unknown if not a.target_markets or not b.country else 0
        total += weights.market * (UNIT if b.country in a.target_markets else market)
        total += weights.language * self.language(a, b)
        kind = kind_interest(a.kind, b.kind)
        if a.wanted_kinds:
            kind = UNIT if b.kind in a.wanted_kinds else 0
        return total + weights.kind * kind + self.bond(a, b)

    def language(self, a: Profile, b: Profile) -> int:
        if not a.languages or not b.languages:
            return self.params.unknown
        if set(a.languages) & set(b.languages):
            return UNIT
        pairs = {frozenset((x, y)) for x in a.languages for y in b.languages}
        there = pairs & {frozenset(pair) for pair in self.params.interpreters}
        return self.params.interpreted if there else 0

    def bond(self, a: Profile, b: Profile) -> int:
        asked, history = 0, UNIT
        for wish in self.rest["wishes"]:
            ways = [(wish.from_id, wish.to_id)] + [(wish.to_id, wish.from_id)] * wish.accepted
            if (a.id, b.id) in ways:
                fit = {1: UNIT, 2: 900_000, 3: 800_000}[wish.priority]
                asked = max(asked, fit if wish.kind == "request" else UNIT // 2)
        for item in self.rest["history"]:
            if item.kind == "declined" and (item.a, item.b) == (a.id, b.id):
                history = 0
            elif item.kind == "met" and {item.a, item.b} == {a.id, b.id}:
                history = min(history, self.params.met_before)
        return asked * self.params.weights.asked + history * self.params.weights.history

    def score(self, a: Profile, b: Profile) -> int:
        ours, theirs = self.interest(a, b), self.interest(b, a)
        return 2 * ours * theirs // max(ours + theirs, 1) // 1000


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("seed", range(4))
def test_every_pair_has_the_score_that_is_documented(rule: str, seed: int) -> None:
    people, rest = world(seed, rule=rule, same_delegation_allowed=bool(seed % 2))
    scores = score(people, top=len(people), **rest)
    prepared = prepare(people, **rest)
    oracle = Oracle(prepared, rest)
    expected = {
        (a.id, b.id): oracle.score(a, b)
        for i, a in enumerate(prepared.facts.profiles)
        for b in prepared.facts.profiles[i + 1 :]
        if oracle.may_meet(a, b)
    }
    assert {(a, b): value for a, b, value in scores.values()} == expected
    assert expected


@pytest.mark.parametrize("rule", RULES)
def test_factors_add_up_and_stay_within_their_weights(rule: str) -> None:
    people, rest = world(7, size=60, rule=rule)
    seen = set()
    for pair in score(people, **rest):
        assert pair.a < pair.b
        assert tuple(factor.name for factor in pair.factors) == FACTORS
        assert sum(factor.value for factor in pair.factors) == pair.value
        assert 0 <= pair.value <= UNIT
        for factor in pair.factors:
            assert 0 <= factor.value <= factor.weight
            seen.update(evidence.code for evidence in factor.evidence)
        assert json.loads(json.dumps(pair.to_json()))["value"] == pair.value
    assert {"need_meets_offer", "sector", "market", "kind", "request", "met", "new"} <= seen


def test_evidence_names_what_is_there() -> None:
    people, rest = world(8, rule="any_to_any")
    by_id = {p.id: p for p in people}
    for pair in score(people, **rest):
        for factor in pair.factors:
            for item in factor.evidence:
                who, other = by_id[item.who], by_id[item.other]
                assert {who.id, other.id} == {pair.a, pair.b}
                if item.need is not None:
                    assert item.need in {s.id for s in who.needs}
                    assert item.offer in {s.id for s in other.offers}
                if item.code == "market":
                    assert item.items[0] == other.country
                    assert other.country in who.target_markets
                if item.code == "common_language":
                    assert set(item.items) == set(who.languages) & set(other.languages)
                if item.code == "sector":
                    assert TREE.similarity(*item.items) == item.fit > 0
                if item.code == "cooperation":
                    assert cooperation_fit(*item.items) == item.fit > 0


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), rows=st.integers(1, 40), threads=st.integers(1, 3))
def test_any_order_and_any_blocks_give_the_same_bytes(seed: int, rows: int, threads: int) -> None:
    people, rest = world(seed % 10, rule=RULES[seed % 2])
    chance = random.Random(seed)
    scores = score(people, top=5, **rest)
    shuffled = {
        name: chance.sample(value, len(value)) if isinstance(value, list) else value
        for name, value in rest.items()
    }
    people = chance.sample(people, len(people))
    again = score(people, top=5, block_rows=rows, threads=threads, **shuffled)
    assert scores.digest() == again.digest()


def test_blocks_travel_as_bytes_and_merge_in_any_order() -> None:
    people, rest = world(3, rule="any_to_any")
    prepared = prepare(people, **rest)
    ranges = [range(5), range(5, 6), range(6, 24)]
    blocks = [score_block(prepared, rows, top=4) for rows in ranges]
    travelled = [SparseBlock.from_bytes(block.to_bytes()) for block in reversed(blocks)]
    assert merge_blocks(prepared, travelled).digest() == score(people, top=4, **rest).digest()
    with pytest.raises(ScoringError, match="missing"):
        merge_blocks(prepared, blocks[1:])
    with pytest.raises(ScoringError, match="missing or double"):
        merge_blocks(prepared, [*blocks, blocks[1]])
    narrow = score_block(prepared, ranges[0], top=3)
    with pytest.raises(ScoringError, match="different numbers"):
        merge_blocks(prepared, [narrow, *blocks[1:]])
    changed = prepare([replace(people[0], group="elsewhere"), *people[1:]], **rest)
    with pytest.raises(ScoringError, match="another state"):
        merge_blocks(changed, blocks)
    with pytest.raises(ScoringError, match="not a block"):
        SparseBlock.from_bytes(b"PK\x03\x04")


def test_a_list_holds_the_best_and_whoever_asked() -> None:
    people, rest = world(5, size=40, rule="any_to_any")
    full = {(a, b): value for a, b, value in score(people, top=40, **rest).values()}
    scores = score(people, top=3, **rest)
    for person in people:
        own = sorted((v for pair, v in full.items() if person.id in pair), reverse=True)
        assert [pair.value for pair in scores.best(person.id)] == own[:3]
        assert [pair.value for pair in scores.best(person.id, 1)] == own[:1]
    for wish in rest["wishes"]:
        pair = tuple(sorted((wish.from_id, wish.to_id)))
        kept = scores.get(wish.to_id, wish.from_id)
        assert (kept is None) == (pair not in full)
        assert kept is None or kept.value == full[pair]
    assert scores.get("nobody", people[0].id) is None


def pair_of(**changes: object) -> PairScores:
    """Two profiles that fit, one of them changed."""
    need = Statement("n", "solar power for our factory", "en", ("solar",), ("source",))
    offer = Statement("o", "solar power systems", "en", ("solar",), ("sell",))
    a = Profile("a", "host", country="VN", languages=("vi",), needs=(need,))
    b = Profile("b", "guest", country="TW", languages=("vi",), offers=(offer,))
    params = changes.pop("params", ScoreParams())
    known = {name: changes.pop(name, ()) for name in ("wishes", "history", "blocks")}
    rest = {"params": params, "sectors": TREE, "encoder": HashEncoder(), **known}
    return score([a, replace(b, **changes)], **rest)


def value_of(**changes: object) -> int:
    (pair,) = pair_of(**changes)
    return pair.value


def test_each_factor_moves_the_score_the_right_way() -> None:
    plain = value_of()
    assert value_of(languages=("ko",)) < plain
    interpreted = ScoreParams(interpreters=(("ko", "vi"),))
    assert value_of(languages=("ko",)) < value_of(languages=("ko",), params=interpreted) < plain
    assert value_of(target_markets=("VN",)) > plain > value_of(target_markets=("US",))
    assert value_of(kind="media") < plain
    assert value_of(wanted_kinds=("investor",)) < plain
    asked = [value_of(wishes=[Wish("b", "a", priority=p)]) for p in (1, 2, 3)]
    assert asked == sorted(asked, reverse=True)
    assert asked[2] > value_of(wishes=[Wish("b", "a", "favourite")]) > plain
    assert value_of(wishes=[Wish("b", "a", accepted=True)]) > max(asked)
    met, declined = (value_of(history=[History("a", "b", kind)]) for kind in ("met", "declined"))
    assert plain > met > declined
    far = Statement("o", "solar power systems", "en", ("cloud",), ("sell",))
    assert value_of(offers=(far,)) < plain
    odd = Statement("o", "solar power systems", "en", ("solar",), ("invest",))
    assert value_of(offers=(odd,)) < plain
    assert value_of(offers=()) < plain // 2


def test_the_less_interested_side_decides() -> None:
    """One side's wish adds less than half of what both sides' wishes add."""
    plain, one = value_of(), value_of(wishes=[Wish("b", "a", priority=1)])
    both = value_of(wishes=[Wish("b", "a", priority=1), Wish("a", "b", priority=1)])
    assert both - plain > 2 * (one - plain) - 1
    assert both - one > one - plain


def test_some_never_meet() -> None:
    assert len(pair_of()) == 1
    assert len(pair_of(side="host")) == len(pair_of(side=None)) == 0
    assert len(pair_of(blocks=[Block("b", "a")])) == 0
    people = [Profile(name, side, group="g") for name, side in (("a", "x"), ("b", "y"))]
    assert len(score(people, encoder=HashEncoder())) == 0
    people = [replace(p, group=None, delegation="d") for p in people]
    assert len(score(people, encoder=HashEncoder())) == 0
    allowed = ScoreParams(same_delegation_allowed=True)
    assert len(score(people, allowed, encoder=HashEncoder())) == 1


def test_a_blocked_pair_is_not_kept_though_asked_for() -> None:
    assert len(pair_of(blocks=[Block("a", "b")], wishes=[Wish("a", "b", accepted=True)])) == 0


def test_empty_events() -> None:
    assert len(score([], encoder=HashEncoder())) == 0
    alone = score([Profile("a", "host")], encoder=HashEncoder())
    assert len(alone) == 0
    assert [(w.profile, w.code) for w in alone.warnings] == [("a", "no_statements")]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Weights(text=1), "add up to"),
        (lambda: Weights(text=-10, sector=520), "negative"),
        (lambda: ScoreParams(rule="free"), "unknown rule"),
        (lambda: ScoreParams(unknown=-1), r"params\.unknown"),
        (lambda: Statement("s", "x", cooperation=("buy",)), "cooperation type 'buy'"),
        (lambda: Profile("p", kind="club"), "organisation kind 'club'"),
        (lambda: Profile("p", offers=(Statement("s", "x"), Statement("s", "y"))), "same id"),
        (lambda: Wish("a", "a"), "themselves"),
        (lambda: Wish("a", "b", priority=0), "priority"),
        (lambda: score([Profile("a"), Profile("a")], encoder=HashEncoder()), "id 'a'"),
        (lambda: score([], wishes=[Wish("a", "b")], encoder=HashEncoder()), "no profile"),
    ],
)
def test_what_is_refused(make: object, message: str) -> None:
    with pytest.raises(ScoringError, match=message):
        make()


@pytest.mark.parametrize("rule", RULES)
def test_compiled_loops_give_the_same_bytes(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    people, rest = world(9, size=70, rule=rule)
    plain = score(people, top=6, **rest)
    monkeypatch.setattr("matchmaking.engine.scoring.rows.COMPILED", 0)
    assert kernels() is not None
    assert score(people, top=6, **rest).digest() == plain.digest()
