"""What changed in a person's schedule since they last said that they have seen it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from companies.models import User
from events.domain.days import bounds
from events.models import Event
from matchmaking.choices import NotificationKind, VersionState
from matchmaking.domain.agenda_items import Change, Was
from matchmaking.models import Meeting, Notification, ScheduleVersion

KINDS: tuple[Change, ...] = ("added", "moved", "cancelled")


@dataclass(frozen=True)
class Changes:
    """By meeting uid: what changed, and where and when a moved one was when it was last seen."""

    kinds: Mapping[str, Change] = field(default_factory=dict)
    was: Mapping[str, Was] = field(default_factory=dict)


def unseen_changes(user: User, event: Event) -> Changes:
    """Two queries at most, whatever the number of changes; three where something has moved."""
    kinds: dict[str, Change] = {}
    first_told: dict[str, int] = {}
    for context in (
        Notification.objects.filter(
            recipient=user,
            event=event,
            kind=NotificationKind.SCHEDULE_CHANGED,
            seen_at__isnull=True,
        )
        .order_by("created_at", "pk")
        .values_list("context", flat=True)
    ):
        for kind in KINDS:
            for uid in map(str, context.get(kind, ())):
                kinds[uid] = kind
                if kind == "moved" and context.get("version"):
                    first_told.setdefault(uid, context["version"])
    moved = {uid: told for uid, told in first_told.items() if kinds[uid] == "moved"}
    return Changes(kinds, _places_before(event, moved) if moved else {})


def _places_before(event: Event, first_told: Mapping[str, int]) -> dict[str, Was]:
    """Where each meeting stood in the version before the one of which its person was told."""
    published = _published_at(event, set(first_told.values()))
    rows = (
        Meeting.objects.filter(event=event, uid__in=first_told)
        .exclude(version__state=VersionState.DRAFT)
        .select_related("version", "table__hall")
        .order_by("version__published_at", "pk")
    )
    found: dict[str, Was] = {}
    for row in rows:
        uid = str(row.uid)
        told = published.get(first_told[uid])
        at = row.version.published_at
        if told is not None and at is not None and at < told:
            found[uid] = Was(bounds(row.during)[0], row.table, row.online_url)
    return found


def _published_at(event: Event, versions: Collection[int]) -> dict[int, datetime]:
    rows = ScheduleVersion.objects.filter(event=event, pk__in=versions)
    return {pk: at for pk, at in rows.values_list("pk", "published_at") if at is not None}
