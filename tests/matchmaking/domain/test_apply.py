"""A result becomes a draft version: whole or not at all, and nothing is dropped unsaid."""

import uuid
from collections.abc import Iterable

import pytest

from events.models import Event, Registration
from matchmaking.choices import RunPhase, RunState, VersionState
from matchmaking.domain.apply import apply_result
from matchmaking.domain.personal.leaving import delete_account
from matchmaking.domain.run_states import RunEnded, claim_run
from matchmaking.domain.schedules import publish_version
from matchmaking.domain.snapshot import Snapshot, take_snapshot
from matchmaking.engine.result import OPTIMAL, Assignment, Level, Result, Unscheduled
from matchmaking.models import Meeting, Run, ScheduleVersion, Seat, UnscheduledPair
from tests.factories import (
    MeetingRequestFactory,
    MemberFactory,
    RegistrationFactory,
    RunFactory,
    ready_event,
)
from tests.matchmaking.drafts import draft, meeting_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Event:
    return ready_event(participants=4, slots=2, tables=2)


@pytest.fixture
def four(event: Event) -> list[Registration]:
    return list(event.registrations.order_by("pk"))


@pytest.fixture
def run(event: Event) -> Run:
    claimed = claim_run(RunFactory(event=event, phase=RunPhase.APPLYING).pk)
    assert claimed is not None
    return claimed


def snapshot_of(event: Event, four: list[Registration]) -> Snapshot:
    a, b, c, d = four
    scores = {(a.pk, b.pk): 900_000, (c.pk, d.pk): 800_000, (a.pk, c.pk): 10}
    return take_snapshot(event, scores=scores)


def result_of(snapshot: Snapshot, held: Iterable[tuple[Registration, Registration]]) -> Result:
    """The pairs, all in the first slot, at a table each."""
    problem = snapshot.problem
    people = {p.id: p.representatives[0].id for p in problem.participants}
    assert problem.tables is not None
    assignments = tuple(
        Assignment(f"{a.pk}-{b.pk}", 0, table.id, (people[str(a.pk)], people[str(b.pk)]))
        for (a, b), table in zip(held, problem.tables, strict=False)
    )
    names = {x.candidate for x in assignments}
    return Result(
        OPTIMAL,
        1_700_000,
        1_700_000,
        0.0,
        (Level("value", 1_700_000, 1_700_000, True),),
        assignments,
        tuple(
            Unscheduled(c.id, "person-busy", "why") for c in problem.candidates if c.id not in names
        ),
        {"meetings": len(assignments)},
    )


def apply(run: Run, snapshot: Snapshot, result: Result) -> tuple[ScheduleVersion, list[str]]:
    version, findings = apply_result(run, snapshot.problem, result, left_out=snapshot.left_out)
    return version, [finding.sentence for finding in findings]


def test_stores_what_the_engine_found(event: Event, four: list[Registration], run: Run) -> None:
    a, b, c, d = four
    request = MeetingRequestFactory(sender=b, receiver=a)
    snapshot = snapshot_of(event, four)
    version, findings = apply(run, snapshot, result_of(snapshot, [(a, b), (c, d)]))
    assert findings == []
    assert (version.state, version.number, version.run) == (VersionState.DRAFT, 1, run)
    assert (version.objective, version.bound, version.gap) == (1_700_000, 1_700_000, 0.0)
    assert version.is_optimal
    assert version.levels[0]["name"] == "value"
    meeting = meeting_of(version, a, b)
    assert (meeting.request, meeting.tier) == (request, 1)
    assert meeting.slot == event.slots.order_by("during")[0]
    assert meeting.during == meeting.slot.during
    seats = {seat.representative for seat in meeting.seats.all()}
    assert seats == {a.representatives.get(), b.representatives.get()}
    assert meeting_of(version, c, d).request is None


def test_twice_is_once(event: Event, four: list[Registration], run: Run) -> None:
    snapshot = snapshot_of(event, four)
    result = result_of(snapshot, [(four[0], four[1])])
    first, _ = apply(run, snapshot, result)
    again, _ = apply(run, snapshot, result)
    assert first == again
    assert Meeting.objects.count() == 1


