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
    """By meeting uid: what changed, where and when a moved one was when it was last seen, and the
    ones that are cancelled as they last stood."""

    kinds: Mapping[str, Change] = field(default_factory=dict)
    was: Mapping[str, Was] = field(default_factory=dict)
    gone: Mapping[str, Meeting] = field(default_factory=dict)


def unseen_changes(user: User, event: Event) -> Changes:
    """Two queries at most, whatever the number of changes; three where something has moved or was
    cancelled."""
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
    cancelled = {uid for uid, kind in kinds.items() if kind == "cancelled"}
    if not moved and not cancelled:
        return Changes(kinds)
    rows = _once_published(event, {*moved, *cancelled})
    return Changes(
        kinds,
        _places_before(event, moved, rows) if moved else {},
        {uid: rows[uid][-1] for uid in cancelled if uid in rows},
    )


def _once_published(event: Event, uids: Collection[str]) -> dict[str, list[Meeting]]:
    """The meetings by uid as they stood in each version that was published, in that order."""
    found: dict[str, list[Meeting]] = {}
    for row in (
        Meeting.objects.filter(event=event, uid__in=uids)
        .exclude(version__state=VersionState.DRAFT)
        .select_related(
            "version",
            "table__hall",
            "registration_a__organisation",
            "registration_b__organisation",
        )
        .order_by("version__published_at", "pk")
    ):
        found.setdefault(str(row.uid), []).append(row)
    return found


def _places_before(
    event: Event, first_told: Mapping[str, int], rows: Mapping[str, list[Meeting]]
) -> dict[str, Was]:
    """Where each meeting stood in the version before the one of which its person was told."""
    published = _published_at(event, set(first_told.values()))
    found: dict[str, Was] = {}
    for uid, version in first_told.items():
        told = published.get(version)
        for row in rows.get(uid, ()):
            at = row.version.published_at
            if told is not None and at is not None and at < told:
                found[uid] = Was(bounds(row.during)[0], row.table, row.online_url)
    return found


def _published_at(event: Event, versions: Collection[int]) -> dict[int, datetime]:
    rows = ScheduleVersion.objects.filter(event=event, pk__in=versions)
    return {pk: at for pk, at in rows.values_list("pk", "published_at") if at is not None}
