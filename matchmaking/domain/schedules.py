"""Schedule versions: publishing one, cancelling meetings of those who leave, throwing drafts away.

A meeting keeps its `uid` in every version that has its pair, and its `sequence` rises with each
change, so that calendars follow it. Only those whose meetings changed are told.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db import transaction
from django.db.models import Q
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies.domain.errors import DomainError
from companies.models import User
from events.choices import RegistrationState
from events.models import Event, Registration
from matchmaking.choices import Action, MeetingState, NotificationKind, VersionState
from matchmaking.domain.activity import log_activity
from matchmaking.domain.conflicts import find_conflicts, seated
from matchmaking.domain.outbox import notify_each
from matchmaking.domain.pairs import Pair, pair_of
from matchmaking.models import Meeting, ScheduleVersion, Seat

AsMade = Literal["as made"]
ROWS_AT_ONCE = 1000
CONFLICTS_SHOWN = 3


@dataclass
class Changes:
    """What differs for people between two versions: uids of meetings, by kind and by person.

    `people` maps the id of a user to `{"added": [...], "moved": [...], "cancelled": [...]}`.
    """

    added: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    people: dict[int, dict[str, list[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )


def publish_version(
    version: ScheduleVersion,
    *,
    by: User | None = None,
    replacing: ScheduleVersion | AsMade | None = "as made",
) -> ScheduleVersion:
    """Make the version the event's schedule and tell those whose meetings it changes.

    `replacing` is the published version that the actor has seen, None if there was none; unless
    told, it is the one that the version was made from. Where another has been published since,
    this is refused: of two people who publish at once, one does and the other learns of it. To
    publish what is published changes nothing. Meetings of participants who have left since are
    cancelled; a version with any other conflict is refused.
    """
    with transaction.atomic():
        event = Event.objects.select_for_update(no_key=True).get(pk=version.event_id)
        version = ScheduleVersion.objects.select_for_update().get(pk=version.pk)
        if version.state == VersionState.PUBLISHED:
            return version
        current = event.versions.published().select_for_update().first()
        seen = version.parent_id if replacing == "as made" else getattr(replacing, "pk", None)
        if (current.pk if current else None) != seen:
            raise _overtaken(version, current)
        version.event = event
        _cancel_left(version)
        _refuse_conflicts(version)
        changes = _follow_on(version, current)
        _switch(version, current, by)
        _tell(version, current, changes)
        log_activity(
            Action.SCHEDULE_PUBLISHED,
            event=event,
            actor=by,
            subject=version,
            before={"version": current.number if current else None},
            after={
                "version": version.number,
                "added": len(changes.added),
                "moved": len(changes.moved),
                "cancelled": len(changes.cancelled),
            },
        )
    return version


def changes_between(old: ScheduleVersion | None, new: ScheduleVersion) -> Changes:
    """What publishing `new` over `old` would change, for people to look at before. Six queries."""
    return _compare(_planned(old), _planned(new))


def discard_version(version: ScheduleVersion, *, by: User | None) -> None:
    """Throw a draft away. What was published once stays: calendars refer to it."""
    with transaction.atomic():
        version = ScheduleVersion.objects.select_for_update().get(pk=version.pk)
        if version.state != VersionState.DRAFT:
            raise DomainError(
                _("Version %(number)d was published; it stays. Only drafts can be thrown away.")
                % {"number": version.number},
                code="not_a_draft",
            )
        log_activity(
            Action.SCHEDULE_DISCARDED,
            event=version.event,
            actor=by,
            before={"version": version.number},
        )
        version.delete()


def cancel_meetings_of(registration: Registration, *, by: User | None = None) -> int:
    """Cancel the published meetings of a participant who has left, and tell the others.

    Returns how many were cancelled; a second call finds none.
    """
    with transaction.atomic():
        Event.objects.select_for_update(no_key=True).get(pk=registration.event_id)
        version = registration.event.versions.published().first()
        if version is None:
            return 0
        meetings = list(
            version.meetings.filter(state=MeetingState.PLANNED)
            .filter(Q(registration_a=registration) | Q(registration_b=registration))
            .select_for_update(of=("self",))
            .prefetch_related("seats__representative")
        )
        changes = Changes()
        for meeting in meetings:
            uid = str(meeting.uid)
            changes.cancelled.append(uid)
            for seat in meeting.seats.all():
                if seat.registration_id != registration.pk:
                    changes.people[seat.representative.user_id]["cancelled"].append(uid)
            meeting.state = MeetingState.CANCELLED
            meeting.sequence += 1
        Meeting.objects.bulk_update(meetings, ["state", "sequence"], batch_size=ROWS_AT_ONCE)
        Seat.objects.filter(meeting__in=meetings).update(is_held=False)
        notify_each(
            dict(changes.people),
            NotificationKind.SCHEDULE_CHANGED,
            f"participant-left:{version.pk}:{registration.pk}",
            event=registration.event,
        )
        if meetings:
            log_activity(
                Action.PARTICIPANT_LEFT,
                event=registration.event,
                actor=by,
                subject=registration,
                after={"version": version.number, "cancelled": len(meetings)},
            )
        return len(meetings)


def _overtaken(version: ScheduleVersion, current: ScheduleVersion | None) -> DomainError:
    if current is None or current.published_at is None:
        return DomainError(
            _(
                "No version is published any more, but version %(number)d was to replace one. Load "
                "the page again and publish it then."
            )
            % {"number": version.number},
            code="published_meanwhile",
        )
    when = timezone.localtime(current.published_at, current.event.zone)
    return DomainError(
        _(
            "Version %(current)d was published on %(when)s, and version %(number)d was not made "
            "from it. Compare the two, then publish version %(number)d to replace it, or run the "
            "matching again."
        )
        % {
            "current": current.number,
            "when": formats.date_format(when, "DATETIME_FORMAT"),
            "number": version.number,
        },
        code="published_meanwhile",
    )


def _cancel_left(version: ScheduleVersion) -> None:
    """Cancel the version's meetings with participants who are not approved any more.

    The registrations stay locked until the end, so that nobody leaves unnoticed in between.
    """
    meetings = version.meetings.filter(state=MeetingState.PLANNED)
    used = meetings.values_list("registration_a_id", "registration_b_id")
    ids = {pk for pair in used for pk in pair}
    registrations = (
        Registration.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
    )
    left = [r.pk for r in registrations if r.state != RegistrationState.APPROVED]
    if not left:
        return
    gone = meetings.filter(Q(registration_a__in=left) | Q(registration_b__in=left))
    Seat.objects.filter(meeting__in=gone.values("pk")).update(is_held=False)
    gone.update(state=MeetingState.CANCELLED)


def _refuse_conflicts(version: ScheduleVersion) -> None:
    conflicts, stopping = find_conflicts(version)
    if stopping:
        raise DomainError(stopping[0].sentence, code=stopping[0].code)
    if conflicts:
        sentences = list(dict.fromkeys(conflict.sentence for conflict in conflicts))
        raise DomainError(
            ngettext(
                "Version %(version)d has a meeting that cannot stand: %(which)s. Run the matching "
                "again.",
                "Version %(version)d has %(number)d meetings that cannot stand, such as: "
                "%(which)s. Run the matching again.",
                len(sentences),
            )
            % {
                "version": version.number,
                "number": len(sentences),
                "which": "; ".join(sentences[:CONFLICTS_SHOWN]),
            },
            code="has_conflicts",
        )


def _planned(version: ScheduleVersion | None) -> dict[Pair, Meeting]:
    if version is None:
        return {}
    meetings = version.meetings.filter(state=MeetingState.PLANNED).prefetch_related(
        "seats__representative"
    )
    return {pair_of(m.registration_a_id, m.registration_b_id): m for m in meetings}


def _follow_on(version: ScheduleVersion, current: ScheduleVersion | None) -> Changes:
    """Give the version's meetings the uid and the sequence that follow from what was published."""
    old, new = _planned(current), _planned(version)
    last = _last_published(version.event)
    for pair, meeting in new.items():
        before = last.get(pair)
        if before is None:
            continue
        meeting.uid = before.uid
        if pair not in old:
            # Calendars were told that it is cancelled, one step on.
            meeting.sequence = before.sequence + 2
        elif _differs(old[pair], meeting):
            meeting.sequence = before.sequence + 1
        else:
            meeting.sequence = before.sequence
    Meeting.objects.bulk_update(new.values(), ["uid", "sequence"], batch_size=ROWS_AT_ONCE)
    return _compare(old, new)


