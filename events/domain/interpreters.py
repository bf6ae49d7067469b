"""Interpreters: a resource that meetings without a common language share."""

from companies.domain.storing import store
from companies.models import User
from events.models import Event, Interpreter


def add_interpreter(
    event: Event, name: str, language_a: str, language_b: str, *, by: User | None = None
) -> Interpreter:
    """Add somebody who interprets between two languages, in one meeting at a time."""
    return store(Interpreter(event=event, name=name, language_a=language_a, language_b=language_b))
