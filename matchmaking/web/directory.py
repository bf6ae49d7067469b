"""The directory of an event's participants as one of them sees it: searched, narrowed, ranked."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property

from django.core.paginator import Page, Paginator
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from companies.choices import Cooperation, OrganisationKind
from companies.templatetags.look import country_name
from events.choices import Pairing
from matchmaking.choices import MarkKind
from matchmaking.domain.directory import (
    BY_NAME,
    FACETS,
    NEWEST,
    RECOMMENDED,
    SORTS,
    Listing,
    Mask,
    listing_of,
)
from matchmaking.domain.onlooker import Onlooker
from matchmaking.web.directory_rows import Row, rows_of

PAGE = 24
LONGEST_QUERY = 200
FACET_LABELS: dict[str, Promise] = {
    "sector": _("Sector"),
    "country": _("Country"),
    "kind": _("Kind"),
    "cooperation": _("Looking for"),
    "side": _("Side"),
}
SORT_LABELS: dict[str, Promise] = {
    RECOMMENDED: _("Recommended first"),
    BY_NAME: _("By name"),
    NEWEST: _("Newest first"),
}


@dataclass(frozen=True)
class Wanted:
    """What the reader asked for, as the address says it."""

    q: str = ""
    sector: str = ""
    country: str = ""
    kind: str = ""
    cooperation: str = ""
    side: str = ""
    sort: str = RECOMMENDED
    show: str = ""

    @classmethod
    def read(cls, data: Mapping[str, str]) -> "Wanted":
        given = {one.name: data.get(one.name, "").replace("\0", "").strip() for one in fields(cls)}
        given["q"] = given["q"][:LONGEST_QUERY]
        if given["sort"] not in SORTS:
            given["sort"] = RECOMMENDED
        if given["show"] not in MarkKind.values:
            given["show"] = ""
        return cls(**given)

    def offered_by(self, listing: Listing) -> "Wanted":
        """Without values that nobody has: what was never offered narrows nothing."""
        unknown = [f for f in FACETS if getattr(self, f) not in listing.facets[f]]
        return replace(self, **dict.fromkeys(unknown, ""))

    @property
    def is_narrowed(self) -> bool:
        return bool(self.q) or any(getattr(self, facet) for facet in FACETS)

    @property
    def has_filters(self) -> bool:
        return self.sort != RECOMMENDED or any(getattr(self, facet) for facet in FACETS)


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    number: int
    is_chosen: bool
    is_below: bool = False


@dataclass(frozen=True)
class Facet:
    """One way to narrow the list: its values with how many would be left."""

    name: str
    label: "str | Promise"
    options: list[Option]

    @property
    def is_chosen(self) -> bool:
        return any(option.is_chosen for option in self.options)


class Directory:
    """A page of the directory. What is found is decided by the event's listing, in memory; who of
    them may be shown, by the database."""

    def __init__(self, onlooker: Onlooker, data: Mapping[str, str]) -> None:
        self.onlooker = onlooker
        self.viewer = onlooker.registration
        self.marks = onlooker.marks
        self.listing: Listing
        self.listing, self.is_current = listing_of(onlooker.event)
        self.wanted = Wanted.read(data).offered_by(self.listing)
        self.page: Page[int] = Paginator(self._ids(), PAGE).get_page(data.get("page"))

    # --- What is found ---------------------------------------------------------------------

    @cached_property
    def _findable(self) -> Mask:
        """Everybody whom the viewer may find, before anything was asked for."""
        listing, viewer = self.listing, self.viewer
        mask = ~listing.among([viewer.pk])
        return mask & ~listing.of_organisations(self.onlooker.blocked)

    @cached_property
    def _shown(self) -> Mask:
        """Saved or hidden ones where they were asked for, else all that are not hidden."""
        show = self.wanted.show
        marked = self.listing.among([pk for pk, kind in self.marks.items() if kind == show])
        if show:
            return self._findable & marked
        hidden = [pk for pk, kind in self.marks.items() if kind == MarkKind.HIDDEN]
        return self._findable & ~self.listing.among(hidden)

    @cached_property
    def _by_facet(self) -> dict[str, Mask]:
        """The masks of the facets that are chosen. Without one, one's own side is left out where
        it may not be met."""
        masks = {
            facet: self.listing.having(facet, value)
            for facet in FACETS
            if (value := getattr(self.wanted, facet))
        }
        if "side" not in masks and not self.wanted.show and self._own_side:
            masks["side"] = ~self.listing.having("side", self._own_side)
        return masks

    @property
    def _own_side(self) -> str:
        viewer = self.viewer
        is_split = viewer.event.pairing == Pairing.TWO_SIDED
        return viewer.side.code if is_split and viewer.side else ""

    @cached_property
    def _searched(self) -> Mask:
        mask = self._shown
        return mask & self.listing.containing(self.wanted.q) if self.wanted.q else mask

    def _ids(self) -> list[int]:
        mask = self._searched
        for chosen in self._by_facet.values():
            mask = mask & chosen
        return self.listing.ordered(mask, self.wanted.sort, self.onlooker.scores)

    # --- What the page says ----------------------------------------------------------------

    @property
    def number(self) -> int:
        return self.page.paginator.count

    @cached_property
    def facets(self) -> list[Facet]:
        """Each counted among what all the others leave."""
        found = []
        for name in FACETS:
            if name == "side" and self.viewer.event.pairing != Pairing.TWO_SIDED:
                continue
            mask = self._searched
            for other, chosen in self._by_facet.items():
                if other != name:
                    mask = mask & chosen
            options = self._options(name, self.listing.counts(name, mask))
            if options:
                found.append(Facet(name, FACET_LABELS[name], options))
        return found

    def _options(self, name: str, counts: dict[str, int]) -> list[Option]:
        chosen = getattr(self.wanted, name)
        if chosen:
            counts = {chosen: 0, **counts}
        labels = self._labels(name, counts)
        return [
            Option(value, label, counts[value], value == chosen, "." in value and name == "sector")
            for value, label in labels.items()
            if value in counts
        ]

    def _labels(self, name: str, counts: Mapping[str, int]) -> dict[str, str]:
        """Names of the values in the reader's language, in the order in which they are offered."""
        if name == "sector":
            return dict(self.listing.sector_names.get(get_language() or "en", {}))
        if name == "country":
            return _sorted({code: country_name(code) for code in counts})
        if name == "side":
            return {side.code: side.name for side in self.viewer.event.sides.all()}
        choices = OrganisationKind if name == "kind" else Cooperation
        return {value: str(label) for value, label in choices.choices}

    @property
    def sorts(self) -> list[Option]:
        return [
            Option(value, str(label), 0, value == self.wanted.sort)
            for value, label in SORT_LABELS.items()
        ]

    @property
    def saved(self) -> int:
        return self._marked(MarkKind.SAVED)

    @property
    def hidden(self) -> int:
        return self._marked(MarkKind.HIDDEN)

    def _marked(self, wanted: MarkKind) -> int:
        ids = [pk for pk, kind in self.marks.items() if kind == wanted]
        return int((self._findable & self.listing.among(ids)).sum()) if ids else 0

    @cached_property
    def rows(self) -> list[Row]:
        """The page's participants, those of them that may be shown at this moment."""
        edition = self.listing.number if self.is_current else None
        return rows_of(self.onlooker, list(self.page), edition)


def _sorted(labels: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(labels.items(), key=lambda item: item[1]))
