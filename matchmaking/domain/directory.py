"""Everybody whom a directory of an event lists, in memory: what is searched, counted and sorted.

A page of the directory looks at every participant: for each word, for each count beside a filter,
for the order. The listing holds what that takes, a kilobyte each, and is made anew when something
in it has changed (`freshness`, topic `directory:<event>`). It decides what is found; while it is
of a moment ago, who may be *shown* is asked of the database: nobody who has left is shown longer.
"""

import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields
from hashlib import blake2b
from threading import Lock

import numpy as np
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import QuerySet
from modeltranslation.utils import build_localized_fieldname
from numpy.typing import NDArray

from companies.models import Sector, Statement
from companies.ordering import alphabetical
from companies.search import plain, words_of
from events.models import Registration, Side
from matchmaking.domain.facets import Facet
from matchmaking.domain.freshness import KEPT_FOR, has_changed, moment_of_data
from matchmaking.domain.vocabulary import Vocabulary

Mask = NDArray[np.bool_]
Index = NDArray[np.int64]

FACETS = ("sector", "country", "kind", "cooperation", "side")
RECOMMENDED, BY_NAME, NEWEST = "recommended", "name", "newest"
SORTS = (RECOMMENDED, BY_NAME, NEWEST)
SHARE = 20
"""A listing is used for so many times what it took to make before it is made anew: whatever goes
on at an event, no more than a twentieth of the time goes into listings."""
MOST_KEPT = 8
OLDEST = KEPT_FOR.total_seconds() / 2
"""No listing is used for longer: what has changed since would be forgotten."""


@dataclass(frozen=True, slots=True)
class Face:
    """What a card shows of a participant. `sectors` are codes, the first in the tree first."""

    pk: int
    name: str
    tagline: str
    country: str
    kind: str
    logo: str
    is_verified: bool
    sectors: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Listing:
    """The approved and listed participants of an event, ordered by name.

    `places` says where an id stands. `looks` names, for each, what others read of it in a list and
    in reasons: two of one look read the same. `words` are of the plain texts (`companies.search`):
    name, line, city, offers and needs, and the names of sectors in all languages. A sector has
    also those of the sectors below it. `age` ranks by when they were let in, the newest first.
    `sector_names` and `side_names` are by language, then by code, in the order in which they are
    offered.
    """

    ids: Index
    organisations: Index
    places: Mapping[int, int]
    faces: list[Face]
    looks: list[str]
    words: Vocabulary
    facets: Mapping[str, Facet]
    age: Index
    sector_names: Mapping[str, Mapping[str, str]]
    side_names: Mapping[str, Mapping[str, str]]
    since: str = ""
    made_at: float = 0.0
    took: float = 0.0

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def everybody(self) -> Mask:
        return np.ones(len(self), dtype=bool)

    def containing(self, query: str) -> Mask:
        """Who has every word of the query."""
        mask = self.everybody
        for word in words_of(query):
            mask &= self.words.containing(word)
        return mask

    def among(self, ids: Collection[int]) -> Mask:
        mask = np.zeros(len(self), dtype=bool)
        mask[[self.places[pk] for pk in ids if pk in self.places]] = True
        return mask

    def of_organisations(self, organisations: Collection[int]) -> Mask:
        if not organisations:
            return np.zeros(len(self), dtype=bool)
        wanted = np.fromiter(organisations, dtype=np.int64, count=len(organisations))
        return np.isin(self.organisations, wanted)

    def ordered(self, mask: Mask, sort: str, scores: Mapping[int, int]) -> Index:
        """Places of whom the mask holds; where recommended comes first, by `scores` of ids."""
        found = np.flatnonzero(mask)
        if sort == NEWEST:
            return found[np.argsort(self.age[found], kind="stable")]
        if sort == RECOMMENDED and scores:
            rank = np.zeros(len(self), dtype=np.int64)
            for pk, value in scores.items():
                if pk in self.places:
                    rank[self.places[pk]] = value
            ranked = rank[found] > 0
            best = found[ranked]
            best = best[np.argsort(-rank[best], kind="stable")]
            return np.concatenate([best, found[~ranked]])
        return found


