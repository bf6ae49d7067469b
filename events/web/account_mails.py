"""The mails on a person's account: codes, links, and what was changed.

Text and HTML of the same content, on the sheet that all our mails are written on, in the language
of the page from which they were asked for. allauth names a kind of mail by the prefix of a template
and hands over what it knows; the words are ours.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any
from urllib.parse import urlsplit

from allauth.account import app_settings
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.colour import HOUSE_COLOUR, accent_of
from events.domain.days import say_day

Context = Mapping[str, Any]
ACCOUNT_DELETED = "account/email/account_deleted"
"""The one kind of mail that allauth does not know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountMail:
    """A mail in the active language. `lines` are sentences, the first one says it all where there
    is room for one only; `code` stands alone, to be read at a glance and copied."""

    subject: str
    heading: str
    lines: Sequence[str]
    code: str = ""
    details: Sequence[tuple[str, str]] = ()
    action: str = ""
    url: str = ""


def account_mail(prefix: str, context: Context) -> AccountMail | None:
    """What the mail says; None for a kind that has no words here."""
    if prefix in CHANGES:
        return _changed(prefix, context)
    build = BUILDERS.get(prefix)
    return build(context) if build is not None else None


def render_account_mail(
    mail: AccountMail, to: Sequence[str], headers: Mapping[str, str] | None = None
) -> EmailMultiAlternatives:
    context = {
        "mail": mail,
        "subject": mail.subject,
        "accent": accent_of(HOUSE_COLOUR),
        "language": translation.get_language(),
        "site": urlsplit(settings.SITE_URL).hostname or "",
    }
    email = EmailMultiAlternatives(
        subject=" ".join(mail.subject.split()),
        body=render_to_string("events/email/account.txt", context),
        to=list(to),
        headers={"Auto-Submitted": "auto-generated", **(headers or {})},
    )
    email.attach_alternative(render_to_string("events/email/account.html", context), "text/html")
    return email


def _code(context: Context, lines: Sequence[str], seconds: int) -> AccountMail:
    code, minutes = context["code"], seconds // 60
    return AccountMail(
        subject=_("%(code)s is your code") % {"code": code},
        heading=_("Your code"),
        code=code,
        lines=[
            *lines,
            ngettext(
                "It is good for %(number)d minute, and once.",
                "It is good for %(number)d minutes, and once.",
                minutes,
            )
            % {"number": minutes},
            _ignore(),
        ],
    )


def _confirm(context: Context) -> AccountMail:
    return _code(
        context,
        [_("Enter it on the page that asks for it: then we know that this address is yours.")],
        app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT,
    )


def _sign_in(context: Context) -> AccountMail:
    return _code(
        context,
        [_("Enter it on the page that asks for it, and you are signed in. Tell it to nobody.")],
        app_settings.LOGIN_BY_CODE_TIMEOUT,
    )


def _new_password(context: Context) -> AccountMail:
    days = settings.PASSWORD_RESET_TIMEOUT // 86400
    return AccountMail(
        subject=_("Choose a new password"),
        heading=_("Choose a new password"),
        lines=[
            _("You asked for a new password for your account."),
            ngettext(
                "The link is good for %(number)d day, and once.",
                "The link is good for %(number)d days, and once.",
                days,
            )
            % {"number": days},
            _ignore(),
        ],
        action=_("Choose a new password"),
        url=context["password_reset_url"],
    )


def _unknown(context: Context) -> AccountMail:
    return AccountMail(
        subject=_("There is no account with this address"),
        heading=_("There is no account with this address"),
        lines=[
            _("Somebody, probably you, wanted to sign in as %(email)s. No account has it.")
            % {"email": context["email"]},
            _("Perhaps you signed up with another address. If not, you can sign up now."),
            _ignore(),
        ],
        action=_("Sign up"),
        url=context["signup_url"],
    )


