"""What a participant finds in the directory: one search for pages and API."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np

from matchmaking.choices import MarkKind
from matchmaking.domain.directory import FACETS, RECOMMENDED, SORTS, Index, Listing, Mask
from matchmaking.domain.onlooker import Onlooker, Outlook

LONGEST_QUERY = 200
UNASKED = "unasked"
LISTS = (*MarkKind.values, UNASKED)
"""What may be shown in place of everybody: a list of marked ones, or those with whom nothing is
under way."""


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
        if given["show"] not in LISTS:
            given["show"] = ""
        return cls(**given)

    def offered_by(self, listing: Listing) -> "Wanted":
        """Without values that nobody has: what was never offered narrows nothing."""
        unknown = [f for f in FACETS if getattr(self, f) not in listing.facets[f]]
        return replace(self, **dict.fromkeys(unknown, "")) if unknown else self

    @property
    def is_narrowed(self) -> bool:
        return bool(self.q) or any(getattr(self, facet) for facet in FACETS)

    @property
    def has_filters(self) -> bool:
        return self.sort != RECOMMENDED or any(getattr(self, facet) for facet in FACETS)


class Search:
    """Whom the onlooker finds with that, in order; and how many each further step would leave.

    Nobody who is blocked, in either direction, is in it, nor the onlooker itself.
    """

    def __init__(self, outlook: Outlook, wanted: Wanted) -> None:
        self.outlook = outlook
        self.onlooker: Onlooker = outlook.onlooker
        self.listing: Listing = outlook.listing
        self.wanted = wanted

    @cached_property
    def places(self) -> Index:
        """Where those who are found stand in the listing, the first first."""
        mask = self._searched
        for chosen in self._by_facet.values():
            mask = mask & chosen
        return self.listing.ordered(mask, self.wanted.sort, self.onlooker.scores)

    def counts(self, facet: str) -> dict[str, int]:
        """How many of each value are left by all that was asked for but this facet."""
        mask = self._searched
        for other, chosen in self._by_facet.items():
            if other != facet:
                mask = mask & chosen
        return self.listing.facets[facet].counts(mask)

    def marked(self, kind: MarkKind) -> int:
        """How many are in the onlooker's list of that kind."""
        mask = self._marked_as(kind)
        return int(np.count_nonzero(self._findable & mask)) if mask is not None else 0

    @cached_property
    def fits_hidden(self) -> bool:
        """Whether the same search finds somebody among those whom the onlooker has hidden."""
        if self.wanted.show or not self.wanted.is_narrowed:
            return False
        return Search(self.outlook, replace(self.wanted, show=MarkKind.HIDDEN)).places.size > 0

    # --- Step by step ----------------------------------------------------------------------

    @cached_property
    def _findable(self) -> Mask:
        """Everybody whom the onlooker may find, before anything was asked for."""
        mask = self.listing.everybody
        mask &= ~self.listing.among([self.onlooker.registration_id])
        if self.onlooker.blocked:
            mask &= ~self.listing.of_organisations(self.onlooker.blocked)
        return mask

    def _marked_as(self, wanted: MarkKind) -> Mask | None:
        ids = [pk for pk, kind in self.onlooker.marks.items() if kind == wanted]
        return self.listing.among(ids) if ids else None

    @cached_property
    def _shown(self) -> Mask:
        """Saved or hidden ones where they were asked for, else all that are not hidden, or of
        those whom nobody has asked."""
        if self.wanted.show in MarkKind.values:
            marked = self._marked_as(MarkKind(self.wanted.show))
            return self._findable & (self.listing.among([]) if marked is None else marked)
        hidden = self._marked_as(MarkKind.HIDDEN)
        shown = self._findable if hidden is None else self._findable & ~hidden
        if self.wanted.show == UNASKED and self.onlooker.standing:
            shown = shown & ~self.listing.among(list(self.onlooker.standing))
        return shown

    @cached_property
    def _by_facet(self) -> dict[str, Mask]:
        """The masks of the facets that are chosen. Without one, one's own side is left out where
        it may not be met."""
        wanted = self.wanted
        facets = self.listing.facets
        masks = {
            facet: facets[facet].having(value)
            for facet in FACETS
            if (value := getattr(wanted, facet))
        }
        is_marked = wanted.show in MarkKind.values
        if "side" not in masks and not is_marked and self.onlooker.own_side:
            masks["side"] = ~facets["side"].having(self.onlooker.own_side)
        return masks

    @cached_property
    def _searched(self) -> Mask:
        return (
            self._shown & self.listing.containing(self.wanted.q) if self.wanted.q else self._shown
        )
