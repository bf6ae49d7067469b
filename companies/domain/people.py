"""People: how they come to be known."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from companies.domain.errors import DomainError, refusing
from companies.domain.storing import require_valid
from companies.models import User

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
        with transaction.atomic(), refusing(ADDRESS_TAKEN):
            person.save()
            # Known even unconfirmed: then the first sign-in by a code confirms it.
            EmailAddress.objects.create(
                user=person, email=address, verified=has_confirmed_address, primary=True
            )
    except DomainError:
        # Somebody else stored the same address in this moment: theirs is the person.
        return User.objects.get(email__iexact=address)
    return person
