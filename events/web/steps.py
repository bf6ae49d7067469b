"""The steps of registering: which there are, which are done, which is open."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.choices import RegistrationState
from events.domain.questions import questions_for, unanswered
from events.models import Event, Registration

LABELS = {
    "organisation": _("Organisation"),
    "statements": _("Offers and needs"),
    "questions": _("Questions"),
    "people": _("People"),
    "availability": _("Availability"),
    "visits": _("Visits"),
    "submit": _("Check and submit"),
}


@dataclass(frozen=True)
class Step:
    number: int
    name: str
    label: str | Promise
    address: str
    is_here: bool
    is_done: bool


def step_address(event: Event, name: str) -> str:
    return reverse(f"events:register_{name}", args=[event.slug])


def next_step(steps: list[Step]) -> str:
    """The address of the step after the one that is open."""
    here = next(index for index, step in enumerate(steps) if step.is_here)
    return steps[min(here + 1, len(steps) - 1)].address


def steps_of(registration: Registration, here: str) -> list[Step]:
    """The steps with what is done of them; those that the event does not need are left out."""
    asked = questions_for(registration)
    names = list(registration.representatives.values_list("user__full_name", flat=True))
    has_people = bool(names)
    is_handed_in = registration.state != RegistrationState.DRAFT
    done = {
        "organisation": bool(registration.organisation.tagline),
        "statements": registration.statements.exists(),
        "questions": bool(asked)
        and not unanswered(registration, asked)
        and (is_handed_in or registration.answers.exists()),
        "people": has_people and all(names),
        "availability": has_people,
        "visits": is_handed_in
        or registration.representatives.filter(visit_wishes__isnull=False).exists(),
        "submit": is_handed_in,
    }
    left_out = set()
    if not asked and here != "questions":
        left_out.add("questions")
    if here != "visits" and not registration.event.visits.exists():
        left_out.add("visits")
    names = [name for name in LABELS if name not in left_out]
    return [
        Step(
            number,
            name,
            LABELS[name],
            step_address(registration.event, name),
            name == here,
            done[name],
        )
        for number, name in enumerate(names, start=1)
    ]
