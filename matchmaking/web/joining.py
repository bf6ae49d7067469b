"""A seat on a visit, a place in a session: taken and given back from the event's page."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from companies.domain.errors import DomainError
from companies.web.reader import ReaderRequest
from events.domain.programme import cancel_sign_up
from events.domain.visits import give_back_seat
from events.models import Event, Representative
from matchmaking.domain.joining import join_session, join_visit
from matchmaking.web.pages import participant_of


def _own_seat(request: ReaderRequest, slug: str) -> tuple[Event, Representative]:
    event, registration = participant_of(request, slug)
    representative = registration.representatives.filter(user=request.user).first()
    if representative is None or not registration.is_approved:
        raise Http404
    return event, representative


def _answer(
    request: ReaderRequest, event: Event, change: Callable[[], object], done: str
) -> HttpResponse:
    try:
        change()
    except DomainError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("events:event", event.slug)


@login_required
@require_POST
def visit(request: ReaderRequest, slug: str, pk: int) -> HttpResponse:
    event, person = _own_seat(request, slug)
    wanted = get_object_or_404(event.visits, pk=pk)
    name = {"name": wanted.title}
    if "leave" in request.POST:
        done = gettext("Your seat on “%(name)s” is free for somebody else.") % name
        return _answer(
            request, event, lambda: give_back_seat(wanted, person, by=request.user), done
        )
    done = gettext("You have a seat on “%(name)s”. It is in your schedule.") % name
    return _answer(request, event, lambda: join_visit(wanted, person, by=request.user), done)


@login_required
@require_POST
def session(request: ReaderRequest, slug: str, pk: int) -> HttpResponse:
    event, person = _own_seat(request, slug)
    wanted = get_object_or_404(event.sessions, pk=pk)
    name = {"name": wanted.title}
    if "leave" in request.POST:
        done = gettext("Your place in “%(name)s” is free for somebody else.") % name
        return _answer(
            request, event, lambda: cancel_sign_up(wanted, person, by=request.user), done
        )
    done = gettext("You have a place in “%(name)s”. It is in your schedule.") % name
    return _answer(request, event, lambda: join_session(wanted, person, by=request.user), done)
