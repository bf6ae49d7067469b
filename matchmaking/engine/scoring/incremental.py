"""One profile changed, joined or left: its row and column anew, all else as it was.

Means, calibration and the neighbourhoods of everybody else's texts stay frozen, so that no
other pair's score moves; the next full run takes the change into them. With the frozen values
the result is exactly, byte by byte, what scoring all blocks of the new ``Prepared`` would give.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .blocks import STRIP, Kept, keep_best
from .bonds import NOBODY, bonds_of
from .breakdown import Breakdown
from .pairscores import ProfileWarning
from .prepare import near_of, tabulate
from .prepared import Prepared, StatementTable
from .profile_warnings import language_warnings, missing_statements, ordered_warnings
from .profiles import Block, History, Profile, ScoringError, Wish
from .result import PairScores
from .rows import FORBIDDEN, Scorer, Strip, ranks
from .similarity import Ints, Vectors, centre_groups
from .tables import Index
from .text.encoder import NEED, OFFER, Cache, Encoder, default_encoder, encode_texts
from .text.language import detect
from .text.reference import reference

_BEST = np.iinfo(np.int64).max
"""Above every rank."""


def rescore(
    prepared: Prepared,
    scores: PairScores,
    profile: Profile,
    *,
    encoder: Encoder | None = None,
    cache: Cache | None = None,
    wishes: Iterable[Wish] | None = None,
    history: Iterable[History] | None = None,
    blocks: Iterable[Block] | None = None,
) -> tuple[PairScores, Prepared]:
    """The scores after ``profile`` changed (same id) or joined (new id).

    Where ``wishes``, ``history`` or ``blocks`` are given, they are the event's whole list, and
    take effect on the pairs of this profile. ``encoder`` must be the one of ``prepared``.
    Raises ``ScoringError``.
    """
    encoder = encoder or default_encoder()
    if f"{encoder.name}/{encoder.version}" != prepared.encoder:
        raise ScoringError(f"prepared with {prepared.encoder}, not {encoder.name}", "encoder")
    _same_event(prepared, scores)
    others = [p for p in prepared.facts.profiles if p.id != profile.id]
    after = sorted([*others, profile], key=lambda p: p.id)
    moved = _moved(prepared, after)
    bonds = bonds_of(
        after,
        prepared.facts.params,
        wishes=wishes,
        history=history,
        blocks=blocks,
        instead=prepared.facts.bonds.moved(moved),
    )
    at = after.index(profile)
    vectors, seen = _encoded(prepared, profile, encoder, {} if cache is None else cache)
    warnings = [w for w in prepared.facts.warnings if w.profile != profile.id]
    facts = replace(
        prepared.facts,
        profiles=tuple(after),
        bonds=bonds,
        warnings=ordered_warnings([*warnings, *missing_statements([profile]), *seen]),
    )
    joined = {role: _with(prepared, role, moved, at, vectors[role]) for role in (NEED, OFFER)}
    draft = tabulate(
        facts,
        prepared.space,
        {role: vectors for role, (vectors, _) in joined.items()},
        {role: near for role, (_, near) in joined.items()},
    )
    changed = _settle_near(draft, at)
    return _updated(changed, scores, moved, at), changed


def remove(prepared: Prepared, scores: PairScores, profile: str) -> tuple[PairScores, Prepared]:
    """The scores after the profile with that id left. Raises ``ScoringError``."""
    _same_event(prepared, scores)
    after = [p for p in prepared.facts.profiles if p.id != profile]
    if len(after) == len(prepared):
        raise ScoringError(f"no profile has the id {profile!r}", "profile")
    moved = _moved(prepared, after)
    facts = replace(
        prepared.facts,
        profiles=tuple(after),
        bonds=prepared.facts.bonds.moved(moved),
        warnings=tuple(w for w in prepared.facts.warnings if w.profile != profile),
    )
    kept = {role: _without(prepared, role, moved) for role in (NEED, OFFER)}
    changed = tabulate(
        facts,
        prepared.space,
        {role: vectors for role, (vectors, _) in kept.items()},
        {role: near for role, (_, near) in kept.items()},
    )
    return _updated(changed, scores, moved, None), changed


def _same_event(prepared: Prepared, scores: PairScores) -> None:
    if scores.fingerprint != prepared.fingerprint:
        raise ScoringError("the scores are of another event, or of another state of it", "scores")


def _moved(prepared: Prepared, after: list[Profile]) -> Index:
    """The new index of each old profile, ``NOBODY`` for one that left."""
    number = {p.id: i for i, p in enumerate(after)}
    places = [number.get(p.id, NOBODY) for p in prepared.facts.profiles]
    return np.array(places, dtype=np.intp)


def _encoded(
    prepared: Prepared, profile: Profile, encoder: Encoder, cache: Cache
) -> tuple[dict[str, Vectors], list[ProfileWarning]]:
    """Centred vectors of the profile's statements by role, and what is wrong with its texts."""
    vectors, warnings = {}, []
    for role, statements in ((NEED, profile.needs), (OFFER, profile.offers)):
        found = [detect(s.text, s.language) for s in statements]
        groups = [(d.language, role) for d in found]
        stored = encode_texts(((role, s.text) for s in statements), encoder, cache)
        known = reference(encoder)
        means = {group: prepared.space.means.get(group, known.mean(group)) for group in groups}
        vectors[role] = centre_groups(stored, groups, means)
        warnings += language_warnings([(profile.id, s) for s in statements], found)
    return vectors, warnings


