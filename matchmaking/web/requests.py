"""The company's page of its requests and meetings, and the answers given there.

Every answer is a form that works without JavaScript; with htmx it answers in place.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from companies.domain.errors import DomainError
from companies.web.reader import ReaderRequest, signed_in
from events.choices import DeclineTold
from events.models import Event, Registration
from matchmaking.domain.agenda import company_agenda
from matchmaking.domain.refusals import say_opening
from matchmaking.domain.request_board import requests_of
from matchmaking.domain.requests import accept_request, decline_request, withdraw_request
from matchmaking.models import MeetingRequest
from matchmaking.web.forms import DeclineForm
from matchmaking.web.pages import participant_context, participant_of


@signed_in
@never_cache
@require_safe
def company(request: ReaderRequest, slug: str) -> HttpResponse:
    """What waits for an answer, what was asked, what is left to ask, whom the company meets."""
    event, registration = participant_of(request, slug)
    with timezone.override(event.zone):
        return render(request, "matchmaking/company.html", board_context(event, registration))


def board_context(
    event: Event, registration: Registration, answered: MeetingRequest | None = None
) -> dict[str, Any]:
    """The company page's context; `answered` is the request that the reader has just settled."""
    meetings = company_agenda(registration)
    board = requests_of(registration, [item.meeting for item in meetings if item.meeting])
    return participant_context(
        event,
        registration,
        here="company",
        board=board,
        settled=[card for card in board.received if not card.can_answer],
        meetings=meetings,
        planned=sum(not item.is_cancelled for item in meetings),
        is_published=bool(meetings) or event.versions.published().exists(),
        answered=answered,
        opening=say_opening(event, timezone.now()),
    )


@dataclass(frozen=True)
class Asked:
    """A request, and the side of it that the reader is on."""

    event: Event
    registration: Registration
    request: MeetingRequest

    @property
    def counterpart(self) -> Registration:
        is_received = self.request.receiver_id == self.registration.pk
        return self.request.sender if is_received else self.request.receiver


def _asked(reader: ReaderRequest, slug: str, pk: int, permission: str) -> Asked:
    """The request with this id; a 404 for whom it does not concern."""
    event, registration = participant_of(reader, slug)
    requests = (
        MeetingRequest.objects.visible_to(reader.user)
        .filter(event=event)
        .select_related("event", "sender__organisation", "receiver__organisation")
    )
    asked = get_object_or_404(requests, pk=pk)
    if not reader.user.has_perm(permission, asked):
        raise Http404
    return Asked(event, registration, asked)


@signed_in
@require_POST
def accept(request: ReaderRequest, slug: str, pk: int) -> HttpResponse:
    asked = _asked(request, slug, pk, "matchmaking.answer_request")
    done = gettext(
        "You have accepted. You and %(name)s are told the time as soon as the schedule has one."
    )
    return _settle(
        request,
        asked,
        lambda: accept_request(asked.request, by=request.user),
        done % {"name": asked.counterpart},
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: ReaderRequest, slug: str, pk: int) -> HttpResponse:
    """Ask first, with room for a reason; then decline."""
    asked = _asked(request, slug, pk, "matchmaking.answer_request")
    form = DeclineForm(request.POST if request.method == "POST" else None, event=asked.event)
    if request.method != "POST" or not form.is_valid():
        return _confirm(request, asked, "decline", form)
    answer = form.cleaned_data.get("answer", "")
    if asked.event.declines_told == DeclineTold.NOTHING:
        done = gettext("You have declined. %(name)s is not told.")
    else:
        done = gettext("You have declined. %(name)s is told.")
    return _settle(
        request,
        asked,
        lambda: decline_request(asked.request, by=request.user, answer=answer),
        done % {"name": asked.counterpart},
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: ReaderRequest, slug: str, pk: int) -> HttpResponse:
    """Ask first; then take the request back."""
    asked = _asked(request, slug, pk, "matchmaking.withdraw_request")
    if request.method != "POST":
        return _confirm(request, asked, "withdraw", None)
    done = gettext("Your request to %(name)s is withdrawn.")
    return _settle(
        request,
        asked,
        lambda: withdraw_request(asked.request, by=request.user),
        done % {"name": asked.counterpart},
    )


def _confirm(
    request: ReaderRequest, asked: Asked, action: str, form: DeclineForm | None
) -> HttpResponse:
    """The confirmation: a sheet over the page with htmx, else a page of its own."""
    context = participant_context(
        asked.event,
        asked.registration,
        here="company",
        asked=asked.request,
        counterpart=asked.counterpart,
        form=form,
    )
    shape = "sheet" if request.htmx else "page"
    return render(request, f"matchmaking/requests/{action}_{shape}.html", context)


def _settle(
    request: ReaderRequest, asked: Asked, change: Callable[[], object], done: str
) -> HttpResponse:
    """Call the domain, then say what happened, on the page or in place of its board."""
    try:
        change()
    except DomainError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, done)
    if not request.htmx:
        return redirect("matchmaking:company", asked.event.slug)
    with timezone.override(asked.event.zone):
        return render(
            request,
            "matchmaking/requests/board_answer.html",
            board_context(asked.event, asked.registration, answered=asked.request),
        )
