"""An event as schema.org linked data, for search engines."""

from typing import Any

from django.utils.translation import get_language

from events.choices import EventMode, HostRole
from events.domain.days import bounds
from events.models import Appearance, Event, Session
from events.web.overview import Overview

ATTENDANCE = {
    EventMode.ON_SITE: "https://schema.org/OfflineEventAttendanceMode",
    EventMode.ONLINE: "https://schema.org/OnlineEventAttendanceMode",
    EventMode.HYBRID: "https://schema.org/MixedEventAttendanceMode",
}
SCHEDULED = "https://schema.org/EventScheduled"
Data = dict[str, Any]


def event_linked_data(event: Event, overview: Overview, address: str, picture: str) -> Data:
    """The `BusinessEvent` of the page at `address`: no company that has not asked to be named."""
    sessions = [item for day in overview.days for item in day.items if isinstance(item, Session)]
    for session in sessions:
        session.event = event
    mode = ATTENDANCE[EventMode(event.mode)]
    location = _location(event, address)
    return _filled(
        {
            "@context": "https://schema.org",
            "@type": "BusinessEvent",
            "@id": address,
            "name": event.name,
            "description": event.summary or event.description,
            "startDate": event.starts_on.isoformat(),
            "endDate": event.ends_on.isoformat(),
            "eventAttendanceMode": mode,
            "eventStatus": SCHEDULED,
            "inLanguage": get_language(),
            "image": [picture],
            "location": location,
            "organizer": _hosts(overview, HostRole.HOST, HostRole.CO_HOST),
            "sponsor": _hosts(overview, HostRole.PARTNER),
            "performer": _people(sessions),
            "subEvent": [_session(session, mode, location) for session in sessions],
            "url": address,
        }
    )


def _location(event: Event, address: str) -> Any:
    there = {"@type": "VirtualLocation", "url": address}
    if event.mode == EventMode.ONLINE:
        return there
    venue = next(iter(event.venues.all()), None)
    here = _filled(
        {
            "@type": "Place",
            "name": venue.name if venue else event.city or event.name,
            "address": _filled(
                {
                    "@type": "PostalAddress",
                    "streetAddress": venue.address if venue else "",
                    "addressLocality": event.city,
                    "addressCountry": event.country,
                }
            ),
        }
    )
    return [here, there] if event.mode == EventMode.HYBRID else here


def _hosts(overview: Overview, *roles: HostRole) -> list[Data]:
    return [
        _filled(
            {
                "@type": "Organization",
                "name": host.organisation.name,
                "url": host.organisation.website,
            }
        )
        for role, group in overview.hosts
        if role in roles
        for host in group
    ]


def _people(sessions: list[Session]) -> list[Data]:
    """Everybody on stage, each once."""
    people: dict[str, Data] = {}
    for session in sessions:
        for person in session.appearances.all():
            people.setdefault(person.name, _person(person))
    return list(people.values())


def _person(person: Appearance) -> Data:
    organisation = {"@type": "Organization", "name": person.organisation_name}
    if person.name == person.organisation_name:  # who signs is the organisation itself
        return organisation
    works_for = organisation if person.organisation_name else None
    return _filled(
        {
            "@type": "Person",
            "name": person.name,
            "jobTitle": person.job_title,
            "worksFor": works_for,
        }
    )


def _session(session: Session, mode: str, location: Any) -> Data:
    starts_at, ends_at = bounds(session.during)
    return _filled(
        {
            "@type": "Event",
            "name": session.title,
            "description": session.abstract,
            "startDate": starts_at.astimezone(session.event.zone).isoformat(),
            "endDate": ends_at.astimezone(session.event.zone).isoformat(),
            "eventAttendanceMode": mode,
            "eventStatus": SCHEDULED,
            "location": location,
            "performer": _people([session]),
        }
    )


def _filled(data: Data) -> Data:
    """Without what is not known: an empty value is an error to those who check."""
    return {name: value for name, value in data.items() if value}
