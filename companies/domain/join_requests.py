"""Asking to belong to an organisation, and what its owners answer."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.choices import JoinRequestState, MemberRole
from companies.domain.errors import DomainError
from companies.domain.organisations import add_member, lock_organisation
from companies.domain.storing import store
from companies.models import JoinRequest, Member, Organisation, User
from companies.signals import join_decided, join_requested

MOST_WAITING = 5


@transaction.atomic
def ask_to_join(organisation: Organisation, user: User, *, message: str = "") -> JoinRequest:
    """Ask the owners to be let in; asked twice is asked once. Only who has a name may ask: it is
    what the owners decide by."""
    if not user.full_name:
        raise DomainError(
            _("Say what you are called first, so that the owners know who asks."),
            code="name_missing",
        )
    lock_organisation(organisation.pk)
    if Member.objects.filter(organisation=organisation, user=user).exists():
        raise DomainError(
            _("You belong to %(organisation)s already.") % {"organisation": organisation},
            code="member_once",
        )
    own = JoinRequest.objects.filter(user=user, state=JoinRequestState.PENDING)
    known = own.filter(organisation=organisation).first()
    if known is not None:
        return known
    if own.count() >= MOST_WAITING:
        raise DomainError(
            _(
                "%(number)s requests of yours wait for an answer, the most there can be. "
                "Take one back first."
            )
            % {"number": MOST_WAITING},
            code="too_many_join_requests",
        )
    join_request = store(JoinRequest(organisation=organisation, user=user, message=message.strip()))
    join_requested.send(JoinRequest, join_request=join_request)
    return join_request


@transaction.atomic
def approve_join_request(
    join_request: JoinRequest, *, role: str = MemberRole.REPRESENTATIVE, by: User
) -> Member:
    """Let the person in."""
    join_request = _locked(join_request)
    member = Member.objects.filter(
        organisation=join_request.organisation, user=join_request.user
    ).first() or add_member(join_request.organisation, join_request.user, role=role, by=by)
    _decide(join_request, JoinRequestState.APPROVED, by)
    join_decided.send(JoinRequest, join_request=join_request)
    return member


@transaction.atomic
def decline_join_request(join_request: JoinRequest, *, by: User | None) -> JoinRequest:
    """Do not let the person in; they are told so. By nobody where nobody is left to decide."""
    join_request = _locked(join_request)
    _decide(join_request, JoinRequestState.DECLINED, by)
    join_decided.send(JoinRequest, join_request=join_request)
    return join_request


@transaction.atomic
def withdraw_join_request(join_request: JoinRequest, *, by: User) -> JoinRequest:
    """The person no longer asks. Nobody is told."""
    join_request = _locked(join_request)
    return _decide(join_request, JoinRequestState.WITHDRAWN, by)


def _locked(join_request: JoinRequest) -> JoinRequest:
    """The request as it is stored now, which still waits; one decision at a time."""
    stored = (
        JoinRequest.objects.select_for_update(of=("self",))
        .select_related("organisation", "user")
        .get(pk=join_request.pk)
    )
    if stored.state != JoinRequestState.PENDING:
        raise DomainError(
            _("The request of %(person)s is “%(state)s” already.")
            % {"person": stored.user, "state": stored.get_state_display()},
            code="decided_already",
        )
    return stored


def _decide(join_request: JoinRequest, state: JoinRequestState, by: User | None) -> JoinRequest:
    join_request.state = state
    join_request.decided_at = timezone.now()
    join_request.decided_by = by
    join_request.save(update_fields=["state", "decided_at", "decided_by"])
    return join_request
