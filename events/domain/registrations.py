"""An organisation's part in an event, from draft to decision."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.domain.errors import DomainError
from companies.domain.organisations import found_organisation, lock_organisation
from companies.domain.statements import add_statement, change_statement
from companies.domain.storing import store, store_changes
from companies.models import Organisation, Statement, User
from events.choices import Pairing, RegistrationState
from events.domain.days import say_day
from events.domain.questions import refuse_unanswered
from events.domain.representatives import (
    add_absence,
    add_representative,
    change_representative,
    remove_absence,
    remove_representative,
)
from events.domain.wishes import seat_wishes
from events.models import (
    Attendance,
    Delegation,
    Event,
    MeetingTable,
    Registration,
    Representative,
    Side,
    VisitSeat,
)
from events.signals import (
    registration_decided,
    registration_withdrawn,
    tell_participation_changed,
)

__all__ = [
    "add_absence",
    "add_representative",
    "change_registration",
    "change_representative",
    "decide_registration",
    "found_and_register",
    "register",
    "remove_absence",
    "remove_representative",
    "state_for",
    "submit_registration",
    "withdraw_registration",
]

DECISIONS = (
    RegistrationState.APPROVED,
    RegistrationState.WAITLISTED,
    RegistrationState.REJECTED,
)
DECIDABLE = (RegistrationState.SUBMITTED, *DECISIONS)
REGISTRATION_FIELDS = frozenset(
    {
        "side",
        "delegation",
        "is_online",
        "time_zone",
        "is_listed",
        "meeting_minimum",
        "meeting_maximum",
        "booth",
    }
)


@transaction.atomic
def register(
    event: Event,
    organisation: Organisation,
    *,
    by: User | None = None,
    side: Side | None = None,
    delegation: Delegation | None = None,
    statements: Iterable[Statement] | None = None,
    is_online: bool = False,
    time_zone: str = "",
    meeting_minimum: int | None = None,
    meeting_maximum: int | None = None,
) -> Registration:
    """A draft of the organisation's part in the event, with its offers and needs, or these."""
    if by is not None and event.today > event.ends_on:
        raise DomainError(
            _("%(event)s ended on %(day)s. Choose an event that is still to come.")
            % {"event": event, "day": say_day(event.ends_on)},
            code="event_over",
        )
    _refuse_strangers(event, side=side, delegation=delegation)
    _refuse_bad_numbers(meeting_minimum, meeting_maximum)
    chosen = (
        list(organisation.statements.all())
        if statements is None
        else _own(organisation, statements)
    )
    registration = store(
        Registration(
            event=event,
            organisation=organisation,
            side=side,
            delegation=delegation,
            is_online=is_online,
            time_zone=time_zone,
            meeting_minimum=meeting_minimum,
            meeting_maximum=meeting_maximum,
        ),
        {
            "registration_once": _(
                "%(organisation)s is registered for %(event)s already. "
                "Open that registration to change it."
            )
            % {"organisation": organisation, "event": event},
        },
    )
    registration.statements.add(*chosen)
    return registration


@transaction.atomic
def found_and_register(event: Event, *, by: User, **profile: Any) -> Registration:
    """Found an organisation and begin its registration, with its founder coming.

    Sent twice, there is one organisation with one registration.
    """
    organisation = found_organisation(by=by, **profile)
    known = Registration.objects.filter(event=event, organisation=organisation).first()
    if known is not None:
        return known
    registration = register(event, organisation, by=by)
    add_representative(registration, by, by=by)
    return registration


@transaction.atomic
def change_registration(
    registration: Registration,
    *,
    by: User | None,
    statements: Iterable[Statement] | None = None,
    **changes: Any,
) -> Registration:
    """Change the given fields (`REGISTRATION_FIELDS`) and, where given, its offers and needs."""
    merged = {name: changes.get(name, getattr(registration, name)) for name in REGISTRATION_FIELDS}
    _refuse_strangers(
        registration.event,
        side=merged["side"],
        delegation=merged["delegation"],
        booth=merged["booth"],
    )
    _refuse_bad_numbers(merged["meeting_minimum"], merged["meeting_maximum"])
    store_changes(registration, changes, allowed=REGISTRATION_FIELDS)
    if statements is not None:
        registration.statements.set(_own(registration.organisation, statements))
    tell_participation_changed(registration.pk)
    return registration


@transaction.atomic
def state_for(registration: Registration, *, by: User | None, **values: Any) -> Statement:
    """Add an offer or a need and name it in the registration; `values` as for `add_statement`.

    What says word by word what is there already is that one: a form sent twice adds it once.
    """
    organisation = lock_organisation(registration.organisation_id)
    same = Statement.objects.filter(
        organisation=organisation,
        kind=values["kind"],
        text=values["text"].strip(),
        language=values["language"],
    ).first()
    if same is not None:
        details = {name: values[name] for name in ("sectors", "cooperation") if name in values}
        stated = change_statement(same, by=by, **details)
    else:
        stated = add_statement(organisation, by=by, **values)
    registration.statements.add(stated)
    return stated


@transaction.atomic
def submit_registration(registration: Registration, *, by: User | None) -> Registration:
    """Hand a draft in; where the event needs no approval, it is approved at once."""
    _locked(registration)
    if registration.state not in {RegistrationState.DRAFT, RegistrationState.WITHDRAWN}:
        raise DomainError(
            _("The registration of %(organisation)s is handed in already: it is “%(state)s”.")
            % {
                "organisation": registration.organisation,
                "state": registration.get_state_display(),
            },
            code="submitted_already",
        )
    _refuse_incomplete(registration)
    refuse_unanswered(registration)
    registration.submitted_at = timezone.now()
    registration.state_reason = ""
    if registration.event.registration_needs_approval:
        registration.state = RegistrationState.SUBMITTED
    else:
        registration.state = RegistrationState.APPROVED
        registration.decided_at = registration.submitted_at
        _tell_decided(registration, by)
    registration.save()
    if registration.is_approved:
        seat_wishes(registration, by=by)
    return registration


