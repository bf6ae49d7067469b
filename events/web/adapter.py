"""What signing in and up does here beyond what allauth does."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from companies.models import User
from events.models import Event
from events.web.account_mails import account_mail, render_account_mail


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _(
            "This account is switched off. If you think that this is a mistake, write to the "
            "organiser of your event."
        ),
        "cannot_remove_primary_email": _(
            "Codes and mails go to this address. Make another one the primary one first."
        ),
        "duplicate_email": _("This address is in your account already."),
        "email_password_mismatch": _(
            "The address or the password is not right. Check both, or have a sign-in code sent."
        ),
        "email_taken": _("Somebody has an account with this address. Sign in with it."),
        "enter_current_password": _("This is not your current password. Type it again."),
        "incorrect_code": _("This is not the code of the last mail. Check it and type it again."),
        "incorrect_password": _("This is not your password. Type it again."),
        "max_email_addresses": _("An account has %d addresses at most. Remove one first."),
        "rate_limited": _("A mail was sent a moment ago. Wait a minute, then ask again."),
        "same_as_current": _("This is the address as it is. Type another one."),
        "too_many_login_attempts": _(
            "There were too many tries. Wait five minutes, then try again."
        ),
        "unverified_primary_email": _("Confirm this address before you make it the primary one."),
    }

    def save_user(
        self, request: HttpRequest, user: User, form: forms.Form, commit: bool = True
    ) -> Any:
        """A new person reads and gets mail in the language they signed up in."""
        user.language = get_language() or user.language
        return super().save_user(request, user, form, commit=commit)

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """Our own words and sheet for every kind of mail that we know; allauth's for a new one."""
        mail = account_mail(template_prefix, context)
        if mail is None:
            return super().render_mail(template_prefix, email, context, headers)
        return render_account_mail(mail, [email] if isinstance(email, str) else email, headers)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Straight to the schedule, for who takes part in a single event that is not over."""
        today = timezone.now().date()
        own = Event.objects.attended_by(request.user).filter(ends_on__gte=today)
        slugs = list(own.values_list("slug", flat=True)[:2])
        if len(slugs) == 1:
            return reverse("matchmaking:agenda", args=slugs)
        return reverse("events:home")
