"""The activity log: who did what to which object, with what was before and after."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models

from companies.models import User
from events.models import Event, Registration
from matchmaking.choices import Action
from matchmaking.models import Activity

_acting_for: "ContextVar[Registration | None]" = ContextVar("acting_for", default=None)


@contextmanager
def acting_for(registration: Registration) -> Iterator[None]:
    """Every entry written in the block says that its actor acts for this registration."""
    token = _acting_for.set(registration)
    try:
        yield
    finally:
        _acting_for.reset(token)


def log_activity(
    action: Action,
    *,
    event: Event | None = None,
    actor: User | None = None,
    subject: models.Model | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> Activity:
    """Write one entry in the caller's transaction: it stands if and only if the change does.

    `before` and `after` hold plain JSON values of what changed, ids of participants and people, no
    message that somebody wrote. `chronicle` makes a sentence of it all.
    """
    return Activity.objects.create(
        event=event,
        actor=actor,
        acted_for=_acting_for.get(),
        action=Action(action).value,
        subject_type=subject._meta.label_lower if subject is not None else "",
        subject_id=subject.pk if subject is not None else None,
        before=before or {},
        after=after or {},
    )
