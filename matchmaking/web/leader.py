"""The company's page about its delegation's leader: whether they may act, and what they did."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from companies.domain.errors import DomainError
from companies.web.reader import ReaderRequest
from matchmaking.domain.acting import (
    acts_of_leader,
    allow_leader,
    leader_of,
    may_act,
    take_back_leader,
)
from matchmaking.web.pages import participant_context, participant_of

SHOWN = 50


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leader(request: ReaderRequest, slug: str) -> HttpResponse:
    """Allow it, take it back, and read what was done."""
    event, registration = participant_of(request, slug)
    if registration.delegation is None:
        raise Http404
    may_change = request.user.has_perm("companies.change_organisation", registration.organisation)
    if request.method == "POST":
        if not may_change:
            raise Http404
        try:
            if "allow" in request.POST:
                allow_leader(registration, by=request.user)
                done = gettext("The leader of your delegation may act for you.")
            else:
                take_back_leader(registration, by=request.user)
                done = gettext("Taken back. From now on only you act for your company.")
        except DomainError as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, done)
        return redirect("matchmaking:leader", slug)
    person = leader_of(registration)
    with timezone.override(event.zone):
        return render(
            request,
            "matchmaking/delegation/leader.html",
            participant_context(
                event,
                registration,
                here="company",
                leader=person,
                is_allowed=person is not None and may_act(person, registration),
                may_change=may_change,
                acts=acts_of_leader(registration)[:SHOWN],
            ),
        )
