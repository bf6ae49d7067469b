"""From profiles to ``Prepared``: encode, centre, find neighbourhoods, calibrate, tabulate."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from .bonds import NOBODY, bonds_of
from .pairscores import ProfileWarning
from .params import ScoreParams
from .prepared import Facts, Pool, Prepared, Space, StatementTable
from .profile_warnings import language_warnings, missing_statements, ordered_warnings
from .profiles import Block, History, Profile, Wish
from .sectors import SectorTree
from .similarity import (
    OFFSET,
    Calibration,
    Group,
    Ints,
    Vectors,
    buckets,
    calibrate,
    centre_groups,
    group_mean,
    nearest_mean,
    neighbours,
)
from .tables import Context, Facets, Index, distinct_of, sectors_of
from .text.encoder import NEED, OFFER, Cache, Encoder, default_encoder, encode_texts
from .text.language import detect
from .text.reference import reference

STRIP = 256
"""Statements at a time where all are compared with all."""
SAMPLE = 512
"""Needs that the calibration of an event looks at, each with all its pool's offers."""


def prepare(
    profiles: Iterable[Profile],
    params: ScoreParams | None = None,
    *,
    sectors: SectorTree | None = None,
    wishes: Iterable[Wish] = (),
    history: Iterable[History] = (),
    blocks: Iterable[Block] = (),
    encoder: Encoder | None = None,
    cache: Cache | None = None,
    threads: int = 1,
) -> Prepared:
    """Prepare an event for scoring; the order of every input is without effect.

    ``cache`` maps ``text_key`` to stored vectors and is filled with those it lacks; without
    one, every text is encoded. ``encoder`` is multilingual-e5-small, or the glossary where its
    weights are not installed. Raises ``ScoringError``.
    """
    ordered = tuple(sorted(profiles, key=lambda profile: profile.id))
    bonds = bonds_of(
        ordered, params or ScoreParams(), wishes=wishes, history=history, blocks=blocks
    )
    encoder = encoder or default_encoder()
    texts = read_texts(ordered, encoder, _or_new(cache))
    means = _means(texts.stored, texts.groups, encoder)
    facts = Facts(
        ordered,
        params or ScoreParams(),
        sectors or SectorTree(),
        bonds,
        f"{encoder.name}/{encoder.version}",
        texts.warnings,
    )
    vectors = texts.centred(means)
    draft = tabulate(facts, Space(means, Calibration((0, 0, 0, 0))), vectors)
    near = neighbourhoods(draft, threads)
    settled = tabulate(facts, draft.space, vectors, near)
    calibration = _calibration(settled, reference(encoder).calibration)
    return replace(settled, space=Space(means, calibration))


@dataclass(frozen=True, eq=False)
class Texts:
    """By role, of all statements in profile order: stored vectors and their groups."""

    stored: dict[str, NDArray[np.int16]]
    groups: dict[str, list[Group]]
    warnings: tuple[ProfileWarning, ...]

    def centred(self, means: Mapping[Group, Ints]) -> dict[str, Vectors]:
        """The vectors by role, each less the mean of its group."""
        return {
            role: centre_groups(stored, self.groups[role], means)
            for role, stored in self.stored.items()
        }


def read_texts(ordered: Sequence[Profile], encoder: Encoder, cache: Cache) -> Texts:
    """What the profiles say, encoded where ``cache`` lacks it, and what is wrong with it."""
    stored, groups, warnings = {}, {}, missing_statements(ordered)
    for role in (NEED, OFFER):
        flat = [(p.id, s) for p in ordered for s in (p.needs if role == NEED else p.offers)]
        found = [detect(s.text, s.language) for _, s in flat]
        groups[role] = [(d.language, role) for d in found]
        warnings += language_warnings(flat, found)
        stored[role] = encode_texts(((role, s.text) for _, s in flat), encoder, cache)
    return Texts(stored, groups, ordered_warnings(warnings))


def _or_new(cache: Cache | None) -> Cache:
    return {} if cache is None else cache


def tabulate(
    facts: Facts,
    space: Space,
    vectors: dict[str, Vectors],
    near: dict[str, Ints] | None = None,
) -> Prepared:
    """The arrays of ``Prepared`` from centred vectors [statements in profile order, d]."""
    profiles = facts.profiles
    facet_rows = [
        (sectors_of(s, p), s.cooperation) for p in profiles for s in (*p.needs, *p.offers)
    ]
    distinct, facet = distinct_of(facet_rows)
    is_need = np.array(
        [
            role == NEED
            for p in profiles
            for role in [NEED] * len(p.needs) + [OFFER] * len(p.offers)
        ],
        dtype=bool,
    )
    tables = {}
    for role, of_role in ((NEED, is_need), (OFFER, ~is_need)):
        counts = [len(p.needs if role == NEED else p.offers) for p in profiles]
        start = np.concatenate(([0], np.cumsum(counts))).astype(np.intp)
        mean = near[role] if near else np.zeros(start[-1], dtype=np.int64)
        tables[role] = StatementTable(vectors[role], mean, facet[of_role], start)
    pools, pool_of = _pools(profiles, facts.params, tables[NEED], tables[OFFER])
    return Prepared(
        facts=facts,
        space=space,
        needs=tables[NEED],
        offers=tables[OFFER],
        facets=Facets.of(distinct, facts.tree, facts.params.unknown),
        context=Context.of(profiles, facts.params),
        pools=pools,
        pool_of=pool_of,
        group=_numbers([p.group for p in profiles]),
        delegation=_numbers([p.delegation for p in profiles]),
        mark=marks_of(p.id for p in profiles),
    )


