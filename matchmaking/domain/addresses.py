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


def participants_url(event: Event) -> str:
    """Whom the company may ask, those that fit it best first."""
    return absolute(reverse("matchmaking:participants", args=[event.slug]))


def calendar_url(event: Event) -> str:
    """Where the person takes their schedule to their own calendar."""
    return absolute(reverse("matchmaking:calendar", args=[event.slug]))


def contacts_url(event: Event) -> str:
    """Whom the company met, and what is still to be done."""
    return absolute(reverse("matchmaking:contacts", args=[event.slug]))


def preferences_url() -> str:
    """How the person wants to be told."""
    return absolute(reverse("matchmaking:mails"))


def unsubscribe_url(token: str) -> str:
    """Where a mail is turned off without signing in."""
    return absolute(reverse("matchmaking:unsubscribe", args=[token]))


def exports_url() -> str:
    """Where the person downloads their own data."""
    return absolute(reverse("matchmaking:own_data"))
