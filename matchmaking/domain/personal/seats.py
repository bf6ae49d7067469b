"""The meetings that somebody who leaves was to sit in."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from companies.models import User
from matchmaking.choices import Action, MeetingState, NotificationKind, VersionState
from matchmaking.domain.activity import log_activity
from matchmaking.domain.outbox import notify_each
from matchmaking.models import Meeting, ScheduleVersion, Seat


@dataclass
class MeetingsLeft:
    """Meetings to come: `cancelled` have nobody else on the person's side, `go_on` have."""

    cancelled: list[Meeting] = field(default_factory=list)
    go_on: list[Meeting] = field(default_factory=list)


def meetings_left_by(person: User, now: datetime) -> MeetingsLeft:
    """What becomes of the person's meetings to come in the published schedules."""
    return _sorted_out(person, now, (VersionState.PUBLISHED,))


def leave_meetings(person: User, now: datetime) -> MeetingsLeft:
    """Take the person out of meetings to come: colleagues go on without them; where nobody is left
    the meeting is cancelled and the other side told. In drafts the same, and nobody is told.

    The caller holds the events' rows.
    """
    left = _sorted_out(person, now, (VersionState.PUBLISHED, VersionState.DRAFT))
    going_on = [meeting.pk for meeting in left.go_on]
    Seat.objects.filter(representative__user=person, meeting__in=going_on).update(is_held=False)
    told: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for meeting in left.cancelled:
        if meeting.version.state == VersionState.PUBLISHED:
            for seat in meeting.seats.all():
                if seat.representative.user_id != person.pk:
                    told[meeting.version_id][seat.representative.user_id].append(str(meeting.uid))
        meeting.state = MeetingState.CANCELLED
        meeting.sequence += 1
    Meeting.objects.bulk_update(left.cancelled, ["state", "sequence"], batch_size=1000)
    Seat.objects.filter(meeting__in=left.cancelled).update(is_held=False)
    for version in ScheduleVersion.objects.filter(pk__in=told).select_related("event"):
        notify_each(
            {user: {"cancelled": uids} for user, uids in told[version.pk].items()},
            NotificationKind.SCHEDULE_CHANGED,
            f"person-left:{version.pk}:{int(now.timestamp())}",
            event=version.event,
        )
        log_activity(
            Action.PERSON_LEFT,
            event=version.event,
            subject=version,
            after={"cancelled": sum(len(uids) for uids in told[version.pk].values())},
        )
    return left


def _sorted_out(person: User, now: datetime, states: tuple[VersionState, ...]) -> MeetingsLeft:
    meetings = (
        Meeting.objects.filter(
            version__state__in=states,
            state=MeetingState.PLANNED,
            during__startswith__gt=now,
            seats__representative__user=person,
            seats__is_held=True,
        )
        .select_related(
            "version", "registration_a__organisation", "registration_b__organisation", "event"
        )
        .prefetch_related("seats__representative")
        .order_by("during", "pk")
        .distinct()
    )
    left = MeetingsLeft()
    for meeting in meetings:
        seats = [seat for seat in meeting.seats.all() if seat.is_held]
        own = next(s.registration_id for s in seats if s.representative.user_id == person.pk)
        colleagues = [
            seat
            for seat in seats
            if seat.registration_id == own and seat.representative.user_id != person.pk
        ]
        (left.go_on if colleagues else left.cancelled).append(meeting)
    return left
