"""Who is told of invitations and of requests to join: written with the change itself."""

from django.dispatch import receiver

from companies.choices import MemberRole
from companies.models import Invitation, JoinRequest, User
from companies.signals import (
    invitation_answered,
    invitation_sent,
    join_decided,
    join_requested,
)
from matchmaking.choices import NotificationKind
from matchmaking.domain.outbox import notify, notify_address, notify_all


@receiver(invitation_sent, dispatch_uid="matchmaking.send_invitation")
def on_invitation_sent(invitation: Invitation, **_kwargs: object) -> None:
    """Write to the address, whether or not anybody has an account with it."""
    notify_address(
        invitation.email,
        NotificationKind.INVITATION,
        f"invitation:{invitation.pk}:{invitation.serial}",
        language=invitation.language,
        event=None,
        context={"invitation": invitation.pk, "serial": invitation.serial},
    )


@receiver(invitation_answered, dispatch_uid="matchmaking.tell_answer")
def on_invitation_answered(invitation: Invitation, **_kwargs: object) -> None:
    """Tell whoever invited."""
    if invitation.invited_by is not None:
        notify(
            invitation.invited_by,
            NotificationKind.INVITATION_ANSWERED,
            f"invitation-answered:{invitation.pk}",
            event=None,
            context={"invitation": invitation.pk},
        )


@receiver(join_requested, dispatch_uid="matchmaking.tell_owners")
def on_join_requested(join_request: JoinRequest, **_kwargs: object) -> None:
    """Tell the owners."""
    owners = User.objects.filter(
        memberships__organisation=join_request.organisation_id,
        memberships__role=MemberRole.OWNER,
        is_active=True,
    )
    notify_all(
        owners,
        NotificationKind.JOIN_REQUESTED,
        f"join-requested:{join_request.pk}",
        event=None,
        context={"join_request": join_request.pk},
    )


@receiver(join_decided, dispatch_uid="matchmaking.tell_asker")
def on_join_decided(join_request: JoinRequest, **_kwargs: object) -> None:
    """Tell the person who asked."""
    notify(
        join_request.user,
        NotificationKind.JOIN_DECIDED,
        f"join-decided:{join_request.pk}",
        event=None,
        context={"join_request": join_request.pk},
    )
