"""Deleting for good what nobody takes part in yet. What others rely on is ended, not deleted."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies.domain.errors import DomainError
from companies.domain.storing import drop_file
from companies.models import User
from events.choices import RegistrationState
from events.models import Event, Registration


def refuse_event_removal(event: Event) -> None:
    """Refuse, with code `has_registrations`, where anybody has begun to register."""
    number = event.registrations.count()
    if number:
        raise DomainError(
            ngettext(
                "%(event)s has %(number)s registration, so it cannot be deleted. Untick “public” "
                "to take it off the public pages; what people have entered stays.",
                "%(event)s has %(number)s registrations, so it cannot be deleted. Untick “public” "
                "to take it off the public pages; what people have entered stays.",
                number,
            )
            % {"event": event, "number": number},
            code="has_registrations",
        )


@transaction.atomic
def remove_event(event: Event, *, by: User | None = None) -> None:
    """Delete an event with all that it was set up with."""
    event = Event.objects.select_for_update().get(pk=event.pk)
    refuse_event_removal(event)
    drop_file(event.logo)
    event.delete()


def refuse_registration_removal(registration: Registration) -> None:
    """Refuse, with code `not_a_draft`, once the organiser has seen it."""
    if registration.state != RegistrationState.DRAFT:
        raise DomainError(
            _(
                "%(organisation)s has handed in its registration. Withdraw it instead: it stays on "
                "record, and those who asked to meet %(organisation)s are told."
            )
            % {"organisation": registration.organisation},
            code="not_a_draft",
        )


@transaction.atomic
def remove_registration(registration: Registration, *, by: User | None = None) -> None:
    """Delete a draft that nobody but its company has seen."""
    locked = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    refuse_registration_removal(locked)
    locked.delete()
