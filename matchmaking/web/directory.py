"""The directory of an event's participants as one of them sees it: searched, narrowed, ranked."""

from collections.abc import Mapping
from functools import cached_property
from html import escape

from django.core.paginator import Page, Paginator
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from companies.choices import Cooperation, OrganisationKind
from companies.languages import babel_locale
from companies.ordering import alphabetical
from matchmaking.choices import MarkKind
from matchmaking.domain.directory import BY_NAME, FACETS, NEWEST, RECOMMENDED
from matchmaking.domain.onlooker import Outlook
from matchmaking.domain.searching import Search, Wanted

PAGE = 24
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


class Directory:
    """A page of the directory. What is found is decided by the event's listing, in memory; who of
    them may be shown, by the database."""

    def __init__(self, outlook: Outlook, data: Mapping[str, str]) -> None:
        self.outlook = outlook
        self.wanted = Wanted.read(data).offered_by(outlook.listing)
        self.search = Search(outlook, self.wanted)
        self.page: Page[int] = Paginator(self.search.places, PAGE).get_page(data.get("page"))

    @property
    def places(self) -> list[int]:
        """Where the participants of this page stand in the listing."""
        return [int(at) for at in self.page]

    @property
    def number(self) -> int:
        return self.page.paginator.count

    @cached_property
    def facets(self) -> dict[str, str]:
        """By name the ways to narrow the list, each with its options as HTML: its values with how
        many would be left."""
        found = {}
        for name in FACETS:
            if name == "side" and not self.outlook.onlooker.has_sides:
                continue
            counts = self.search.counts(name)
            chosen = getattr(self.wanted, name)
            if chosen:
                counts.setdefault(chosen, 0)
            if counts:
                found[name] = self._options(name, counts, chosen)
        return found

    def _options(self, name: str, counts: Mapping[str, int], chosen: str) -> str:
        below = "– " if name == "sector" else ""
        return "".join(
            f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>'
            f"{below if '.' in value else ''}{escape(label)} ({counts[value]})</option>"
            for value, label in self._labels(name, counts).items()
            if value in counts
        )

    def _labels(self, name: str, counts: Mapping[str, int]) -> Mapping[str, str]:
        """Names of the values in the reader's language, in the order in which they are offered."""
        language = get_language() or "en"
        listing = self.outlook.listing
        if name == "sector":
            return listing.sector_names.get(language, {})
        if name == "side":
            return listing.side_names.get(language, {})
        if name == "country":
            territories = babel_locale(language).territories
            names = {code: territories.get(code, code) for code in counts}
            return dict(sorted(names.items(), key=lambda item: alphabetical(item[1])))
        choices = OrganisationKind if name == "kind" else Cooperation
        return {value: str(label) for value, label in choices.choices}

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """What the list is narrowed to and ordered by, but for the usual: names in the address,
        and words."""
        chosen = [
            (name, self._labels(name, {value: 0}).get(value, value))
            for name in FACETS
            if (value := getattr(self.wanted, name))
        ]
        if self.wanted.sort != RECOMMENDED:
            chosen.append(("sort", str(SORT_LABELS[self.wanted.sort])))
        return chosen

    @property
    def saved(self) -> int:
        return self.search.marked(MarkKind.SAVED)

    @property
    def hidden(self) -> int:
        return self.search.marked(MarkKind.HIDDEN)
