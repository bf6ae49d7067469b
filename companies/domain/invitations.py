"""Inviting people by their address to belong to an organisation, and what they answer.

Nobody learns from it whether an address has an account: all addresses are treated alike, and
only the owner of one, who alone gets the link, goes on from there.
"""

from collections.abc import Sequence
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from companies.choices import InvitationState, MemberRole
from companies.domain.errors import DomainError
from companies.domain.organisations import add_member, lock_organisation
from companies.domain.storing import store
from companies.models import Invitation, Member, Organisation, User
from companies.signals import invitation_answered, invitation_sent

VALID = timedelta(days=14)
MOST_WAITING = 50
SEND_AGAIN_AFTER = timedelta(minutes=10)


@transaction.atomic
def invite(
    organisation: Organisation,
    *,
    email: str,
    role: str = MemberRole.REPRESENTATIVE,
    full_name: str = "",
    job_title: str = "",
    languages: Sequence[str] = (),
    language: str = settings.LANGUAGE_CODE,
    by: User | None,
) -> Invitation:
    """Invite the address; where it is invited already, that invitation, and no second mail."""
    lock_organisation(organisation.pk)
    address = email.strip().lower()
    if member := member_with_address(organisation, address):
        raise DomainError(
            _("%(person)s belongs to %(organisation)s already.")
            % {"person": member.user, "organisation": organisation},
            code="member_once",
        )
    waiting = Invitation.objects.filter(organisation=organisation, state=InvitationState.PENDING)
    known = waiting.filter(email__iexact=address).first()
    if known is not None and not known.has_expired:
        return known
    if known is not None:
        return _send_again(known)
    if waiting.count() >= MOST_WAITING:
        raise DomainError(
            _(
                "%(number)s invitations of %(organisation)s wait for an answer, the most there can "
                "be. Take some back first."
            )
            % {"number": MOST_WAITING, "organisation": organisation},
            code="too_many_invitations",
        )
    now = timezone.now()
    invitation = store(
        Invitation(
            organisation=organisation,
            email=address,
            full_name=full_name.strip(),
            role=role,
            job_title=job_title,
            languages=list(languages),
            language=language,
            invited_by=by,
            sent_at=now,
            expires_at=now + VALID,
        )
    )
    invitation_sent.send(Invitation, invitation=invitation)
    return invitation


def member_with_address(organisation: Organisation, address: str) -> Member | None:
    """The organisation's member who signs in with this address."""
    own = Member.objects.filter(organisation=organisation).select_related("user")
    confirmed = EmailAddress.objects.filter(email__iexact=address, verified=True)
    return (
        own.filter(user__email__iexact=address).first()
        or own.filter(user__in=confirmed.values("user")).first()
    )


@transaction.atomic
def resend_invitation(invitation: Invitation, *, by: User | None) -> Invitation:
    """Send the invitation once more, valid anew; the link that was sent before no longer is."""
    invitation = _locked(invitation)
    _refuse_unless_waiting(invitation)
    if timezone.now() < invitation.sent_at + SEND_AGAIN_AFTER:
        raise DomainError(
            _("%(person)s was written to a few minutes ago. Wait ten minutes, then send it again.")
            % {"person": invitation},
            code="sent_just_now",
        )
    return _send_again(invitation)


def _send_again(invitation: Invitation) -> Invitation:
    invitation.serial += 1
    invitation.sent_at = timezone.now()
    invitation.expires_at = invitation.sent_at + VALID
    invitation.save(update_fields=["serial", "sent_at", "expires_at"])
    invitation_sent.send(Invitation, invitation=invitation)
    return invitation


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: User | None) -> Invitation:
    """Take the invitation back; its link leads nowhere from then on."""
    invitation = _locked(invitation)
    _refuse_unless_waiting(invitation)
    return _close(invitation, InvitationState.REVOKED)


