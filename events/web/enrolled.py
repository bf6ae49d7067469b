"""What the steps of registering share: whose registration it is, and the page around a step."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from companies.domain.errors import DomainError
from companies.web.reader import ReaderRequest
from events.choices import RegistrationState
from events.models import Registration
from events.web.pages import event_context, own_registration, visible_event
from events.web.steps import next_step, steps_of

OPEN = (RegistrationState.DRAFT, RegistrationState.WITHDRAWN)
"""Not handed in: the steps lead somewhere."""


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
    request: ReaderRequest,
    registration: Registration,
    step: str,
    *,
    template: str = "",
    **more: Any,
) -> HttpResponse:
    """The page of a step, in the event's own time."""
    event = registration.event
    steps = steps_of(registration, step)
    here = next(each for each in steps if each.is_here)
    context = event_context(
        event,
        registration,
        steps=steps,
        step_label=here.label,
        step_number=here.number,
        step=step,
        is_open=registration.state in OPEN,
        is_owner=request.user.has_perm("companies.change_organisation", registration.organisation),
        following=next_step(steps),
        **more,
    )
    with timezone.override(event.zone):
        return render(request, f"events/register/{template or step}.html", context)


def refused(form: Any, refusal: DomainError) -> None:
    """Say the refusal on the form, with all that was written kept."""
    form.add_error(None, str(refusal))
