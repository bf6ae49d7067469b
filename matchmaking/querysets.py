"""Visibility of requests, runs, versions and meetings."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from events.choices import StaffRole
from events.models import Event, Registration
from matchmaking.choices import (
    ACTIVE_RUN_STATES,
    LIVE_REQUEST_STATES,
    MeetingState,
    VersionState,
)

if TYPE_CHECKING:
    from companies.models import User
    from matchmaking.models import Meeting, MeetingRequest, Run, ScheduleVersion

SCHEDULERS = (StaffRole.ORGANISER, StaffRole.SCHEDULER)


class MeetingRequestQuerySet(models.QuerySet["MeetingRequest"]):
    def live(self) -> Self:
        return self.filter(state__in=LIVE_REQUEST_STATES)

    def visible_to(self, user: "User | Any") -> Self:
        """Requests that the person's organisations sent or received."""
        if not user.is_authenticated:
            return self.none()
        own = Registration.objects.of(user).values("pk")
        return self.filter(Q(sender__in=own) | Q(receiver__in=own))


class RunQuerySet(models.QuerySet["Run"]):
    def active(self) -> Self:
        return self.filter(state__in=ACTIVE_RUN_STATES)

    def visible_to(self, user: "User | Any") -> Self:
        """Runs of the events that the person schedules."""
        return self.filter(event__in=Event.objects.staffed_by(user, *SCHEDULERS))


class ScheduleVersionQuerySet(models.QuerySet["ScheduleVersion"]):
    def published(self) -> Self:
        return self.filter(state=VersionState.PUBLISHED)

    def visible_to(self, user: "User | Any") -> Self:
        return self.filter(event__in=Event.objects.staffed_by(user, *SCHEDULERS))


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def published(self) -> Self:
        return self.filter(version__state=VersionState.PUBLISHED)

    def planned(self) -> Self:
        return self.filter(state=MeetingState.PLANNED)

    def visible_to(self, user: "User | Any") -> Self:
        """Published meetings of the person's organisations."""
        if not user.is_authenticated:
            return self.none()
        own = Registration.objects.of(user).values("pk")
        return self.published().filter(Q(registration_a__in=own) | Q(registration_b__in=own))

    def seating(self, user: "User | Any") -> Self:
        """Published meetings in which the person has a seat."""
        if not user.is_authenticated:
            return self.none()
        from matchmaking.models import Seat

        # A subquery, not a join: nothing to make distinct, and the planner has less to order.
        seats = Seat.objects.filter(representative__user=user)
        return self.published().filter(pk__in=seats.values("meeting"))