# --- Making one ----------------------------------------------------------------------------


def make_listing(event_id: int) -> Listing:
    """Read the listing from the database; seven queries, however many take part."""
    started = time.time()
    since = moment_of_data()
    listed = Registration.objects.approved().filter(event=event_id, is_listed=True)
    rows = sorted(_rows(listed), key=lambda row: (alphabetical(row.face.name), row.face.pk))
    said = _said(listed)
    sectors = _codes(listed, "statements__sectors__code")
    names = _names(Sector.objects.order_by("position", "code"))
    spoken = {code: "\n".join(some[code] for some in names.values()) for code in names["en"]}
    members: dict[str, dict[str, list[int]]] = {facet: {} for facet in FACETS}
    texts, looks = [], []
    for at, row in enumerate(rows):
        face = row.face
        statements, cooperation = said.get(face.pk, ([], set()))
        own = sorted({*face.sectors, *sectors.get(face.pk, ())})
        spoken_of = [spoken[code] for code in own]
        texts.append(plain("\n".join([face.name, face.tagline, row.city, *statements, *spoken_of])))
        looks.append(_digest(face, statements, own, spoken_of))
        values = {
            "sector": {above for code in own for above in _upwards(code)},
            "country": {face.country},
            "kind": {face.kind},
            "cooperation": cooperation,
            "side": {row.side} if row.side else set(),
        }
        for facet, some in values.items():
            for value in some:
                members[facet].setdefault(value, []).append(at)
    newest_first = np.argsort([-row.decided_at for row in rows], kind="stable")
    age = np.empty(len(rows), dtype=np.int64)
    age[newest_first] = np.arange(len(rows))
    return Listing(
        ids=np.array([row.face.pk for row in rows], dtype=np.int64),
        organisations=np.array([row.organisation for row in rows], dtype=np.int64),
        places={row.face.pk: at for at, row in enumerate(rows)},
        faces=[row.face for row in rows],
        looks=looks,
        words=Vocabulary(texts),
        facets={facet: Facet(values, len(rows)) for facet, values in members.items()},
        age=age,
        sector_names=names,
        side_names=_names(Side.objects.filter(event=event_id)),
        since=since,
        made_at=started,
        took=time.time() - started,
    )


def faces_of(registrations: QuerySet[Registration]) -> dict[int, Face]:
    """What cards show of them at this moment, by id. Two queries."""
    return {row.face.pk: row.face for row in _rows(registrations)}


@dataclass(frozen=True, slots=True)
class _Row:
    """What the tables of registrations and organisations say of one participant."""

    face: Face
    organisation: int
    city: str
    side: str
    decided_at: float


def _rows(registrations: QuerySet[Registration]) -> list[_Row]:
    sectors = _codes(registrations, "organisation__sectors__code")
    return [
        _Row(
            Face(
                pk, name, tagline, country, kind, logo, verified is not None, sectors.get(pk, ())
            ),
            organisation,
            city,
            side or "",
            decided_at.timestamp() if decided_at else 0.0,
        )
        for (
            pk, organisation, side, name, tagline, city, country, kind, logo, verified, decided_at
        ) in registrations.values_list(
            "pk",
            "organisation_id",
            "side__code",
            "organisation__name",
            "organisation__tagline",
            "organisation__city",
            "organisation__country",
            "organisation__kind",
            "organisation__logo",
            "organisation__verified_at",
            "decided_at",
        )
    ]  # fmt: skip


def _digest(*parts: object) -> str:
    return blake2b(repr(parts).encode(), digest_size=12).hexdigest()


def _said(listed: QuerySet[Registration]) -> dict[int, tuple[list[str], set[str]]]:
    """Texts of offers and needs by registration, and all that they look for in cooperation."""
    said: dict[int, tuple[list[str], set[str]]] = {}
    for pk, text, cooperation in Statement.objects.filter(registrations__in=listed).values_list(
        "registrations", "text", "cooperation"
    ):
        texts, types = said.setdefault(pk, ([], set()))
        texts.append(text)
        types.update(cooperation)
    return said


