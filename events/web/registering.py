"""Registering for an event, one page a step. Every step is stored when it is sent; all can be
left and come back to, before and after handing in."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from companies.domain.errors import DomainError
from companies.domain.organisations import change_organisation, create_organisation
from companies.domain.people import create_person
from companies.domain.statements import add_statement, change_statement, remove_statement
from companies.models import Organisation, Sector
from companies.search import Plain, plain
from companies.web.reader import ReaderRequest
from events.domain.registrations import (
    add_absence,
    add_representative,
    change_registration,
    register,
    remove_absence,
    remove_representative,
    submit_registration,
)
from events.models import Absence, Event, Registration
from events.web.forms import (
    AbsenceForm,
    OrganisationForm,
    PartForm,
    PersonForm,
    StatementForm,
    statement_language,
)
from events.web.pages import event_context, own_registration, visible_event
from events.web.steps import next_step, step_address, steps_of

page = require_http_methods(["GET", "HEAD", "POST"])


def enrolled(
    request: ReaderRequest, slug: str, permission: str = "companies.change_statements"
) -> Registration:
    """The reader's registration; a 404 without one, or without the right to change it so."""
    registration = own_registration(request, visible_event(request, slug))
    if registration is None:
        raise Http404
    writes = request.method == "POST"
    if writes and not request.user.has_perm(permission, registration.organisation):
        raise Http404
    return registration


def show(
    request: ReaderRequest, registration: Registration, step: str, **more: Any
) -> HttpResponse:
    event = registration.event
    context = event_context(
        event,
        registration,
        steps=steps_of(registration, step),
        step=step,
        is_owner=request.user.has_perm("companies.change_organisation", registration.organisation),
        following=next_step(event, step),
        **more,
    )
    with timezone.override(event.zone):
        return render(request, f"events/register/{step}.html", context)


def refused(form: Any, refusal: DomainError) -> None:
    """Say the refusal on the form, with all that was written kept."""
    form.add_error(None, str(refusal))


@login_required
@never_cache
@page
def start(request: ReaderRequest, slug: str) -> HttpResponse:
    """Choose one of one's organisations, or found one; then the steps begin."""
    event = visible_event(request, slug)
    if own_registration(request, event) is not None:
        return redirect(step_address(event, "statements"))
    own = Organisation.objects.owned_by(request.user)
    form = OrganisationForm(None if "organisation" in request.POST else request.POST or None)
    alike: list[Organisation] = []
    if "organisation" in request.POST:
        chosen = get_object_or_404(own.filter(pk__in=request.POST.getlist("organisation")[:1]))
        if done := _register(request, event, chosen):
            return done
    elif form.is_bound and form.is_valid():
        alike = _alike(form.cleaned_data["name"], form.cleaned_data["country"])
        if (not alike or form.cleaned_data["is_another"]) and (
            done := _found(request, event, form)
        ):
            return done
    context = event_context(event, None, form=form, own=own, alike=alike)
    return render(request, "events/register/start.html", context)


def _alike(name: str, country: str) -> list[Organisation]:
    """Organisations of the country whose plain name is the same: likely the one meant."""
    known = Organisation.objects.filter(country=country).annotate(plain_name=Plain(F("name")))
    return list(known.filter(plain_name=plain(name.strip()))[:3])


def _found(request: ReaderRequest, event: Event, form: OrganisationForm) -> HttpResponse | None:
    try:
        with transaction.atomic():
            organisation = create_organisation(
                **form.profile(),  # type: ignore[arg-type]
                founder=request.user,
                by=request.user,
            )
            registration = register(event, organisation, by=request.user)
            add_representative(registration, request.user, by=request.user)
    except DomainError as refusal:
        refused(form, refusal)
        return None
    return redirect(step_address(event, "statements"))


def _register(
    request: ReaderRequest, event: Event, organisation: Organisation
) -> HttpResponse | None:
    try:
        register(event, organisation, by=request.user)
    except DomainError as refusal:
        messages.warning(request, str(refusal))
        return None
    return redirect(step_address(event, "organisation"))


@login_required
@never_cache
@page
def organisation(request: ReaderRequest, slug: str) -> HttpResponse:
    registration = enrolled(request, slug, "companies.change_organisation")
    own = registration.organisation
    form = OrganisationForm(request.POST or None, initial=OrganisationForm.profile_of(own))
    if form.is_bound and form.is_valid():
        try:
            change_organisation(own, by=request.user, **form.profile())
        except DomainError as refusal:
            refused(form, refusal)
        else:
            return redirect(next_step(registration.event, "organisation"))
    return show(request, registration, "organisation", form=form)


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
    if form.is_bound and form.is_valid():
        try:
            with transaction.atomic():
                if changed:
                    change_statement(changed, by=request.user, **form.cleaned_data)
                else:
                    added = add_statement(
                        registration.organisation, by=request.user, **form.cleaned_data
                    )
                    every = [*registration.statements.all(), added]
                    change_registration(registration, by=request.user, statements=every)
        except DomainError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, gettext("Saved."))
            return redirect(step_address(registration.event, "statements"))
    return show(
        request,
        registration,
        "statements",
        form=form,
        statements=mine,
        changed=changed,
        sectors=Sector.objects.filter(parent=None).prefetch_related("children"),
        ticked=set(form["sectors"].value() or ()),
    )


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
def people(request: ReaderRequest, slug: str) -> HttpResponse:
    """Who comes, each with an account of their own."""
    registration = enrolled(request, slug, "companies.manage_members")
    form = PersonForm(request.POST or None)
    if form.is_bound and form.is_valid():
        person = form.cleaned_data
        try:
            with transaction.atomic():
                user = create_person(
                    email=person.pop("email"),
                    full_name=person.pop("full_name"),
                    language=request.user.language,
                )
                add_representative(registration, user, by=request.user, **person)
        except DomainError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, gettext("%(name)s comes with you.") % {"name": user})
            return redirect(step_address(registration.event, "people"))
    everybody = registration.representatives.select_related("user")
    return show(request, registration, "people", form=form, people=everybody)


@login_required
@require_POST
def drop_person(request: ReaderRequest, slug: str, pk: int) -> HttpResponse:
    registration = enrolled(request, slug, "companies.manage_members")
    person = get_object_or_404(registration.representatives, pk=pk)
    try:
        remove_representative(person, by=request.user)
    except DomainError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, gettext("Removed."))
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
    absences = Absence.objects.filter(representative__registration=registration)
    return show(
        request,
        registration,
        "availability",
        form=form,
        absences=absences.select_related("representative__user"),
    )


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
            refused(form, refusal)
        else:
            messages.success(request, _handed_in(registration))
            return redirect("events:event", event.slug)
    return show(
        request,
        registration,
        "submit",
        form=form,
        statements=registration.statements.all(),
        people=registration.representatives.select_related("user"),
    )


def _handed_in(registration: Registration) -> str:
    if registration.is_approved:
        return gettext("You take part. Look whom you could meet.")
    if registration.state == "submitted":
        return gettext("Your registration is with the organiser. You get a mail with the decision.")
    return gettext("Saved.")
