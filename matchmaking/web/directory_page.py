"""Putting a page of the directory together: its frame, which many share, and what is found."""

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.contrib.messages import get_messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, override

from companies.web.reader import ReaderRequest
from events.web.pages import visible_event, ways_of
from matchmaking.choices import MarkKind
from matchmaking.web.blanks import Blanks, filled
from matchmaking.web.directory import FACET_LABELS, SORT_LABELS, Directory
from matchmaking.web.directory_rows import cards_of
from matchmaking.web.frames import Context, frame_of

TEMPLATE = "matchmaking/participants.html"


def directory_page(request: ReaderRequest, slug: str, directory: Directory) -> HttpResponse:
    """The page; only its smallest templates are rendered where its frame and cards are kept."""
    wanted, facets = directory.wanted, directory.facets
    onlooker = directory.outlook.onlooker
    cards = cards_of(directory.outlook, slug, directory.places)
    shape = {
        "show": wanted.show,
        "sort": wanted.sort,
        "is_narrowed": wanted.is_narrowed,
        "has_filters": wanted.has_filters,
        "has_cards": bool(cards),
        "fits_hidden": not cards and directory.search.fits_hidden,
    }

    def read() -> tuple[datetime | None, Context]:
        return _read(request, slug, shape, tuple(facets), onlooker.waiting)

    key = (slug, onlooker.event_look, onlooker.waiting, *shape.values(), *facets)
    frame = frame_of(request, TEMPLATE, key, read)
    words = {
        "csrf": get_token(request),
        "email": escape(request.user.email),
        "here": escape(request.get_full_path()),
        "messages": _messages(request),
        "q": escape(wanted.q),
        "saved": str(directory.saved),
        "hidden": str(directory.hidden),
        "among_hidden": escape(_address(request, {"page"}, show=MarkKind.HIDDEN)),
        "found": found_in_words(directory),
        **{f"options_{name}": options for name, options in facets.items()},
    }
    parts = {name: text.encode() for name, text in words.items()}
    parts |= {
        "cards": b"".join(cards),
        "chosen": _chosen(request, directory),
        "pages": _pages(request, directory),
    }
    return HttpResponse(frame.filled(parts))


def _read(
    request: ReaderRequest,
    slug: str,
    shape: Mapping[str, Any],
    facets: tuple[str, ...],
    waiting: int,
) -> tuple[datetime | None, Context]:
    """When the event's next phase begins, and the frame's context."""
    event = visible_event(request, slug)
    now = timezone.now()
    begins = [phase.starts_at for phase in event.phases.all() if phase.starts_at > now]

    def context(blanks: Blanks) -> Mapping[str, Any]:
        return {
            "event": event,
            "phase": event.phase,
            "ways": ways_of(event, "participants", waiting),
            "wanted": {**shape, "q": blanks["q"]},
            **_facets({name: blanks[f"options_{name}"] for name in facets}),
        }

    return min(begins, default=None), context


def _messages(request: ReaderRequest) -> str:
    waiting = get_messages(request)
    return render_to_string("partials/toasts.html", {"messages": waiting}) if waiting else ""


def _chosen(request: ReaderRequest, directory: Directory) -> bytes:
    """What the list is narrowed to, each with the way to take it back."""
    if not directory.wanted.has_filters:
        return b""
    chosen = [
        {"label": label, "address": _address(request, {name, "page"})}
        for name, label in directory.chosen
    ]
    without = {"page", "q", "sort", *FACET_LABELS}
    context = {"chosen": chosen, "all_address": _address(request, without)}
    return render_to_string("matchmaking/directory/chosen.html", context).encode()


def _address(request: ReaderRequest, without: Collection[str], **more: str) -> str:
    """The page's address without some of its query, and with more of it."""
    query = request.GET.copy()
    for name in without:
        query.pop(name, None)
    for name, value in more.items():
        query[name] = value
    return f"?{query.urlencode()}" if query else request.path


def numbers_of(directory: Directory) -> str:
    """The numbers above the list, for a page of it that is open."""
    facets = {name: mark_safe(options) for name, options in directory.facets.items()}  # noqa: S308
    context = {
        "saved": directory.saved,
        "hidden": directory.hidden,
        "found": mark_safe(found_in_words(directory)),  # noqa: S308 - rendered by our own template
        "wanted": {"sort": directory.wanted.sort},
        **_facets(facets),
    }
    return render_to_string("matchmaking/directory/numbers.html", context)


def _facets(options: Mapping[str, str]) -> dict[str, Any]:
    return {
        "facets": [
            {"name": name, "label": FACET_LABELS[name], "options": some}
            for name, some in options.items()
        ],
        "sorts": SORT_LABELS,
    }


def found_in_words(directory: Directory) -> str:
    """How many there are; before anything is scored nobody can be said to fit best."""
    wanted = directory.wanted
    sort = wanted.sort if directory.outlook.onlooker.scores else ""
    return _found(get_language() or "en", wanted.show, sort, directory.number)


@lru_cache(maxsize=2000)
def _found(language: str, show: str, sort: str, number: int) -> str:
    context = {"wanted": {"show": show, "sort": sort}, "number": number}
    with override(language):
        return render_to_string("matchmaking/directory/found.html", context)


def _pages(request: ReaderRequest, directory: Directory) -> bytes:
    """The ways to the pages before and after."""
    page = directory.page
    pages = page.paginator.num_pages
    if pages == 1:
        return b""
    addresses = {}
    for name, number in (("previous", page.number - 1), ("next", page.number + 1)):
        query = request.GET.copy()
        query["page"] = str(number)
        addresses[name] = escape(f"?{query.urlencode()}").encode()
    fixed, blanks = _ways(get_language() or "en", page.number, pages)
    return filled(fixed, blanks, addresses)


@lru_cache(maxsize=2000)
def _ways(language: str, number: int, pages: int) -> tuple[list[bytes], list[str]]:
    blanks = Blanks()
    context = {"page_obj": Paginator(range(pages), 1).page(number), "addresses": blanks}
    with override(language):
        html = render_to_string("partials/pagination.html", context)
    parts = blanks.split(html)
    return [text.encode() for text in parts[::2]], parts[1::2]
