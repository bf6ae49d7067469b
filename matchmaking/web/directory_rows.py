"""The cards of the directory: rendered once, and handed out while nothing on them has changed.

A card of somebody with whom there is nothing between is the same for every reader of a language;
it belongs to an edition of the listing. The others belong to the onlooker. What differs on every
page, the token of the forms and the way back, is filled in when the page is put together.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from events.models import Registration
from matchmaking.choices import RequestState
from matchmaking.domain.counterparts import findable_by
from matchmaking.domain.onlooker import Onlooker
from matchmaking.domain.reasons import Reason, reasons_by_counterpart
from matchmaking.models import MeetingRequest

MOST_CARDS = 10_000
TOKEN, BACK = (f"[{secrets.token_hex(12)}]" for _blank in range(2))
"""Blanks on a card. They cannot be guessed: nobody can write one into a name."""


@dataclass
class Row:
    """One participant in the list: why they fit, and where things between the two stand."""

    pk: int
    name: str
    reasons: list[Reason] = field(default_factory=list)
    request: MeetingRequest | None = None
    is_theirs: bool = False
    meets: bool = False
    mark: str = ""
    address: str = ""
    card: str = ""

    @property
    def met_reason(self) -> Reason | None:
        """The reason that quotes both texts, if there is one."""
        return next((reason for reason in self.reasons if reason.passages), None)

    @property
    def other_reasons(self) -> list[Reason]:
        return [reason for reason in self.reasons if reason is not self.met_reason]


Card = tuple[str, int, int]
"""Language, edition of the listing, participant."""

_common: dict[Card, Row] = {}


def rows_of(onlooker: Onlooker, ids: list[int], edition: int | None) -> list[Row]:
    """The rows of a page, those who may be shown; a constant number of queries at most.

    `edition` tells cards apart that were rendered before and after a change of the listing. None
    says that the listing is of a moment ago: then nothing is taken from memory.
    """
    if edition is None:
        fresh = {row.pk: row for row in _made(onlooker, ids)}
        return [fresh[pk] for pk in ids if pk in fresh]
    language = get_language() or "en"
    found: dict[int, Row] = {}
    for pk in ids:
        kept: dict[Card, Row] = onlooker.cards if onlooker.knows(pk) else _common
        if (row := kept.get((language, edition, pk))) is not None:
            found[pk] = row
    missing = [pk for pk in ids if pk not in found]
    for row in _made(onlooker, missing) if missing else ():
        found[row.pk] = row
        _keep(onlooker, (language, edition, row.pk), row)
    return [found[pk] for pk in ids if pk in found]


def _keep(onlooker: Onlooker, card: Card, row: Row) -> None:
    if onlooker.knows(row.pk):
        onlooker.cards[card] = row
        return
    if len(_common) >= MOST_CARDS:
        _common.clear()
    _common[card] = row


def filled(rows: Iterable[Row], token: str, back: str) -> SafeString:
    """The cards one after the other, with the token of this page's forms and its way back."""
    html = "".join(row.card for row in rows)
    return mark_safe(html.replace(TOKEN, escape(token)).replace(BACK, escape(back)))  # noqa: S308


def _made(onlooker: Onlooker, ids: list[int]) -> Iterable[Row]:
    """Rows made anew, of those whom the onlooker may find at this moment."""
    viewer = onlooker.registration
    shown = (
        findable_by(viewer)
        .filter(pk__in=ids)
        .select_related("organisation")
        .prefetch_related("organisation__sectors")
    )
    known = [pk for pk in ids if pk in onlooker.scores]
    reasons = reasons_by_counterpart(viewer, known, limit=3)
    for registration in shown:
        row = _row(onlooker, registration, reasons.get(registration.pk, []))
        row.card = _card(onlooker, registration, row)
        yield row


def _row(onlooker: Onlooker, registration: Registration, reasons: list[Reason]) -> Row:
    pk = registration.pk
    request = onlooker.requests.get(pk)
    accepted = request is not None and request.state == RequestState.ACCEPTED
    return Row(
        pk,
        registration.organisation.name,
        reasons,
        request,
        is_theirs=request is not None and request.receiver_id == onlooker.registration.pk,
        meets=pk in onlooker.agreed or accepted,
        mark=str(onlooker.marks.get(pk, "")),
        address=reverse("matchmaking:participant", args=[onlooker.event.slug, pk]),
    )


def _card(onlooker: Onlooker, registration: Registration, row: Row) -> str:
    organisation = registration.organisation
    context = {
        "event": onlooker.event,
        "counterpart": row,
        "organisation": organisation,
        "sectors": organisation.sectors.all(),
        "csrf_token": TOKEN,
        "here_path": BACK,
    }
    return render_to_string("matchmaking/directory/card.html", context)
