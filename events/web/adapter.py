"""What signing in and up does here beyond what allauth does."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from companies.models import User
from events.models import Event
from events.web.account_mails import account_mail, render_account_mail


class AccountAdapter(DefaultAccountAdapter):
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
