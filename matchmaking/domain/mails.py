"""The mails that notifications become: text and HTML of the same content, in the reader's
language, with the event's name and colour and a way to turn such mails off."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from events.colour import accent_of
from events.models import Event
from matchmaking.choices import Waived
from matchmaking.domain import addresses
from matchmaking.domain.mail_kinds import kind_of
from matchmaking.domain.messages import NothingToTellError, describe, read_facts
from matchmaking.domain.unsubscribing import unsubscribe_token
from matchmaking.models import Notification

HOUSE_COLOUR = "#3a3fb5"


def build_email(message: Notification) -> EmailMultiAlternatives:
    """The mail to send. Raises `NothingToTellError` where it need not be told any more."""
    with translation.override(_language_of(message)):
        content = describe(message, read_facts([message]))
        if content.obsolete:
            raise NothingToTellError(content.obsolete)
        context = {
            "content": content,
            "why_now": _why_now(message),
            **_letterhead(message.event),
            **_footer(message),
        }
        return _mail(
            "message",
            content.subject,
            context,
            to=message.recipient.email if message.recipient else message.address,
            key=message.key,
        )


def _language_of(message: Notification) -> str:
    person = message.recipient
    return (person.language if person else message.language) or settings.LANGUAGE_CODE


def _why_now(message: Notification) -> str:
    """Why a mail comes although the person asked for quiet, or for one mail a day."""
    if message.waived == Waived.QUIET_HOURS:
        return _("It comes during your quiet hours because one of these meetings is close.")
    if message.waived == Waived.DAILY_MAIL:
        return _("It does not wait for your daily mail because one of these meetings is close.")
    return ""


def _letterhead(event: Event | None) -> dict[str, Any]:
    accent = accent_of(event.accent if event and event.accent else HOUSE_COLOUR)
    logo = addresses.absolute(event.logo.url) if event and event.logo else ""
    return {
        "accent": accent,
        "event": event,
        "logo": logo,
        "site": addresses.site_host(),
        "language": translation.get_language(),
    }


def _footer(message: Notification) -> dict[str, Any]:
    """Who is greeted, why they get it, and where they turn it off."""
    person, kind = message.recipient, kind_of(message.kind)
    context: dict[str, Any] = {"name": person.get_full_name() if person else ""}
    if person is None or kind.is_of_account:
        return context
    token = unsubscribe_token(person, kind.group.value)
    return {
        **context,
        "stop": _("No more mails about: %(group)s") % {"group": kind.group.label},
        "preferences": addresses.preferences_url(),
        "unsubscribe": addresses.unsubscribe_url(token),
    }


def _mail(
    template: str, subject: str, context: Mapping[str, Any], *, to: str, key: str
) -> EmailMultiAlternatives:
    """Its Message-ID is made of the key, so that a second copy is known as one (RFC 5322, 3.6.4);
    mail programs offer to turn it off by themselves (RFC 8058)."""
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    headers = {
        "Message-ID": f"<{digest}@{addresses.site_host()}>",
        "Auto-Submitted": "auto-generated",
    }
    if context.get("unsubscribe"):
        headers["List-Unsubscribe"] = f"<{context['unsubscribe']}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    email = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=render_to_string(f"matchmaking/email/{template}.txt", {**context}),
        to=[to],
        headers=headers,
    )
    html = render_to_string(f"matchmaking/email/{template}.html", {**context, "subject": subject})
    email.attach_alternative(html, "text/html")
    return email
