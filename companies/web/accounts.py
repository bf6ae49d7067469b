"""Signing up, where an address is enough, and setting a password: allauth's forms in our words."""

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
    SignupForm,
)
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.utils.translation import gettext_lazy as _


class SignUpForm(SignupForm):
    """allauth's own, which says that the password may be left out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "password1" in self.fields:
            self.fields["password1"].label = _("Password, if you want one")
            self.fields["password1"].help_text = _(
                "At least 8 characters, not a common one. Without it, you sign in by a code that "
                "we send to your address."
            )


class OneSentence:
    """Says in one sentence what a new password has to be, instead of a list of rules."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = _(  # type: ignore[attr-defined]
            "At least 8 characters, not a common one, not only digits."
        )


class ChangeForm(OneSentence, ChangePasswordForm):
    pass


class SetForm(OneSentence, SetPasswordForm):
    pass


class ResetForm(OneSentence, ResetPasswordKeyForm):
    pass


class PasskeyForm(AddWebAuthnForm):
    """A key that is added is a passkey, unless one says that it only stands beside a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = _("So that you know it again: “Hà's phone”.")
        passwordless = self.fields["passwordless"]
        passwordless.initial = True
        passwordless.label = _("Sign in with it alone, without a password")
        passwordless.help_text = _(
            "Leave it ticked, unless it is a key that only adds to a password."
        )
