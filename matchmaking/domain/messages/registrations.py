"""Messages about a company's registration for an event."""

from django.utils.translation import gettext as _

from events.choices import RegistrationState
from matchmaking.domain import addresses
from matchmaking.domain.messages.content import Content, NothingToTellError
from matchmaking.domain.messages.facts import Told


def registration_decided(told: Told) -> Content:
    """`context` has the `state` that was decided."""
    event, registration = told.event, told.registration
    state = told.message.context.get("state")
    names = {"name": registration, "event": event}
    sentences = {
        RegistrationState.APPROVED: (
            _("%(name)s takes part in %(event)s"),
            _("The organiser has approved the registration of %(name)s for %(event)s."),
        ),
        RegistrationState.WAITLISTED: (
            _("%(name)s is on the waiting list of %(event)s"),
            _("%(event)s is full for now. %(name)s is on the waiting list; we will write to you."),
        ),
        RegistrationState.REJECTED: (
            _("The registration for %(event)s was not accepted"),
            _("The organiser has not accepted the registration of %(name)s for %(event)s."),
        ),
        RegistrationState.WITHDRAWN: (
            _("%(name)s no longer takes part in %(event)s"),
            _("The registration of %(name)s for %(event)s has been withdrawn."),
        ),
    }
    if state not in sentences:
        raise NothingToTellError("nothing is decided")
    subject, line = sentences[RegistrationState(state)]
    is_so = registration.state == state
    return Content(
        subject=subject % names,
        lines=[line % names],
        quote=registration.state_reason if is_so else "",
        action=_("See your registration"),
        url=addresses.company_url(event),
        obsolete="" if is_so else "it was decided otherwise since",
    )
