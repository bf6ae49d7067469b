"""Lists of the desk with 3 rows and with 30: as many queries."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import Event
from matchmaking.choices import Action
from matchmaking.domain.activity import log_activity
from matchmaking.models import Notification, UnscheduledPair
from tests.factories import (
    DelegationFactory,
    EventFactory,
    InterpreterFactory,
    MeetingRequestFactory,
    MeetingTableFactory,
    PairScoreFactory,
    RegistrationFactory,
    RepresentativeFactory,
    RunFactory,
    ScheduleVersionFactory,
    SessionFactory,
    SiteVisitFactory,
    StaffFactory,
    UserFactory,
    ready_event,
)

pytestmark = pytest.mark.django_db


def pair(event: Event) -> tuple[Any, Any]:
    first = RegistrationFactory(event=event, state="approved")
    return first, RegistrationFactory(event=event, state="approved")


def unscheduled(event: Event) -> None:
    version = event.versions.first() or ScheduleVersionFactory(event=event)
    a, b = pair(event)
    UnscheduledPair.objects.create(
        version=version, registration_a=a, registration_b=b, tier=1, reason="table-full"
    )


def asked(event: Event) -> Any:
    a, b = pair(event)
    return MeetingRequestFactory(sender=a, receiver=b)


def scored(event: Event) -> None:
    a, b = pair(event)
    PairScoreFactory(registration_a=a, registration_b=b)


def told(event: Event) -> None:
    person = UserFactory()
    Notification.objects.create(
        recipient=person, event=event, kind="schedule_published", key=f"to:{person.pk}"
    )


MAKERS: dict[str, Callable[[Event], Any]] = {
    "events_event": lambda event: StaffFactory(event=EventFactory(), user=event.staff.get().user),
    "events_registration": lambda event: RegistrationFactory(event=event),
    "events_representative": lambda event: RepresentativeFactory(
        registration=RegistrationFactory(event=event)
    ),
    "companies_organisation": lambda event: RegistrationFactory(event=event),
    "events_delegation": lambda event: DelegationFactory(event=event, leader=UserFactory()),
    "events_meetingtable": lambda event: MeetingTableFactory(
        event=event, hall=event.tables.first().hall
    ),
    "events_interpreter": lambda event: InterpreterFactory(event=event),
    "events_session": lambda event: SessionFactory(event=event),
    "events_sitevisit": lambda event: SiteVisitFactory(event=event),
    "matchmaking_meetingrequest": asked,
    "matchmaking_pairscore": scored,
    "matchmaking_unscheduledpair": unscheduled,
    "matchmaking_notification": told,
    "matchmaking_run": lambda event: RunFactory(
        event=event, state="failed", requested_by=UserFactory()
    ),
    "matchmaking_activity": lambda event: log_activity(
        Action.REQUEST_SENT, event=event, actor=UserFactory(), subject=asked(event)
    ),
}


@pytest.mark.parametrize("name", MAKERS)
def test_thirty_rows_take_as_many_queries_as_three(client: Client, name: str) -> None:
    event = ready_event(participants=1, slots=2, tables=1)
    client.force_login(StaffFactory(event=event).user)
    address = reverse(f"admin:{name}_changelist")

    def count() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        assert response.status_code == 200
        shown.append(len(response.context["cl"].result_list))
        return len(queries)

    shown: list[int] = []
    for _ in range(3):
        MAKERS[name](event)
    few = count()
    for _ in range(27):
        MAKERS[name](event)
    assert count() == few
    assert shown[1] - shown[0] == 27


def test_the_desk_takes_as_many_queries_for_thirty_events(client: Client) -> None:
    person = UserFactory()

    def count(events: int) -> int:
        for _ in range(events):
            StaffFactory(event=EventFactory(), user=person)
        client.force_login(person)
        client.get(reverse("admin:index"))
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("admin:index")).content.decode()
        seen.append(page.count('class="desk-event"'))
        return len(queries)

    seen: list[int] = []
    assert count(3) == count(27)
    assert seen == [3, 30]