@transaction.atomic
def accept_invitation(invitation: Invitation, user: User) -> Member:
    """Make the person a member in the role that was meant; only who has the invited address."""
    invitation = _locked(invitation)
    refuse_unless_open(invitation)
    if not has_address(user, invitation.email):
        raise DomainError(
            _(
                "This invitation is for %(address)s, and you are signed in as %(person)s. "
                "Sign out, open the link again and sign in with that address."
            )
            % {"address": invitation.email, "person": user.email},
            code="other_address",
        )
    if invitation.full_name and not user.full_name:
        user.full_name = invitation.full_name
        user.save(update_fields=["full_name"])
    member = Member.objects.filter(organisation=invitation.organisation, user=user).first()
    if member is None:
        member = add_member(
            invitation.organisation,
            user,
            role=invitation.role,
            job_title=invitation.job_title,
            languages=invitation.languages,
            by=invitation.invited_by,
        )
    invitation.accepted_by = user
    _close(invitation, InvitationState.ACCEPTED)
    invitation_answered.send(Invitation, invitation=invitation)
    return member


@transaction.atomic
def decline_invitation(invitation: Invitation) -> Invitation:
    """Say no. Who has the link may: it was sent to the address alone."""
    invitation = _locked(invitation)
    refuse_unless_open(invitation)
    _close(invitation, InvitationState.DECLINED)
    invitation_answered.send(Invitation, invitation=invitation)
    return invitation


def has_address(user: User, address: str) -> bool:
    """The person signs in with the address, or has confirmed that it is theirs too."""
    if user.email.lower() == address.lower():
        return True
    confirmed = EmailAddress.objects.filter(user=user, email__iexact=address, verified=True)
    return bool(confirmed.exists())


def may_be_accepted(invitation: Invitation) -> bool:
    return invitation.state == InvitationState.PENDING and not invitation.has_expired


def refuse_unless_open(invitation: Invitation) -> None:
    """Refuse an invitation that was answered, taken back, or is too old, and say what to do."""
    _refuse_unless_waiting(invitation)
    if invitation.has_expired:
        raise DomainError(
            _(
                "This invitation was valid for two weeks, until it expired. "
                "Ask %(organisation)s to send it again."
            )
            % {"organisation": invitation.organisation},
            code="expired",
        )


def _refuse_unless_waiting(invitation: Invitation) -> None:
    words = {"organisation": invitation.organisation}
    sentences = {
        InvitationState.ACCEPTED: _(
            "This invitation was accepted before. Sign in to see %(organisation)s."
        ),
        InvitationState.DECLINED: _(
            "This invitation was declined. If that was a mistake, ask %(organisation)s for a new "
            "one."
        ),
        InvitationState.REVOKED: _(
            "%(organisation)s has taken this invitation back. Ask them if that was meant."
        ),
    }
    if invitation.state in sentences:
        raise DomainError(
            sentences[InvitationState(invitation.state)] % words, code=str(invitation.state)
        )


def _locked(invitation: Invitation) -> Invitation:
    """The invitation as it is stored now; one answer at a time."""
    return (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("organisation", "invited_by")
        .get(pk=invitation.pk)
    )


def _close(invitation: Invitation, state: InvitationState) -> Invitation:
    invitation.state = state
    invitation.answered_at = timezone.now()
    invitation.save(update_fields=["state", "answered_at", "accepted_by"])
    return invitation


# --- the link -----------------------------------------------------------------------------------


def invitation_token(invitation: Invitation) -> str:
    """What the link of the last mail ends in: nothing of it is stored, nobody can guess it."""
    return f"{invitation.pk}-{invitation.serial}-{_signature(invitation, invitation.serial)}"


def find_invitation(token: str) -> Invitation | None:
    """The invitation of a link whose signature holds, however old the link may be."""
    parts = token.split("-")
    if len(parts) != 3 or not all(part.isdecimal() and len(part) < 10 for part in parts[:2]):
        return None
    invitation = (
        Invitation.objects.select_related("organisation", "invited_by")
        .filter(pk=int(parts[0]))
        .first()
    )
    if invitation is None:
        return None
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        expected = _signature(invitation, int(parts[1]), secret)
        if constant_time_compare(expected, parts[2]):
            return invitation
    return None


def is_newest_link(invitation: Invitation, token: str) -> bool:
    """Whether no later mail has replaced the link."""
    return token.split("-")[1] == str(invitation.serial)


def _signature(invitation: Invitation, serial: int, secret: str | bytes | None = None) -> str:
    message = f"{invitation.pk}:{serial}:{invitation.email}"
    return salted_hmac(
        "companies.invitation", message, secret=secret, algorithm="sha256"
    ).hexdigest()[:40]
