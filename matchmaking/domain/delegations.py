"""A delegation at a glance, for its leader: who comes, whose schedule is thin."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from companies.models import User
from companies.ordering import alphabetical
from companies.spreadsheets import csv_file
from events.domain.disclosure import Person, Relation, people_shown
from events.models import Delegation, Event, Registration, VisitSeat
from matchmaking.choices import RequestState
from matchmaking.domain.acting import may_act
from matchmaking.models import Meeting, MeetingRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationMember:
    """One organisation of a delegation. `waiting` counts requests that it has not answered, `asked`
    those of its own that others have not. `people` are those whom the leader may know of."""

    registration: Registration
    number_of_people: int
    meetings: int
    waiting: int
    asked: int
    visits: int
    people: list[Person]
    may_act: bool

    @property
    def promised(self) -> int:
        """The fewest meetings it should have."""
        own = self.registration.meeting_minimum
        return max(self.registration.event.meeting_minimum if own is None else own, 1)

    @property
    def is_thin(self) -> bool:
        """Approved, and with fewer meetings than the event promises; with none in any case."""
        return self.registration.is_approved and self.meetings < self.promised


@dataclass(frozen=True, slots=True)
class DelegationOverview:
    """A delegation and its members, the thinnest schedules first."""

    delegation: Delegation
    members: list[DelegationMember]

    @property
    def coming(self) -> list[DelegationMember]:
        return [member for member in self.members if member.registration.is_approved]

    @property
    def number_of_people(self) -> int:
        return sum(member.number_of_people for member in self.coming)

    @property
    def meetings(self) -> int:
        """Meetings of all of them; one between two of them counts for each."""
        return sum(member.meetings for member in self.coming)

    @property
    def visits(self) -> int:
        return sum(member.visits for member in self.coming)

    @property
    def waiting(self) -> int:
        return sum(member.waiting for member in self.coming)

    @property
    def thin(self) -> int:
        return sum(member.is_thin for member in self.members)

    @property
    def longest(self) -> int:
        """What a full bar stands for."""
        return max((max(member.meetings, member.promised) for member in self.members), default=1)


def delegations_led_by(user: User, event: Event) -> list[DelegationOverview]:
    """The delegations that the person leads at the event; four queries."""
    delegations = list(Delegation.objects.filter(event=event, leader=user))
    if not delegations:
        return []
    by_id = {delegation.pk: delegation for delegation in delegations}
    members = []
    for row in _counted(delegations):
        row.event = event
        row.delegation = by_id[row.delegation_id or 0]
        members.append(_member(row, user))
    members.sort(key=lambda m: (m.meetings, alphabetical(m.registration)))
    return [
        DelegationOverview(
            delegation,
            [member for member in members if member.registration.delegation_id == delegation.pk],
        )
        for delegation in delegations
    ]


def led_registrations(user: User, event: Event) -> QuerySet[Registration]:
    """The registrations of the delegations that the person leads at the event."""
    return Registration.objects.filter(event=event, delegation__leader=user).select_related(
        "organisation", "delegation", "side"
    )


def _counted(delegations: list[Delegation]) -> QuerySet[Registration]:
    own = Q(registration_a=OuterRef("pk")) | Q(registration_b=OuterRef("pk"))
    meetings = Meeting.objects.published().planned().filter(own)
    waiting = MeetingRequest.objects.unanswered().filter(receiver=OuterRef("pk"))
    asked = MeetingRequest.objects.filter(sender=OuterRef("pk"), state=RequestState.PENDING)
    visits = VisitSeat.objects.filter(representative__registration=OuterRef("pk"))
    return (
        Registration.objects.filter(delegation__in=delegations)
        .select_related("organisation")
        .prefetch_related("representatives__user")
        .annotate(
            number_of_people=Count("representatives"),
            meetings=_count(meetings, "event"),
            waiting=_count(waiting, "receiver"),
            asked=_count(asked, "sender"),
            visits=_count(visits, "representative__registration"),
        )
    )


def _count(rows: QuerySet, by: str) -> Coalesce:  # type: ignore[type-arg]
    """How many rows a subquery has: all of them share the value of `by`."""
    counted = rows.order_by().values(by).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


COUNTED = ("number_of_people", "meetings", "waiting", "asked", "visits")


def _member(row: Registration, leader: User) -> DelegationMember:
    return DelegationMember(
        registration=row,
        people=people_shown(row, row.representatives.all(), Relation.PARTICIPANT),
        may_act=may_act(leader, row),
        **{name: getattr(row, name) for name in COUNTED},
    )


def delegation_csv(overviews: Iterable[DelegationOverview]) -> str:
    """A line a company, for a spreadsheet."""
    heading = [
        _("Delegation"),
        _("Organisation"),
        _("Country"),
        _("State"),
        _("People"),
        _("Meetings"),
        _("Fewest meetings"),
        _("Requests to answer"),
        _("Requests without an answer"),
        _("Seats on visits"),
    ]
    return csv_file(heading, (_line(o, member) for o in overviews for member in o.members))


def _line(overview: DelegationOverview, member: DelegationMember) -> list[Any]:
    registration = member.registration
    return [
        str(overview.delegation),
        str(registration.organisation),
        registration.organisation.country,
        registration.get_state_display(),
        member.number_of_people,
        member.meetings,
        member.promised,
        member.waiting,
        member.asked,
        member.visits,
    ]
