"""The connection to the mail server that a sender keeps for many mails."""

import logging
from contextlib import suppress

from django.core.mail import get_connection

logger = logging.getLogger(__name__)


class MailLine:
    """Opened once and, after a mail that failed, again: a server that has hung up takes no other
    mail on the same connection, and each would be said to have failed that was never offered."""

    def __init__(self) -> None:
        self.connection = get_connection()

    def open(self) -> bool:
        """False where the server is away; that is nobody's mail's fault."""
        try:
            self.connection.open()
        except OSError as error:  # of which smtplib's own are a kind
            logger.warning("the mail server cannot be reached: %s", type(error).__name__)
            return False
        return True

    def renew(self) -> bool:
        """The same, after a failure."""
        self.close()
        return self.open()

    def close(self) -> None:
        with suppress(OSError):
            self.connection.close()
