"""The attendee's schedule on the phone."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from companies.web.reader import ReaderRequest
from events.templatetags.event_time import clock, time_away, time_left
from matchmaking.domain.agenda import (
    acknowledge_changes,
    next_turn,
    personal_agenda,
    topics_of,
)
from matchmaking.domain.notices import MINUTES
from matchmaking.web.blanks import Blanks
from matchmaking.web.kept import LONGEST, Made, has_news, kept_page
from matchmaking.web.pages import participant_context, participant_of


@login_required
@never_cache
@require_safe
def agenda(request: ReaderRequest, slug: str) -> HttpResponse:
    """Where the person has to be next, then the whole of their days."""
    now = timezone.now()

    def make(blanks: Blanks) -> Made:
        return _render(request, slug, now, blanks)

    def fill(moments: Mapping[str, datetime]) -> dict[str, str]:
        starts_at, ends_at = moments.get("next"), moments.get("current")
        with timezone.override(moments["now"].tzinfo):
            return {
                "now": now.isoformat(),
                "clock": clock(now),
                "away": time_away(starts_at, now) if starts_at is not None else "",
                "left": time_left(ends_at, now) if ends_at is not None else "",
            }

    return kept_page(request, f"agenda:{slug}", now=now, make=make, fill=fill)


def _render(request: ReaderRequest, slug: str, now: datetime, blanks: Blanks) -> Made:
    event, registration = participant_of(request, slug)
    own = personal_agenda(request.user, event, now=now)
    with timezone.override(event.zone):
        html = render_to_string(
            "matchmaking/agenda.html",
            participant_context(
                event,
                registration,
                here="agenda",
                agenda=own,
                today=timezone.localdate(now, event.zone),
                late_minutes=MINUTES,
                blanks=blanks,
                csrf_token=blanks["csrf"],
            ),
            request,
        )
    moments = {"now": now.astimezone(event.zone)}
    if own.current is not None:
        moments["current"] = own.current.ends_at
    if own.next is not None:
        moments["next"] = own.next.starts_at
    return Made(
        html=html,
        topics=topics_of(own, registration),
        good_until=min(next_turn(own), now + LONGEST),
        moments=moments,
    )


@never_cache
@require_safe
def news(request: HttpRequest, slug: str, page: str) -> HttpResponse:
    """Whether the schedule that was handed out under this name has changed: 200 if so, else 204.

    An open schedule asks this several times a minute. The name is the key: it cannot be guessed,
    and the answer tells nothing but yes or no.
    """
    return HttpResponse(status=200 if has_news(page, timezone.now()) else 204)


@login_required
@require_POST
def acknowledge(request: ReaderRequest, slug: str) -> HttpResponse:
    """The person has seen what changed."""
    event, _registration = participant_of(request, slug)
    acknowledge_changes(request.user, event)
    messages.success(request, gettext("Good. What you see is your schedule now."))
    return redirect("matchmaking:agenda", event.slug)
