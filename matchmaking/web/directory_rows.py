"""The cards of the directory, put together without a template where that is possible.

A card has two parts. Who it shows, and what one can do, is filled into a form that is rendered once
for each way in which cards differ (language, how things stand, what is there to show), and kept in
the process under all that went into it. Why the two fit is theirs alone: it is rendered once and
kept in the cache under the onlooker's name.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache as kept_in_process
from functools import lru_cache
from html import escape
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.db import connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override

from companies.choices import OrganisationKind
from companies.languages import babel_locale
from companies.models import Organisation
from companies.templatetags.look import flag, initials
from events.models import Registration
from events.templatetags.event_time import day_and_time
from matchmaking.domain.counterparts import findable_by
from matchmaking.domain.directory import Face, Listing, faces_of, topic_of
from matchmaking.domain.freshness import which_changed
from matchmaking.domain.onlooker import LONGEST, Onlooker, Outlook
from matchmaking.domain.reasons import Reason, reasons_by_counterpart
from matchmaking.web.blanks import Blanks, filled
from matchmaking.web.kept import build

MOST_CARDS = 10_000
"""In memory; a card has a kilobyte."""
SECTORS = 3  # on a card
BETWEEN_SECTORS = "</span> <span>"
PARTS = ("logo", "tagline", "sectors")  # that a card may lack


def cards_of(outlook: Outlook, slug: str, places: Sequence[int]) -> list[bytes]:
    """The cards of those who stand there in the listing, of them those who may be shown; a constant
    number of queries at most.

    Where the listing is of a moment ago, all is asked anew of the database.
    """
    onlooker, listing = outlook.onlooker, outlook.listing
    faces = {face.pk: face for face in (listing.faces[at] for at in places)}
    if not outlook.is_current and faces:
        found = faces_of(findable_by(_viewer(onlooker)).filter(pk__in=faces))
        faces = {pk: found[pk] for pk in faces if pk in found}
    whys = _whys(outlook, [pk for pk in faces if pk in onlooker.scores])
    cards = Cards(onlooker, listing, slug)
    return [cards.of(face, whys.get(pk, b"")) for pk, face in faces.items()]


def card_now(onlooker: Onlooker, listing: Listing, slug: str, pk: int) -> bytes:
    """One card as it is at this moment; empty where it may not be shown."""
    viewer = _viewer(onlooker)
    face = faces_of(findable_by(viewer).filter(pk=pk)).get(pk)
    if face is None:
        return b""
    why = _explained(viewer, [pk])[pk] if pk in onlooker.scores else b""
    return Cards(onlooker, listing, slug).of(face, why)


def _viewer(onlooker: Onlooker) -> Registration:
    return Registration.objects.get(pk=onlooker.registration_id)


# --- Who ---------------------------------------------------------------------------------------


Key = tuple[str, str, str, str, str, Face]
"""Language, address, how things stand, when one meets, mark, and all that the card shows."""

_cards: dict[Key, tuple[bytes, bytes]] = {}


class Cards:
    """Fills cards of one page: what all of them share is looked up once."""

    def __init__(self, onlooker: Onlooker, listing: Listing, slug: str) -> None:
        self.language = get_language() or "en"
        self.onlooker, self.now = onlooker, timezone.now()
        self.sectors = listing.sector_names.get(self.language, {})
        self.countries = babel_locale(self.language).territories
        self.address, self.end = _addresses(slug)

    def of(self, face: Face, why: bytes) -> bytes:
        key = (
            self.language,
            self.address,
            *self._standing(face.pk),
            str(self.onlooker.marks.get(face.pk, "")),
            face,
        )
        card = _cards.get(key)
        if card is None:
            if len(_cards) >= MOST_CARDS:
                _cards.clear()
            card = _cards[key] = self._filled(face, *key[2:5])
        before, after = card
        return before + why + after

    def _standing(self, pk: int) -> tuple[str, str]:
        """How things stand with the other, and when one meets it or met."""
        appointment = self.onlooker.appointments.get(pk)
        if appointment is None:
            return self.onlooker.standing.get(pk, ""), ""
        kind = appointment.kind(self.now)
        if kind == "missed":
            return kind, ""
        return kind, _when(self.language, appointment.starts_at, appointment.zone)

    def _filled(self, face: Face, standing: str, when: str, mark: str) -> tuple[bytes, bytes]:
        """The card before and after its reasons."""
        there = tuple(name for name in PARTS if getattr(face, name))
        form, blanks = _form(self.language, standing, mark, face.is_verified, there)
        pk = face.pk
        address = f"{self.address}{pk}/"
        names = [self.sectors[code] for code in face.sectors[:SECTORS] if code in self.sectors]
        words = {
            "pk": str(pk),
            "name": escape(face.name),
            "address": address,
            "marking": f"{address}{self.end}",
            "tagline": escape(face.tagline),
            "logo": escape(_logo(face.logo)) if face.logo else "",
            "initials": "" if face.logo else escape(initials(face.name)),
            "flag": flag(face.country),
            "country": escape(self.countries.get(face.country, face.country)),
            "kind": _kind(self.language, face.kind),
            "sectors": BETWEEN_SECTORS.join(map(escape, names)),
            "when": escape(when),
        }
        texts = {name: text.encode() for name, text in words.items()}
        at = blanks.index("why")
        before = filled(form[: at + 1], blanks[:at], texts)
        return before, filled(form[at + 1 :], blanks[at + 1 :], texts)


@kept_in_process
def _form(
    language: str,
    standing: str,
    mark: str,
    is_verified: bool,
    there: tuple[str, ...],
) -> tuple[list[bytes], list[str]]:
    """A card's fixed texts and blanks, where those of its parts are there."""
    blanks = Blanks()
    always = ("name", "address", "initials", "flag", "country", "kind")
    context = {
        "blanks": blanks,
        "standing": standing,
        "mark": mark,
        "is_verified": is_verified,
        **{name: blanks[name] for name in (*always, *there)},
    }
    if "sectors" in there:
        context["sectors"] = [blanks["sectors"]]
    with override(language):
        html = render_to_string("matchmaking/directory/card.html", context)
    parts = blanks.split(html)
    return [text.encode() for text in parts[::2]], parts[1::2]