def _without(prepared: Prepared, role: str, moved: Index) -> tuple[Vectors, Ints]:
    """Vectors and neighbourhood means of a role without those of profiles that left."""
    table = prepared.needs if role == NEED else prepared.offers
    stay = moved[table.owners()] != NOBODY
    return table.vectors[stay], table.near[stay]


def _with(
    prepared: Prepared, role: str, moved: Index, at: int, vectors: Vectors
) -> tuple[Vectors, Ints]:
    """Vectors and neighbourhood means of a role with those of profile ``at`` exchanged."""
    table = prepared.needs if role == NEED else prepared.offers
    owner = moved[table.owners()]
    before, behind = owner < at, owner > at
    near = np.zeros(len(vectors), dtype=np.int64)
    return (
        np.vstack([table.vectors[before], vectors, table.vectors[behind]]),
        np.concatenate([table.near[before], near, table.near[behind]]),
    )


def _settle_near(draft: Prepared, at: int) -> Prepared:
    """``draft`` with the neighbourhood means of profile ``at``, which were left at zero."""
    number = int(draft.pool_of[at])
    if number == NOBODY:
        return draft
    means = {}
    for role, own in ((NEED, draft.needs), (OFFER, draft.offers)):
        vectors = own.vectors[own.start[at] : own.start[at + 1]]
        owners = np.full(len(vectors), at, dtype=np.intp)
        counterpart = OFFER if role == NEED else NEED
        means[role] = near_of(draft, draft.pools[number], counterpart, vectors, owners)

    def settled(table: StatementTable, place: int, role: str) -> StatementTable:
        near = table.near.copy()
        near[table.start[place] : table.start[place + 1]] = means[role]
        return replace(table, near=near)

    pools = []
    for pool in draft.pools:
        place = int(np.searchsorted(pool.profiles, at))
        here = place < len(pool.profiles) and pool.profiles[place] == at
        pools.append(
            replace(
                pool,
                needs=settled(pool.needs, place, NEED),
                offers=settled(pool.offers, place, OFFER),
            )
            if here
            else pool
        )
    return replace(
        draft,
        needs=settled(draft.needs, at, NEED),
        offers=settled(draft.offers, at, OFFER),
        pools=tuple(pools),
    )


@dataclass(frozen=True, eq=False)
class _Remaining:
    """The old lists without the changed profile, in new indices, ordered as in a block.

    ``source`` is each entry's place in the old arrays. By profile: ``full`` if the old list
    was full; ``had`` if it held the changed profile; ``worst``, the lowest rank that remains,
    and ``last``, where that entry is.
    """

    source: Index
    row: Index
    column: Index
    listed: NDArray[np.bool_]
    full: NDArray[np.bool_]
    had: NDArray[np.bool_]
    worst: Ints
    last: Index

    @classmethod
    def of(cls, prepared: Prepared, scores: PairScores, moved: Index, at: int | None) -> _Remaining:
        size = len(prepared)
        row, column = moved[scores.row], moved[scores.column]
        listed = scores.listed == 1
        gone = (column == NOBODY) | (column == at)
        whose = row != NOBODY
        full = np.bincount(row[whose & listed], minlength=size) >= scores.top
        had = np.zeros(size, dtype=bool)
        had[row[whose & listed & gone]] = True
        source = np.flatnonzero(whose & ~gone & (row != at))
        row, column, listed = row[source], column[source], listed[source]
        last = np.full(size, NOBODY, dtype=np.intp)
        last[row[listed]] = np.flatnonzero(listed)
        worst = np.full(size, _BEST, dtype=np.int64)
        having = np.flatnonzero(last != NOBODY)
        ends = last[having]
        score = scores.score[source[ends]].astype(np.int64)
        worst[having] = ranks(prepared, row[ends], column[ends], score)
        return cls(source, row, column, listed, full, had, worst, last)


