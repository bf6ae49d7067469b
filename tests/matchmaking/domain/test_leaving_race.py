"""Somebody deletes their account in the second in which a schedule with them is published."""

import pytest

from companies.domain.errors import DomainError
from matchmaking.choices import MeetingState, VersionState
from matchmaking.domain.personal.leaving import delete_account
from matchmaking.domain.schedules import publish_version
from matchmaking.models import Seat
from tests.factories import MemberFactory, ready_event
from tests.matchmaking.drafts import draft
from tests.matchmaking.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("is_alone", [True, False])
@pytest.mark.parametrize("attempt", range(3))
def test_nobody_is_left_waiting_for_who_is_gone(is_alone: bool, attempt: int) -> None:
    event = ready_event(participants=4, slots=2, tables=2)
    a, b, c, d = event.registrations.order_by("pk")
    version = draft(event, (a, b, 0), (c, d, 0))
    person = a.representatives.get().user
    if not is_alone:
        MemberFactory(organisation=a.organisation, role="owner")
    published, deleted = at_once(lambda: publish_version(version), lambda: delete_account(person))
    assert deleted is None
    assert isinstance(published, DomainError) or published.state == VersionState.PUBLISHED
    held = Seat.objects.filter(
        representative__user__deleted_at__isnull=False,
        meeting__state=MeetingState.PLANNED,
        is_held=True,
    )
    assert not held.exists()
