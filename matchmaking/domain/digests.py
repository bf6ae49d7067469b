"""The daily mail: what a person wants to read once a day, by event, in one mail.

One mail a person: whoever sends it holds the row of the person's preferences, so that two senders
never cut a day's messages into two mails. Each message is in one daily mail;
who has none gets none.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from matchmaking.choices import MailState
from matchmaking.domain.mail_attempts import Attempt, attempt, record
from matchmaking.domain.mail_line import MailLine
from matchmaking.domain.mails import DigestEntry, build_digest, digest_entry
from matchmaking.domain.messages import read_facts
from matchmaking.models import MailPreferences, Notification

AT_ONCE = 200  # people; the next sender takes up the rest


def send_digests(now: datetime | None = None, limit: int = AT_ONCE) -> int:
    """Send the daily mails that are due, to at most `limit` people; returns how many went out."""
    now = now or timezone.now()
    due = Notification.objects.filter(mail_state=MailState.DIGEST, not_before__lte=now)
    people = list(due.order_by("recipient").values_list("recipient", flat=True).distinct()[:limit])
    if not people:
        return 0
    line = MailLine()
    if not line.open():
        return 0
    sent = 0
    try:
        for person in people:
            outcome = _send_to(person, line.connection, now)
            sent += outcome.is_sent
            if outcome.failure and not line.renew():
                break
        return sent
    finally:
        line.close()
        if len(people) == limit:
            _wake_next()


def _wake_next() -> None:
    """There may be more: other work gets its turn in between. A broker that is down is made up for
    by the clock."""
    from matchmaking.tasks import send_digests as task

    with suppress(OperationalError):
        task.apply_async(retry=False)


def _send_to(person: int, connection: BaseEmailBackend, now: datetime) -> Attempt:
    with transaction.atomic():
        mine = MailPreferences.objects.select_for_update(skip_locked=True).filter(user=person)
        if not mine.exists():
            return Attempt(needless="another sender is at it, or the person chooses otherwise")
        messages = list(
            Notification.objects.select_for_update(of=("self",))
            .select_related("recipient", "event")
            .filter(recipient=person, mail_state=MailState.DIGEST, not_before__lte=now)
            .order_by("event__starts_on", "event", "created_at", "pk")
        )
        entries = _still_so(messages, now)
        if not entries:
            return Attempt(needless="nothing is left to tell")
        outcome = attempt(lambda: _send(entries, connection))
        record(outcome, [entry.message for entry in entries], now)
        return outcome


def _still_so(messages: Sequence[Notification], now: datetime) -> list[DigestEntry]:
    """What is still to be told; what is no longer so, or cannot be said, is stored as such, so that
    one message does not hold up the others."""
    entries: list[DigestEntry] = []
    facts = read_facts(messages)
    for message in messages:

        def say(message: Notification = message) -> None:
            entries.append(digest_entry(message, facts))

        outcome = attempt(say)
        if not outcome.is_sent:
            record(outcome, [message], now)
    return entries


def _send(entries: Sequence[DigestEntry], connection: BaseEmailBackend) -> None:
    email = build_digest(entries)
    email.connection = connection
    email.send()
