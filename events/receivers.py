"""What follows here from a change in `companies`, in the same transaction."""

from django.dispatch import receiver

from companies.choices import InvitationState
from companies.models import Invitation, Member, User
from companies.signals import invitation_answered, member_leaving
from events.domain.representatives import arrive_invited, leave_registrations


@receiver(invitation_answered, dispatch_uid="events.arrive")
def on_invitation_answered(invitation: Invitation, **_kwargs: object) -> None:
    """Who accepts comes to the events that they were invited for."""
    if invitation.state == InvitationState.ACCEPTED:
        arrive_invited(invitation)


@receiver(member_leaving, dispatch_uid="events.leave")
def on_member_leaving(member: Member, by: User | None, **_kwargs: object) -> None:
    """Who leaves an organisation no longer comes for it."""
    leave_registrations(member, by=by)
