"""On the way, running late, cannot come: said with one tap, told to the other side at once.

The meeting stays in the schedule as it is, marked: who runs the event decides what becomes of it.
"""

from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.domain.errors import DomainError
from companies.domain.storing import require_valid
from companies.models import User
from events.domain.days import bounds, say_time
from events.models import Representative
from matchmaking.choices import Action, MeetingState, NoticeKind, NotificationKind, VersionState
from matchmaking.domain.activity import log_activity
from matchmaking.domain.outbox import notify_all
from matchmaking.domain.said import NEAR
from matchmaking.models import Meeting, MeetingNotice

MINUTES = (5, 10, 15)
"""By how much somebody may say that they are late; who is later cannot come."""

KEYS_KEPT = 20


def say_notice(
    meeting: Meeting,
    representative: Representative,
    kind: NoticeKind,
    *,
    by: User | None,
    minutes: int | None = None,
    reason: str = "",
    key: str = "",
    now: datetime | None = None,
) -> MeetingNotice:
    """Note what a representative says on coming to their meeting, and tell the other side.

    It takes the place of what they said before. `key` names the tap: the same tap once more, or
    saying the same again, changes nothing and tells nobody. Refuses, with code: `not_in_meeting`,
    `not_published`, `cancelled`, `too_late`, `too_early`, `minutes`.
    """
    now = now or timezone.now()
    _refuse_wrong_meeting(meeting, representative)
    with transaction.atomic():
        # Two taps of one person, one after the other; whatever is said waits for none of them.
        Representative.objects.select_for_update(no_key=True).get(pk=representative.pk)
        notice = MeetingNotice.objects.filter(
            meeting_uid=meeting.uid, representative=representative
        ).first()
        if notice is not None and key and key in notice.keys:
            return notice
        _refuse_wrong_time(meeting, kind, now)
        _refuse_wrong_minutes(kind, minutes)
        before, stood = _logged(notice, meeting), _standing(notice, meeting)
        notice = notice or MeetingNotice(meeting_uid=meeting.uid, representative=representative)
        notice.event_id = meeting.event_id
        notice.meeting_starts_at = bounds(meeting.during)[0]
        notice.kind = kind
        notice.minutes = minutes
        notice.reason = reason.strip() if kind == NoticeKind.CANNOT_COME else ""
        notice.keys = [*notice.keys, key][-KEYS_KEPT:] if key else notice.keys
        if _standing(notice, meeting) == stood:
            if notice.pk is not None:
                notice.save(update_fields=["keys"])
            return notice
        notice.said_by, notice.said_at = by, now
        require_valid(notice)
        notice.save()
        _tell(notice, meeting)
        log_activity(
            Action.MEETING_NOTICE,
            event=meeting.event,
            actor=by,
            subject=notice,
            before=before,
            after=_logged(notice, meeting),
        )
    return notice


def may_say(kind: NoticeKind, meeting: Meeting, now: datetime) -> bool:
    """Whether a person of the meeting may say this now: what a page shows its buttons by."""
    if meeting.state == MeetingState.CANCELLED:
        return False
    try:
        _refuse_wrong_time(meeting, kind, now)
    except DomainError:
        return False
    return True


def _refuse_wrong_meeting(meeting: Meeting, representative: Representative) -> None:
    if meeting.version.state != VersionState.PUBLISHED:
        raise DomainError(
            _("The schedule has changed since. Load the page again and choose the meeting there."),
            code="not_published",
        )
    if meeting.state == MeetingState.CANCELLED:
        raise DomainError(
            _("This meeting was cancelled; nobody waits for you there."), code="cancelled"
        )
    if not meeting.seats.filter(representative=representative).exists():
        raise DomainError(
            _("%(name)s does not sit in this meeting. Choose one of your own.")
            % {"name": representative},
            code="not_in_meeting",
        )


def _refuse_wrong_time(meeting: Meeting, kind: NoticeKind, now: datetime) -> None:
    starts_at, ends_at = bounds(meeting.during)
    if now >= ends_at or (kind == NoticeKind.COMING and now >= starts_at):
        raise DomainError(
            _("This meeting began on %(when)s; that can no longer be said. Speak to the organiser.")
            % {"when": say_time(meeting.event, starts_at)},
            code="too_late",
        )
    if kind in (NoticeKind.ON_THE_WAY, NoticeKind.LATE) and now < starts_at - NEAR:
        raise DomainError(
            _("This meeting is on %(when)s. Say this in the last two hours before it.")
            % {"when": say_time(meeting.event, starts_at)},
            code="too_early",
        )


def _refuse_wrong_minutes(kind: NoticeKind, minutes: int | None) -> None:
    if (minutes in MINUTES) if kind == NoticeKind.LATE else minutes is None:
        return
    raise DomainError(
        _("Say by how many minutes you are late: %(few)d, %(some)d or %(most)d.")
        % dict(zip(("few", "some", "most"), MINUTES, strict=True)),
        code="minutes",
    )


def _tell(notice: MeetingNotice, meeting: Meeting) -> None:
    """The other side's people, and colleagues at the same table."""
    people = User.objects.filter(representations__seats__meeting=meeting)
    notify_all(
        people.exclude(pk=notice.representative.user_id).distinct(),
        NotificationKind.MEETING_NOTICE,
        f"notice:{notice.pk}:{uuid4().hex}",  # each change is news; that it is one is known here
        event=meeting.event,
        context={
            "meeting": str(meeting.uid),
            "notice": notice.pk,
            "kind": str(notice.kind),
            "minutes": notice.minutes,
        },
    )


def _standing(notice: MeetingNotice | None, meeting: Meeting) -> tuple[str, int | None, str]:
    """What the others know; of a meeting that has moved since, nothing was said."""
    if notice is None or notice.meeting_starts_at != bounds(meeting.during)[0]:
        return NoticeKind.COMING, None, ""
    return notice.kind, notice.minutes, notice.reason


def _logged(notice: MeetingNotice | None, meeting: Meeting) -> dict[str, object]:
    """What stands, as the log keeps it: a reason is nobody's business there."""
    kind, minutes, _reason = _standing(notice, meeting)
    return {"kind": str(kind), "minutes": minutes}
