"""What a registration's state allows."""

from django.utils.translation import gettext as _

from companies.domain.errors import DomainError
from events.choices import RegistrationState
from events.models import Registration

OUT = frozenset({RegistrationState.REJECTED, RegistrationState.WITHDRAWN})


def refuse_if_out(registration: Registration) -> None:
    """Refuse to go on with a registration that is rejected or withdrawn."""
    if registration.state in OUT:
        raise DomainError(
            _("%(organisation)s does not take part: its registration is “%(state)s”.")
            % {
                "organisation": registration.organisation,
                "state": registration.get_state_display(),
            },
            code="not_taking_part",
        )


def refuse_unless_approved(registration: Registration) -> None:
    """Refuse what only approved participants may do."""
    refuse_if_out(registration)
    if not registration.is_approved:
        raise DomainError(
            _(
                "The registration of %(organisation)s is not approved yet: it is “%(state)s”. "
                "Try again once it is approved."
            )
            % {
                "organisation": registration.organisation,
                "state": registration.get_state_display(),
            },
            code="not_approved",
        )
