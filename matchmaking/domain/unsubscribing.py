"""Turning mails off from a mail, without signing in: the link in it is signed and is all it takes.

A link names the person and what it turns off, nothing else, and works for `LINK_LIFE`. Reading
the page behind it changes nothing: scanners of mail open every link.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.domain.errors import DomainError
from companies.models import User
from matchmaking.choices import MailPace, NotificationGroup
from matchmaking.domain.mail_plans import replan_waiting
from matchmaking.models import MailPreferences
from matchmaking.models.notification import CHOSEN_GROUPS

LINK_LIFE = timedelta(days=365)
UNDO_LIFE = timedelta(hours=24)
DAILY_MAIL = "daily"  # in the place of a group: the daily mail as a whole
LINK, UNDO = "matchmaking.unsubscribe", "matchmaking.resubscribe"


@dataclass(frozen=True)
class Subscription:
    """What a link is about: the person, and the groups of mails that it turns off."""

    person: User
    what: str
    groups: list[NotificationGroup]


def unsubscribe_token(person: User, what: str) -> str:
    """For the mails of a group, or for the daily mail."""
    return signing.dumps({"person": person.pk, "what": what}, salt=LINK, compress=True)


def read_unsubscribe(token: str) -> Subscription:
    """What the link is about. Refuses, with code: `forged`, `expired`, `gone`."""
    signed = _read(token, LINK, LINK_LIFE)
    person = User.objects.select_related("mail_preferences").filter(pk=signed["person"]).first()
    if person is None or not person.is_active:
        raise DomainError(_("This account is closed: no more mails are sent to it."), code="gone")
    what = signed["what"]
    if what == DAILY_MAIL:
        chosen = getattr(person, "mail_preferences", None) or MailPreferences()
        groups = [group for group in CHOSEN_GROUPS if chosen.pace_of(group) == MailPace.DAILY]
    else:
        groups = [NotificationGroup(what)]
    return Subscription(person, what, groups)


@transaction.atomic
def unsubscribe(token: str) -> str:
    """Turn off what the link is about, also what waits to be sent. A second time changes nothing.

    Returns what `resubscribe` undoes it by. Refuses as `read_unsubscribe`.
    """
    subscription = read_unsubscribe(token)
    person = subscription.person
    preferences = locked_preferences(person)
    before = {group.value: preferences.pace_of(group).value for group in subscription.groups}
    _change(preferences, dict.fromkeys(before, MailPace.OFF.value))
    return signing.dumps({"person": person.pk, "paces": before}, salt=UNDO, compress=True)


@transaction.atomic
def resubscribe(undo: str) -> User:
    """Take back what `unsubscribe` did; returns the person whose mails come again.

    Refuses, with code: `forged`, `expired`, `gone`.
    """
    signed = _read(undo, UNDO, UNDO_LIFE)
    person = User.objects.filter(pk=signed["person"], is_active=True).first()
    if person is None:
        raise DomainError(_("This account is closed: no more mails are sent to it."), code="gone")
    _change(locked_preferences(person), signed["paces"])
    return person


def locked_preferences(person: User) -> MailPreferences:
    """The person's preferences, stored and locked until the transaction ends."""
    MailPreferences.objects.get_or_create(user=person)
    return MailPreferences.objects.select_for_update().get(user=person)


def _change(preferences: MailPreferences, paces: Mapping[str, str]) -> None:
    for group, pace in paces.items():
        setattr(preferences, group, pace)
    preferences.save(update_fields=list(paces))
    replan_waiting(preferences.user, timezone.now())


def _read(token: str, salt: str, life: timedelta) -> dict[str, Any]:
    try:
        signed: dict[str, Any] = signing.loads(token, salt=salt, max_age=life)
    except signing.SignatureExpired as error:
        raise DomainError(
            _("This link is too old. Sign in to choose which mails you get."), code="expired"
        ) from error
    except signing.BadSignature as error:
        raise DomainError(
            _("This link is incomplete. Copy the whole address from the mail, or sign in."),
            code="forged",
        ) from error
    return signed
