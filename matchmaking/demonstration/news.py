"""What happens between publishing and the day: somebody cannot come, somebody gets ready."""

from companies.models import User
from events.models import Event
from matchmaking.choices import NoticeKind
from matchmaking.demonstration.builder import ACCOUNTS
from matchmaking.domain.notices import say_notice
from matchmaking.domain.preparing import note_preparation
from matchmaking.models import Meeting

REASON = "Chuyến bay bị hủy, tôi đến vào buổi chiều."
NOTE = "Bring the load curves of the pilot site. Ask who signs."


def tell_news(event: Event) -> int:
    """Let counterparts of the shown accounts say that they cannot come, and note what to bring.

    Said again, nothing changes. Returns how many meetings are marked.
    """
    marked = 0
    for account in ACCOUNTS:
        person = User.objects.filter(email=account.email).first()
        if person is None:
            continue
        mine = Meeting.objects.seating(person).planned().filter(event=event)
        meetings = list(mine.select_related("version", "event").order_by("during", "pk")[:3])
        if len(meetings) < 3:
            continue
        seats = list(meetings[2].seats.select_related("representative__user"))
        own = next(seat for seat in seats if seat.representative.user_id == person.pk)
        other = next(seat for seat in seats if seat.registration_id != own.registration_id)
        say_notice(
            meetings[2],
            other.representative,
            NoticeKind.CANNOT_COME,
            by=other.representative.user,
            reason=REASON,
        )
        note_preparation(meetings[0], own.registration, NOTE, by=person)
        marked += 1
    return marked
