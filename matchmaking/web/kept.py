"""Pages that are rendered once and handed out until something on them has changed.

A kept page belongs to one person, one language and one look. It has blanks for what differs each
time: the token of its forms, the style's nonce, messages, the clock. It is handed out only while
nothing under its topics has changed (`matchmaking.domain.freshness`) and until `good_until`, the
next moment at which time alone would change it.
"""

import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.messages import get_messages
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import cache as store
from django.db import connection
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language

from companies.web.reader import ReaderRequest
from matchmaking.domain.freshness import has_changed, person_now
from matchmaking.web.blanks import Blanks, filled

LONGEST = timedelta(minutes=15)


@dataclass(frozen=True)
class Made:
    """A page as it was rendered, and what it was made of."""

    html: str
    topics: Collection[str]
    good_until: datetime
    moments: Mapping[str, datetime]


@dataclass(frozen=True)
class Kept:
    """A page in the store: fixed texts, and the blanks between them."""

    name: str
    fixed: list[bytes]
    blanks: list[str]
    topics: tuple[str, ...]
    since: str
    good_until: datetime
    moments: Mapping[str, datetime]

    def is_good(self, now: datetime) -> bool:
        return now < self.good_until and not has_changed(self.topics, self.since)


@dataclass(frozen=True)
class Watched:
    """What tells whether the page of that name is still good, without the page."""

    topics: tuple[str, ...]
    since: str
    good_until: datetime


Make = Callable[[Blanks], Made]
Fill = Callable[[Mapping[str, datetime]], Mapping[str, str]]


def kept_page(
    request: ReaderRequest, name: str, *, now: datetime, make: Make, fill: Fill
) -> HttpResponse:
    """The page, made anew only where the one that is kept is no longer good.

    `make` renders it with blanks; `fill` says what stands in them, given the page's `moments`.
    The blanks `csrf`, `nonce`, `messages` and `page` are filled here.
    """
    if request.META.get("QUERY_STRING") or connection.in_atomic_block:
        # With a query there may be as many pages as somebody thinks of; and what a transaction
        # has written itself is no change to it.
        page = _made(make, request)
        return _answer(page, request, fill(page.moments))
    key = _key(request, name)
    kept: Kept | None = store.get(key)
    if kept is not None and kept.is_good(now):
        page = kept
    else:
        page = _made(make, request)
        watched = Watched(page.topics, page.since, page.good_until)
        store.set_many(
            {key: page, f"kept-watch:{page.name}": watched}, timeout=int(LONGEST.total_seconds())
        )
    return _answer(page, request, fill(page.moments))


def has_news(name: str, now: datetime) -> bool:
    """Whether the page of that name, as it was handed out, is no longer good."""
    watched: Watched | None = store.get(f"kept-watch:{name}")
    return (
        watched is None or now >= watched.good_until or has_changed(watched.topics, watched.since)
    )


def _made(make: Make, request: ReaderRequest) -> Kept:
    # The person was read before: what changed of them since would be forgotten.
    request.user, since = person_now(request.user.pk)
    blanks = Blanks()
    made = make(blanks)
    nonce = getattr(request, "_csp_nonce", None)
    html = made.html.replace(nonce, blanks["nonce"]) if nonce else made.html
    parts = blanks.split(html)
    fixed = [text.encode() for text in parts[::2]]
    return Kept(
        name=secrets.token_urlsafe(16),
        fixed=fixed,
        blanks=parts[1::2],
        topics=tuple(made.topics),
        since=since,
        good_until=made.good_until,
        moments=made.moments,
    )


def _answer(page: Kept, request: ReaderRequest, own: Mapping[str, str]) -> HttpResponse:
    """The page with its blanks filled."""
    words = {name: text.encode() for name, text in _words(page, request, own).items()}
    return HttpResponse(filled(page.fixed, page.blanks, words))


def _words(page: Kept, request: ReaderRequest, own: Mapping[str, str]) -> dict[str, str]:
    words = {
        **own,
        "csrf": get_token(request),
        "page": page.name,
        "messages": _messages(request),
    }
    if "nonce" in page.blanks:
        words["nonce"] = str(request.csp_nonce)  # type: ignore[attr-defined] # set by django-csp
    return words


def _messages(request: ReaderRequest) -> str:
    waiting = get_messages(request)
    return render_to_string("partials/toasts.html", {"messages": waiting}) if waiting else ""


def _key(request: ReaderRequest, name: str) -> str:
    """Names the person, and all else that a page of theirs depends on without being a row."""
    facts = "\n".join(
        (
            name,
            get_language() or "",
            request.COOKIES.get("theme", ""),
            build(),
        )
    )
    digest = salted_hmac("matchmaking.kept", facts, algorithm="sha256").hexdigest()[:32]
    return f"kept-page:{request.user.pk}:{digest}"


@cache
def build() -> str:
    """Changes with templates, catalogs and static files: a new release keeps nothing old."""
    folders = [
        Path(settings.BASE_DIR) / "templates",
        *(Path(app.path) / "locale" for app in apps.get_app_configs()),
    ]
    files = sorted(path for folder in folders for path in folder.rglob("*.*") if path.is_file())
    seen = [f"{path}:{path.stat().st_mtime_ns}:{path.stat().st_size}" for path in files]
    seen.append(str(getattr(staticfiles_storage, "manifest_hash", "")))
    return salted_hmac("matchmaking.build", "\n".join(seen), algorithm="sha256").hexdigest()[:16]
