"""A second run that keeps what is published: little changes, and only what has to."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Q

from companies.domain.errors import DomainError
from events.models import Event
from matchmaking.choices import NotificationKind, RunState
from matchmaking.domain import keeping
from matchmaking.domain.runs import execute_run, start_run
from matchmaking.models import Meeting, Notification, Run
from tests.factories import (
    AbsenceFactory,
    MeetingRequestFactory,
    MeetingTableFactory,
    participant,
    ready_event,
    span,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("quick_encoder"),
]


def run_event(event: Event, **params: Any) -> Run:
    run = start_run(
        event, publish=True, params={"seconds": 5, **params}, enqueue=False, seed=len(params)
    )
    execute_run(run.pk)
    run.refresh_from_db()
    return run


@pytest.fixture
def event() -> Event:
    event = ready_event(participants=6, slots=5, tables=2, suggests_meetings=True)
    run = run_event(event)
    assert (run.state, run.failure) == (RunState.SUCCEEDED, "")
    Notification.objects.all().delete()
    return event


def plan(event: Event) -> dict[str, tuple[Any, ...]]:
    return {
        str(meeting.uid): (meeting.slot_id, meeting.table_id)
        for meeting in Meeting.objects.published().filter(event=event, state="planned")
    }


def told(event: Event) -> set[int]:
    kinds = (NotificationKind.SCHEDULE_CHANGED, NotificationKind.SCHEDULE_PUBLISHED)
    return set(
        Notification.objects.filter(event=event, kind__in=kinds).values_list("recipient", flat=True)
    )


def test_nothing_happened_so_nothing_changes(event: Event) -> None:
    before = plan(event)
    run = run_event(event, moves=5)
    assert (run.state, run.failure) == (RunState.SUCCEEDED, "")
    assert plan(event) == before
    assert not told(event)
    assert run.version.metrics["kept"] == len(before)
    assert (run.version.bound, run.version.is_optimal) == (None, False)


def test_people_named_by_turns_for_their_language_stay_as_well() -> None:
    event = ready_event(participants=0, slots=5, tables=4)
    team = participant(event, people=3, languages=("vi",))
    for person in team.representatives.all()[1:]:
        person.languages = ["vi", "en"]
        person.save()
    for trade in (1, 2, 3, 4):
        participant(event, trade=trade, languages=("en",))
    run_event(event)
    before = plan(event)
    assert Meeting.objects.published().filter(event=event, registration_a=team).count() == 4
    late = participant(event, trade=5, languages=("en",))
    MeetingRequestFactory(sender=late, receiver=team, priority=3, state="accepted")
    run = run_event(event, moves=0)
    assert run.version.metrics["kept"] == len(before)
    assert before.items() <= plan(event).items()


def test_who_cannot_come_at_a_time_has_that_meeting_moved_and_nobody_else_is_told(
    event: Event,
) -> None:
    before = plan(event)
    meeting = Meeting.objects.published().filter(event=event).first()
    person = meeting.seats.first().representative
    AbsenceFactory(representative=person, during=span(meeting.starts_at, event.slot_minutes))
    run = run_event(event, moves=0)
    assert (run.state, run.failure) == (RunState.SUCCEEDED, "")
    after = plan(event)
    changed = {uid for uid in before.keys() | after.keys() if before.get(uid) != after.get(uid)}
    assert str(meeting.uid) in changed
    affected = Meeting.objects.filter(event=event, uid__in=changed)
    concerned = set(affected.values_list("seats__representative__user", flat=True))
    assert told(event) == concerned
    # The run counts as people are told: who meets at another time is no new meeting.
    metrics = run.version.metrics
    assert metrics["kept"] == len(before.items() & after.items())
    assert len(metrics["added"]) == len(after.keys() - before.keys())
    assert len(metrics["lost"]) == len(before.keys() - after.keys())
    moves = len(metrics["moved"]) + len(metrics["rescheduled"])
    assert moves == len(changed & before.keys() & after.keys())
    assert {uid: before[uid] for uid in before.keys() - changed}.items() <= after.items()


def test_a_table_that_is_gone_moves_the_meetings_at_it_only(event: Event) -> None:
    before = plan(event)
    spare = MeetingTableFactory(event=event, hall=event.tables.first().hall)
    gone = event.tables.exclude(pk=spare.pk).first()
    gone.is_usable = False
    gone.save()
    run_event(event, moves=0)
    after = plan(event)
    assert gone.pk not in {table for _slot, table in after.values()}
    assert after.keys() >= before.keys()  # the spare table takes them all
    stayed = {uid: place for uid, place in before.items() if place[1] != gone.pk}
    assert stayed.items() <= after.items()


def test_a_late_request_gets_in_where_there_is_room(event: Event) -> None:
    before = plan(event)
    MeetingTableFactory(event=event, hall=event.tables.first().hall)
    late = participant(event, trade=1)
    held = Meeting.objects.published().filter(event=event)
    other = min(
        event.registrations.exclude(pk=late.pk),
        key=lambda one: held.filter(Q(registration_a=one) | Q(registration_b=one)).count(),
    )
    MeetingRequestFactory(sender=late, receiver=other, state="accepted")
    run_event(event, moves=0)
    after = plan(event)
    assert before.items() <= after.items()
    pairs = Meeting.objects.published().filter(event=event, registration_b=late)
    assert pairs.filter(registration_a=other).exists()


def test_what_has_begun_is_not_touched(event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    first = event.slots.first()
    now = first.starts_at + timedelta(minutes=1)
    monkeypatch.setattr("matchmaking.domain.snapshot.timezone.now", lambda: now)
    late = participant(event, trade=1)
    MeetingRequestFactory(sender=late, receiver=event.registrations.first(), state="accepted")
    before = {uid: place for uid, place in plan(event).items() if place[0] == first.pk}
    run = run_event(event, moves=5)
    assert (run.state, run.failure) == (RunState.SUCCEEDED, "")
    assert {u: place for u, place in plan(event).items() if place[0] == first.pk} == before


def test_a_locked_meeting_that_cannot_stay_is_named_as_the_reason(event: Event) -> None:
    meeting = Meeting.objects.published().filter(event=event).first()
    Meeting.objects.filter(pk=meeting.pk).update(is_locked=True)
    person = meeting.seats.first().representative
    AbsenceFactory(representative=person, during=span(meeting.starts_at, event.slot_minutes))
    run = run_event(event, moves=0)
    assert run.state == RunState.FAILED
    assert "lock" in run.failure.lower()


def test_without_a_published_schedule_there_is_nothing_to_keep() -> None:
    with pytest.raises(DomainError, match="Nothing is published"):
        start_run(ready_event(), params={"moves": 0}, enqueue=False)


def test_what_stands_is_what_breaks_nothing(event: Event) -> None:
    from matchmaking.domain.snapshot import take_snapshot

    version = event.versions.published().get()
    problem = take_snapshot(event, params=None).problem
    whole = keeping.standing(keeping.planned(version, problem), problem)
    assert len(whole.assignments) == len(plan(event))
