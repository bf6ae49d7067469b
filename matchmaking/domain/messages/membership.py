"""Messages on belonging to an organisation: invitations, requests to join, their answers."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.choices import InvitationState, JoinRequestState
from companies.domain.invitations import invitation_token, may_be_accepted
from companies.models import JoinRequest, Organisation
from events.domain.days import say_day
from matchmaking.domain import addresses
from matchmaking.domain.messages.content import Content, NothingToTellError
from matchmaking.domain.messages.facts import Told


def invitation(told: Told) -> Content:
    """To the address of the invited person, who may have no account. `context` has the `serial`
    of the mail: only the last one has a link that works."""
    invited = told.invitation
    is_open = may_be_accepted(invited) and invited.serial == told.message.context.get("serial")
    inviter = invited.invited_by.full_name if invited.invited_by else ""
    names = {"organisation": invited.organisation, "person": inviter}
    lines = [
        _("%(person)s invites you to join %(organisation)s.") % names
        if inviter
        else _("You are invited to join %(organisation)s.") % names
    ]
    if events := told.facts.invited_to.get(invited.pk):
        to_come = _("You are to come to %(event)s for %(organisation)s.")
        lines.append(to_come % {**names, "event": ", ".join(events)})
    lines += [
        _("Open the link to accept or decline. You need no password: the link is yours alone."),
        _("If you do not know who invites you, ignore this mail: nothing happens then."),
    ]
    return Content(
        subject=_("Join %(organisation)s") % names,
        lines=lines,
        details=[(_("Valid until"), say_moment(invited.expires_at))],
        action=_("Answer the invitation"),
        url=addresses.absolute(reverse("companies:invitation", args=[invitation_token(invited)])),
        obsolete="" if is_open else "the invitation is no longer open",
    )


def invitation_answered(told: Told) -> Content:
    """To whoever invited."""
    invited = told.invitation
    names = {"person": invited, "organisation": invited.organisation}
    if invited.state == InvitationState.ACCEPTED:
        subject = _("%(person)s has joined %(organisation)s") % names
        line = _("%(person)s has accepted your invitation and belongs to %(organisation)s now.")
    elif invited.state == InvitationState.DECLINED:
        subject = _("%(person)s does not join %(organisation)s") % names
        line = _("%(person)s has declined your invitation to %(organisation)s.")
    else:
        raise NothingToTellError("the invitation is not answered")
    return Content(
        subject=subject,
        lines=[line % names],
        action=_("See who belongs to it"),
        url=members_url(invited.organisation),
    )


def join_requested(told: Told) -> Content:
    """To the owners."""
    asked = told.join_request
    names = {"person": asked.user, "organisation": asked.organisation}
    return Content(
        subject=_("%(person)s asks to join %(organisation)s") % names,
        lines=[
            _("%(person)s asks to belong to %(organisation)s.") % names,
            _("Let in only whom you know: they see your requests, meetings and contacts."),
        ],
        quote=asked.message,
        details=[(_("Email address"), asked.user.email)],
        action=_("Let in or decline"),
        url=members_url(asked.organisation),
        obsolete="" if _waits(asked) else "the request no longer waits",
    )


def join_decided(told: Told) -> Content:
    """To the person who asked."""
    asked = told.join_request
    names = {"organisation": asked.organisation}
    if asked.state == JoinRequestState.APPROVED:
        subject = _("You belong to %(organisation)s now") % names
        line = _("An owner of %(organisation)s has let you in. You see its events and meetings.")
    elif asked.state == JoinRequestState.DECLINED:
        subject = _("%(organisation)s has declined your request to join") % names
        line = _(
            "An owner of %(organisation)s has declined your request. "
            "If that is a mistake, ask a colleague to invite you."
        )
    else:
        raise NothingToTellError("nothing is decided")
    return Content(
        subject=subject,
        lines=[line % names],
        action=_("Open your organisations"),
        url=addresses.absolute(reverse("companies:me")),
    )


def _waits(asked: JoinRequest) -> bool:
    return asked.state == JoinRequestState.PENDING


def members_url(organisation: Organisation) -> str:
    return addresses.absolute(reverse("companies:members", args=[organisation.pk]))


def say_moment(moment: datetime) -> str:
    """A moment in UTC, named as such: nobody knows where the reader's clock stands."""
    utc = moment.astimezone(timezone.get_default_timezone())
    return f"{say_day(utc)} {utc:%H:%M} (UTC)"