class TestWhatChangedMeanwhile:
    def test_who_withdrew_is_left_out_and_named(
        self, event: Event, four: list[Registration], run: Run
    ) -> None:
        a, b, c, d = four
        MeetingRequestFactory(sender=b, receiver=a)
        snapshot = snapshot_of(event, four)
        result = result_of(snapshot, [(a, b), (c, d)])
        Registration.objects.filter(pk=b.pk).update(state="withdrawn")
        version, (finding,) = apply(run, snapshot, result)
        assert str(b) in finding
        assert "left while the schedule was made" in finding
        assert list(version.meetings.all()) == [meeting_of(version, c, d)]
        lost = version.unscheduled.get(registration_a=a, registration_b=b)
        assert lost.reason == "withdrawn"

    @pytest.mark.parametrize("is_alone", [True, False])
    def test_who_deleted_their_account_is_left_out(
        self, event: Event, four: list[Registration], run: Run, is_alone: bool
    ) -> None:
        a, b, c, d = four
        snapshot = snapshot_of(event, four)
        result = result_of(snapshot, [(a, b), (c, d)])
        if not is_alone:
            MemberFactory(organisation=b.organisation, role="owner")
        delete_account(b.representatives.get().user)
        version, (finding,) = apply(run, snapshot, result)
        assert str(b) in finding
        assert list(version.meetings.all()) == [meeting_of(version, c, d)]

    @pytest.mark.parametrize("what", ["person", "table", "slot"])
    def test_a_meeting_without_its_person_table_or_time(
        self, event: Event, four: list[Registration], run: Run, what: str
    ) -> None:
        a, b, c, d = four
        snapshot = snapshot_of(event, four)
        result = result_of(snapshot, [(a, b), (c, d)])
        if what == "person":
            a.representatives.get().delete()
        elif what == "table":
            assert snapshot.problem.tables is not None
            event.tables.filter(pk=int(snapshot.problem.tables[0].id)).update(is_usable=False)
        else:
            first, last = event.slots.order_by("during")
            last.delete()
            event.slots.filter(pk=first.pk).update(during=last.during)
        version, (finding,) = apply(run, snapshot, result)
        assert f"{a} – {b}" in finding
        assert not version.meetings.filter(registration_a=a).exists()
        assert version.meetings.count() == (0 if what == "slot" else 1)


@pytest.mark.parametrize("why", ["taken over", "cancelled", "given up"])
def test_nothing_is_stored_for_a_run_that_is_no_longer_ours(
    event: Event, four: list[Registration], run: Run, why: str
) -> None:
    snapshot = snapshot_of(event, four)
    result = result_of(snapshot, [(four[0], four[1])])
    change = {
        "taken over": {"claim": uuid.uuid4()},
        "cancelled": {"cancel_requested_at": run.created_at},
        "given up": {"state": RunState.FAILED},
    }
    Run.objects.filter(pk=run.pk).update(**change[why])
    with pytest.raises(RunEnded):
        apply(run, snapshot, result)
    assert not ScheduleVersion.objects.exists()
    assert not Meeting.objects.exists()
    assert not Seat.objects.exists()
    assert not UnscheduledPair.objects.exists()


def test_says_why_for_every_pair_that_was_asked_for(
    event: Event, four: list[Registration], run: Run
) -> None:
    a, b, c, d = four
    MeetingRequestFactory(sender=a, receiver=b)
    waiting = RegistrationFactory(event=event, state="submitted")
    MeetingRequestFactory(sender=c, receiver=waiting)
    snapshot = snapshot_of(event, four)
    version, _ = apply(run, snapshot, result_of(snapshot, [(c, d)]))
    reasons = {
        (row.registration_a_id, row.registration_b_id): (row.tier, row.reason)
        for row in version.unscheduled.all()
    }
    assert reasons == {
        (a.pk, b.pk): (1, "fits"),
        (c.pk, waiting.pk): (1, "not-taking-part"),
    }, "and nothing of suggestions, for which nobody waits"


def test_pairs_keep_the_uid_and_lock_of_what_was_published(
    event: Event, four: list[Registration], run: Run
) -> None:
    a, b, c, d = four
    first = publish_version(draft(event, (a, b, 0)))
    first.meetings.update(is_locked=True)
    Run.objects.filter(pk=run.pk).update(based_on=first)
    run.refresh_from_db()
    snapshot = snapshot_of(event, four)
    version, _ = apply(run, snapshot, result_of(snapshot, [(a, b), (c, d)]))
    assert version.number == 2
    assert version.parent == first
    assert meeting_of(version, a, b).uid == meeting_of(first, a, b).uid
    assert meeting_of(version, a, b).is_locked
    assert not meeting_of(version, c, d).is_locked


@pytest.mark.parametrize("pairs", [1, 2])
def test_queries_do_not_grow(
    event: Event, four: list[Registration], run: Run, pairs: int, django_assert_num_queries
) -> None:
    a, b, c, d = four
    snapshot = snapshot_of(event, four)
    result = result_of(snapshot, [(a, b), (c, d)][:pairs])
    with django_assert_num_queries(17):
        apply(run, snapshot, result)
