"""Two people publish two versions in the same second: one outcome, and a clear message."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError
from django.db.models import QuerySet

from companies.domain.errors import DomainError, violated_constraint
from events.models import Event
from matchmaking.choices import VersionState
from matchmaking.domain import schedules
from matchmaking.domain.schedules import publish_version
from matchmaking.models import Notification, ScheduleVersion
from tests.factories import UserFactory, ready_event
from tests.matchmaking.drafts import draft
from tests.matchmaking.threads import at_once, meeting_point

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def event() -> Event:
    return ready_event(participants=2, slots=2)


@pytest.fixture
def overlapping(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both publishers are inside before either goes on, unless a lock keeps them apart."""
    wait, refuse = meeting_point(), schedules._refuse_conflicts

    def both_here(version: ScheduleVersion) -> None:
        refuse(version)
        wait()

    monkeypatch.setattr(schedules, "_refuse_conflicts", both_here)


def publish_both(event: Event) -> list[Any]:
    a, b = event.registrations.order_by("pk")
    one, other = draft(event, (a, b, 0)), draft(event, (a, b, 1))
    people = UserFactory.create_batch(2)
    calls: list[Callable[[], ScheduleVersion]] = [
        lambda: publish_version(one, by=people[0]),
        lambda: publish_version(other, by=people[1]),
    ]
    return at_once(*calls)


@pytest.mark.usefixtures("overlapping")
def test_one_is_published_and_the_other_learns_of_it(event: Event) -> None:
    outcomes = publish_both(event)
    (published,) = [x for x in outcomes if isinstance(x, ScheduleVersion)]
    (refused,) = [x for x in outcomes if isinstance(x, DomainError)]
    assert refused.code == "published_meanwhile"
    assert f"Version {published.number} was published on" in str(refused)
    assert ScheduleVersion.objects.get(state=VersionState.PUBLISHED) == published
    assert ScheduleVersion.objects.filter(state=VersionState.DRAFT).count() == 1
    messages = Notification.objects.all()
    assert {message.context["version"] for message in messages} == {published.pk}
    assert len(messages) == 2


@pytest.mark.usefixtures("overlapping")
def test_without_the_lock_they_do_collide(event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    """The race is real: the lock makes it a sentence, the database's index makes it safe."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda queryset, **options: queryset)
    outcomes = publish_both(event)
    (collision,) = [x for x in outcomes if isinstance(x, IntegrityError)]
    assert violated_constraint(collision) == "version_published_once_an_event"
    assert ScheduleVersion.objects.filter(state=VersionState.PUBLISHED).count() == 1


def test_one_version_published_by_two_is_published_once(event: Event) -> None:
    a, b = event.registrations.order_by("pk")
    version = draft(event, (a, b, 0))
    outcomes = at_once(lambda: publish_version(version), lambda: publish_version(version))
    assert outcomes == [version, version]
    assert Notification.objects.count() == 2