def marks_of(ids: Iterable[str]) -> NDArray[np.uint32]:
    """The hash of each id that settles ties."""
    return np.frombuffer(b"".join(map(_mark, ids)), dtype="<u4")


@lru_cache(maxsize=65_536)
def _mark(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()[:4]


def neighbourhoods(prepared: Prepared, threads: int = 1) -> dict[str, Ints]:
    """The CSLS neighbourhood mean of every statement over its pool's counterparts."""
    with ThreadPoolExecutor(threads) as workers:
        return {
            NEED: _near_of_all(prepared, prepared.needs, OFFER, workers),
            OFFER: _near_of_all(prepared, prepared.offers, NEED, workers),
        }


def _near_of_all(
    prepared: Prepared, own: StatementTable, counterpart: str, workers: ThreadPoolExecutor
) -> Ints:
    near = np.zeros(len(own.vectors), dtype=np.int64)
    owners = own.owners()
    for number, pool in enumerate(prepared.pools):
        rows = np.flatnonzero(prepared.pool_of[owners] == number)
        strips = [rows[at : at + STRIP] for at in range(0, len(rows), STRIP)]
        vectors = (own.vectors[strip] for strip in strips)
        means = workers.map(
            partial(near_of, prepared, pool, counterpart), vectors, [owners[s] for s in strips]
        )
        for strip, mean in zip(strips, means, strict=True):
            near[strip] = mean
    return near


def near_of(
    prepared: Prepared, pool: Pool, counterpart: str, vectors: Vectors, owners: Index
) -> Ints:
    """Neighbourhood means of some statements over a pool's statements of the other role.

    A profile's own statements are no counterparts of each other.
    """
    table = pool.needs if counterpart == NEED else pool.offers
    products = vectors @ table.vectors.T
    available = np.full(len(vectors), products.shape[1])
    place = np.searchsorted(pool.profiles, owners)
    for row, at in enumerate(place):
        if at < len(pool.profiles) and pool.profiles[at] == owners[row]:
            first, end = table.start[at], table.start[at + 1]
            products[row, first:end] = -np.inf
            available[row] -= end - first
    most = prepared.facts.params.neighbours
    k = np.array([neighbours(most, count) for count in available.tolist()], dtype=np.int64)
    return nearest_mean(products, k)


def _calibration(prepared: Prepared, shipped: Calibration) -> Calibration:
    """Knots from a sample of the needs, chosen by hash, each with all offers of its pool."""
    owners = prepared.needs.owners()
    rank = prepared.mark[owners].astype(np.int64) * 64 + np.arange(len(owners)) % 64
    sample = np.sort(np.argsort(rank, kind="stable")[:SAMPLE])
    counts = np.zeros(2 * OFFSET, dtype=np.int64)
    for number, pool in enumerate(prepared.pools):
        rows = sample[prepared.pool_of[owners[sample]] == number]
        if len(rows) and len(pool.offers.near):
            products = prepared.needs.vectors[rows] @ pool.offers.vectors.T
            found = buckets(products, prepared.needs.near[rows], pool.offers.near)
            counts += np.bincount(found.ravel(), minlength=2 * OFFSET)
    return calibrate(counts, shipped)


def _means(
    stored: dict[str, np.ndarray], groups: dict[str, list[Group]], encoder: Encoder
) -> dict[Group, Ints]:
    known = reference(encoder)
    means = {}
    for role, vectors in stored.items():
        written = vectors.any(axis=1)
        for group in sorted(set(groups[role])):
            members = np.array([g == group for g in groups[role]], dtype=bool) & written
            means[group] = group_mean(vectors[members], known.mean(group))
    return means


def _pools(
    profiles: Sequence[Profile],
    params: ScoreParams,
    needs: StatementTable,
    offers: StatementTable,
) -> tuple[tuple[Pool, ...], Index]:
    everyone = np.arange(len(profiles))
    if params.rule == "any_to_any":
        members, pool_of = [everyone], np.zeros(len(profiles), dtype=np.intp)
    else:
        side = _numbers([p.side for p in profiles])
        members = (
            [
                np.flatnonzero((side != number) & (side != NOBODY))
                for number in range(side.max() + 1)
            ]
            if len(side)
            else []
        )
        pool_of = side
    pools = tuple(Pool(index, needs.of(index), offers.of(index)) for index in members)
    return pools, pool_of


def _numbers(names: Sequence[str | None]) -> Index:
    number = {name: i for i, name in enumerate(sorted({n for n in names if n is not None}))}
    return np.array([NOBODY if n is None else number[n] for n in names], dtype=np.intp)
