"""Log formats that let no personal data through, whoever logs it and wherever it stands."""

import logging
import re

from pythonjsonlogger.json import JsonFormatter

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
# A long part of an address is a secret (a calendar feed, an invitation, a reset link, the way out
# of a mail, whose signed parts are joined by colons).
SECRET = re.compile(r"(?<=/)(?=[\w:-]*\d)[\w:-]{24,}")


def redact(line: str) -> str:
    """`line` without e-mail addresses and without secrets in addresses."""
    return SECRET.sub("<secret>", EMAIL.sub("<email>", line))


class LineFormatter(logging.Formatter):
    """One readable line, for development."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


class StructuredFormatter(JsonFormatter):
    """One JSON object a line, for production. Stack traces are redacted like messages."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))
