"""What each factor of a pair rests on, as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .breakdown import MET, NEEDED, OTHER, OWN, Breakdown
from .fits import cooperation_fit
from .pairscores import Evidence, Factor, PairScore
from .params import FACTORS
from .prepared import Facts
from .profiles import Profile, Statement
from .tables import interpreter, sectors_of
from .text.glossary import shared_concepts


@dataclass(frozen=True)
class Seen:
    """One pair's entry of a ``Breakdown``: profiles by index, ``own`` being the row's."""

    own: int
    other: int
    breakdown: Breakdown
    at: int

    def fit(self, factor: int, side: int) -> int:
        return int(self.breakdown.fit[self.at, factor, side])


def pair_score(facts: Facts, seen: Seen, value: int) -> PairScore:
    """The score of a pair with its factors and their evidence, ``a < b`` by id."""
    weights = facts.params.weights.as_tuple()
    factors = []
    for i, name in enumerate(FACTORS):
        evidence = tuple(_EVIDENCE[name](facts, seen, i))
        share = int(seen.breakdown.value[seen.at, i])
        factors.append(Factor(name, weights[i] * 1000, share, evidence))
    a, b = sorted(facts.profiles[index].id for index in (seen.own, seen.other))
    return PairScore(a, b, value, tuple(factors))


@dataclass(frozen=True)
class _Match:
    who: Profile
    other: Profile
    need: Statement
    offer: Statement
    fits: tuple[int, ...]


def _matches(facts: Facts, seen: Seen) -> Iterator[_Match]:
    """The best match of each direction, the stronger one first."""
    weights = np.array(facts.params.weights.as_tuple()[:3])
    strength = seen.breakdown.match_fit[seen.at] @ weights
    directions = (NEEDED, MET) if strength[NEEDED] > strength[MET] else (MET, NEEDED)
    for direction in directions:
        need, offer = (int(place) for place in seen.breakdown.match[seen.at, direction])
        if need < 0:
            continue
        pair = (seen.own, seen.other) if direction == MET else (seen.other, seen.own)
        who, other = (facts.profiles[index] for index in pair)
        fits = tuple(int(fit) for fit in seen.breakdown.match_fit[seen.at, direction])
        yield _Match(who, other, who.needs[need], other.offers[offer], fits)


def _text(facts: Facts, seen: Seen, factor: int) -> Iterator[Evidence]:
    for match in _matches(facts, seen):
        yield _about(
            match, "need_meets_offer", factor, shared_concepts(match.need.text, match.offer.text)
        )


def _sector(facts: Facts, seen: Seen, factor: int) -> Iterator[Evidence]:
    for match in _matches(facts, seen):
        wanted, offered = sectors_of(match.need, match.who), sectors_of(match.offer, match.other)
        pairs = [(facts.tree.similarity(a, b), a, b) for a in wanted for b in offered]
        if not pairs:
            yield _about(match, "unstated", factor)
        elif match.fits[factor]:
            best = max(pair[0] for pair in pairs)
            yield _about(match, "sector", factor, min(p[1:] for p in pairs if p[0] == best))


def _cooperation(facts: Facts, seen: Seen, factor: int) -> Iterator[Evidence]:
    for match in _matches(facts, seen):
        wanted, offered = match.need.cooperation, match.offer.cooperation
        pairs = [(cooperation_fit(a, b), a, b) for a in wanted for b in offered]
        if not pairs:
            yield _about(match, "unstated", factor)
        elif match.fits[factor]:
            best = max(pair[0] for pair in pairs)
            yield _about(match, "cooperation", factor, min(p[1:] for p in pairs if p[0] == best))


def _about(match: _Match, code: str, factor: int, items: tuple[str, ...] = ()) -> Evidence:
    return Evidence(
        code,
        match.who.id,
        match.other.id,
        match.fits[factor],
        need=match.need.id,
        offer=match.offer.id,
        items=items,
    )


def _sides(facts: Facts, seen: Seen) -> Iterator[tuple[int, Profile, Profile]]:
    own, other = facts.profiles[seen.own], facts.profiles[seen.other]
    yield from sorted(((OWN, own, other), (OTHER, other, own)), key=lambda side: side[1].id)


def _market(facts: Facts, seen: Seen, factor: int) -> Iterator[Evidence]:
    for side, who, other in _sides(facts, seen):
        fit = seen.fit(factor, side)
        if not who.target_markets or not other.country:
            yield Evidence("unstated", who.id, other.id, fit)
        elif fit:
            yield Evidence("market", who.id, other.id, fit, items=(other.country,))


def _language(facts: Facts, seen: Seen, factor: int) -> Iterator[Evidence]:
    _, who, other = next(_sides(facts, seen))
    fit = seen.fit(factor, OWN)
    mine, theirs = tuple(sorted(set(who.languages))), tuple(sorted(set(other.languages)))
    if not mine or not theirs:
        yield Evidence("unstated", (other if mine else who).id, (who if mine else other).id, fit)
        return
    common = tuple(language for language in mine if language in theirs)
    interpreted = interpreter(mine, theirs, facts.params)
    if common:
        yield Evidence("common_language", who.id, other.id, fit, items=common)
    elif interpreted:
        yield Evidence("interpreter", who.id, other.id, fit, items=interpreted)
    else:
        yield Evidence("no_language", who.id, other.id, fit)


def _kind(facts: Facts, seen: Seen, factor: int) -> Iterator[Evidence]:
    for side, who, other in _sides(facts, seen):
        yield Evidence("kind", who.id, other.id, seen.fit(factor, side), items=(other.kind,))


def _asked(facts: Facts, seen: Seen, factor: int) -> Iterator[Evidence]:
    about = facts.bonds.asked.about
    for side, who, other in _sides(facts, seen):
        pair = (seen.own, seen.other) if side == OWN else (seen.other, seen.own)
        if pair in about:
            code, priority = about[pair]
            yield Evidence(code, who.id, other.id, seen.fit(factor, side), items=(priority,))


def _history(facts: Facts, seen: Seen, factor: int) -> Iterator[Evidence]:
    about = facts.bonds.history.about
    told = False
    for side, who, other in _sides(facts, seen):
        pair = (seen.own, seen.other) if side == OWN else (seen.other, seen.own)
        if pair in about:
            told = True
            yield Evidence(about[pair][0], who.id, other.id, seen.fit(factor, side))
    if not told:
        _, who, other = next(_sides(facts, seen))
        yield Evidence("new", who.id, other.id, seen.fit(factor, OWN))


_EVIDENCE = {
    "text": _text,
    "sector": _sector,
    "cooperation": _cooperation,
    "market": _market,
    "language": _language,
    "kind": _kind,
    "asked": _asked,
    "history": _history,
}
