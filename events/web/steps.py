"""The steps of registering: which there are, which are done, which is open."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.choices import RegistrationState
from events.models import Event, Registration

STEPS = (
    ("organisation", _("Organisation")),
    ("statements", _("Offers and needs")),
    ("people", _("People")),
    ("availability", _("Availability")),
    ("submit", _("Check and submit")),
)


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


def next_step(event: Event, name: str) -> str:
    """The address of the step after this one."""
    names = [step for step, _label in STEPS]
    return step_address(event, names[min(names.index(name) + 1, len(names) - 1)])


def steps_of(registration: Registration, here: str) -> list[Step]:
    """The steps with what is done of them. Two queries."""
    has_people = registration.representatives.exists()
    done = {
        "organisation": True,
        "statements": registration.statements.exists(),
        "people": has_people,
        "availability": has_people,
        "submit": registration.state != RegistrationState.DRAFT,
    }
    return [
        Step(
            number,
            name,
            label,
            step_address(registration.event, name),
            name == here,
            done[name],
        )
        for number, (name, label) in enumerate(STEPS, start=1)
    ]
