"""What one's own side has written down of its meetings."""

from collections.abc import Collection
from uuid import UUID

from events.models import Registration
from matchmaking.models import Outcome


def noted_of(registration: Registration, meetings: Collection[UUID]) -> dict[UUID, Outcome]:
    """The side's outcomes, by the meeting's uid, in whichever version of the schedule they were
    written. One query."""
    rows = Outcome.objects.filter(
        registration=registration, meeting__event=registration.event_id, meeting__uid__in=meetings
    ).select_related("meeting")
    return {row.meeting.uid: row for row in rows}
