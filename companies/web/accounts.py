"""Signing up: an address is enough; a password is for those who want one."""

from typing import Any

from allauth.account.forms import SignupForm
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
