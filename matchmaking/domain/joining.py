"""Joining a visit or a session beside a schedule that may be published already."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from companies.domain.errors import DomainError
from companies.models import User
from events.domain.busy import busy_visit, lock_representative
from events.domain.days import bounds, say_span
from events.domain.programme import sign_up
from events.domain.visits import take_seat
from events.models import Attendance, Representative, Session, SiteVisit, VisitSeat
from matchmaking.choices import VersionState
from matchmaking.models import Seat


@transaction.atomic
def join_visit(
    visit: SiteVisit, representative: Representative, *, by: User | None = None
) -> VisitSeat:
    """Take a seat on a visit; refused where a published meeting needs the person then.

    The road counts. Else as `events.domain.visits.take_seat`.
    """
    busy = busy_visit(visit)
    _refuse_meeting_then(representative, busy.starts_at, busy.ends_at)
    return take_seat(visit, representative, by=by)


@transaction.atomic
def join_session(
    session: Session, representative: Representative, *, by: User | None = None
) -> Attendance:
    """Take a place in a session; refused where a published meeting needs the person then.

    Else as `events.domain.programme.sign_up`.
    """
    _refuse_meeting_then(representative, *bounds(session.during))
    return sign_up(session, representative, by=by)


def _refuse_meeting_then(
    representative: Representative, starts_at: datetime, ends_at: datetime
) -> None:
    lock_representative(representative)
    seat = (
        Seat.objects.filter(
            representative=representative,
            is_held=True,
            version__state=VersionState.PUBLISHED,
            during__overlap=(starts_at, ends_at),
        )
        .order_by("during")
        .first()
    )
    if seat is not None:
        start, end = bounds(seat.during)
        raise DomainError(
            _(
                "%(person)s has a meeting then (%(span)s). "
                "Choose another time, or ask the organiser to move the meeting."
            )
            % {"person": representative, "span": say_span(representative.event, start, end)},
            code="meeting_then",
        )
