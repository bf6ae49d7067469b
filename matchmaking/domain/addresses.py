"""Addresses that leave the site, in mails and calendars: whole, and known without a request."""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from events.models import Event


def site_host() -> str:
    """The site's name, without scheme and port: the right-hand side of UIDs and Message-IDs."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def schedule_url(event: Event) -> str:
    """The person's own schedule at the event."""
    return absolute(reverse("matchmaking:agenda", args=[event.slug]))


def company_url(event: Event) -> str:
    """The company's page of its requests and meetings."""
    return absolute(reverse("matchmaking:company", args=[event.slug]))
