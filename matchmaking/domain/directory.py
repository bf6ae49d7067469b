"""Everybody whom a directory of an event lists, in memory: what is searched, counted and sorted.

A page of the directory looks at every participant: for each word, for each count beside a filter,
for the order. The listing holds what that takes, a kilobyte each, and is made anew when something
in it has changed (`freshness`, topic `directory:<event>`). It decides what is found; while it is
of a moment ago, who may be *shown* is asked of the database: nobody who has left is shown longer.
"""

import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from threading import Lock

import numpy as np
from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from modeltranslation.utils import build_localized_fieldname
from numpy.typing import NDArray

from companies.models import Sector, Statement
from companies.search import plain, words_of
from events.models import Event, Registration
from matchmaking.domain.freshness import has_changed, moment_of_data

Mask = NDArray[np.bool_]
Index = NDArray[np.int64]

FACETS = ("sector", "country", "kind", "cooperation", "side")
RECOMMENDED, BY_NAME, NEWEST = "recommended", "name", "newest"
SORTS = (RECOMMENDED, BY_NAME, NEWEST)
SHARE = 20
"""A listing is used for so many times what it took to make before it is made anew: whatever goes
on at an event, no more than a twentieth of the time goes into listings."""
MOST_KEPT = 8

_NUMBERS = count(1)


@dataclass(frozen=True, eq=False)
class Listing:
    """The approved and listed participants of an event, ordered by name.

    `texts` are plain (`companies.search`): name, line, city, offers and needs, and the names of
    sectors in all languages. `facets` holds for each value who has it; a sector has also those of
    the sectors below it. `age` ranks by when they were let in, the newest first. `sector_names` are
    by language, then by code, in the tree's order. `number` differs between any two listings.
    """

    ids: Index
    organisations: Index
    texts: list[str]
    facets: Mapping[str, Mapping[str, Mask]]
    age: Index
    sector_names: Mapping[str, Mapping[str, str]]
    since: str = ""
    made_at: float = 0.0
    took: float = 0.0
    number: int = field(default_factory=lambda: next(_NUMBERS))

    def __len__(self) -> int:
        return len(self.ids)

    def containing(self, query: str) -> Mask:
        """Who has every word of the query."""
        found = range(len(self))
        for word in words_of(query):
            texts = self.texts
            found = [at for at in found if word in texts[at]]  # type: ignore[assignment]
        mask = np.zeros(len(self), dtype=bool)
        mask[list(found)] = True
        return mask

    def having(self, facet: str, value: str) -> Mask:
        """Who has the value of a facet: nobody where nobody has."""
        mask = self.facets[facet].get(value)
        return np.zeros(len(self), dtype=bool) if mask is None else mask

    def among(self, ids: Collection[int]) -> Mask:
        return np.isin(self.ids, np.fromiter(ids, dtype=np.int64, count=len(ids)))

    def of_organisations(self, organisations: Collection[int]) -> Mask:
        wanted = np.fromiter(organisations, dtype=np.int64, count=len(organisations))
        return np.isin(self.organisations, wanted)

    def ordered(self, mask: Mask, sort: str, scores: Mapping[int, int]) -> list[int]:
        """Ids of whom the mask holds; by `scores` (id to score) where recommended comes first."""
        found = np.flatnonzero(mask)
        if sort == NEWEST:
            found = found[np.argsort(self.age[found], kind="stable")]
        elif sort == RECOMMENDED and scores:
            ids = self.ids[found]
            rank = np.array([scores.get(pk, 0) for pk in ids.tolist()], dtype=np.int64)
            found = found[np.argsort(-rank, kind="stable")]
        ids_found: list[int] = self.ids[found].tolist()
        return ids_found

    def counts(self, facet: str, mask: Mask) -> dict[str, int]:
        """How many of the mask have each value, values that nobody has left out."""
        numbers = {
            value: int(np.count_nonzero(having & mask))
            for value, having in self.facets[facet].items()
        }
        return {value: number for value, number in numbers.items() if number}


# --- Making one ----------------------------------------------------------------------------


