"""Registering for an event, one page a step. Every step is stored when it is sent; all can be
left and come back to, before and after handing in. Who comes, and when, is in `coming`."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from companies.choices import JoinRequestState
from companies.domain.errors import DomainError
from companies.domain.organisations import change_organisation
from companies.domain.sectors import sector_branches
from companies.domain.statements import change_statement, remove_statement
from companies.languages import listed
from companies.models import JoinRequest, Member, Organisation, Statement
from companies.web.forms import AskToJoinForm, NewOrganisationForm, OrganisationForm
from companies.web.joining import Offered, names_oneself, offered
from companies.web.limits import limited
from companies.web.reader import ReaderRequest
from events.choices import RegistrationState
from events.domain.questions import (
    answer_questions,
    answers_of,
    questions_for,
    said_by,
    unanswered,
)
from events.domain.registrations import (
    change_registration,
    found_and_register,
    register,
    state_for,
    submit_registration,
    withdraw_registration,
)
from events.models import Event, Registration, SiteVisit, VisitWish
from events.web.coming import absences_of
from events.web.enrolled import enrolled, refused, show
from events.web.forms import PartForm, SideForm, StatementForm, statement_language
from events.web.pages import event_context, own_registration, visible_event
from events.web.questions_form import QuestionsForm
from events.web.steps import step_address
from events.web.suggesting import MOST_TRIES, suggestions_for

page = require_http_methods(["GET", "HEAD", "POST"])
TRIES = {str(number) for number in range(MOST_TRIES)}


@login_required
@never_cache
@page
@limited("60/h")
def start(request: ReaderRequest, slug: str) -> HttpResponse:
    """Choose one of one's organisations, ask to join one, or found one; then the steps begin."""
    event = visible_event(request, slug)
    if own_registration(request, event) is not None:
        return redirect(step_address(event, "statements"))
    own = Organisation.objects.owned_by(request.user)
    data = None if "organisation" in request.POST else request.POST or None
    form = NewOrganisationForm(data, person=request.user)
    alike: list[Offered] = []
    if "organisation" in request.POST:
        chosen = get_object_or_404(own.filter(pk__in=request.POST.getlist("organisation")[:1]))
        if done := _register(request, event, chosen):
            return done
    elif form.is_bound and form.is_valid() and names_oneself(request.user, form):
        alike = offered(request, form)
        if (not alike or form.cleaned_data["is_another"]) and (
            done := _found(request, event, form)
        ):
            return done
    mine = Member.objects.filter(user=request.user, role="representative")
    asked = JoinRequest.objects.filter(user=request.user, state=JoinRequestState.PENDING)
    context = event_context(
        event,
        None,
        form=form,
        own=own,
        alike=alike,
        ask=AskToJoinForm(),
        asked=asked.select_related("organisation"),
        represented=mine.select_related("organisation"),
    )
    return render(request, "events/register/start.html", context)


def _found(request: ReaderRequest, event: Event, form: NewOrganisationForm) -> HttpResponse | None:
    try:
        found_and_register(event, by=request.user, **form.profile())
    except DomainError as refusal:
        refused(form, refusal)
        return None
    return redirect(step_address(event, "organisation"))


def _register(
    request: ReaderRequest, event: Event, organisation: Organisation
) -> HttpResponse | None:
    try:
        register(event, organisation, by=request.user)
    except DomainError as refusal:
        if own_registration(request, event) is None:
            messages.warning(request, str(refusal))
            return None
        # Pressed twice: the first press has made it in this moment.
    return redirect(step_address(event, "organisation"))


@login_required
@never_cache
@page
def organisation(request: ReaderRequest, slug: str) -> HttpResponse:
    registration = enrolled(request, slug, "companies.change_organisation")
    own = registration.organisation
    form = OrganisationForm(
        request.POST or None, request.FILES or None, initial=OrganisationForm.profile_of(own)
    )
    side = SideForm(request.POST or None, registration=registration)
    asks_side = registration.state == RegistrationState.DRAFT and registration.event.sides.exists()
    if form.is_bound and form.is_valid() and side.is_valid():
        try:
            with transaction.atomic():
                change_organisation(own, by=request.user, **form.profile())
                if asks_side and side.cleaned_data["side"] is not None:
                    change_registration(registration, by=request.user, **side.cleaned_data)
        except DomainError as refusal:
            refused(form, refusal)
        else:
            return redirect(step_address(registration.event, "statements"))
    return show(
        request,
        registration,
        "organisation",
        form=form,
        side=side if asks_side else None,
        sectors=sector_branches(),
        ticked=form.ticked(),
    )


