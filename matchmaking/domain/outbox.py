"""The outbox: a message is written with the change it tells of, and sent afterwards, once.

A row is the message to one person. It commits or vanishes with the change. Senders take rows one
by one under `FOR UPDATE SKIP LOCKED`: any number of them may run, and a task delivered twice finds
nothing left to do. Were a sender killed between the mail server's "accepted" and the commit, the
mail would go out again with the same Message-ID, by which mailboxes know a copy: at least once,
because a change of schedule that somebody is never told of is worse than one told twice.

When a mail goes out is planned when it is written (`mail_plans`) and again when its receiver
chooses otherwise, so that a sender finds what is due by an index and asks nobody.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.domain.errors import DomainError
from companies.models import User
from events.models import Event
from matchmaking.choices import Action, MailState, NotificationKind
from matchmaking.domain.activity import log_activity
from matchmaking.domain.mail_attempts import Attempt, attempt, record
from matchmaking.domain.mail_line import MailLine
from matchmaking.domain.mail_plans import plan_mails
from matchmaking.domain.mail_times import MailPlan
from matchmaking.domain.mails import build_email
from matchmaking.domain.messages import NothingToTellError
from matchmaking.models import Notification

ROWS_AT_ONCE = 1000
SENDER_IS_WOKEN = "outbox-sender-is-woken"
_told_already: ContextVar[bool] = ContextVar("told_already", default=False)


@contextmanager
def told_already() -> Iterator[None]:
    """What is written within, on commit too, stands on people's pages, and its mail counts as sent:
    for data that is loaded, of what has happened before."""
    token = _told_already.set(True)
    try:
        yield
    finally:
        _told_already.reset(token)


def notify(
    recipient: User,
    kind: NotificationKind,
    key: str,
    *,
    event: Event | None,
    context: Mapping[str, Any],
) -> bool:
    """Write one message in the caller's transaction; false where this key was told them before.

    `key` names what is told, e.g. `request-received:17`; the recipient is added to it. `context`
    holds ids and plain values that the message is made of when it is sent, no text.
    """
    return bool(notify_all([recipient], kind, key, event=event, context=context))


def notify_all(
    recipients: Iterable[User],
    kind: NotificationKind,
    key: str,
    *,
    event: Event | None,
    context: Mapping[str, Any],
) -> int:
    """Write the same message to several people in one statement; returns to how many it was new."""
    messages = {person.pk: context for person in recipients}
    return notify_each(messages, kind, key, event=event)


def notify_each(
    messages: Mapping[int, Mapping[str, Any]],
    kind: NotificationKind,
    key: str,
    *,
    event: Event | None,
) -> int:
    """Write to each person, by id, a message with a context of their own, in one statement."""
    keys = {f"{key}:{pk}": pk for pk in messages}
    known = set(Notification.objects.filter(key__in=keys).values_list("key", flat=True))
    new = {pk: whole_key for whole_key, pk in keys.items() if whole_key not in known}
    if not new:
        return 0
    now = timezone.now()
    if _told_already.get():
        plans = dict.fromkeys(new, MailPlan(MailState.SENT, now))
    else:
        plans = plan_mails({pk: messages[pk] for pk in new}, kind, event, now)
    Notification.objects.bulk_create(
        [
            Notification(
                recipient_id=pk,
                event=event,
                kind=kind,
                key=new[pk],
                context=dict(messages[pk]),
                mail_state=plan.state,
                sent_at=now if plan.state == MailState.SENT else None,
                not_before=plan.not_before,
                is_urgent=plan.is_urgent,
                waived=plan.waived,
            )
            for pk, plan in plans.items()
        ],
        ignore_conflicts=True,  # somebody wrote the same in this moment: told is told
        batch_size=ROWS_AT_ONCE,
    )
    if any(plan.state == MailState.WAITING and plan.not_before <= now for plan in plans.values()):
        # The clock sends what a broker that is down cannot be told of.
        transaction.on_commit(wake_sender, robust=True)
    return len(new)


def notify_address(
    address: str,
    kind: NotificationKind,
    key: str,
    *,
    language: str,
    event: Event | None,
    context: Mapping[str, Any],
) -> bool:
    """Write a message to somebody without an account, in a language; false where this key was told
    them before. It goes out at once, ahead of others; what its kind says is made without a
    `recipient`."""
    told = {"mail_state": MailState.SENT, "sent_at": timezone.now()} if _told_already.get() else {}
    _found, is_new = Notification.objects.get_or_create(
        key=f"{key}:{hashlib.sha256(address.lower().encode()).hexdigest()[:16]}",
        defaults={
            "address": address,
            "language": language,
            "kind": kind,
            "event": event,
            "context": dict(context),
            "is_urgent": True,
            **told,
        },
    )
    if is_new and not told:
        transaction.on_commit(wake_sender, robust=True)
    return is_new


def wake_sender() -> None:
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
    line = MailLine()
    if not line.open():
        return 0
    sent = 0
    try:
        for _turn in range(limit):
            outcome = _send_next(line.connection, now or timezone.now())
            if outcome is None:
                break
            sent += outcome.is_sent
            if outcome.failure and not line.renew():
                break
        else:
            wake_sender()  # there may be more
    finally:
        line.close()
    return sent


def _send_next(connection: BaseEmailBackend, now: datetime) -> Attempt | None:
    """Send the first due message that nobody else holds; None if there is none."""
    with transaction.atomic():
        message = (
            Notification.objects.due(now)
            .select_for_update(skip_locked=True, of=("self",))
            .select_related("recipient", "event")
            .first()
        )
        if message is None:
            return None
        outcome = attempt(lambda: _deliver(message, connection))
        record(outcome, [message], now)
        return outcome


def _deliver(message: Notification, connection: BaseEmailBackend) -> None:
    if message.recipient is not None and not message.recipient.is_active:
        raise NothingToTellError("the account is closed")
    email = build_email(message)
    email.connection = connection
    email.send()


@transaction.atomic
def send_again(message: Notification, *, by: User, now: datetime | None = None) -> None:
    """Try a mail that was given up from the start. Refuses, with code: `not_given_up`."""
    again = Notification.objects.filter(pk=message.pk, mail_state=MailState.FAILED).update(
        mail_state=MailState.WAITING, attempts=0, failure="", not_before=now or timezone.now()
    )
    if not again:
        raise DomainError(
            _("Only mails that were given up can be sent again. Choose one of those."),
            code="not_given_up",
        )
    log_activity(Action.MAIL_SENT_AGAIN, event=message.event, actor=by, subject=message)
    transaction.on_commit(wake_sender, robust=True)
