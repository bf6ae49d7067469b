"""Signing up and in, and a password: allauth's forms in our words."""

from typing import Any

from allauth.account.forms import (
    ChangeEmailForm,
    ChangePasswordForm,
    ConfirmEmailVerificationCodeForm,
    ConfirmLoginCodeForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
    SignupForm,
)
from django import forms
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
        fields: dict[str, forms.Field] = self.fields  # type: ignore[attr-defined]
        fields["password1"].label = _("New password")
        fields["password1"].help_text = _(
            "At least 8 characters, not a common one, not only digits."
        )
        fields["password2"].label = _("The same password once more")
        if "oldpassword" in fields:
            fields["oldpassword"].label = _("Current password")


class ChangeForm(OneSentence, ChangePasswordForm):
    pass


class SetForm(OneSentence, SetPasswordForm):
    pass


class ResetForm(OneSentence, ResetPasswordKeyForm):
    pass


class CodeFromMail:
    """A code is typed as it stands in the mail: letters come as capitals, nothing is corrected."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code: forms.Field = self.fields["code"]  # type: ignore[attr-defined]
        code.label = _("Code from the mail")
        code.widget.attrs |= {
            "class": "code-field",
            "autocapitalize": "characters",
            "autocorrect": "off",
            "spellcheck": "false",
        }


class SignInCodeForm(CodeFromMail, ConfirmLoginCodeForm):
    pass


class AddressCodeForm(CodeFromMail, ConfirmEmailVerificationCodeForm):
    pass


class OtherAddressForm(ChangeEmailForm):
    """For who mistyped the address when signing up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("The right address")
