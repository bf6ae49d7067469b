"""How programs find the public pages and take them along: robots.txt, sitemap, the event as a
calendar entry and as a picture, its colour as a stylesheet."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemap_views
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from icalendar import Calendar
from icalendar import Event as Entry

from companies.web.limits import limited
from events.choices import EventMode
from events.models import Event, Registration
from events.picture import draw_preview
from events.web.pages import visible_event
from events.web.public import LANGUAGES, languages_of, public_page

DAY = 24 * 60 * 60


@require_safe
@cache_control(public=True, max_age=DAY)
def robots(request: HttpRequest) -> HttpResponse:
    """Public pages may be read; a person's own, and what costs much to make, need not be."""
    sitemap = request.build_absolute_uri(reverse("events:sitemap"))
    lines = [
        "User-agent: *",
        "Disallow: /accounts/",
        "Disallow: /admin/",
        "Disallow: /api/",
        "Disallow: /me/",
        "Disallow: /calendar/",
        *(f"Disallow: /e/*/{part}/" for part in ("register", "me", "company", "participants")),
        f"Sitemap: {sitemap}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


class PublicPages(Sitemap):
    """Each public event, its companies and their pages, in every language."""

    limit = 5000

    def items(self) -> list[tuple[str, Any]]:
        events = list(Event.objects.public().order_by("pk"))
        named = (
            Registration.objects.on_public_page()
            .filter(event__is_public=True)
            .order_by("pk")
            .values_list("event__slug", "pk", "updated_at")
        )
        return [
            (reverse("events:home"), None),
            *((reverse("events:event", args=[e.slug]), e.updated_at) for e in events),
            *((reverse("events:companies", args=[e.slug]), None) for e in events),
            *((reverse("events:company", args=[slug, pk]), at) for slug, pk, at in named),
        ]

    def location(self, item: tuple[str, Any]) -> str:
        return item[0]

    def lastmod(self, item: tuple[str, Any]) -> Any:
        return item[1]

    def get_urls(
        self, page: Any = 1, site: Any = None, protocol: Any = None
    ) -> list[dict[str, Any]]:
        urls = super().get_urls(page, site, protocol)
        for url in urls:
            there = languages_of(url["location"])
            url["alternates"] = [
                {"location": address, "lang_code": code} for code, address in there
            ]
            url["alternates"].append({"location": url["location"], "lang_code": "x-default"})
        return urls


@require_safe
@limited("60/m", method=("GET", "HEAD"))
@cache_control(public=True, max_age=3600)
def sitemap(request: HttpRequest) -> HttpResponse:
    response: HttpResponse = sitemap_views.sitemap(request, {"pages": PublicPages})
    return response


@require_safe
@public_page
def event_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """The event's days as one entry for anybody's calendar."""
    event = visible_event(request, slug)
    address = request.build_absolute_uri(reverse("events:event", args=[slug]))
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    calendar = Calendar.new(
        prodid="-//Business matchmaking//Event//EN",
        method="PUBLISH",
        name=str(event),
        uid=f"event-{event.pk}-days@{host}",
    )
    calendar.add_component(
        Entry.new(
            uid=f"event-{event.pk}@{host}",
            stamp=event.updated_at,
            start=event.starts_on,
            end=event.ends_on + timedelta(days=1),  # the day after, as RFC 5545 has it
            summary=event.name,
            description="\n".join(filter(None, [event.summary, address])),
            location=_place(event) or None,
            url=address,
        )
    )
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{event.slug}.ics"'
    return response


def _place(event: Event) -> str:
    if event.mode == EventMode.ONLINE:
        return ""
    venue = event.venues.first()
    if venue is None:
        return event.city
    parts = [venue.name, venue.address, event.city if event.city not in venue.address else ""]
    return ", ".join(filter(None, parts))


@require_safe
@limited("60/m", method=("GET", "HEAD"))
@cache_control(public=True, max_age=DAY)
def preview_picture(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """The picture of a link preview; a 404 where this machine has no font to draw it with."""
    if language not in LANGUAGES:
        raise Http404
    event = get_object_or_404(Event.objects.public(), slug=slug)
    drawn = draw_preview(event, language)
    if drawn is None:
        raise Http404
    return HttpResponse(drawn, content_type="image/png")


@require_safe
@cache_control(public=True, max_age=DAY)
def accent(request: HttpRequest, slug: str, colour: str) -> HttpResponse:
    """The event's colour as a stylesheet, by the colour itself: it never changes at an address.

    A page that caches keep must not hold a style of its own: its nonce would be known."""
    event = visible_event(request, slug)
    if event.accent.lower() != f"#{colour.lower()}":
        raise Http404
    theme = request.GET.get("theme", "")
    return render(
        request,
        "events/accent.css",
        {"event": event, "theme": theme if theme in {"light", "dark"} else ""},
        content_type="text/css; charset=utf-8",
    )


def picture_address(request: HttpRequest, event: Event) -> str:
    """Where the picture of the event's link preview is, in the language that is shown."""
    language = get_language() or settings.LANGUAGE_CODE
    path = reverse("events:preview_picture", args=[event.slug, language])
    return request.build_absolute_uri(f"{path}?v={int(event.updated_at.timestamp())}")
