"""What an attendee takes along: calendar file and feed, badge, printout."""

from urllib.parse import urlencode

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe

from companies.web.reader import ReaderRequest
from matchmaking.domain.agenda import personal_agenda
from matchmaking.domain.calendars import (
    event_calendar,
    feed_token,
    person_of_token,
    personal_calendar,
    renew_feed,
)
from matchmaking.web.pages import participant_context, participant_of

CALENDAR = "text/calendar; charset=utf-8"


@login_required
@never_cache
@require_safe
def calendar_file(request: ReaderRequest, slug: str) -> HttpResponse:
    """The schedule at this event, once, as a file."""
    event, _registration = participant_of(request, slug)
    calendar = event_calendar(request.user, event, get_language() or "en")
    response = HttpResponse(calendar, content_type=CALENDAR)
    response["Content-Disposition"] = f'attachment; filename="{event.slug}.ics"'
    return response


@login_required
@never_cache
@require_safe
def calendar(request: ReaderRequest, slug: str) -> HttpResponse:
    """How to get the schedule into one's own calendar: a file, or an address that stays right."""
    event, registration = participant_of(request, slug)
    path = reverse("matchmaking:feed", args=[feed_token(request.user)])
    address = request.build_absolute_uri(path)
    subscribe = f"webcal://{request.get_host()}{path}"
    return render(
        request,
        "matchmaking/calendar.html",
        participant_context(
            event,
            registration,
            here="agenda",
            feed=address,
            subscribe=subscribe,
            # Programs that know nothing of webcal links take the address from one of their own.
            google="https://calendar.google.com/calendar/r?" + urlencode({"cid": subscribe}),
            outlook="https://outlook.live.com/calendar/0/addfromweb?"
            + urlencode({"url": address, "name": event.name}),
        ),
    )


@login_required
@require_POST
def renew(request: ReaderRequest, slug: str) -> HttpResponse:
    """Make the addresses given out before void."""
    event, _registration = participant_of(request, slug)
    renew_feed(request.user)
    messages.success(request, gettext("The old address is void. Subscribe to the new one."))
    return redirect("matchmaking:calendar", event.slug)


@cache_control(private=True, max_age=300)
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The feed that a calendar program fetches without signing in. The address is the key."""
    person = person_of_token(token)
    if person is None:
        raise Http404
    return HttpResponse(personal_calendar(person, person.language), content_type=CALENDAR)


@login_required
@never_cache
@require_safe
def badge(request: ReaderRequest, slug: str) -> HttpResponse:
    """A badge to show or print, and the days on paper."""
    event, registration = participant_of(request, slug)
    address = request.build_absolute_uri(
        reverse("matchmaking:participant", args=[event.slug, registration.pk])
    )
    with timezone.override(event.zone):
        return render(
            request,
            "matchmaking/badge.html",
            participant_context(
                event,
                registration,
                here="agenda",
                agenda=personal_agenda(request.user, event),
                qr=qr_drawing(address, gettext("QR code to the page of your organisation")),
            ),
        )


def qr_drawing(text: str, title: str) -> SafeString:
    """A QR code as an inline drawing that a screen reader names."""
    drawing: str = segno.make(text, error="m").svg_inline(
        scale=4, border=2, title=title, svgclass="qr", lineclass="", omitsize=True, light="#fff"
    )
    return mark_safe(drawing.replace("<svg ", '<svg role="img" ', 1))  # noqa: S308
