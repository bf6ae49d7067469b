"""What every page of a participant needs."""

from typing import Any

from django.http import Http404, HttpRequest

from events.models import Event, Registration
from events.web.pages import event_context, own_registration, visible_event
from matchmaking.domain.request_board import count_waiting


def participant_of(request: HttpRequest, slug: str) -> tuple[Event, Registration]:
    """The event and the registration that the reader acts for. Who has none gets a 404."""
    event = visible_event(request, slug)
    registration = own_registration(request, event)
    if registration is None:
        raise Http404
    return event, registration


def participant_context(
    event: Event, registration: Registration, *, here: str = "", **more: Any
) -> dict[str, Any]:
    """The template context of a participant's page, with how many requests wait for an answer."""
    waiting = count_waiting(registration)
    return event_context(event, registration, here=here, waiting=waiting, **more)
