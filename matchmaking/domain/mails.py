"""The mails that notifications become: text and HTML of the same content, in the reader's
language, with the event's name and colour and a way to turn such mails off."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies.models import User
from events.colour import HOUSE_COLOUR, accent_of
from events.models import Event
from matchmaking.choices import Waived
from matchmaking.domain import addresses
from matchmaking.domain.mail_kinds import kind_of
from matchmaking.domain.messages import Content, Facts, NothingToTellError, describe, read_facts
from matchmaking.domain.unsubscribing import DAILY_MAIL, unsubscribe_token
from matchmaking.models import Notification


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


@dataclass(frozen=True, slots=True)
class DigestEntry:
    """One message of a daily mail."""

    message: Notification
    content: Content


def digest_entry(message: Notification, facts: Facts) -> DigestEntry:
    """The message in its reader's language. Raises `NothingToTellError`."""
    if message.recipient is None or not message.recipient.is_active:
        raise NothingToTellError("the account is closed")
    with translation.override(_language_of(message)):
        content = describe(message, facts)
    if content.obsolete:
        raise NothingToTellError(content.obsolete)
    return DigestEntry(message, content)


def build_digest(entries: Sequence[DigestEntry]) -> EmailMultiAlternatives:
    """The daily mail of one person: entries of the same event stand together, in their order."""
    first = entries[0]
    person = first.message.recipient
    assert person is not None
    with translation.override(_language_of(first.message)):
        events = [list(group) for _event, group in groupby(entries, lambda e: e.message.event_id)]
        more = len(entries) - 1
        subject = first.content.subject
        if more:
            subject = ngettext(
                "%(first)s, and %(number)d more", "%(first)s, and %(number)d more", more
            ) % {"first": subject, "number": more}
        context = {
            "events": [(group[0].message.event, group) for group in events],
            "heading": _("Your day in one mail"),
            "preview": " · ".join(entry.content.subject for entry in entries[1:])
            or first.content.preview,
            **_letterhead(first.message.event if len(events) == 1 else None),
            **_way_out(person, DAILY_MAIL, _("No more daily mail")),
            "name": person.get_full_name(),
        }
        keys = " ".join(str(entry.message.pk) for entry in entries)
        return _mail("digest", subject, context, to=person.email, key=f"digest:{keys}")


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
    stop = _("No more mails about: %(group)s") % {"group": kind.group.label}
    return {**context, **_way_out(person, kind.group.value, stop)}


def _way_out(person: User, what: str, stop: str) -> dict[str, str]:
    return {
        "stop": stop,
        "preferences": addresses.preferences_url(),
        "unsubscribe": addresses.unsubscribe_url(unsubscribe_token(person, what)),
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
