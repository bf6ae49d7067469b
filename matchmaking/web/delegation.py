"""The page of a delegation's leader."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from companies.web.reader import ReaderRequest
from events.web.pages import event_context, own_registration, visible_event
from matchmaking.domain.delegations import delegations_led_by


@login_required
@never_cache
@require_safe
def delegation(request: ReaderRequest, slug: str) -> HttpResponse:
    """All organisations of the delegations that the person leads, thin schedules first."""
    event = visible_event(request, slug)
    led = delegations_led_by(request.user, event)
    if not led:
        raise Http404
    context = event_context(event, own_registration(request, event), led=led)
    return render(request, "matchmaking/delegation.html", context)
