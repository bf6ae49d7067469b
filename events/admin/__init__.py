"""The organiser's admin of events, scoped to those that the person works for."""

from events.admin import (
    blocks,
    event,
    organisations,
    places,
    programme,
    questions,
    registrations,
    representatives,
    resources,
    visits,
)

__all__ = [
    "blocks",
    "event",
    "organisations",
    "places",
    "programme",
    "questions",
    "registrations",
    "representatives",
    "resources",
    "visits",
]
