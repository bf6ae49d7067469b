"""The attendee's schedule on the phone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from companies.web.reader import ReaderRequest
from matchmaking.domain.agenda import acknowledge_changes, personal_agenda
from matchmaking.web.pages import participant_context, participant_of


@login_required
@never_cache
@require_safe
def agenda(request: ReaderRequest, slug: str) -> HttpResponse:
    """Where the person has to be next, then the whole of their days."""
    event, registration = participant_of(request, slug)
    now = timezone.now()
    own = personal_agenda(request.user, event, now=now)
    with timezone.override(event.zone):
        return render(
            request,
            "matchmaking/agenda.html",
            participant_context(
                event,
                registration,
                here="agenda",
                agenda=own,
                today=timezone.localdate(now, event.zone),
            ),
        )


@login_required
@require_POST
def acknowledge(request: ReaderRequest, slug: str) -> HttpResponse:
    """The person has seen what changed."""
    event, _registration = participant_of(request, slug)
    acknowledge_changes(request.user, event)
    messages.success(request, gettext("Good. What you see is your schedule now."))
    return redirect("matchmaking:agenda", event.slug)