@login_required
@never_cache
@page
def statements(request: ReaderRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """Offers and needs: what there is, and a form for one more or for a change of one."""
    registration = enrolled(request, slug)
    mine = registration.organisation.statements.prefetch_related("sectors")
    changed = get_object_or_404(mine, pk=pk) if pk is not None else None
    first = {"language": statement_language(request.user), "kind": request.GET.get("kind", "offer")}
    initial = StatementForm.values_of(changed) if changed else first
    form = StatementForm(request.POST or None, initial=initial)
    asks = "suggest" in request.POST
    if form.is_bound and not asks and form.is_valid():
        try:
            _keep_statement(request, registration, changed, form.cleaned_data)
        except DomainError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, gettext("Saved."))
            return redirect(step_address(registration.event, "statements"))
    ticked = set(form["sectors"].value() or ())
    return show(
        request,
        registration,
        "statements",
        form=form,
        statements=mine,
        changed=changed,
        sectors=sector_branches(),
        ticked=ticked,
        asks=asks,
        **suggestions_for(form, ticked),
    )


def _keep_statement(
    request: ReaderRequest,
    registration: Registration,
    changed: Statement | None,
    values: dict[str, Any],
) -> None:
    if changed:
        change_statement(changed, by=request.user, **values)
    else:
        state_for(registration, by=request.user, **values)


@login_required
@require_POST
@limited("600/h")
def suggest(request: ReaderRequest, slug: str) -> HttpResponse:
    """Sectors that the text speaks of, for a form that is being written."""
    enrolled(request, slug)
    form = StatementForm(request.POST)
    ticked = set(form["sectors"].value() or ())
    tries = request.POST.get("tries") or "0"
    found = suggestions_for(form, ticked, tries=int(tries) if tries in TRIES else MOST_TRIES)
    context = {"slug": slug, "ticked": ticked, "asks": False, **found}
    return render(request, "events/register/suggested.html", context)


@login_required
@require_POST
def drop_statement(request: ReaderRequest, slug: str, pk: int) -> HttpResponse:
    registration = enrolled(request, slug)
    remove_statement(
        get_object_or_404(registration.organisation.statements, pk=pk), by=request.user
    )
    messages.success(request, gettext("Removed."))
    return redirect(step_address(registration.event, "statements"))


@login_required
@never_cache
@page
def questions(request: ReaderRequest, slug: str) -> HttpResponse:
    """The event's own questions. What must be answered may wait until one hands in."""
    registration = enrolled(request, slug)
    form = QuestionsForm(
        request.POST if request.method == "POST" else None,
        questions=questions_for(registration),
        answers=answers_of(registration),
    )
    if form.is_bound and form.is_valid():
        try:
            answer_questions(registration, form.values(), by=request.user)
        except DomainError as refusal:
            refused(form, refusal)
        else:
            return redirect(step_address(registration.event, "people"))
    return show(request, registration, "questions", form=form)


@login_required
@never_cache
@page
def submit(request: ReaderRequest, slug: str) -> HttpResponse:
    """All of it once more, then hand it in. Afterwards only how one takes part is changed here."""
    registration = enrolled(request, slug)
    event = registration.event
    names = ("side", "is_online", "is_listed")
    initial = {name: getattr(registration, name) for name in names}
    form = PartForm(request.POST or None, event=event, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                change_registration(registration, by=request.user, **form.cleaned_data)
                if "submit" in request.POST:
                    submit_registration(registration, by=request.user)
        except DomainError as refusal:
            if refusal.code != "submitted_already":  # sent twice: it is handed in
                refused(form, refusal)
        if not form.errors:
            messages.success(request, _handed_in(registration))
            return redirect("events:event", event.slug)
    return show(
        request,
        registration,
        "submit",
        form=form,
        statements=registration.statements.all(),
        people=registration.representatives.select_related("user"),
        invited=registration.invited_representatives.select_related("invitation"),
        answers=said_by(registration),
        unanswered=unanswered(registration, questions_for(registration)),
        absences=absences_of(registration),
        wishes=_wishes(registration),
    )


def _wishes(registration: Registration) -> list[tuple[str, str]]:
    """Visits in order, each with the names of those who wish for it."""
    own = VisitWish.objects.filter(representative__registration=registration)
    wished: dict[SiteVisit, list[object]] = {}
    for wish in own.select_related("visit", "representative__user").order_by(
        "visit__during", "visit", "representative"
    ):
        wished.setdefault(wish.visit, []).append(wish.representative)
    return [(visit.title, listed(people)) for visit, people in wished.items()]


def _handed_in(registration: Registration) -> str:
    if registration.is_approved:
        return gettext("You take part. Look whom you could meet.")
    if registration.state == "submitted":
        return gettext("Your registration is with the organiser. You get a mail with the decision.")
    return gettext("Saved.")


@login_required
@never_cache
@page
def withdraw(request: ReaderRequest, slug: str) -> HttpResponse:
    """Cancel one's part in the event; asked once more before."""
    registration = enrolled(request, slug, "companies.change_organisation")
    event = registration.event
    if request.method == "POST":
        try:
            withdraw_registration(registration, by=request.user)
        except DomainError as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, gettext("You no longer take part. You get a mail about it."))
        return redirect("events:event", event.slug)
    return show(request, registration, "submit", template="withdraw")
