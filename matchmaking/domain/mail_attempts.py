"""An attempt to send a mail, and what becomes of the messages that it tells."""

import logging
import smtplib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from matchmaking.choices import MailState
from matchmaking.domain.messages import NothingToTellError
from matchmaking.models import Notification
from matchmaking.models.notification import MOST_ATTEMPTS

logger = logging.getLogger(__name__)

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Attempt:
    """`needless` says why there was nothing to tell, `failure` what went wrong; both empty: sent.

    Neither names anybody."""

    needless: str = ""
    failure: str = ""

    @property
    def is_sent(self) -> bool:
        return not self.needless and not self.failure


def attempt(send: Callable[[], object]) -> Attempt:
    """Call `send` and say how it ended, whatever it raises: the next mail must not wait for it."""
    try:
        with transaction.atomic():  # a failing query leaves the caller's transaction usable
            send()
    except NothingToTellError as reason:
        return Attempt(needless=str(reason))
    except Exception as error:
        return Attempt(failure=_describe(error))
    return Attempt()


def record(outcome: Attempt, messages: Sequence[Notification], now: datetime) -> None:
    """Store it with the messages, which the caller has locked. What failed waits longer each time
    and is given up after `MOST_ATTEMPTS`."""
    for message in messages:
        message.attempts += 1
        message.failure = outcome.failure or outcome.needless
        if outcome.is_sent:
            message.mail_state, message.sent_at = MailState.SENT, now
        elif outcome.needless:
            message.mail_state = MailState.OBSOLETE
        elif message.attempts >= MOST_ATTEMPTS:
            message.mail_state = MailState.FAILED
            logger.error("notification %s was given up: %s", message.pk, outcome.failure)
        else:
            message.not_before = now + pause_after(message.attempts)
            logger.warning("notification %s was not sent: %s", message.pk, outcome.failure)
    Notification.objects.bulk_update(
        messages, ["attempts", "failure", "not_before", "mail_state", "sent_at"]
    )


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
