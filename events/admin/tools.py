"""What an event's page leads to. Apps to the right add their own lists and tools."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.choices import RegistrationState
from events.models import Event


@dataclass(frozen=True)
class RowsLink:
    """A number of rows and the list that shows them."""

    label: Any
    number: int
    address: str


@dataclass(frozen=True)
class Tool:
    """Something to do with the event."""

    label: Any
    address: str
    main: bool = False


LinksOf = Callable[[HttpRequest, Event], list[RowsLink]]
ToolsOf = Callable[[HttpRequest, Event], list[Tool]]
_links: list[LinksOf] = []
_tools: list[ToolsOf] = []


def event_links(function: LinksOf) -> LinksOf:
    """Add links to the event's page."""
    _links.append(function)
    return function


def event_tools(function: ToolsOf) -> ToolsOf:
    """Add tools to the event's page."""
    _tools.append(function)
    return function


def list_address(model: str, event: Event, more: str = "", path: str = "event") -> str:
    address = reverse(f"admin:{model}_changelist")
    return f"{address}?{path}__id__exact={event.pk}{more}"


def page_context(request: HttpRequest, event: Event) -> dict[str, Any]:
    return {
        "event_links": [link for function in _links for link in function(request, event)],
        "event_tools": [tool for function in _tools for tool in function(request, event)],
    }


@event_links
def own_links(request: HttpRequest, event: Event) -> list[RowsLink]:
    states = dict(event.registrations.order_by().values_list("state").annotate(number=Count("pk")))
    tables = event.tables.filter(is_usable=True).count()
    waiting = states.get(RegistrationState.SUBMITTED, 0)
    registrations = "events_registration"
    return [
        RowsLink(_("registrations"), sum(states.values()), list_address(registrations, event)),
        RowsLink(
            _("wait for approval"),
            waiting,
            list_address(registrations, event, f"&state__exact={RegistrationState.SUBMITTED}"),
        ),
        RowsLink(_("tables in use"), tables, list_address("events_meetingtable", event)),
        RowsLink(_("slots"), event.slots.count(), list_address("events_slot", event)),
        RowsLink(_("sessions"), event.sessions.count(), list_address("events_session", event)),
        RowsLink(_("site visits"), event.visits.count(), list_address("events_sitevisit", event)),
    ]