@transaction.atomic
def decide_registration(
    registration: Registration, *, state: str, reason: str = "", by: User | None
) -> Registration:
    """Approve, put on the waiting list or reject what was handed in; a rejection says why."""
    _locked(registration)
    decision = RegistrationState(state)
    if decision not in DECISIONS:
        raise ValueError(f"{state} is no decision")
    _refuse_decision(registration, decision, reason)
    registration.state = decision
    registration.state_reason = reason.strip()
    registration.decided_at = timezone.now()
    registration.save()
    if decision == RegistrationState.APPROVED:
        seat_wishes(registration, by=by)
    else:
        _give_places_back(registration)
    _tell_decided(registration, by)
    return registration


def _refuse_decision(registration: Registration, decision: RegistrationState, reason: str) -> None:
    words = {
        "organisation": registration.organisation,
        "state": registration.get_state_display(),
    }
    if registration.state not in DECIDABLE:
        raise DomainError(
            _(
                "The registration of %(organisation)s is “%(state)s”. "
                "Decide once it has been handed in."
            )
            % words,
            code="not_submitted",
        )
    if registration.state == decision:
        raise DomainError(
            _("The registration of %(organisation)s is “%(state)s” already.") % words,
            code="decided_already",
        )
    if decision == RegistrationState.REJECTED and not reason.strip():
        raise DomainError(
            _("Say why %(organisation)s is not accepted, so that they can understand it.") % words,
            code="reason_missing",
        )


@transaction.atomic
def withdraw_registration(
    registration: Registration, *, by: User | None, reason: str = ""
) -> Registration:
    """Take the organisation out of the event. Its seats on visits and in sessions become free.

    What was rejected stays so: nobody gets around a decision by withdrawing and handing in again.
    """
    _locked(registration)
    if registration.state == RegistrationState.REJECTED:
        raise DomainError(
            _("The registration of %(organisation)s is “%(state)s”. There is nothing to cancel.")
            % {
                "organisation": registration.organisation,
                "state": registration.get_state_display(),
            },
            code="rejected",
        )
    if registration.state == RegistrationState.WITHDRAWN:
        raise DomainError(
            _("The registration of %(organisation)s is withdrawn already.")
            % {"organisation": registration.organisation},
            code="withdrawn_already",
        )
    registration.state = RegistrationState.WITHDRAWN
    registration.state_reason = reason
    registration.save()
    _give_places_back(registration)
    transaction.on_commit(
        partial(registration_withdrawn.send, Registration, registration=registration, by=by)
    )
    return registration


def _locked(registration: Registration) -> None:
    """Lock the row and bring the caller's object up to what is stored."""
    stored = Registration.objects.select_for_update().get(pk=registration.pk)
    registration.state = stored.state
    registration.state_reason = stored.state_reason
    registration.submitted_at = stored.submitted_at
    registration.decided_at = stored.decided_at


def _tell_decided(registration: Registration, by: User | None) -> None:
    transaction.on_commit(
        partial(registration_decided.send, Registration, registration=registration, by=by)
    )


def _give_places_back(registration: Registration) -> None:
    VisitSeat.objects.filter(representative__registration=registration).delete()
    Attendance.objects.filter(representative__registration=registration).delete()


def _refuse_incomplete(registration: Registration) -> None:
    words = {"organisation": registration.organisation}
    if not registration.statements.exists():
        raise DomainError(
            _(
                "%(organisation)s says neither what it offers nor what it needs. "
                "Add an offer or a need, so that others can find it."
            )
            % words,
            code="no_statement",
        )
    if not Representative.objects.filter(registration=registration, takes_meetings=True).exists():
        raise DomainError(
            _("Nobody takes meetings for %(organisation)s. Name a representative who does.")
            % words,
            code="no_representative",
        )
    if registration.event.pairing == Pairing.TWO_SIDED and registration.side_id is None:
        raise DomainError(
            _("One side meets the other at this event. Choose the side of %(organisation)s.")
            % words,
            code="no_side",
        )


def _refuse_strangers(
    event: Event,
    *,
    side: Side | None = None,
    delegation: Delegation | None = None,
    booth: MeetingTable | None = None,
) -> None:
    for part in (side, delegation, booth):
        if part is not None and part.event_id != event.pk:
            raise DomainError(
                _("“%(part)s” belongs to another event. Choose one of %(event)s.")
                % {"part": part, "event": event},
                code="other_event",
            )


def _refuse_bad_numbers(fewest: int | None, most: int | None) -> None:
    if fewest is not None and most is not None and most < fewest:
        raise DomainError(
            _("The most meetings are fewer than the fewest. Raise the one or lower the other."),
            code="meeting_numbers",
        )


def _own(organisation: Organisation, statements: Iterable[Statement]) -> list[Statement]:
    chosen = list(statements)
    for statement in chosen:
        if statement.organisation_id != organisation.pk:
            raise DomainError(
                _("“%(statement)s” is not an offer or need of %(organisation)s.")
                % {"statement": statement, "organisation": organisation},
                code="other_organisation",
            )
    return chosen