def make_listing(event: Event) -> Listing:
    """Read the listing from the database; five queries, however many take part."""
    started = time.monotonic()
    since = moment_of_data()
    listed = Registration.objects.approved().filter(event=event, is_listed=True)
    rows = [
        (plain(name), pk, organisation, side, f"{name}\n{tagline}\n{city}", country, kind, at)
        for pk, organisation, side, name, tagline, city, country, kind, at in listed.values_list(
            "pk",
            "organisation_id",
            "side__code",
            "organisation__name",
            "organisation__tagline",
            "organisation__city",
            "organisation__country",
            "organisation__kind",
            "decided_at",
        )
    ]
    rows.sort(key=lambda row: row[:2])
    said = _said(listed)
    sectors = _sectors_of(listed)
    names = _sector_names()
    spoken = {code: "\n".join(some[code] for some in names.values()) for code in names["en"]}
    members: dict[str, dict[str, list[int]]] = {facet: {} for facet in FACETS}
    texts = []
    for at, (_name, pk, _organisation, side, about, country, kind, _at) in enumerate(rows):
        statements, cooperation = said.get(pk, ([], set()))
        own = sectors.get(pk, set())
        texts.append(plain("\n".join([about, *statements, *(spoken[code] for code in own)])))
        values = {
            "sector": {above for code in own for above in _upwards(code)},
            "country": {country},
            "kind": {kind},
            "cooperation": cooperation,
            "side": {side} if side else set(),
        }
        for facet, some in values.items():
            for value in some:
                members[facet].setdefault(value, []).append(at)
    moments = [row[7].timestamp() if row[7] else 0.0 for row in rows]
    newest_first = np.argsort(-np.array(moments, dtype=np.float64), kind="stable")
    age = np.empty(len(rows), dtype=np.int64)
    age[newest_first] = np.arange(len(rows))
    return Listing(
        ids=np.array([row[1] for row in rows], dtype=np.int64),
        organisations=np.array([row[2] for row in rows], dtype=np.int64),
        texts=texts,
        facets={
            facet: {value: _mask(some, len(rows)) for value, some in values.items()}
            for facet, values in members.items()
        },
        age=age,
        sector_names=names,
        since=since,
        made_at=started,
        took=time.monotonic() - started,
    )


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


def _sectors_of(listed: QuerySet[Registration]) -> dict[int, set[str]]:
    """Codes of the sectors of each registration's organisation, and of its offers and needs."""
    found: dict[int, set[str]] = {}
    for road in ("organisation__sectors__code", "statements__sectors__code"):
        for pk, code in listed.filter(**{f"{road}__isnull": False}).values_list("pk", road):
            found.setdefault(pk, set()).add(code)
    return found


def _upwards(code: str) -> Iterator[str]:
    """The sector's code and those of all above it."""
    parts = code.split(".")
    return (".".join(parts[:length]) for length in range(1, len(parts) + 1))


def _sector_names() -> dict[str, dict[str, str]]:
    """The name of each sector by language, then by code; English where a language lacks it."""
    languages = [code for code, _name in settings.LANGUAGES]
    columns = [build_localized_fieldname("name", code) for code in languages]
    names: dict[str, dict[str, str]] = {code: {} for code in languages}
    for code, *translated in Sector.objects.order_by("position", "code").values_list(
        "code", *columns
    ):
        by_language = dict(zip(languages, translated, strict=True))
        for language, name in by_language.items():
            names[language][code] = name or by_language["en"] or code
    return names


def _mask(places: list[int], size: int) -> Mask:
    mask = np.zeros(size, dtype=bool)
    mask[places] = True
    return mask


# --- Keeping it ----------------------------------------------------------------------------

_kept: dict[int, Listing] = {}
_making = Lock()


def listing_of(event: Event) -> tuple[Listing, bool]:
    """The listing of the event, and whether it is as of now: else of a moment ago.

    One query where it is kept. While one thread makes it anew, others go on with the old one.
    """
    if connection.in_atomic_block:  # what a transaction has written itself is no change to it
        return make_listing(event), True
    listing = _kept.get(event.pk)
    if listing is None:
        with _making:
            return _kept.get(event.pk) or _keep(event), True
    if not has_changed([f"directory:{event.pk}"], listing.since):
        return listing, True
    is_young = time.monotonic() - listing.made_at < SHARE * listing.took
    if is_young or not _making.acquire(blocking=False):
        return listing, False
    try:
        return _keep(event), True
    finally:
        _making.release()


def _keep(event: Event) -> Listing:
    listing = make_listing(event)
    _kept.pop(event.pk, None)
    while len(_kept) >= MOST_KEPT:
        del _kept[next(iter(_kept))]
    _kept[event.pk] = listing
    return listing
