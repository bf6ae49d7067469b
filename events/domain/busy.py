"""When people of an event cannot meet: sessions, visits with the road to them, absences."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.db.models import Q
from django.utils.translation import gettext as _

from companies.domain.errors import DomainError
from events.choices import SessionAudience, SessionKind
from events.domain.days import bounds, say_span, time_range
from events.models import (
    Absence,
    Appearance,
    Attendance,
    Event,
    Representative,
    Session,
    SiteVisit,
    VisitSeat,
)

Kind = Literal["session", "visit", "absence"]


@dataclass(frozen=True, slots=True, order=True)
class Busy:
    """A time that is taken. `label_id` is the id of the session, visit or absence."""

    starts_at: datetime
    ends_at: datetime
    kind: Kind
    label_id: int
    hall_id: int | None = None


def busy_times(event: Event) -> dict[int, list[Busy]]:
    """What takes the time of each representative of the event, by id, in time order.

    Everyone of the event has an entry. Six queries, however many people there are.
    """
    people = dict(Representative.objects.filter(event=event).values_list("pk", "user_id"))
    sessions = {session.pk: session for session in Session.objects.filter(event=event)}
    common = [
        _busy_session(session)
        for session in sessions.values()
        if session.audience == SessionAudience.EVERYONE
    ]
    taken: dict[int, set[Busy]] = {person: set(common) for person in people}
    for person, session_id in _signed_up(event):
        taken[person].add(_busy_session(sessions[session_id]))
    by_user = {user: person for person, user in people.items()}
    for user, session_id in _on_stage(event):
        if user in by_user:
            taken[by_user[user]].add(_busy_session(sessions[session_id]))
    for seat in VisitSeat.objects.filter(visit__event=event).select_related("visit"):
        taken[seat.representative_id].add(busy_visit(seat.visit))
    for absence in Absence.objects.filter(representative__event=event):
        taken[absence.representative_id].add(Busy(*bounds(absence.during), "absence", absence.pk))
    return {person: sorted(times) for person, times in taken.items()}


def _signed_up(event: Event) -> Iterable[tuple[int, int]]:
    return Attendance.objects.filter(session__event=event).values_list(
        "representative_id", "session_id"
    )


def _on_stage(event: Event) -> Iterable[tuple[int | None, int]]:
    return Appearance.objects.filter(session__event=event, user__isnull=False).values_list(
        "user_id", "session_id"
    )


def _busy_session(session: Session) -> Busy:
    return Busy(*bounds(session.during), "session", session.pk, session.hall_id)


def busy_visit(visit: SiteVisit) -> Busy:
    """A visit's time with the road there and back."""
    arrives, departs = bounds(visit.during)
    return Busy(
        arrives - timedelta(minutes=visit.travel_there_minutes),
        departs + timedelta(minutes=visit.travel_back_minutes),
        "visit",
        visit.pk,
    )


def lock_representative(representative: Representative) -> Representative:
    """The person as stored now; what takes their time is decided one thing at a time."""
    return Representative.objects.select_for_update().get(pk=representative.pk)


def refuse_clash(representative: Representative, starts_at: datetime, ends_at: datetime) -> None:
    """Refuse a second thing at the same time: a session the person is expected at, or a visit.

    Breaks and networking do not count: one may miss them. The caller holds the row lock of the
    representative.
    """
    clash = _session_at(representative, starts_at, ends_at) or _visit_at(
        representative, starts_at, ends_at
    )
    if clash is None:
        return
    title, start, end = clash
    raise DomainError(
        _("%(person)s is at “%(title)s” then (%(span)s). Choose another time, or give that up.")
        % {
            "person": representative,
            "title": title,
            "span": say_span(representative.event, start, end),
        },
        code="person_busy",
    )


def _session_at(
    representative: Representative, starts_at: datetime, ends_at: datetime
) -> tuple[str, datetime, datetime] | None:
    expected = Q(audience=SessionAudience.EVERYONE) & ~Q(
        kind__in=[SessionKind.BREAK, SessionKind.NETWORKING]
    )
    chosen = Q(attendances__representative=representative)
    on_stage = Q(appearances__user=representative.user_id)
    session = (
        Session.objects.filter(
            expected | chosen | on_stage,
            event=representative.event_id,
            during__overlap=time_range(starts_at, ends_at),
        )
        .order_by("during")
        .first()
    )
    if session is None:
        return None
    return (session.title, *bounds(session.during))


def _visit_at(
    representative: Representative, starts_at: datetime, ends_at: datetime
) -> tuple[str, datetime, datetime] | None:
    seats = VisitSeat.objects.filter(representative=representative).select_related("visit")
    for seat in seats:
        busy = busy_visit(seat.visit)
        if busy.starts_at < ends_at and starts_at < busy.ends_at:
            return seat.visit.title, busy.starts_at, busy.ends_at
    return None
