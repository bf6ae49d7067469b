"""The schedule without a connection: service worker, manifest, and the page for all the rest."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from events.colour import HOUSE_COLOUR, accent_of
from events.web.pages import visible_event

ASSETS = (
    "css/bootstrap.min.css",
    "css/tokens.css",
    "css/dark.css",
    "css/pieces.css",
    "css/phone.css",
    "js/page.js",
    "js/schedule.js",
    "js/taps.js",
    "js/offline.js",
    "js/kept.js",
    "img/icons.svg",
    "img/mark.svg",
)
PAPER = "#fbfaf8"
KEPT = "schedules-1"  # the name of the store of pages on the phone


@cache_control(no_cache=True)
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker's script, with the addresses of the assets as they are now."""
    return render(
        request,
        "matchmaking/service-worker.js",
        {
            "assets": [*(static(path) for path in ASSETS), reverse("matchmaking:offline")],
            "logout": reverse("account_logout"),
            "pictures": [settings.MEDIA_URL, settings.FACES_URL],
            "offline": reverse("matchmaking:offline"),
            "kept": KEPT,
        },
        content_type="text/javascript",
    )


@never_cache
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What stands in for a page that cannot be fetched. The same for everybody."""
    return render(request, "matchmaking/offline.html", {"kept": KEPT})


@require_safe
def manifest(request: HttpRequest, slug: str) -> JsonResponse:
    """What a phone needs to install the schedule of the event."""
    event = visible_event(request, slug)
    return JsonResponse(
        {
            "name": gettext("%(event)s: your schedule") % {"event": event.name},
            "short_name": event.name[:30],
            "lang": get_language(),
            "id": reverse("matchmaking:agenda", args=[event.slug]),
            "start_url": reverse("matchmaking:agenda", args=[event.slug]),
            "scope": reverse("events:event", args=[event.slug]),
            "display": "standalone",
            "background_color": PAPER,
            "theme_color": accent_of(event.accent or HOUSE_COLOUR).fill,
            "icons": [
                {"src": static("img/mark.svg"), "sizes": "any", "type": "image/svg+xml"},
                {"src": static("img/mark-192.png"), "sizes": "192x192", "type": "image/png"},
                {
                    "src": static("img/mark-512.png"),
                    "sizes": "512x512",
                    "type": "image/png",
                    "purpose": "any maskable",
                },
            ],
        },
        content_type="application/manifest+json",
    )
