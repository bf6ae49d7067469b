"""How well and how fairly texts find each other, on topics that no glossary was written for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from matchmaking.engine.scoring import PairScores, Profile, score
from tests.engine.scoring.conftest import Topics
from tests.engine.scoring.worlds import LANGUAGES


def scored(topics: Topics, people: list[Profile]) -> PairScores:
    return score(people, encoder=topics.encoder, cache=topics.cache, top=len(people))


def ranks_of_matches(scores: PairScores) -> dict[tuple[str, str], int]:
    """For each buyer and each other language: how many of that language's sellers stand above
    the one of the buyer's own topic."""
    found = {}
    buyers = [p for p in scores.facts.profiles if p.side == "buyer"]
    for buyer in buyers:
        _, topic, own = buyer.id.split("|")
        listed = [pair.b if pair.a == buyer.id else pair.a for pair in scores.best(buyer.id)]
        for language in LANGUAGES:
            if language != own:
                among = [name.split("|")[1] for name in listed if name.endswith("|" + language)]
                found[buyer.id, language] = among.index(topic)
    return found


@pytest.mark.parametrize(("sectors", "least"), [(False, 0.75), (True, 0.88)])
def test_needs_find_their_offer_in_another_language(
    topics: Topics, sectors: bool, least: float
) -> None:
    ranks = ranks_of_matches(scored(topics, topics.everyone(sectors=sectors)))
    assert len(ranks) == len(topics.topics) * 4 * 3
    assert np.mean([rank == 0 for rank in ranks.values()]) >= least


def test_no_language_is_at_a_disadvantage(topics: Topics) -> None:
    """The mean rank of matches (0 is best, of 10) differs by less than one between languages,
    for those who look and for those who are found."""
    ranks = ranks_of_matches(scored(topics, topics.everyone()))
    for of in (lambda key: key[0].split("|")[2], lambda key: key[1]):
        means = [np.mean([r for key, r in ranks.items() if of(key) == lang]) for lang in LANGUAGES]
        assert max(means) - min(means) < 1


def test_swapping_a_companys_language_leaves_its_ranks(topics: Topics) -> None:
    """One seller after the other states its offer in another language: among the 10 sellers,
    its place with its buyer moves by less than half a place on average, and on average neither
    up nor down by more than a quarter."""
    size, moves = len(topics.topics), []
    for shift in range(4):
        language_of = [LANGUAGES[(topic + shift) % 4] for topic in range(size)]
        buyers = [topics.buyer(t, LANGUAGES[(t + shift + 1) % 4]) for t in range(size)]
        sellers = [topics.seller(t, language_of[t]) for t in range(size)]
        before = scored(topics, [*buyers, *sellers])
        for topic in range(size):
            other = topics.seller(topic, LANGUAGES[(topic + shift + 2) % 4])
            swapped = replace(sellers[topic], offers=other.offers)
            others = [s for s in sellers if s is not sellers[topic]]
            after = scored(topics, [*buyers, *others, swapped])
            name = buyers[topic].id
            places = [
                [pair.b for pair in scores.best(name)].index(swapped.id)
                for scores in (before, after)
            ]
            moves.append(places[1] - places[0])
    assert np.mean(np.abs(moves)) < 0.5
    assert abs(np.mean(moves)) < 0.25


def test_ids_and_positions_are_without_effect(topics: Topics) -> None:
    people = topics.everyone(sectors=True)
    plain = {frozenset((a, b)): v for a, b, v in scored(topics, people).values()}
    renamed = [replace(p, id=p.id[::-1]) for p in reversed(people)]
    other = {frozenset((a[::-1], b[::-1])): v for a, b, v in scored(topics, renamed).values()}
    assert plain == other


def test_saying_a_thing_twice_gains_nothing(topics: Topics) -> None:
    people = topics.everyone()
    seller = topics.seller(0, "en")
    twice = replace(seller, offers=(*seller.offers, replace(seller.offers[0], id="again")))
    others = [p for p in people if p.id != seller.id]
    once, again = (
        {p.b: p.value for p in scored(topics, [*others, own]).best(seller.id) if p.a != seller.id}
        | {p.a: p.value for p in scored(topics, [*others, own]).best(seller.id) if p.b == seller.id}
        for own in (seller, twice)
    )
    assert sum(again.values()) <= sum(once.values())


def test_host_and_guest_see_the_same_score(topics: Topics) -> None:
    people = topics.everyone()
    turned = [replace(p, side="seller" if p.side == "buyer" else "buyer") for p in people]
    assert list(scored(topics, people).values()) == list(scored(topics, turned).values())


def test_a_company_that_offers_little_can_be_first(topics: Topics) -> None:
    """A seller with the fitting offer only stands above one that adds nine others to it."""
    fitting = topics.seller(0, "en").offers[0]
    more = tuple(
        replace(topics.seller(topic, "en").offers[0], id=f"o{topic}") for topic in range(1, 10)
    )
    small = Profile("small", "seller", offers=(fitting,))
    large = Profile("large", "seller", offers=(fitting, *more))
    buyers = [topics.buyer(topic, "vi") for topic in range(10)]
    scores = scored(topics, [small, large, *buyers])
    values = [scores.get(name, buyers[0].id).value for name in ("small", "large")]
    assert values[0] >= values[1]


def test_vietnamese_filed_as_english_is_compared_as_vietnamese(topics: Topics) -> None:
    people = topics.everyone()
    filed = [
        replace(
            p,
            offers=tuple(replace(s, language="en") for s in p.offers),
            needs=tuple(replace(s, language="en") for s in p.needs),
        )
        for p in people
    ]
    right, wrong = scored(topics, people), scored(topics, filed)
    assert list(right.values()) == list(wrong.values())
    assert {w.code for w in wrong.warnings} == {"language_mismatch"}
