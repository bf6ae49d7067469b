"""The outbox: a message is written with the change it tells of, and sent afterwards, once.

A row is the message to one person. It commits or vanishes with the change. Senders take rows one
by one under `FOR UPDATE SKIP LOCKED`: any number of them may run, and a task delivered twice finds
nothing left to do. Were a sender killed between the mail server's "accepted" and the commit, the
mail would go out again with the same Message-ID, by which mailboxes know a copy.
"""

import logging
import smtplib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from companies.models import User
from events.models import Event
from matchmaking.choices import NotificationKind
from matchmaking.domain.messages import NothingToTellError, build_email
from matchmaking.models import Notification
from matchmaking.models.notification import MOST_ATTEMPTS

logger = logging.getLogger(__name__)

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
SENDER_IS_WOKEN = "outbox-sender-is-woken"


def notify(
    recipient: User,
    kind: NotificationKind,
    key: str,
    *,
    event: Event | None,
    context: Mapping[str, Any],
    not_before: datetime | None = None,
) -> bool:
    """Write one message in the caller's transaction; false where this key was told them before.

    `key` names what is told, e.g. `request-received:17`; the recipient is added to it. `context`
    holds ids and plain values that the message is made of when it is sent, no text.
    """
    return bool(
        notify_all([recipient], kind, key, event=event, context=context, not_before=not_before)
    )


def notify_all(
    recipients: Iterable[User],
    kind: NotificationKind,
    key: str,
    *,
    event: Event | None,
    context: Mapping[str, Any],
    not_before: datetime | None = None,
) -> int:
    """Write the same message to several people in one statement; returns to how many it was new."""
    messages = {person.pk: context for person in recipients}
    return notify_each(messages, kind, key, event=event, not_before=not_before)


def notify_each(
    messages: Mapping[int, Mapping[str, Any]],
    kind: NotificationKind,
    key: str,
    *,
    event: Event | None,
    not_before: datetime | None = None,
) -> int:
    """Write to each person, by id, a message with a context of their own, in one statement."""
    keys = {f"{key}:{pk}": pk for pk in messages}
    known = set(Notification.objects.filter(key__in=keys).values_list("key", flat=True))
    Notification.objects.bulk_create(
        [
            Notification(
                recipient_id=pk,
                event=event,
                kind=kind,
                key=whole_key,
                context=dict(messages[pk]),
                not_before=not_before,
            )
            for whole_key, pk in keys.items()
            if whole_key not in known
        ],
        ignore_conflicts=True,  # somebody wrote the same in this moment: told is told
    )
    new = len(keys) - len(known)
    if new:
        # The clock sends what a broker that is down cannot be told of.
        transaction.on_commit(_wake_sender, robust=True)
    return new


def _wake_sender() -> None:
    """Wake one sender for all that is due: many changes in a moment need no more than one."""
    from matchmaking.tasks import send_outbox

    if cache.add(SENDER_IS_WOKEN, True, timeout=60):
        send_outbox.apply_async(retry=False)


def send_due(now: datetime | None = None, limit: int = 200) -> int:
    """Send at most `limit` messages that are due; returns how many went out.

    A message that cannot be sent waits longer each time and is given up after `MOST_ATTEMPTS`.
    When the mail server itself is away, nothing is counted against any message.
    """
    cache.delete(SENDER_IS_WOKEN)  # what is committed from here on wakes another
    connection = get_connection()
    try:
        connection.open()
    except OSError as error:  # of which smtplib's own are a kind
        logger.warning("the mail server cannot be reached: %s", type(error).__name__)
        return 0
    sent = 0
    try:
        for _turn in range(limit):
            outcome = _send_next(connection, now or timezone.now())
            if outcome is None:
                break
            sent += outcome
        else:
            _wake_sender()  # there may be more
    finally:
        connection.close()
    return sent


def _send_next(connection: BaseEmailBackend, now: datetime) -> bool | None:
    """Send the oldest due message that nobody else holds: true if sent, None if there is none."""
    with transaction.atomic():
        message = (
            Notification.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("recipient", "event")
            .filter(sent_at__isnull=True, attempts__lt=MOST_ATTEMPTS)
            .filter(Q(not_before__isnull=True) | Q(not_before__lte=now))
            .order_by("created_at", "pk")
            .first()
        )
        if message is None:
            return None
        message.attempts += 1
        try:
            with transaction.atomic():  # a failing query leaves the row's own update possible
                _deliver(message, connection)
        except NothingToTellError as reason:
            message.attempts, message.failure = MOST_ATTEMPTS, str(reason)
        except Exception as error:  # whatever it is, the next message must not wait for it
            message.failure = _describe(error)
            message.not_before = now + pause_after(message.attempts)
            logger.warning("notification %s was not sent: %s", message.pk, message.failure)
        else:
            message.sent_at, message.failure = now, ""
        message.save(update_fields=["attempts", "failure", "not_before", "sent_at"])
        return message.sent_at is not None


def _deliver(message: Notification, connection: BaseEmailBackend) -> None:
    if not message.recipient.is_active:
        raise NothingToTellError("the account is closed")
    email = build_email(message)
    email.connection = connection
    email.send()


def pause_after(attempts: int) -> timedelta:
    """How long a message waits after that many failed attempts: 1, 2, 4, … minutes, at most 6 h."""
    pause: timedelta = FIRST_PAUSE * 2 ** (max(attempts, 1) - 1)
    return min(pause, LONGEST_PAUSE)


def _describe(error: Exception) -> str:
    """What went wrong without anything personal: mail servers repeat addresses in their answers."""
    name = type(error).__name__
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = sorted({code for code, _answer in error.recipients.values()})
        return f"{name} {' '.join(map(str, codes))}"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{name} {error.smtp_code}"
    return name