@lru_cache(maxsize=500)
def _addresses(slug: str) -> tuple[str, str]:
    """What stands before a participant's id in its address, and after it in that of its mark."""
    address = reverse("matchmaking:participant", args=[slug, 0])
    marking = reverse("matchmaking:mark", args=[slug, 0])
    return address.removesuffix("0/"), marking.removeprefix(address)


@lru_cache(maxsize=5000)
def _when(language: str, moment: datetime, zone: ZoneInfo) -> str:
    with override(language), timezone.override(zone):
        return day_and_time(moment)


@kept_in_process
def _kind(language: str, kind: str) -> str:
    with override(language):
        return escape(str(dict(OrganisationKind.choices).get(kind, kind)))


def _logo(name: str) -> str:
    return str(Organisation._meta.get_field("logo").storage.url(name))


# --- Why ---------------------------------------------------------------------------------------


def _whys(outlook: Outlook, ids: list[int]) -> dict[int, bytes]:
    """Why each of them fits: as it is kept, or made anew."""
    if not ids:
        return {}
    listing = outlook.listing
    if not outlook.is_current:
        return _explained(_viewer(outlook.onlooker), ids)
    start = f"why:{outlook.onlooker.name}:{build()}:{get_language()}"
    names = {pk: f"{start}:{pk}:{listing.looks[listing.places[pk]]}" for pk in ids}
    kept = cache.get_many(names.values())
    whys = {pk: kept[name] for pk, name in names.items() if name in kept}
    if missing := [pk for pk in ids if pk not in whys]:
        made = _explained(_viewer(outlook.onlooker), missing)
        if _is_still_current(outlook):
            texts = {names[pk]: why for pk, why in made.items()}
            cache.set_many(texts, int(LONGEST.total_seconds()))
        whys |= made
    return whys


def _is_still_current(outlook: Outlook) -> bool:
    """Whether what was rendered after the listing was read is of the same moment: else it would be
    kept under a look that the participant no longer has."""
    onlooker = outlook.onlooker
    return not connection.in_atomic_block and not any(
        which_changed(
            (onlooker.topics, onlooker.since),
            ([topic_of(onlooker.event_id)], outlook.listing.since),
        )
    )


def _explained(viewer: Registration, ids: list[int]) -> dict[int, bytes]:
    """Why each of them fits; nothing where no reason is left to tell."""
    reasons: Mapping[int, Iterable[Reason]] = reasons_by_counterpart(viewer, ids, limit=3)
    return {
        pk: render_to_string(
            "matchmaking/directory/why.html", {"reasons": list(reasons[pk])}
        ).encode()
        if pk in reasons
        else b""
        for pk in ids
    }
