"""Logs hold no personal data, whoever writes them."""

import json
import logging
import sys

import pytest

from matchmaking.logs import LineFormatter, StructuredFormatter, redact


def record(message: str, *args: object, **extra: object) -> logging.LogRecord:
    return logging.getLogger("test").makeRecord(
        "test", logging.INFO, __file__, 1, message, args, None, extra=extra
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("sent to lan.nguyen@example.com.vn now", "sent to <email> now"),
        ("Not Found: /calendar/x8Jf02kLmN34pQrS56tUvWx9/feed.ics", "/calendar/<secret>/feed.ics"),
        ("POST /mails/stop/eyJwZXJzb24iOjE0MH0:1xUwdW:iAiUaLS5YvGn/ 200", "stop/<secret>/ 200"),
        ("run 7 of taiwan-digital-day", "run 7 of taiwan-digital-day"),
        ("/events/taiwan-digital-day-in-hochiminh/", "/events/taiwan-digital-day-in-hochiminh/"),
    ],
)
def test_redaction(line, expected):
    assert expected in redact(line)


def test_a_structured_line_is_json_and_redacted_everywhere():
    line = StructuredFormatter(
        "{asctime} {levelname} {name} {message}", style="{", reserved_attrs=["request"]
    ).format(record("to %s", "a@example.org", run=7, other="b@example.org"))
    parsed = json.loads(line)
    assert parsed["message"] == "to <email>"
    assert parsed["run"] == 7
    assert parsed["other"] == "<email>"


@pytest.mark.parametrize(
    "formatter", [LineFormatter(), StructuredFormatter("{message}", style="{")]
)
def test_a_stack_trace_is_redacted_too(formatter):
    try:
        raise ValueError("Key (email)=(a@example.org) already exists")
    except ValueError:
        made = record("failed")
        made.exc_info = sys.exc_info()
    line = formatter.format(made)
    assert "example.org" not in line
    assert "already exists" in line
