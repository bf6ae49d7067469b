"""An event as schema.org linked data, for search engines."""

from typing import Any

from events.choices import EventMode, HostRole
from events.models import Event
from events.web.overview import Overview

ATTENDANCE = {
    EventMode.ON_SITE: "https://schema.org/OfflineEventAttendanceMode",
    EventMode.ONLINE: "https://schema.org/OnlineEventAttendanceMode",
    EventMode.HYBRID: "https://schema.org/MixedEventAttendanceMode",
}


def event_linked_data(event: Event, overview: Overview, address: str) -> dict[str, Any]:
    """The `BusinessEvent` of the page at `address`."""
    hosts = [
        {"@type": "Organization", "name": host.organisation.name}
        for role, group in overview.hosts
        if role != HostRole.PARTNER
        for host in group
    ]
    if event.mode == EventMode.ONLINE:
        location: dict[str, Any] = {"@type": "VirtualLocation", "url": address}
    else:
        location = {
            "@type": "Place",
            "name": event.city or event.name,
            "address": {
                "@type": "PostalAddress",
                "addressLocality": event.city,
                "addressCountry": event.country,
            },
        }
    return {
        "@context": "https://schema.org",
        "@type": "BusinessEvent",
        "name": event.name,
        "description": event.summary,
        "startDate": event.starts_on.isoformat(),
        "endDate": event.ends_on.isoformat(),
        "eventAttendanceMode": ATTENDANCE[EventMode(event.mode)],
        "eventStatus": "https://schema.org/EventScheduled",
        "location": location,
        "organizer": hosts,
        "url": address,
    }
