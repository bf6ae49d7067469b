"""The activity log: who did what to which object, with what was before and after."""

from typing import Any

from django.db import models

from companies.models import User
from events.models import Event
from matchmaking.models import Activity


def log_activity(
    action: str,
    *,
    event: Event | None = None,
    actor: User | None = None,
    subject: models.Model | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> Activity:
    """Write one entry in the caller's transaction: it stands if and only if the change does.

    `action` is dotted, object first: `request.accepted`. `before` and `after` hold plain JSON
    values of what changed, no message that somebody wrote.
    """
    return Activity.objects.create(
        event=event,
        actor=actor,
        action=action,
        subject_type=subject._meta.label_lower if subject is not None else "",
        subject_id=subject.pk if subject is not None else None,
        before=before or {},
        after=after or {},
    )
