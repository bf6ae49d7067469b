"""The people who come for a registration, and when they cannot meet."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import RestrictedError
from django.utils.translation import gettext as _

from companies.choices import InvitationState
from companies.domain.errors import DomainError
from companies.domain.invitations import invite, member_with_address, revoke_invitation
from companies.domain.organisations import add_member
from companies.domain.storing import store, store_changes
from companies.models import Invitation, Member, User
from events.choices import RegistrationState
from events.domain.days import event_span, require_within_event, time_range
from events.domain.states import refuse_if_out
from events.models import Absence, InvitedRepresentative, Registration, Representative
from events.signals import tell_participation_changed

REPRESENTATIVE_FIELDS = frozenset({"job_title", "languages", "takes_meetings"})
COUNTED = (RegistrationState.SUBMITTED, RegistrationState.APPROVED, RegistrationState.WAITLISTED)


@transaction.atomic
def add_representative(
    registration: Registration,
    user: User,
    *,
    job_title: str = "",
    languages: Sequence[str] = (),
    takes_meetings: bool = True,
    by: User | None = None,
) -> Representative:
    """Let the person come for the registration; they become one of its organisation's people.

    Job title and languages are those of the membership where none are given.
    """
    refuse_if_out(registration)
    member = Member.objects.filter(
        organisation=registration.organisation_id, user=user
    ).first() or add_member(
        registration.organisation, user, job_title=job_title, languages=languages, by=by
    )
    representative = store(
        Representative(
            registration=registration,
            event_id=registration.event_id,
            user=user,
            job_title=job_title or member.job_title,
            languages=list(languages) or member.languages,
            takes_meetings=takes_meetings,
        ),
        {
            "representative_once_an_event": _(
                "%(person)s represents an organisation at the event already. "
                "Name somebody else, or remove them there first."
            )
            % {"person": user},
        },
    )
    tell_participation_changed(registration.pk)
    return representative


@transaction.atomic
def change_representative(
    representative: Representative, *, by: User | None = None, **changes: Any
) -> Representative:
    """Change job title, languages or whether the person takes meetings."""
    if changes.get("takes_meetings") is False:
        _refuse_without_people(representative)
    store_changes(representative, changes, allowed=REPRESENTATIVE_FIELDS)
    tell_participation_changed(representative.registration_id)
    return representative


@transaction.atomic
def remove_representative(representative: Representative, *, by: User | None = None) -> None:
    """Take the person off the registration: not the last one, nor one who has meetings."""
    _refuse_without_people(representative)
    try:
        Representative.objects.filter(pk=representative.pk).delete()
    except RestrictedError as error:
        raise DomainError(
            _(
                "%(person)s has meetings in a schedule. "
                "Say that they take no meetings, and run the matching again."
            )
            % {"person": representative},
            code="has_meetings",
        ) from error
    tell_participation_changed(representative.registration_id)


def _refuse_without_people(representative: Representative) -> None:
    """Refuse if a registration that counts would be left without anybody to meet."""
    registration = Registration.objects.select_for_update().get(pk=representative.registration_id)
    if registration.state not in COUNTED:
        return
    others = Representative.objects.filter(registration=registration, takes_meetings=True)
    if not others.exclude(pk=representative.pk).exists():
        raise DomainError(
            _(
                "%(person)s is the only one who takes meetings for %(organisation)s. "
                "Add somebody else first, or withdraw the registration."
            )
            % {"person": representative, "organisation": registration.organisation},
            code="last_representative",
        )


@transaction.atomic
def invite_representative(
    registration: Registration,
    *,
    email: str,
    full_name: str = "",
    job_title: str = "",
    languages: Sequence[str] = (),
    language: str = "en",
    takes_meetings: bool = True,
    by: User | None,
) -> Representative | InvitedRepresentative:
    """Let whoever has the address come for the registration.

    A member of the organisation comes at once. Anybody else is invited, and comes as soon as
    they accept: nobody is put on a schedule, or into an organisation, without their own yes.
    """
    refuse_if_out(registration)
    organisation = registration.organisation
    if member := member_with_address(organisation, email.strip().lower()):
        return add_representative(
            registration,
            member.user,
            job_title=job_title,
            languages=languages,
            takes_meetings=takes_meetings,
            by=by,
        )
    invitation = invite(
        organisation,
        email=email,
        full_name=full_name,
        job_title=job_title,
        languages=languages,
        language=language,
        by=by,
    )
    invited, _made = InvitedRepresentative.objects.update_or_create(
        registration=registration,
        invitation=invitation,
        defaults={"takes_meetings": takes_meetings},
    )
    return invited


def arrive_invited(invitation: Invitation) -> list[Representative]:
    """Let the person who accepted come to the events that they were invited for.

    Where they cannot, as they come for another organisation or the registration is out, they do
    not, and belong to the organisation all the same.
    """
    came = []
    waiting = InvitedRepresentative.objects.filter(invitation=invitation)
    for invited in waiting.select_related("registration__organisation", "registration__event"):
        try:
            with transaction.atomic():
                came.append(
                    add_representative(
                        invited.registration,
                        invitation.accepted_by,  # type: ignore[arg-type]
                        job_title=invitation.job_title,
                        languages=invitation.languages,
                        takes_meetings=invited.takes_meetings,
                        by=invitation.invited_by,
                    )
                )
        except DomainError:
            continue
        invited.delete()
    return came


def disinvite_representative(invited: InvitedRepresentative, *, by: User | None) -> None:
    """The person need not come; the invitation goes too, unless another event needs it."""
    with transaction.atomic():
        invitation = invited.invitation
        invited.delete()
        if invitation.state == InvitationState.PENDING and not (
            InvitedRepresentative.objects.filter(invitation=invitation).exists()
        ):
            revoke_invitation(invitation, by=by)


def leave_registrations(member: Member, *, by: User | None) -> None:
    """Take a person who leaves the organisation off its events that are not over.

    Refused where they alone take meetings, or have some. What was stays as it was.
    """
    own = Representative.objects.filter(
        user=member.user, registration__organisation=member.organisation_id
    ).select_related("registration__organisation", "event", "user")
    for representative in own:
        if representative.event.today <= representative.event.ends_on:
            remove_representative(representative, by=by)


def add_absence(
    representative: Representative,
    starts_at: datetime,
    ends_at: datetime,
    reason: str = "",
    *,
    by: User | None = None,
) -> Absence:
    """Say when a representative cannot meet. Kept to the event's days; refused outside them."""
    during = time_range(starts_at, ends_at)
    first, last = event_span(representative.event)
    if ends_at <= first or starts_at >= last:
        require_within_event(representative.event, starts_at, ends_at)
    during = time_range(max(starts_at, first), min(ends_at, last))
    overlapping = Absence.objects.filter(representative=representative, during__contains=during)
    if overlapping.exists():
        raise DomainError(
            _("%(person)s is absent then already.") % {"person": representative},
            code="absent_already",
        )
    return store(Absence(representative=representative, during=during, reason=reason))


def remove_absence(absence: Absence, *, by: User | None = None) -> None:
    """The person can meet at that time again."""
    Absence.objects.filter(pk=absence.pk).delete()
