"""An event with a row of every kind, matching included, and people around it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from companies.models import User
from events.choices import StaffRole
from events.models import Event
from matchmaking.choices import VersionState
from matchmaking.domain.activity import log_activity
from matchmaking.models import (
    BlockedOrganisation,
    Notification,
    Outcome,
    RunBlock,
    TextVector,
    UnscheduledPair,
)
from tests.events.admin.conftest import full_event
from tests.factories import (
    MeetingFactory,
    MeetingRequestFactory,
    MustMeetFactory,
    PairScoreFactory,
    RunFactory,
    ScheduleVersionFactory,
    SeatFactory,
    StaffFactory,
    UserFactory,
)


def matched_event(**fields: Any) -> Event:
    """`full_event` with requests, a finished run, a published version and a meeting."""
    event = full_event(**fields)
    a, b, c = event.registrations.order_by("pk")
    request = MeetingRequestFactory(sender=a, receiver=b)
    MustMeetFactory(registration_a=a, registration_b=c)
    PairScoreFactory(registration_a=a, registration_b=b)
    run = RunFactory(event=event, state="succeeded", problem={"slots": []})
    RunBlock.objects.create(run=run, kind="scoring", first=0, last=3)
    version = ScheduleVersionFactory(
        event=event,
        run=run,
        state=VersionState.PUBLISHED,
        objective=1_500_000,
        bound=1_600_000,
        gap=0.0625,
        published_at=timezone.now(),
        levels=[
            {"name": "served", "value": 2, "bound": 3, "optimal": False},
            {"name": "value", "value": 1_500_000, "bound": 1_600_000, "optimal": False},
        ],
    )
    meeting = MeetingFactory(version=version, registration_a=a, registration_b=b, request=request)
    for registration in (a, b):
        SeatFactory(meeting=meeting, representative=registration.representatives.first())
    UnscheduledPair.objects.create(
        version=version, registration_a=a, registration_b=c, tier=1, reason="table-full"
    )
    Outcome.objects.create(meeting=meeting, registration=a, took_place=True, note="Told nobody.")
    BlockedOrganisation.objects.create(organisation=b.organisation, blocked=c.organisation)
    Notification.objects.create(
        recipient=a.representatives.first().user,
        event=event,
        kind="schedule_published",
        key=f"test:{event.pk}",
    )
    log_activity("schedule.published", event=event, subject=version)
    TextVector.objects.get_or_create(
        encoder="test", text_hash=f"{event.pk:064d}", defaults={"vector": b"\0"}
    )
    return event


@pytest.fixture
def staff_of() -> Callable[..., User]:
    def make(event: Event, role: StaffRole = StaffRole.ORGANISER) -> User:
        user: User = UserFactory()
        StaffFactory(event=event, user=user, role=role)
        return user

    return make