def _codes(registrations: QuerySet[Registration], road: str) -> dict[int, tuple[str, ...]]:
    """The codes of the sectors at the end of that road, by registration, in the tree's order."""
    found: dict[int, list[str]] = {}
    order = [f"{road.removesuffix('code')}{name}" for name in ("position", "code")]
    for pk, code in (
        registrations.filter(**{f"{road}__isnull": False}).order_by(*order).values_list("pk", road)
    ):
        found.setdefault(pk, []).append(code)
    return {pk: tuple(codes) for pk, codes in found.items()}


def _upwards(code: str) -> Iterator[str]:
    """The sector's code and those of all above it."""
    parts = code.split(".")
    return (".".join(parts[:length]) for length in range(1, len(parts) + 1))


def _names(rows: QuerySet[Sector] | QuerySet[Side]) -> dict[str, dict[str, str]]:
    """The name of each row by language, then by code, in the rows' order; English where a language
    lacks it."""
    languages = [code for code, _name in settings.LANGUAGES]
    columns = [build_localized_fieldname("name", code) for code in languages]
    names: dict[str, dict[str, str]] = {code: {} for code in languages}
    for code, *translated in rows.values_list("code", *columns):
        by_language = dict(zip(languages, translated, strict=True))
        for language, name in by_language.items():
            names[language][code] = name or by_language["en"] or code
    return names


# --- Keeping it ----------------------------------------------------------------------------

_kept: dict[int, Listing] = {}
_making = Lock()
_NAMES = [field.name for part in (Listing, Face) for field in fields(part)]
_SHAPE = blake2b(repr(_NAMES).encode(), digest_size=4).hexdigest()
"""In the cache's keys: another release reads nothing that it does not know."""


def kept_listing(event_id: int) -> Listing | None:
    """The listing of the event in this process, if there is one; it may be of a while ago."""
    listing = _kept.get(event_id)
    if connection.in_atomic_block or listing is None or _age(listing) > OLDEST:
        return None
    return listing


def _age(listing: Listing) -> float:
    return time.time() - listing.made_at


def listing_of(event_id: int) -> tuple[Listing, bool]:
    """The listing of the event, and whether it is as of now: else of a moment ago.

    One query where it is kept.
    """
    listing = kept_listing(event_id)
    is_old = listing is not None and has_changed([topic_of(event_id)], listing.since)
    return current_listing(event_id, listing, is_old=is_old)


def topic_of(event_id: int) -> str:
    """Under which changes of the listing leave their lines."""
    return f"directory:{event_id}"


def current_listing(event_id: int, kept: Listing | None, *, is_old: bool) -> tuple[Listing, bool]:
    """As `listing_of`, where it is known already what is kept and whether that has changed.

    While one thread makes it anew, others go on with the old one.
    """
    if connection.in_atomic_block:  # what a transaction has written itself is no change to it
        return make_listing(event_id), True
    if kept is None:
        with _making:
            return kept_listing(event_id) or _keep(event_id), True
    if not is_old:
        return kept, True
    is_young = _age(kept) < SHARE * kept.took
    if is_young or not _making.acquire(blocking=False):
        return kept, False
    try:
        return _keep(event_id), True
    finally:
        _making.release()


def _keep(event_id: int) -> Listing:
    """The listing as another process has made it, else made anew, and kept for all of them: a new
    worker of the web server reads in a moment what takes a second to make."""
    key = f"listing:{_SHAPE}:{event_id}"
    listing: Listing | None = cache.get(key)
    if (
        listing is None
        or _age(listing) > OLDEST
        or has_changed([topic_of(event_id)], listing.since)
    ):
        listing = make_listing(event_id)
        cache.set(key, listing, timeout=OLDEST)
    _kept.pop(event_id, None)
    while len(_kept) >= MOST_KEPT:
        del _kept[next(iter(_kept))]
    _kept[event_id] = listing
    return listing