def _last_published(event: Event) -> dict[Pair, Meeting]:
    """The meeting of each pair in the version that was published last of those that have it."""
    rows = (
        Meeting.objects.filter(event=event)
        .exclude(version__state=VersionState.DRAFT)
        .order_by("version__published_at", "pk")
        .only("uid", "sequence", "registration_a_id", "registration_b_id")
    )
    return {pair_of(row.registration_a_id, row.registration_b_id): row for row in rows}


def _differs(old: Meeting, new: Meeting) -> bool:
    """Whether those who sit in the meeting must know: other time, place or people."""
    return (
        old.during != new.during
        or old.table_id != new.table_id
        or old.online_url != new.online_url
        or seated(old) != seated(new)
    )


def _compare(old: dict[Pair, Meeting], new: dict[Pair, Meeting]) -> Changes:
    changes = Changes()
    for pair, meeting in new.items():
        uid = str(meeting.uid)
        if pair not in old:
            changes.added.append(uid)
            _note(changes, meeting, "added", uid)
        elif _differs(old[pair], meeting):
            changes.moved.append(uid)
            before, after = _users(old[pair]), _users(meeting)
            _note_all(changes, before - after, "cancelled", uid)
            _note_all(changes, after - before, "added", uid)
            _note_all(changes, after & before, "moved", uid)
    for pair, meeting in old.items():
        if pair not in new:
            uid = str(meeting.uid)
            changes.cancelled.append(uid)
            _note(changes, meeting, "cancelled", uid)
    return changes


