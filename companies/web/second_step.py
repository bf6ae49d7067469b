"""Passkeys and codes of an authenticator app: allauth's forms in our words."""

from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
    SignupWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from companies.models import User
from companies.templatetags.browser_name import browser_name

# What allauth lets through where a device, or somebody in its place, sends nonsense.
UNREADABLE = (AttributeError, KeyError, TypeError, ValueError)


class SecondStepAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "add_email_blocked": _(
            "While two-step sign-in is on, no address can be added. Switch it off, add the "
            "address, then switch it on again."
        ),
        "cannot_generate_recovery_codes": _(
            "Recovery codes belong to two-step sign-in. Add a passkey or the app first."
        ),
        "incorrect_code": _("This code is not right. Type the one that is shown now."),
        "unverified_email": _("Confirm your email address first, then set this up."),
    }

    def generate_authenticator_name(self, _user: User, _kind: str) -> str:
        """What a passkey is called unless its owner says otherwise: where it was made."""
        return browser_name(self.request.headers.get("User-Agent", ""))


class NamedPasskey:
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name: forms.Field = self.fields["name"]  # type: ignore[attr-defined]
        name.label = _("Name of the passkey")
        name.help_text = _("So that you know it again: “Hà's phone”.")


class MadePasskey(NamedPasskey):
    def clean(self) -> dict[str, Any]:
        unreadable = ValidationError(
            _("What the device sent could not be read. Try once more."), code="unreadable"
        )
        try:
            cleaned: dict[str, Any] = super().clean()  # type: ignore[misc]
        except ValidationError as error:
            raise (unreadable if error.code == "incorrect_code" else error) from error
        except UNREADABLE as error:
            raise unreadable from error
        return cleaned


class PasskeyForm(MadePasskey, AddWebAuthnForm):
    """A key that is added is a passkey, unless one says that it only stands beside a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        passwordless = self.fields["passwordless"]
        passwordless.initial = True
        passwordless.label = _("Sign in with it alone, without a password")
        passwordless.help_text = _(
            "Leave it ticked, unless it is a key that only adds to a password."
        )


class FirstPasskeyForm(MadePasskey, SignupWebAuthnForm):
    pass


class RenameForm(NamedPasskey, EditWebAuthnForm):
    pass


class KnownPasskey:
    """Who shows a passkey that nobody knows, or nonsense, is told so."""

    def clean_credential(self) -> Authenticator:
        unknown = ValidationError(
            _("This passkey does not belong to an account here. Sign in in another way."),
            code="unknown_passkey",
        )
        try:
            found: Authenticator = super().clean_credential()  # type: ignore[misc]
        except ValidationError as error:
            raise (unknown if error.code == "incorrect_code" else error) from error
        except UNREADABLE as error:
            raise unknown from error
        return found


class SignInPasskeyForm(KnownPasskey, LoginWebAuthnForm):
    pass


class SecondPasskeyForm(KnownPasskey, AuthenticateWebAuthnForm):
    pass


class SamePersonPasskeyForm(KnownPasskey, ReauthenticateWebAuthnForm):
    pass


class SecondCodeForm(AuthenticateForm):
    """Knows which ways the person has, so that the page offers no other."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = set(self.user.authenticator_set.values_list("type", flat=True))
        self.has_app = Authenticator.Type.TOTP in kinds
        self.has_passkey = Authenticator.Type.WEBAUTHN in kinds
        code = self.fields["code"]
        code.label = _("Code of the app or recovery code") if self.has_app else _("Recovery code")


class SamePersonCodeForm(ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code of the app or recovery code")


class AppForm(ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = _("Code of the app")
        code.widget.attrs |= {"inputmode": "numeric"}
