"""What every page of an event needs: the event as the reader may see it, and the ways from it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models import Event, Registration, Representative


@dataclass(frozen=True)
class Way:
    """A link of the event's navigation. `short` is its name on the phone's bottom bar."""

    name: str
    label: str | Promise
    short: str | Promise
    icon: str
    address: str
    is_here: bool
    count: int = 0


WAYS = (
    ("agenda", _("Your schedule"), _("Schedule"), "calendar"),
    (
        "participants",
        _("Participants"),
        pgettext_lazy("on the phone's bar", "Participants"),
        "people",
    ),
    ("company", _("Requests and meetings"), _("Requests"), "inbox"),
)


def visible_event(request: HttpRequest, slug: str) -> Event:
    """The event, or a 404 where the reader may not know of it."""
    events = Event.objects.visible_to(request.user).prefetch_related("phases")
    return get_object_or_404(events, slug=slug)


def own_registration(request: HttpRequest, event: Event) -> Registration | None:
    """The registration that the person acts for: theirs to represent first, else the oldest."""
    registration = _own_registrations(request).filter(event=event).first()
    if registration is not None:
        registration.event = event
    return registration


def registration_at(request: HttpRequest, slug: str) -> Registration | None:
    """The same at the event of that address, which comes with it: who has one may see the event."""
    own = _own_registrations(request).filter(event__slug=slug).select_related(*WITH, "event")
    return own.prefetch_related("event__phases").first()


WITH = ("organisation", "side", "delegation")


def _own_registrations(request: HttpRequest) -> QuerySet[Registration]:
    if not request.user.is_authenticated:
        return Registration.objects.none()
    represents = Representative.objects.filter(registration=OuterRef("pk"), user=request.user)
    return (
        Registration.objects.of(request.user)
        .select_related(*WITH)
        .alias(is_representative=Exists(represents))
        .order_by("-is_representative", "pk")
    )


def ways_of(event: Event, here: str, waiting: int) -> list[Way]:
    ways = [
        Way(
            name,
            label,
            short,
            icon,
            reverse(f"matchmaking:{name}", args=[event.slug]),
            name == here,
            waiting if name == "company" else 0,
        )
        for name, label, short, icon in WAYS
    ]
    return [*ways, Way("me", _("You"), _("Me"), "person", reverse("companies:me"), False)]


def event_context(
    event: Event,
    registration: Registration | None,
    *,
    here: str = "",
    waiting: int = 0,
    **more: Any,
) -> dict[str, Any]:
    """The template context of an event's page. `waiting` counts requests to be answered."""
    return {
        "event": event,
        "phase": event.phase,
        "is_over": event.today > event.ends_on,
        "registration": registration,
        "ways": ways_of(event, here, waiting) if registration else [],
        **more,
    }