def _note(changes: Changes, meeting: Meeting, kind: str, uid: str) -> None:
    _note_all(changes, _users(meeting), kind, uid)


def _note_all(changes: Changes, users: Iterable[int], kind: str, uid: str) -> None:
    for user in users:
        changes.people[user][kind].append(uid)


def _users(meeting: Meeting) -> set[int]:
    return {seat.representative.user_id for seat in meeting.seats.all() if seat.is_held}


def _switch(version: ScheduleVersion, current: ScheduleVersion | None, by: User | None) -> None:
    if current is not None:
        current.state = VersionState.SUPERSEDED
        current.save(update_fields=["state"])
    version.state = VersionState.PUBLISHED
    version.published_at = timezone.now()
    version.published_by = by
    version.save(update_fields=["state", "published_at", "published_by"])


def _tell(version: ScheduleVersion, current: ScheduleVersion | None, changes: Changes) -> None:
    """The first schedule is told to all who are in it, a later one to whom it changes."""
    published_at: Any = version.published_at
    # A version can be published again after another: that is news again.
    key = f"schedule:{version.pk}:{int(published_at.timestamp() * 1000)}"
    if current is None:
        messages: dict[int, dict[str, Any]] = {
            user: {"version": version.pk} for user in changes.people
        }
        kind = NotificationKind.SCHEDULE_PUBLISHED
    else:
        messages = {
            user: {"version": version.pk, **changed} for user, changed in changes.people.items()
        }
        kind = NotificationKind.SCHEDULE_CHANGED
    notify_each(messages, kind, key, event=version.event)
