"""A delegation at a glance, for its leader: who comes, whose schedule is thin."""

from dataclasses import dataclass

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from companies.models import User
from events.models import Delegation, Event, Registration, VisitSeat
from matchmaking.choices import RequestState
from matchmaking.models import Meeting, MeetingRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationMember:
    """One organisation of a delegation. `waiting` counts requests that it has not answered."""

    registration: Registration
    people: int
    meetings: int
    waiting: int
    visits: int

    @property
    def is_thin(self) -> bool:
        """Approved, and with fewer meetings than the event promises; with none in any case."""
        promised = max(self.registration.event.meeting_minimum, 1)
        return self.registration.is_approved and self.meetings < promised


@dataclass(frozen=True, slots=True)
class DelegationOverview:
    """A delegation and its members, the thinnest schedules first."""

    delegation: Delegation
    members: list[DelegationMember]


def delegations_led_by(user: User, event: Event) -> list[DelegationOverview]:
    """The delegations that the person leads at the event; two queries."""
    delegations = list(Delegation.objects.filter(event=event, leader=user))
    if not delegations:
        return []
    members = [_member(row, event) for row in _counted(delegations)]
    members.sort(key=lambda member: (member.meetings, member.registration.organisation.name))
    return [
        DelegationOverview(
            delegation,
            [member for member in members if member.registration.delegation_id == delegation.pk],
        )
        for delegation in delegations
    ]


def _counted(delegations: list[Delegation]) -> QuerySet[Registration]:
    own = Q(registration_a=OuterRef("pk")) | Q(registration_b=OuterRef("pk"))
    meetings = Meeting.objects.published().planned().filter(own)
    waiting = MeetingRequest.objects.filter(receiver=OuterRef("pk"), state=RequestState.PENDING)
    visits = VisitSeat.objects.filter(representative__registration=OuterRef("pk"))
    return (
        Registration.objects.filter(delegation__in=delegations)
        .select_related("organisation")
        .annotate(
            people=Count("representatives"),
            meetings=_count(meetings, "event"),
            waiting=_count(waiting, "receiver"),
            visits=_count(visits, "representative__registration"),
        )
    )


def _count(rows: QuerySet, by: str) -> Coalesce:  # type: ignore[type-arg]
    """How many rows a subquery has: all of them share the value of `by`."""
    counted = rows.order_by().values(by).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _member(row: Registration, event: Event) -> DelegationMember:
    row.event = event
    numbers = {name: getattr(row, name) for name in ("people", "meetings", "waiting", "visits")}
    return DelegationMember(registration=row, **numbers)