def _updated(prepared: Prepared, scores: PairScores, moved: Index, at: int | None) -> PairScores:
    """The lists of everybody after profile ``at`` changed, or (``None``) one left.

    A list that the profile enters gives up its last entry. A full list that it leaves needs
    somebody who was not in it: those rows are scored again.
    """
    old = _Remaining.of(prepared, scores, moved, at)
    scorer = Scorer(prepared)
    rank = np.full(len(prepared), FORBIDDEN, dtype=np.int64)
    own = None
    if at is not None and prepared.pool_of[at] != NOBODY:
        own = scorer.strip(np.array([at], dtype=np.intp), prepared.pools[prepared.pool_of[at]])
        rank[own.pool.profiles] = own.rank[0]
    enters = (rank != FORBIDDEN) & (~old.full | ((rank > old.worst) & (old.worst != _BEST)))
    again = old.full & old.had & ~enters
    parts = _again(prepared, scorer, np.flatnonzero(again), scores.top)
    if own is not None:
        parts += [keep_best(prepared, own, scores.top), _mirrored(prepared, own, enters, again)]
    gives_up = old.last[enters & old.full & ~old.had]
    listed = old.listed.copy()
    listed[gives_up] = False
    stays = ~again[old.row]
    stays[gives_up] = _asked(prepared, old.row[gives_up], old.column[gives_up])
    return _woven(prepared, scores, replace(old, listed=listed), np.flatnonzero(stays), parts)


def _mirrored(
    prepared: Prepared, own: Strip, enters: NDArray[np.bool_], again: NDArray[np.bool_]
) -> Kept:
    """The changed profile's pairs as entries of its counterparts' lists."""
    members, rank = own.pool.profiles, own.rank[0]
    at = np.full(len(members), own.rows[0], dtype=np.intp)
    wanted = enters[members] | (_asked(prepared, members, at) & (rank != FORBIDDEN))
    column = np.flatnonzero(wanted & ~again[members])
    seen = Breakdown.of(prepared, own, np.zeros(len(column), dtype=np.intp), column)
    return Kept(
        members[column], at[column], rank[column] >> 32, enters[members[column]], seen.mirrored()
    )


def _again(prepared: Prepared, scorer: Scorer, rows: Index, top: int) -> list[Kept]:
    parts = []
    for number, pool in enumerate(prepared.pools):
        index = rows[prepared.pool_of[rows] == number]
        for start in range(0, len(index), STRIP):
            strip = scorer.strip(index[start : start + STRIP], pool)
            parts.append(keep_best(prepared, strip, top))
    return parts


def _asked(prepared: Prepared, who: Index, other: Index) -> NDArray[np.bool_]:
    asked = prepared.facts.bonds.asked
    either: NDArray[np.bool_] = (asked.paired(who, other) != 0) | (asked.paired(other, who) != 0)
    return either


def _woven(
    prepared: Prepared, scores: PairScores, old: _Remaining, stays: Index, parts: list[Kept]
) -> PairScores:
    """Old entries that stay and new ones, each list from best to worst."""
    source = old.source[stays]
    row = np.concatenate([old.row[stays], *(part.row for part in parts)])
    column = np.concatenate([old.column[stays], *(part.column for part in parts)])
    score = np.concatenate([scores.score[source], *(part.score for part in parts)])
    listed = np.concatenate([old.listed[stays], *(part.listed for part in parts)])
    touched = np.zeros(len(prepared), dtype=bool)
    touched[row[len(stays) :]] = True
    order = np.argsort(row, kind="stable")
    sort = np.flatnonzero(touched[row[order]])
    mixed = order[sort]
    rank = ranks(prepared, row[mixed], column[mixed], score[mixed].astype(np.int64))
    order[sort] = mixed[np.lexsort((column[mixed], -rank, row[mixed]))]
    return PairScores(
        prepared.facts,
        prepared.fingerprint,
        scores.top,
        row[order].astype(np.int32),
        column[order].astype(np.int32),
        score[order].astype(np.int32),
        listed[order].astype(np.uint8),
        scores.breakdown.woven(source, Breakdown.joined([p.breakdown for p in parts]), order),
    )
