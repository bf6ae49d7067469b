"""What every page of a participant needs."""

from typing import Any

from django.http import Http404, HttpRequest

from events.models import Event, Registration
from events.web.pages import event_context, registration_at
from matchmaking.domain.request_board import count_waiting


def participant_of(request: HttpRequest, slug: str) -> tuple[Event, Registration]:
    """The event and the registration that the reader acts for. Who has none gets a 404."""
    registration = registration_at(request, slug)
    if registration is None:
        raise Http404
    return registration.event, registration


def participant_context(
    event: Event, registration: Registration, *, here: str = "", **more: Any
) -> dict[str, Any]:
    """The template context of a participant's page, with how many requests wait for an answer."""
    waiting = count_waiting(registration)
    return event_context(event, registration, here=here, waiting=waiting, **more)
