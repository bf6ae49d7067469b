"""The pages of a delegation's leader: all of theirs, and each of those that let them act."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from companies.domain.errors import DomainError
from companies.web.reader import ReaderRequest
from events.domain.disclosure import Profile, Relation
from events.models import Absence, Event, Registration
from events.web.forms import AbsenceForm
from events.web.pages import event_context, own_registration, visible_event
from matchmaking.domain import acting
from matchmaking.domain.agenda import company_agenda
from matchmaking.domain.counterparts import findable_by, live_requests
from matchmaking.domain.delegations import delegation_csv, delegations_led_by, led_registrations
from matchmaking.domain.directory import listing_of
from matchmaking.domain.onlooker import Outlook, read_onlooker
from matchmaking.domain.reasons import reasons_by_counterpart
from matchmaking.domain.requests import quota_left, requests_of
from matchmaking.domain.searching import LONGEST_QUERY, Search, Wanted
from matchmaking.models import MeetingRequest
from matchmaking.web.forms import AskForm, DeclineForm

PAGE = 24
page = require_http_methods(["GET", "HEAD", "POST"])


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
    return render(request, "matchmaking/delegation/overview.html", context)


@login_required
@never_cache
@require_safe
def delegation_file(request: ReaderRequest, slug: str) -> HttpResponse:
    """The same figures for a spreadsheet."""
    event = visible_event(request, slug)
    led = delegations_led_by(request.user, event)
    if not led:
        raise Http404
    response = HttpResponse(delegation_csv(led), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{event.slug}-delegation.csv"'
    return response


@dataclass(frozen=True)
class Led:
    """A registration of a delegation that the reader leads."""

    event: Event
    registration: Registration
    may_act: bool


def led_by(
    request: ReaderRequest, slug: str, pk: int, permission: str = "matchmaking.act_for"
) -> Led:
    """The registration; a 404 for whoever does not lead its delegation, or is not allowed to act
    for it where that is asked for."""
    event = visible_event(request, slug)
    registration = get_object_or_404(led_registrations(request.user, event), pk=pk)
    registration.event = event
    if not request.user.has_perm(permission, registration):
        raise Http404
    return Led(event, registration, request.user.has_perm("matchmaking.act_for", registration))


def show(request: ReaderRequest, led: Led, template: str, **more: Any) -> HttpResponse:
    """A page of the leader about one company; their own registration, if any, keeps its ways."""
    context = event_context(
        led.event, own_registration(request, led.event), led=led, led_for=led.registration, **more
    )
    with timezone.override(led.event.zone):
        return render(request, f"matchmaking/delegation/{template}.html", context)


@login_required
@never_cache
@page
def member(request: ReaderRequest, slug: str, pk: int) -> HttpResponse:
    """One company: its requests, meetings and absences, where it lets the leader act; else only
    how it can allow that."""
    led = led_by(request, slug, pk, "matchmaking.view_led")
    if not led.may_act:
        if request.method == "POST":
            raise Http404
        return show(request, led, "not_allowed")
    form = AbsenceForm(request.POST or None, registration=led.registration)
    form.fields.pop("reason")
    if form.is_bound and form.is_valid():
        who = form.cleaned_data["representative"]
        try:
            acting.add_absence_for(led.registration, who, *form.span(), leader=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Saved. The company is told."))
            return redirect("matchmaking:delegation_member", slug, pk)
    meetings = company_agenda(led.registration)
    absences = Absence.objects.filter(representative__registration=led.registration)
    return show(
        request,
        led,
        "member",
        board=requests_of(led.registration, [item.meeting for item in meetings if item.meeting]),
        meetings=meetings,
        absences=absences.select_related("representative__user"),
        form=form,
    )


@login_required
@require_POST
def drop_absence(request: ReaderRequest, slug: str, pk: int, absence: int) -> HttpResponse:
    led = led_by(request, slug, pk)
    own = Absence.objects.filter(representative__registration=led.registration)
    row = get_object_or_404(own, pk=absence)
    return _act(
        request,
        led,
        lambda: acting.remove_absence_for(led.registration, row, leader=request.user),
        gettext("Removed. The company is told."),
    )


@login_required
@never_cache
@page
def answer(request: ReaderRequest, slug: str, pk: int, asked: int, action: str) -> HttpResponse:
    """Accept at once; decline and withdraw ask first."""
    led = led_by(request, slug, pk)
    row = _request_of(led, asked, received=action != "withdraw")
    if action == "accept":
        if request.method != "POST":
            raise Http404
        done = gettext("Accepted for %(company)s. Its people are told.")
        return _act(
            request,
            led,
            lambda: acting.accept_for(led.registration, row, leader=request.user),
            done % {"company": led.registration},
        )
    said = request.POST if request.method == "POST" else None
    form = DeclineForm(said, event=led.event) if action == "decline" else None
    if request.method != "POST" or (form is not None and not form.is_valid()):
        counterpart = row.sender if action == "decline" else row.receiver
        return show(
            request, led, "confirm", asked=row, action=action, counterpart=counterpart, form=form
        )

    def settle() -> None:
        if form is not None:
            told = form.cleaned_data.get("answer", "")
            acting.decline_for(led.registration, row, leader=request.user, answer=told)
        else:
            acting.withdraw_for(led.registration, row, leader=request.user)

    done = gettext("Done for %(company)s. Its people are told.")
    return _act(request, led, settle, done % {"company": led.registration})


def _request_of(led: Led, pk: int, *, received: bool) -> MeetingRequest:
    side = "receiver" if received else "sender"
    requests = MeetingRequest.objects.filter(event=led.event, **{side: led.registration})
    return get_object_or_404(
        requests.select_related("event", "sender__organisation", "receiver__organisation"), pk=pk
    )


def _act(request: ReaderRequest, led: Led, change: Callable[[], object], done: str) -> HttpResponse:
    try:
        change()
    except DomainError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("matchmaking:delegation_member", led.event.slug, led.registration.pk)


@login_required
@never_cache
@require_safe
def find(request: ReaderRequest, slug: str, pk: int) -> HttpResponse:
    """Whom the company could ask, the best fits first."""
    led = led_by(request, slug, pk)
    query = request.GET.get("q", "").replace("\0", "")[:LONGEST_QUERY]
    # What the company itself has hidden is its own affair: its leader sees everybody.
    onlooker = replace(read_onlooker(led.event, led.registration), marks={})
    outlook = Outlook(onlooker, *listing_of(led.event.pk))
    places = Search(outlook, Wanted(q=query)).places
    page_obj = Paginator(places, PAGE).get_page(request.GET.get("page"))
    ids = [int(outlook.listing.ids[at]) for at in page_obj]
    shown = (
        findable_by(led.registration)
        .select_related("organisation", "side")
        .prefetch_related("organisation__sectors")
        .in_bulk(ids)
    )
    reasons = reasons_by_counterpart(led.registration, ids, limit=2)
    live = live_requests(led.registration, ids)
    listed = [(shown[pk], reasons.get(pk, []), live.get(pk)) for pk in ids if pk in shown]
    return show(request, led, "find", page_obj=page_obj, listed=listed, query=query)


@login_required
@never_cache
@page
def ask(request: ReaderRequest, slug: str, pk: int, other: int) -> HttpResponse:
    """A counterpart as a participant sees it, without anybody's address, and the form to ask."""
    led = led_by(request, slug, pk)
    found = findable_by(led.registration).select_related("organisation", "side", "delegation")
    counterpart = get_object_or_404(
        found.prefetch_related("statements__sectors", "representatives__user"), pk=other
    )
    profile = Profile(counterpart, Relation.PARTICIPANT)
    form = AskForm(request.POST or None, people=profile.people)
    if form.is_bound and form.is_valid():
        try:
            acting.ask_for(led.registration, counterpart, leader=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            sent = gettext("%(other)s is asked for %(company)s. Its people are told.")
            messages.success(request, sent % {"other": counterpart, "company": led.registration})
            return redirect("matchmaking:delegation_member", slug, pk)
    reasons = reasons_by_counterpart(led.registration, [counterpart.pk], limit=4)
    return show(
        request,
        led,
        "ask",
        profile=profile,
        form=form,
        reasons=reasons.get(counterpart.pk, []),
        live=live_requests(led.registration, [counterpart.pk]).get(counterpart.pk),
        quota_left=quota_left(led.registration),
    )
