"""Saving, hiding and blocking a participant. Each is a form that works without JavaScript; with
htmx the card that it stands on changes in its place."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from companies.domain.errors import DomainError
from companies.web.addresses import own_address
from companies.web.reader import ReaderRequest, signed_in
from events.models import Event, Registration
from matchmaking.choices import MarkKind
from matchmaking.domain.blocks import block_organisation, blocks_of, unblock_organisation
from matchmaking.domain.counterparts import known_to
from matchmaking.domain.directory import listing_of
from matchmaking.domain.marks import clear_mark, mark_counterpart
from matchmaking.domain.onlooker import Outlook, read_onlooker
from matchmaking.web.directory import Directory
from matchmaking.web.directory_page import numbers_of
from matchmaking.web.directory_rows import card_now
from matchmaking.web.pages import participant_context, participant_of

NOTHING = "none"


def here(request: ReaderRequest) -> str:
    """The page with what it is narrowed to: where an answer leads back to."""
    return request.get_full_path()


def _approved(request: ReaderRequest, slug: str) -> tuple[Event, Registration]:
    event, registration = participant_of(request, slug)
    may = request.user.has_perm("matchmaking.mark_counterpart", registration)
    if not registration.is_approved or not may:
        raise Http404
    return event, registration


def _back(request: ReaderRequest, event: Event) -> str:
    """Where the form stood, if that is a page of ours, else the directory."""
    return own_address(
        request, reverse("matchmaking:participants", args=[event.slug]), field="back"
    )


@signed_in
@require_POST
def mark(request: ReaderRequest, slug: str, pk: int) -> HttpResponse:
    """Save the participant for later, hide it, or neither any more."""
    event, registration = _approved(request, slug)
    counterpart = get_object_or_404(known_to(registration).select_related("organisation"), pk=pk)
    kind = request.POST.get("kind", "")
    if kind in MarkKind.values:
        mark_counterpart(registration, counterpart, kind=kind, by=request.user)
    elif kind == NOTHING:
        clear_mark(registration, counterpart)
    else:
        raise Http404
    if request.htmx and request.htmx.target == f"participant-{pk}":
        return _card(request, event, registration, counterpart, kind)
    messages.success(request, _said(kind, counterpart))
    back = _back(request, event)
    return HttpResponseClientRedirect(back) if request.htmx else redirect(back)


def _said(kind: str, counterpart: Registration) -> str:
    sentences = {
        MarkKind.SAVED: gettext("%(name)s is saved for later."),
        MarkKind.HIDDEN: gettext("%(name)s is hidden. You find it under “Hidden”."),
        NOTHING: gettext("%(name)s is in your list as before."),
    }
    return sentences[kind] % {"name": counterpart}


def _card(
    request: ReaderRequest, event: Event, viewer: Registration, shown: Registration, kind: str
) -> HttpResponse:
    """The card as it is now, for its own place in the list, and the numbers above the list."""
    outlook = Outlook(read_onlooker(event, viewer), *listing_of(event.pk))
    card = card_now(outlook.onlooker, outlook.listing, event.slug, shown.pk)
    asked_for = QueryDict(urlsplit(_back(request, event)).query)
    context = {
        "event": event,
        "card": mark_safe(card.decode()),  # noqa: S308 - rendered by our own template
        "gone": shown if kind == MarkKind.HIDDEN else None,
        "said": _said(kind, shown),
        "numbers": numbers_of(Directory(outlook, asked_for)),
    }
    return render(request, "matchmaking/directory/card_answer.html", context)


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def block(request: ReaderRequest, slug: str, pk: int) -> HttpResponse:
    """Ask first, saying what follows; then block the company."""
    event, registration = _approved(request, slug)
    # Who asks, or whom one meets, may be blocked as well as whom one finds.
    counterpart = get_object_or_404(known_to(registration).select_related("organisation"), pk=pk)
    if request.method != "POST":
        context = participant_context(
            event, registration, here="participants", counterpart=counterpart
        )
        shape = "sheet" if request.htmx else "page"
        return render(request, f"matchmaking/directory/block_{shape}.html", context)
    address = reverse("matchmaking:participants", args=[event.slug])
    try:
        block_organisation(registration.organisation, counterpart.organisation, by=request.user)
    except DomainError as refusal:
        messages.warning(request, str(refusal))
        address = reverse("matchmaking:participant", args=[event.slug, counterpart.pk])
    else:
        done = gettext("%(name)s is blocked. Neither of you finds or asks the other any more.")
        messages.success(request, done % {"name": counterpart})
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


@signed_in
@never_cache
@require_safe
def blocked(request: ReaderRequest, slug: str) -> HttpResponse:
    """The companies that the reader's has blocked, each with the way to take that back."""
    event, registration = _approved(request, slug)
    context = participant_context(
        event, registration, here="participants", blocks=blocks_of(registration.organisation)
    )
    return render(request, "matchmaking/directory/blocked.html", context)


@signed_in
@require_POST
def unblock(request: ReaderRequest, slug: str, pk: int) -> HttpResponse:
    """Take the block back. `pk` is that of the block; those of others do not exist here."""
    event, registration = _approved(request, slug)
    own = get_object_or_404(blocks_of(registration.organisation), pk=pk)
    unblock_organisation(registration.organisation, own.blocked, by=request.user)
    done = gettext("%(name)s is no longer blocked.")
    messages.success(request, done % {"name": own.blocked})
    return redirect("matchmaking:blocked", event.slug)
