"""Registering: who comes, when they cannot meet, which visits they wish for."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from companies.domain.errors import DomainError
from companies.domain.preferences import name_oneself
from companies.web.forms import OwnNameForm
from companies.web.limits import limited
from companies.web.reader import ReaderRequest
from events.domain.registrations import (
    add_absence,
    add_representative,
    remove_absence,
    remove_representative,
)
from events.domain.representatives import disinvite_representative, invite_representative
from events.domain.wishes import visits_to_wish, wish_visits
from events.models import Absence, Registration, Representative, VisitSeat, VisitWish
from events.web.enrolled import enrolled, refused, show
from events.web.forms import AbsenceForm, ComingForm, PersonForm, VisitsForm
from events.web.steps import step_address

page = require_http_methods(["GET", "HEAD", "POST"])
MANAGE = "companies.manage_members"
STATE = "companies.change_statements"


@login_required
@never_cache
@page
@limited("60/h")
def people(request: ReaderRequest, slug: str) -> HttpResponse:
    """Who comes: members of the organisation at once, others as soon as they accept."""
    says_own_name = "own_name" in request.POST
    registration = enrolled(request, slug, STATE if says_own_name else MANAGE)
    own_name = OwnNameForm(request.POST if says_own_name else None)
    if own_name.is_valid():
        name_oneself(request.user, own_name.cleaned_data["full_name"])
        messages.success(request, gettext("Saved."))
        return redirect(step_address(registration.event, "people"))
    is_of_another = says_own_name or "member" in request.POST
    form = PersonForm(None if is_of_another else request.POST or None)
    members = registration.organisation.members.exclude(
        user__representations__registration=registration
    ).select_related("user")
    if "member" in request.POST:
        return _member_comes(request, registration, ComingForm(request.POST, members=members))
    if form.is_bound and form.is_valid():
        try:
            coming = invite_representative(
                registration,
                **form.cleaned_data,
                language=request.user.language,
                by=request.user,
            )
        except DomainError as refusal:
            refused(form, refusal)
        else:
            said = (
                gettext("%(name)s comes with you.")
                if isinstance(coming, Representative)
                else gettext("%(name)s is invited, and comes as soon as they accept.")
            )
            messages.success(request, said % {"name": coming})
            return redirect(step_address(registration.event, "people"))
    return show(
        request,
        registration,
        "people",
        form=form,
        own_name=None if request.user.full_name else own_name,
        people=registration.representatives.select_related("user"),
        invited=registration.invited_representatives.select_related("invitation"),
        members=members,
    )


def _member_comes(
    request: ReaderRequest, registration: Registration, form: ComingForm
) -> HttpResponse:
    """One of the organisation's people comes; who does already, as it was sent twice, does."""
    if form.is_valid():
        user = form.cleaned_data["member"].user
        try:
            add_representative(registration, user, by=request.user)
        except DomainError as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, gettext("%(name)s comes with you.") % {"name": user})
    return redirect(step_address(registration.event, "people"))


@login_required
@require_POST
def drop_person(request: ReaderRequest, slug: str, pk: int) -> HttpResponse:
    registration = enrolled(request, slug, MANAGE)
    person = get_object_or_404(registration.representatives, pk=pk)
    try:
        remove_representative(person, by=request.user)
    except DomainError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, gettext("Removed."))
    return redirect(step_address(registration.event, "people"))


@login_required
@require_POST
def drop_invited(request: ReaderRequest, slug: str, pk: int) -> HttpResponse:
    registration = enrolled(request, slug, MANAGE)
    invited = get_object_or_404(registration.invited_representatives, pk=pk)
    disinvite_representative(invited, by=request.user)
    messages.success(request, gettext("The invitation is taken back. Its link no longer works."))
    return redirect(step_address(registration.event, "people"))


@login_required
@never_cache
@page
def availability(request: ReaderRequest, slug: str) -> HttpResponse:
    """When somebody cannot meet. Without a word, everybody can, all the time."""
    registration = enrolled(request, slug)
    form = AbsenceForm(request.POST or None, registration=registration)
    if form.is_bound and form.is_valid():
        starts_at, ends_at = form.span()
        who, reason = form.cleaned_data["representative"], form.cleaned_data["reason"]
        try:
            add_absence(who, starts_at, ends_at, reason, by=request.user)
        except DomainError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, gettext("Saved."))
            return redirect(step_address(registration.event, "availability"))
    return show(
        request,
        registration,
        "availability",
        form=form,
        people=registration.representatives.exists(),
        absences=absences_of(registration),
    )


def absences_of(registration: Registration) -> QuerySet[Absence]:
    """When which of its people cannot meet, with their names."""
    own = Absence.objects.filter(representative__registration=registration)
    return own.select_related("representative__user")


@login_required
@require_POST
def drop_absence(request: ReaderRequest, slug: str, pk: int) -> HttpResponse:
    registration = enrolled(request, slug)
    own = Absence.objects.filter(representative__registration=registration)
    remove_absence(get_object_or_404(own, pk=pk), by=request.user)
    messages.success(request, gettext("Removed."))
    return redirect(step_address(registration.event, "availability"))


@login_required
@never_cache
@page
def visits(request: ReaderRequest, slug: str) -> HttpResponse:
    """Which visits one would like to come on; seats are given with the approval."""
    registration = enrolled(request, slug)
    people = list(registration.representatives.select_related("user"))
    own = VisitWish.objects.filter(representative__registration=registration)
    form = VisitsForm(
        request.POST if request.method == "POST" else None,
        visits=visits_to_wish(registration),
        people=people,
        wished=set(own.values_list("visit_id", "representative_id")),
    )
    if form.is_bound and form.is_valid():
        try:
            wish_visits(registration, form.wishes(), by=request.user)
        except DomainError as refusal:
            refused(form, refusal)
        else:
            return redirect(step_address(registration.event, "submit"))
    seats = VisitSeat.objects.filter(representative__registration=registration)
    return show(
        request,
        registration,
        "visits",
        form=form,
        people=people,
        seats=seats.select_related("visit", "representative__user"),
    )