def _known(context: Context) -> AccountMail:
    return AccountMail(
        subject=_("You have an account already"),
        heading=_("You have an account already"),
        lines=[
            _("Somebody, probably you, wanted to sign up as %(email)s. It has an account already.")
            % {"email": context["email"]},
            _("Sign in with a code that we send you: you need no password."),
            _ignore(),
        ],
        action=_("Sign in"),
        url=f"{settings.SITE_URL}{reverse('account_request_login_code')}",
    )


def _deleted(context: Context) -> AccountMail:
    return AccountMail(
        subject=_("Your account is deleted"),
        heading=_("Your account is deleted"),
        lines=[
            _(
                "It was deleted on the site, confirmed by its address. This is our last mail to "
                "you."
            ),
            _("If it was not you, write to the organiser of your event."),
        ],
        details=_circumstances(context),
        action=_("See the events"),
        url=f"{settings.SITE_URL}{reverse('events:home')}",
    )


def _circumstances(context: Context) -> list[tuple[str, str]]:
    """When and from where it was done."""
    at = context["timestamp"].astimezone(UTC)
    return [
        (_("When"), f"{say_day(at)} {at:%H:%M} (UTC)"),
        (_("From the IP address"), str(context["ip"])),
        (_("With the browser"), str(context["user_agent"])),
    ]


def _ignore() -> str:
    return _("If you did not ask for it, ignore this mail: nothing happens then.")


BUILDERS: Mapping[str, Callable[[Context], AccountMail]] = {
    "account/email/email_confirmation": _confirm,
    "account/email/email_confirmation_signup": _confirm,
    "account/email/login_code": _sign_in,
    "account/email/password_reset_key": _new_password,
    "account/email/unknown_account": _unknown,
    "account/email/account_already_exists": _known,
    ACCOUNT_DELETED: _deleted,
}


def _changed_address(context: Context) -> tuple[str, str]:
    sentence = _("Your email address was changed from %(old)s to %(new)s.")
    return _("Your email address was changed"), sentence % {
        "old": context["from_email"],
        "new": context["to_email"],
    }


def _removed_address(context: Context) -> tuple[str, str]:
    sentence = _("The address %(email)s was taken out of your account.")
    return _("An email address was taken out"), sentence % {"email": context["deleted_email"]}


# Subject and sentence of each change that its person is told of.
CHANGES: Mapping[str, Callable[[Context], tuple[str, str]]] = {
    "account/email/email_changed": _changed_address,
    "account/email/email_deleted": _removed_address,
    "account/email/email_confirm": lambda _c: (
        _("Your email address is confirmed"),
        _("This address belongs to your account now."),
    ),
    "account/email/password_changed": lambda _c: (
        _("Your password was changed"),
        _("Your account has another password now."),
    ),
    "account/email/password_reset": lambda _c: (
        _("Your password was changed"),
        _("Your account has another password now, chosen by a link that we sent you."),
    ),
    "account/email/password_set": lambda _c: (
        _("Your account has a password now"),
        _("You can sign in with a password now."),
    ),
    "mfa/email/totp_activated": lambda _c: (
        _("An authenticator app was added"),
        _("Signing in takes a code of your authenticator app now."),
    ),
    "mfa/email/totp_deactivated": lambda _c: (
        _("The authenticator app was removed"),
        _("Signing in takes no code of an authenticator app any more."),
    ),
    "mfa/email/recovery_codes_generated": lambda _c: (
        _("New recovery codes were made"),
        _("Your account has new recovery codes; the old ones are void."),
    ),
    "mfa/email/webauthn_added": lambda _c: (
        _("A passkey was added"),
        _("You can sign in with a new passkey now."),
    ),
    "mfa/email/webauthn_removed": lambda _c: (
        _("A passkey was removed"),
        _("One of your passkeys opens your account no more."),
    ),
}


def _changed(prefix: str, context: Context) -> AccountMail:
    subject, sentence = CHANGES[prefix](context)
    return AccountMail(
        subject=subject,
        heading=subject,
        lines=[
            sentence,
            _(
                "If it was not you, end all sessions but your own, change your password, and write "
                "to the organiser."
            ),
        ],
        details=_circumstances(context),
        action=_("See where you are signed in"),
        url=f"{settings.SITE_URL}{reverse('usersessions_list')}",
    )
