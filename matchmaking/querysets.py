"""Visibility of requests, runs, versions, meetings and notifications."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from events.choices import StaffRole
from events.models import Event, Registration
from matchmaking.choices import (
    ACTIVE_RUN_STATES,
    LIVE_REQUEST_STATES,
    MailState,
    MeetingState,
    NextStep,
    NoticeKind,
    RequestState,
    VersionState,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from companies.models import User
    from matchmaking.models import (
        Meeting,
        MeetingNotice,
        MeetingRequest,
        Notification,
        Outcome,
        Run,
        ScheduleVersion,
    )

SCHEDULERS = (StaffRole.ORGANISER, StaffRole.SCHEDULER)


class MeetingRequestQuerySet(models.QuerySet["MeetingRequest"]):
    def live(self) -> Self:
        return self.filter(state__in=LIVE_REQUEST_STATES)

    def unanswered(self) -> Self:
        """Those to which the receiver has not said anything yet."""
        return self.filter(state=RequestState.PENDING, put_aside_at__isnull=True)

    def put_aside(self) -> Self:
        """Those that the receiver has declined without the sender being told."""
        return self.filter(put_aside_at__isnull=False)

    def live_for(self, registration: Registration) -> Self:
        """Live requests that the registration sent, or received and did not put aside."""
        received = Q(receiver=registration, put_aside_at__isnull=True)
        return self.live().filter(Q(sender=registration) | received)

    def with_schedule(self) -> Self:
        """With `has_schedule`, whether a schedule of their event is published: one that is accepted
        and has no meeting then has no time in it."""
        from matchmaking.models import ScheduleVersion

        published = ScheduleVersion.objects.published().filter(event=OuterRef("event"))
        return self.annotate(has_schedule=Exists(published))

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


class MeetingNoticeQuerySet(models.QuerySet["MeetingNotice"]):
    def standing(self) -> Self:
        """What is said now; not what was taken back."""
        return self.exclude(kind=NoticeKind.COMING)


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

    def seating_any(self, users: "Iterable[int]") -> Self:
        """Meetings in which one of these people, by id, has a seat."""
        from matchmaking.models import Seat

        seats = Seat.objects.filter(representative__user__in=list(users))
        return self.filter(pk__in=seats.values("meeting"))


class OutcomeQuerySet(models.QuerySet["Outcome"]):
    def open(self) -> Self:
        """Those with something left to do."""
        return self.filter(~Q(next_step=NextStep.NONE) | Q(follow_up_on__isnull=False))


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, user: "User | Any") -> Self:
        """What the person was told; nobody else reads it."""
        return self.filter(recipient=user) if user.is_authenticated else self.none()

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def due(self, now: datetime) -> Self:
        """Mails to send now, the urgent first, then those that wait longest."""
        return self.filter(mail_state=MailState.WAITING, not_before__lte=now).order_by(
            "-is_urgent", "not_before", "pk"
        )
