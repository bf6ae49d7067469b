"""What people have said on coming to meetings, as it stands."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from events.domain.days import bounds
from matchmaking.models import Meeting, MeetingNotice

NEAR = timedelta(hours=2)
"""How long before a meeting one may say that one is on the way to it, or late."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a meeting, seen from one side: by the person asked about, and by the
    others."""

    own: MeetingNotice | None
    theirs: Sequence[MeetingNotice]


def said_of(meetings: Collection[Meeting], person_id: int | None) -> dict[UUID, Said]:
    """What stands of each meeting, by its uid. One query.

    `person_id` is the user whose own word is told apart; colleagues' words are among the others'.
    """
    if not meetings:
        return {}
    starts = {meeting.uid: bounds(meeting.during)[0] for meeting in meetings}
    notices = (
        MeetingNotice.objects.standing()
        .filter(event__in={meeting.event_id for meeting in meetings}, meeting_uid__in=starts)
        .select_related("representative__user")
        .order_by("said_at", "pk")
    )
    found: dict[UUID, list[MeetingNotice]] = defaultdict(list)
    for notice in notices:
        if notice.meeting_starts_at == starts[notice.meeting_uid]:
            found[notice.meeting_uid].append(notice)
    return {
        uid: Said(
            own=next((n for n in said if n.representative.user_id == person_id), None),
            theirs=[n for n in said if n.representative.user_id != person_id],
        )
        for uid, said in found.items()
    }
