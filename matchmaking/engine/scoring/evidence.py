"""What each factor of a pair rests on, as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .breakdown import MET, NEEDED, OTHER, OWN, Breakdown
from .fits import cooperation_fit
from .pairscores import Evidence, Factor, PairScore
from .params import FACTORS
from .prepared import Facts
from .profiles import Profile, Statement
from .tables import interpreter, sectors_of
from .text.glossary import shared_concepts


@dataclass(frozen=True, slots=True)
class Match:
    """A need of ``who`` that met an offer of ``other``; text, sector and cooperation fit."""

    who: Profile
    other: Profile
    need: Statement
    offer: Statement
    fits: list[int]


@dataclass(frozen=True, slots=True)
class Seen:
    """One pair's entry of a ``Breakdown``: profiles by index, ``own`` being the row's.

    ``fit`` [factors][sides]; ``matches`` of either direction, the stronger one first.
    """

    own: int
    other: int
    fit: list[list[int]]
    matches: list[Match]


def pair_score(facts: Facts, own: int, other: int, breakdown: Breakdown, at: int) -> PairScore:
    """The pair at ``at`` of a breakdown, with its evidence, ``a < b`` by id."""
    seen = Seen(own, other, breakdown.fit[at].tolist(), _matches(facts, own, other, breakdown, at))
    shares = breakdown.value[at].tolist()
    weights = facts.params.weights.as_tuple()
    factors = tuple(
        Factor(name, weights[i] * 1000, shares[i], tuple(_EVIDENCE[name](facts, seen, i)))
        for i, name in enumerate(FACTORS)
    )
    a, b = facts.profiles[own].id, facts.profiles[other].id
    return PairScore(min(a, b), max(a, b), sum(shares), factors)


def _matches(facts: Facts, own: int, other: int, breakdown: Breakdown, at: int) -> list[Match]:
    weights = facts.params.weights.as_tuple()
    fits: list[list[int]] = breakdown.match_fit[at].tolist()
    places: list[list[int]] = breakdown.match[at].tolist()
    met, needed = (sum(w * f for w, f in zip(weights, own_fits, strict=False)) for own_fits in fits)
    found = []
    # Where both are as strong, the first profile's need comes first, whoever looks.
    theirs_first = needed > met or (needed == met and other < own)
    for direction in (NEEDED, MET) if theirs_first else (MET, NEEDED):
        need, offer = places[direction]
        if need >= 0:
            pair = (own, other) if direction == MET else (other, own)
            who, whom = facts.profiles[pair[0]], facts.profiles[pair[1]]
            found.append(Match(who, whom, who.needs[need], whom.offers[offer], fits[direction]))
    return found


def _text(facts: Facts, seen: Seen, factor: int) -> Iterator[Evidence]:
    for match in seen.matches:
        yield _about(
            match, "need_meets_offer", factor, shared_concepts(match.need.text, match.offer.text)
        )


def _sector(facts: Facts, seen: Seen, factor: int) -> Iterator[Evidence]:
    for match in seen.matches:
        wanted, offered = sectors_of(match.need, match.who), sectors_of(match.offer, match.other)
        pairs = [(facts.tree.similarity(a, b), a, b) for a in wanted for b in offered]
        if not pairs:
            yield _about(match, "unstated", factor)
        elif match.fits[factor]:
            best = max(pair[0] for pair in pairs)
            yield _about(match, "sector", factor, min(p[1:] for p in pairs if p[0] == best))


def _cooperation(facts: Facts, seen: Seen, factor: int) -> Iterator[Evidence]:
    for match in seen.matches:
        wanted, offered = match.need.cooperation, match.offer.cooperation
        pairs = [(cooperation_fit(a, b), a, b) for a in wanted for b in offered]
        if not pairs:
            yield _about(match, "unstated", factor)
        elif match.fits[factor]:
            best = max(pair[0] for pair in pairs)
            yield _about(match, "cooperation", factor, min(p[1:] for p in pairs if p[0] == best))


def _about(match: Match, code: str, factor: int, items: tuple[str, ...] = ()) -> Evidence:
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
        fit = seen.fit[factor][side]
        if not who.target_markets or not other.country:
            yield Evidence("unstated", who.id, other.id, fit)
        elif fit:
            yield Evidence("market", who.id, other.id, fit, items=(other.country,))


def _language(facts: Facts, seen: Seen, factor: int) -> Iterator[Evidence]:
    _, who, other = next(_sides(facts, seen))
    fit = seen.fit[factor][OWN]
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
        yield Evidence("kind", who.id, other.id, seen.fit[factor][side], items=(other.kind,))


def _asked(facts: Facts, seen: Seen, factor: int) -> Iterator[Evidence]:
    about = facts.bonds.asked.about
    for side, who, other in _sides(facts, seen):
        pair = (seen.own, seen.other) if side == OWN else (seen.other, seen.own)
        if pair in about:
            code, priority = about[pair]
            yield Evidence(code, who.id, other.id, seen.fit[factor][side], items=(priority,))


def _history(facts: Facts, seen: Seen, factor: int) -> Iterator[Evidence]:
    about = facts.bonds.history.about
    told = False
    for side, who, other in _sides(facts, seen):
        pair = (seen.own, seen.other) if side == OWN else (seen.other, seen.own)
        if pair in about:
            told = True
            yield Evidence(about[pair][0], who.id, other.id, seen.fit[factor][side])
    if not told:
        _, who, other = next(_sides(facts, seen))
        yield Evidence("new", who.id, other.id, seen.fit[factor][OWN])


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
