"""The programme: sessions, who is on stage, who signs up, what is signed."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from companies.domain.errors import DomainError
from companies.domain.storing import spread_translations, store, store_changes
from companies.models import Organisation, User
from events.choices import SessionAudience, SpeakerRole
from events.domain.busy import lock_representative, refuse_clash
from events.domain.days import bounds, require_within_event, time_range
from events.domain.states import refuse_if_out
from events.models import (
    Appearance,
    Attendance,
    Event,
    Hall,
    Memorandum,
    Representative,
    Session,
)

SESSION_FIELDS = frozenset(
    {"kind", "title", "abstract", "hall", "online_url", "audience", "host", "during"}
)
Texts = str | Mapping[str, str]


def add_session(
    event: Event,
    *,
    kind: str,
    title: Texts,
    starts_at: datetime,
    ends_at: datetime,
    hall: Hall | None = None,
    audience: str = SessionAudience.EVERYONE,
    abstract: Texts = "",
    host: Organisation | None = None,
    online_url: str = "",
    by: User | None = None,
) -> Session:
    """Add an item to the programme, inside the event's days and in one of its halls."""
    _refuse_bad_session(event, starts_at, ends_at, hall)
    columns = spread_translations(Session, {"title": title, "abstract": abstract})
    return store(
        Session(
            event=event,
            kind=kind,
            during=time_range(starts_at, ends_at),
            hall=hall,
            audience=audience,
            host=host,
            online_url=online_url,
            **columns,
        )
    )


@transaction.atomic
def change_session(session: Session, *, by: User | None = None, **changes: Any) -> Session:
    """Change the given fields of a session; a new time is given as `starts_at` and `ends_at`."""
    start, end = bounds(session.during)
    starts_at, ends_at = changes.pop("starts_at", start), changes.pop("ends_at", end)
    _refuse_bad_session(session.event, starts_at, ends_at, changes.get("hall", session.hall))
    changes["during"] = time_range(starts_at, ends_at)
    return store_changes(session, changes, allowed=SESSION_FIELDS)


def _refuse_bad_session(
    event: Event, starts_at: datetime, ends_at: datetime, hall: Hall | None
) -> None:
    time_range(starts_at, ends_at)
    require_within_event(event, starts_at, ends_at)
    if hall is not None and hall.venue.event_id != event.pk:
        raise DomainError(
            _("%(hall)s is not a hall of %(event)s. Choose one of its halls.")
            % {"hall": hall, "event": event},
            code="other_event",
        )


def add_appearance(
    session: Session,
    *,
    role: str = SpeakerRole.SPEAKER,
    name: str,
    job_title: str = "",
    organisation_name: str = "",
    topic: str = "",
    user: User | None = None,
    by: User | None = None,
) -> Appearance:
    """Put somebody on stage, behind those who are. With `user`, the session takes their time."""
    return store(
        Appearance(
            session=session,
            role=role,
            name=name,
            job_title=job_title,
            organisation_name=organisation_name,
            topic=topic,
            user=user,
            position=Appearance.objects.filter(session=session).count(),
        )
    )


@transaction.atomic
def sign_up(
    session: Session, representative: Representative, *, by: User | None = None
) -> Attendance:
    """Give a representative a place in a session that people sign up for.

    Refuses a full hall and a person who is somewhere else at that time.
    """
    session = Session.objects.select_for_update().get(pk=session.pk)
    representative = lock_representative(representative)
    _refuse_sign_up(session, representative)
    return store(
        Attendance(session=session, representative=representative),
        {
            "attendance_once": _("%(person)s is signed up for “%(session)s” already.")
            % {"person": representative, "session": session},
        },
    )


def _refuse_sign_up(session: Session, representative: Representative) -> None:
    if representative.event_id != session.event_id:
        raise DomainError(
            _("%(person)s does not take part in this event. Register for it first.")
            % {"person": representative},
            code="other_event",
        )
    if session.audience != SessionAudience.SIGNED_UP:
        raise DomainError(
            _("“%(session)s” is open to everybody at the event; nobody needs to sign up.")
            % {"session": session},
            code="no_sign_up",
        )
    refuse_if_out(representative.registration)
    attendances = Attendance.objects.filter(session=session)
    if attendances.filter(representative=representative).exists():
        return  # said by the constraint
    capacity = session.hall.capacity if session.hall else None
    if capacity is not None and attendances.count() >= capacity:
        raise DomainError(
            _("All %(seats)s seats of “%(session)s” are taken. Choose another session.")
            % {"seats": capacity, "session": session},
            code="session_full",
        )
    refuse_clash(representative, *bounds(session.during))


def cancel_sign_up(
    session: Session, representative: Representative, *, by: User | None = None
) -> None:
    """Give the place back. Without one, nothing changes."""
    Attendance.objects.filter(session=session, representative=representative).delete()


@transaction.atomic
def record_memorandum(
    session: Session,
    *,
    subject: Texts,
    parties: Iterable[Organisation],
    witnesses: Iterable[Appearance] = (),
    signed_at: datetime | None = None,
    by: User | None = None,
) -> Memorandum:
    """Record what was signed at a session: at least two parties, witnesses from its stage."""
    signing = list({party.pk: party for party in parties}.values())
    if len(signing) < 2:
        raise DomainError(
            _("A memorandum has at least two parties. Name the other one."), code="parties"
        )
    watching = list(witnesses)
    stranger = next((each for each in watching if each.session_id != session.pk), None)
    if stranger is not None:
        raise DomainError(
            _("%(person)s is not on stage at “%(session)s”. Add them to the session first.")
            % {"person": stranger, "session": session},
            code="witness_elsewhere",
        )
    columns = spread_translations(Memorandum, {"subject": subject})
    memorandum = store(Memorandum(session=session, signed_at=signed_at, **columns))
    memorandum.parties.set(signing)
    memorandum.witnesses.set(watching)
    return memorandum
