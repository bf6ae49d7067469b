"""People: how they come to be known."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from companies.domain.errors import DomainError, refusing
from companies.domain.storing import require_valid
from companies.models import Invitation, User

_TAKEN = _("Somebody is registered with this address already. Sign in.")
ADDRESS_TAKEN = {"companies_user_email_key": _TAKEN, "user_email_any_case_unique": _TAKEN}


def create_person(
    *,
    email: str,
    full_name: str = "",
    language: str = settings.LANGUAGE_CODE,
    time_zone: str = "",
    password: str | None = None,
    has_confirmed_address: bool = False,
) -> User:
    """The person with this address, made if nobody has it yet; a known person is not changed.

    Without a password they sign in by a code sent to the address. `has_confirmed_address` is for
    addresses that need no confirmation mail.
    """
    address = email.strip().lower()
    known = User.objects.filter(email__iexact=address).first()
    if known is not None:
        return known
    person = User(email=address, full_name=full_name, language=language, time_zone=time_zone)
    person.set_password(password)
    require_valid(person)
    try:
        with refusing(ADDRESS_TAKEN):
            person.save()
            # Known even unconfirmed: then the first sign-in by a code confirms it.
            EmailAddress.objects.create(
                user=person, email=address, verified=has_confirmed_address, primary=True
            )
    except DomainError:
        # Somebody else stored the same address in this moment: theirs is the person.
        return User.objects.get(email__iexact=address)
    return person


def person_with_address(address: str) -> User | None:
    """Who signs in with the address, or has confirmed that it is theirs too."""
    return (
        User.objects.filter(email__iexact=address).first()
        or User.objects.filter(
            emailaddress__email__iexact=address, emailaddress__verified=True
        ).first()
    )


def join_by_invitation(invitation: Invitation, *, full_name: str) -> User | None:
    """An account for the invited address, confirmed as its mail was read; none if there is one.

    The address decides under its unique constraint: of two who open the link at once, one gets
    the account, and the other is to sign in.
    """
    person = User(email=invitation.email, full_name=full_name, language=invitation.language)
    person.set_unusable_password()
    require_valid(person)
    try:
        with refusing(ADDRESS_TAKEN):
            person.save()
            EmailAddress.objects.create(
                user=person, email=invitation.email, verified=True, primary=True
            )
    except DomainError:
        return None
    return person
