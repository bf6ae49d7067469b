"""Addresses that leave the site, in mails and calendars: whole, and known without a request."""

from urllib.parse import urlsplit

from django.conf import settings

from events.models import Event


def site_host() -> str:
    """The site's name, without scheme and port: the right-hand side of UIDs and Message-IDs."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def schedule_url(event: Event) -> str:
    """The person's own schedule at the event."""
    return absolute(f"/e/{event.slug}/me/")


def company_url(event: Event) -> str:
    """The company's page of its requests and meetings."""
    return absolute(f"/e/{event.slug}/company/")


def event_url(event: Event) -> str:
    return absolute(f"/e/{event.slug}/")
