"""Public pages: the list of events, and each event's own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.models import Event
from events.web.discovery import picture_address
from events.web.overview import event_overview, joined_by, leads_delegation
from events.web.pages import event_context, own_registration, visible_event
from events.web.public import canonical, languages_of, open_graph_locale, public_page
from events.web.structured import event_linked_data


@require_safe
@public_page
def home(request: HttpRequest) -> HttpResponse:
    """Events that the reader may see: their own first, then what comes, then what was."""
    today = timezone.now().date()
    events = list(
        Event.objects.visible_to(request.user)
        .prefetch_related("phases", "hosts__organisation")
        .order_by("starts_on", "slug")
    )
    attended = set(Event.objects.attended_by(request.user).values_list("pk", flat=True))
    address = request.build_absolute_uri(request.path)
    coming = [event for event in events if event.ends_on >= today]
    past = [event for event in events if event.ends_on < today]
    return render(
        request,
        "events/home.html",
        {
            "own": [event for event in coming if event.pk in attended],
            "coming": [event for event in coming if event.pk not in attended],
            "past": past[::-1],
            "attended": attended,
            "is_kept": True,
            "address": canonical(request, address),
            "plain_address": address,
            "alternates": languages_of(address),
        },
    )


@require_safe
@public_page
def event_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The event as it presents itself to everybody."""
    event = visible_event(request, slug)
    registration = own_registration(request, event)
    overview = event_overview(event)
    address = request.build_absolute_uri(request.path)
    picture = picture_address(request, event)
    with timezone.override(event.zone):
        return render(
            request,
            "events/event.html",
            event_context(
                event,
                registration,
                overview=overview,
                joined=joined_by(registration, request.user),
                leads=leads_delegation(request.user, event),
                is_staffed=request.user.has_perm("events.view_event", event),
                is_kept=True,
                address=canonical(request, address),
                plain_address=address,
                alternates=languages_of(address),
                picture=picture,
                locale=open_graph_locale(),
                linked_data=event_linked_data(event, overview, address, picture),
            ),
        )
