"""What an event's public page tells: read in a constant number of queries."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.contrib.auth.models import AnonymousUser
from django.db.models import CharField, Count, F, Q, Value, prefetch_related_objects
from django.db.models.functions import MD5, Cast, Concat, Greatest
from django.utils import timezone

from companies.models import Sector, User
from events.choices import HostRole, PhaseKind, RegistrationState
from events.domain.days import bounds
from events.models import (
    Event,
    Host,
    MeetingBlock,
    Phase,
    Registration,
    Representative,
    Session,
    SiteVisit,
)

# The phases that tell a participant when to do something; the others are the organiser's.
ANNOUNCED = (PhaseKind.REGISTRATION, PhaseKind.REQUESTS, PhaseKind.PUBLISHED)


NAMED = 12  # companies on the event's own page; the others are a page further


@dataclass(frozen=True)
class ProgrammeDay:
    day: date
    items: list[Session | MeetingBlock]


@dataclass(frozen=True)
class Overview:
    """`sectors` carry `participants`, how many work in them; `countries` are (code, number).

    Both count those who are listed: of a single hidden company they would tell the country.
    `named` are some of those who want to be named to strangers, others each day.
    """

    hosts: list[tuple[HostRole, list[Host]]]
    days: list[ProgrammeDay]
    visits: Sequence[SiteVisit]
    phases: list[Phase]
    sectors: list[Sector]
    countries: list[tuple[str, int]]
    participants: int
    named: list[Registration]


def event_overview(event: Event) -> Overview:
    prefetch_related_objects([event], "venues")
    hosts = list(event.hosts.select_related("organisation"))
    by_role = [
        (role, [host for host in hosts if host.role == role])
        for role in HostRole
        if any(host.role == role for host in hosts)
    ]
    visits = list(
        event.visits.select_related("host").annotate(
            seats_left=Greatest(F("seats") - Count("taken_seats"), 0)
        )
    )
    sessions = event.sessions.select_related("hall__venue", "host").prefetch_related(
        "appearances", "memoranda__parties"
    )
    coming = list(
        Registration.objects.approved()
        .filter(event=event)
        .values_list("organisation__country", "is_listed")
    )
    return Overview(
        hosts=by_role,
        days=programme_days([*sessions, *event.blocks.all()], event),
        visits=visits,
        phases=[phase for phase in event.phases.all() if phase.kind in ANNOUNCED],
        sectors=sectors_of(event),
        countries=Counter(country for country, is_listed in coming if is_listed).most_common(),
        participants=len(coming),
        named=list(
            Registration.objects.on_public_page()
            .filter(event=event)
            .select_related("organisation")
            .prefetch_related("organisation__sectors")
            .order_by(MD5(Concat(Cast("pk", CharField()), Value(str(event.today)))), "pk")[:NAMED]
        ),
    )


@dataclass(frozen=True)
class Joined:
    """What a representative may join and has joined: ids of visits and sessions."""

    representative: Representative
    visits: set[int]
    sessions: set[int]


def joined_by(registration: Registration | None, user: User | AnonymousUser) -> Joined | None:
    """The person's seats and places; none for who does not come for an approved registration."""
    if registration is None or not registration.is_approved or not user.is_authenticated:
        return None
    representative = registration.representatives.filter(user=user).first()
    if representative is None:
        return None
    return Joined(
        representative,
        set(representative.visit_seats.values_list("visit", flat=True)),
        set(representative.attendances.values_list("session", flat=True)),
    )


def leads_delegation(user: User | AnonymousUser, event: Event) -> bool:
    """Whether the person leads one of the event's delegations."""
    return user.is_authenticated and event.delegations.filter(leader=user).exists()


def programme_days(items: list[Session | MeetingBlock], event: Event) -> list[ProgrammeDay]:
    """What happens when: the sessions, and the hours in which companies meet one to one."""

    def local_day(item: Session | MeetingBlock) -> date:
        return timezone.localtime(item.during.lower, event.zone).date()

    def place(item: Session | MeetingBlock) -> tuple[datetime, bool, int]:
        return bounds(item.during)[0], isinstance(item, MeetingBlock), item.pk

    ordered = sorted(items, key=place)
    return [ProgrammeDay(day, list(items)) for day, items in groupby(ordered, key=local_day)]


def sectors_of(event: Event) -> list[Sector]:
    """Sectors that approved participants work in, the most frequent first."""
    takes_part = Q(
        organisations__registrations__event=event,
        organisations__registrations__state=RegistrationState.APPROVED,
        organisations__registrations__is_listed=True,
    )
    return list(
        Sector.objects.filter(takes_part)
        .annotate(participants=Count("organisations", distinct=True))
        .order_by("-participants", "position", "code")[:12]
    )
