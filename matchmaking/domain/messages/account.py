"""Messages about a person's own account, and about what somebody else did for their company."""

from django.utils.translation import gettext as _

from matchmaking.choices import RequestState
from matchmaking.domain import addresses
from matchmaking.domain.messages.content import FULL_STOPS, Content, NothingToTellError
from matchmaking.domain.messages.facts import Told


def data_ready(_told: Told) -> Content:
    """The file of the person's own data can be downloaded."""
    return Content(
        subject=_("The file of your data is ready"),
        lines=[
            _("You asked for a file with your own data. It is ready."),
            _("Download it within seven days; you will be asked to sign in again."),
        ],
        action=_("Download the file"),
        url=addresses.exports_url(),
    )


def leader_acted(told: Told) -> Content:
    """`context` names the `leader`, the `registration`, what was done and the `other` company."""
    context = told.message.context
    names = {
        "leader": told.leader.public_name,
        "company": told.registration,
        "event": told.event,
        "other": told.other or "",
    }
    sentences = {
        "request.sent": _("%(leader)s asked %(other)s for a meeting, for %(company)s."),
        f"request.{RequestState.ACCEPTED}": _(
            "%(leader)s accepted the request of %(other)s, for %(company)s."
        ),
        f"request.{RequestState.DECLINED}": _(
            "%(leader)s declined the request of %(other)s, for %(company)s."
        ),
        f"request.{RequestState.WITHDRAWN}": _(
            "%(leader)s withdrew the request to %(other)s, for %(company)s."
        ),
        "absence.added": _("%(leader)s said when somebody of %(company)s cannot meet."),
        "absence.removed": _("%(leader)s took back when somebody of %(company)s cannot meet."),
    }
    sentence = sentences.get(context.get("did", ""))
    if sentence is None:
        raise NothingToTellError("nothing is said on this")
    subject = (sentence % names).rstrip(FULL_STOPS)
    return Content(
        subject=subject,
        lines=[
            subject,
            _(
                "You let the leader of your delegation act for you at %(event)s. You can take it "
                "back at any time."
            )
            % names,
        ],
        action=_("See what was done"),
        url=addresses.company_url(told.event),
    )
