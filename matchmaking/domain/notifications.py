"""A person's notifications on the page, and how they want to be told by mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.db import transaction
from django.utils import timezone

from companies.domain.storing import store
from companies.models import User
from matchmaking.choices import MailPace, NotificationGroup
from matchmaking.domain.mail_kinds import kind_of
from matchmaking.domain.mail_plans import replan_waiting
from matchmaking.domain.messages import Content, NothingToTellError, describe, read_facts
from matchmaking.domain.unsubscribing import locked_preferences
from matchmaking.models import MailPreferences, Notification
from matchmaking.models.notification import CHOSEN_GROUPS

MOST_COUNTED = 99


@dataclass(frozen=True, slots=True)
class Entry:
    """A notification as the page shows it; without `content` where what it told of is gone."""

    message: Notification
    group: NotificationGroup
    content: Content | None

    @property
    def brief(self) -> str:
        """What stands below the subject where nothing is quoted: the first sentence, unless it says
        no more. Of a request the subject says it all."""
        if self.content is None or self.group == NotificationGroup.REQUESTS:
            return ""
        first = self.content.lines[0]
        return "" if first in (self.content.subject, self.content.title) else first

    @property
    def is_unread(self) -> bool:
        return self.message.read_at is None


def entries_of(messages: Sequence[Notification]) -> list[Entry]:
    """What the messages tell, in the active language. A constant number of queries."""
    facts = read_facts(messages)
    entries = []
    for message in messages:
        try:
            content = describe(message, facts)
        except NothingToTellError:
            content = None
        entries.append(Entry(message, kind_of(message.kind).group, content))
    return entries


def count_unread(person: User) -> int:
    """How many the person has not read; no more than one above `MOST_COUNTED` are counted."""
    unread = Notification.objects.visible_to(person).unread()
    return unread.order_by()[: MOST_COUNTED + 1].count()


def mark_read(
    person: User, *, only: Sequence[int] | None = None, now: datetime | None = None
) -> int:
    """Mark the person's notifications read, all or those ids; returns how many were unread.

    A change of the schedule stays marked in the schedule until it is acknowledged there.
    """
    unread = Notification.objects.visible_to(person).unread()
    if only is not None:
        unread = unread.filter(pk__in=only)
    return unread.update(read_at=now or timezone.now())


def mail_preferences(person: User) -> MailPreferences:
    """What the person has chosen, or the defaults, not stored."""
    stored = MailPreferences.objects.filter(user=person).first()
    return stored or MailPreferences(user=person)


@transaction.atomic
def choose_mails(
    person: User,
    *,
    paces: dict[NotificationGroup, MailPace],
    digest_hour: int,
    has_quiet_hours: bool,
    quiet_from: time,
    quiet_until: time,
    now: datetime | None = None,
) -> MailPreferences:
    """Store how the person wants to be told by mail; mails that wait follow the new choice.

    `paces` may leave out groups, which stay as they are.
    """
    preferences = locked_preferences(person)
    for group in CHOSEN_GROUPS:
        if group in paces:
            setattr(preferences, group.value, paces[group])
    preferences.digest_hour = digest_hour
    preferences.has_quiet_hours = has_quiet_hours
    preferences.quiet_from, preferences.quiet_until = quiet_from, quiet_until
    store(preferences)
    replan_waiting(person, now or timezone.now())
    return preferences
