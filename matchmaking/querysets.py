"""Visibility of requests, runs, versions and meetings."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from events.choices import StaffRole
from events.models import Event
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
        return self.filter(
            Q(sender__organisation__members__user=user)
            | Q(receiver__organisation__members__user=user)
        ).distinct()


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
        return (
            self.published()
            .filter(
                Q(registration_a__organisation__members__user=user)
                | Q(registration_b__organisation__members__user=user)
            )
            .distinct()
        )

    def seating(self, user: "User | Any") -> Self:
        """Published meetings in which the person has a seat."""
        if not user.is_authenticated:
            return self.none()
        return self.published().filter(seats__representative__user=user).distinct()
