"""A whole run, from an event's rows to its published schedule, in this process."""

from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import OperationalError

from companies.domain.errors import DomainError
from events.choices import EventMode
from events.models import Event, Registration
from matchmaking.choices import RunPhase, RunState, VersionState
from matchmaking.domain import execution
from matchmaking.domain.findings import read_findings
from matchmaking.domain.runs import (
    advance_run,
    cancel_run,
    execute_run,
    reap_runs,
    start_run,
    work_block,
)
from matchmaking.engine.files import problem_from_data
from matchmaking.engine.problem import Problem
from matchmaking.engine.result import Result
from matchmaking.models import (
    Meeting,
    MeetingRequest,
    Notification,
    PairScore,
    Run,
    RunBlock,
    ScheduleVersion,
    TextVector,
)
from tests.factories import MeetingRequestFactory, SessionFactory, UserFactory, ready_event

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("quick_encoder"),
]


def run_event(event: Event, **options: Any) -> Run:
    run = start_run(event, enqueue=False, **{"params": {"seconds": 5}, **options})
    execute_run(run.pk)
    run.refresh_from_db()
    return run


@pytest.fixture
def event() -> Event:
    return ready_event(participants=6, two_sided=True)


def slowly(monkeypatch: pytest.MonkeyPatch, name: str, act: Any) -> None:
    """Something happens in the middle of a run: `act()` is called when step `name` begins."""
    original = getattr(execution, name)

    def step(*args: Any, **kwargs: Any) -> Any:
        act()
        return original(*args, **kwargs)

    monkeypatch.setattr(execution, name, step)


class TestFromRowsToAPublishedSchedule:
    def test_two_sides(self, event: Event) -> None:
        first, second, *_rest = event.registrations.order_by("pk")
        request = MeetingRequestFactory(sender=first, receiver=second)
        run = run_event(event, publish=True, by=UserFactory())
        assert (run.state, run.failure) == (RunState.SUCCEEDED, "")
        version = run.version
        assert version.state == VersionState.PUBLISHED
        assert version.published_by == run.requested_by
        assert request.meetings.get().version == version
        assert PairScore.objects.filter(event=event).count() == 9
        for meeting in version.meetings.all():
            assert meeting.seats.count() == 2
            assert meeting.table_id
            assert meeting.registration_a.side_id != meeting.registration_b.side_id
        assert Notification.objects.count() == 6

    def test_any_to_any(self) -> None:
        run = run_event(ready_event(participants=5, slots=5, tables=2))
        assert run.state == RunState.SUCCEEDED
        assert run.version.state == VersionState.DRAFT
        assert run.version.meetings.count() >= 8
        assert not Notification.objects.exists()

    def test_online(self, settings: Any) -> None:
        settings.ONLINE_MEETING_URL = "https://meet.example/{meeting}"
        run = run_event(ready_event(participants=4, tables=0, mode=EventMode.ONLINE))
        meetings = run.version.meetings.all()
        assert len(meetings) == 6
        for meeting in meetings:
            assert meeting.table_id is None
            assert meeting.online_url == f"https://meet.example/{meeting.uid.hex}"

    def test_several_people_meet_at_once(self) -> None:
        event = ready_event(participants=0, slots=1, tables=3)
        from tests.factories import participant

        team = participant(event, people=3)
        for trade in (1, 2, 3):
            participant(event, trade=trade)
        run = run_event(event)
        of_team = run.version.meetings.filter(registration_a=team)
        assert of_team.count() >= 1
        people = {seat.representative_id for m in of_team for seat in m.seats.all()}
        assert len(people) == 2 * of_team.count()

    def test_nobody_meets_during_a_session(self, event: Event) -> None:
        first = event.slots.order_by("during")[0]
        SessionFactory(event=event, during=first.during)
        run = run_event(event)
        assert run.version.meetings.exists()
        assert not run.version.meetings.filter(slot=first).exists()


class TestWhatIsStoredWithIt:
    def test_all_that_is_needed_to_repeat_it(self, event: Event) -> None:
        run = run_event(event, seed=5)
        problem = problem_from_data(run.problem)
        assert problem.input_hash == f"sha256:{run.input_hash}"
        assert run.seed == 5
        assert run.params["seconds"] == 5
        assert run.versions["encoder"] == "words-of-runs/1"
        assert set(run.timings) == {
            "waiting",
            "snapshot",
            "encoding",
            "scoring",
            "scheduling",
            "checking",
            "applying",
        } - ({"waiting"} - set(run.timings))
        assert all(seconds >= 0 for seconds in run.timings.values())
        assert run.value == run.version.objective == sum(m.value for m in Meeting.objects.all())
        assert run.bound is not None
        assert run.bound >= run.value
        assert run.started_at <= run.finished_at

    def test_what_it_worked_with_is_thrown_away(self, event: Event) -> None:
        run = run_event(event)
        assert run.scoring_input is None
        assert not RunBlock.objects.exists()
        assert run.claim is None

    def test_the_same_input_gives_the_same_schedule(self, event: Event) -> None:
        first, second = run_event(event), run_event(event)
        assert first.input_hash == second.input_hash

        def timetable(run: Run) -> set[tuple[Any, ...]]:
            rows = run.version.meetings.values_list(
                "registration_a", "registration_b", "slot", "table"
            )
            return set(rows)

        assert timetable(first) == timetable(second)

    def test_texts_are_read_once(self, event: Event) -> None:
        run_event(event)
        made = set(TextVector.objects.values_list("pk", flat=True))
        assert len(made) == 12
        assert "encoding" not in run_event(event).timings
        assert set(TextVector.objects.values_list("pk", flat=True)) == made

    def test_why_a_pair_was_not_scheduled(self) -> None:
        event = ready_event(participants=3, slots=1, tables=1)
        a, b, c = event.registrations.order_by("pk")
        for sender, receiver in ((a, b), (a, c), (b, c)):
            MeetingRequestFactory(sender=sender, receiver=receiver)
        run = run_event(event)
        assert run.version.meetings.count() == 1
        assert run.version.unscheduled.count() == 2
        assert all(row.reason for row in run.version.unscheduled.all())


class TestInPieces:
    def test_blocks_in_any_order_and_twice(self, event: Event) -> None:
        whole = run_event(event)
        scores = dict(PairScore.objects.values_list("registration_a", "value"))
        Run.objects.filter(pk=whole.pk).delete()
        TextVector.objects.all().delete()
        run = start_run(event, params={"rows": 2, "texts": 5, "seconds": 5}, enqueue=False)
        encoding = advance_run(run.pk)
        assert len(encoding) == 3
        assert advance_run(run.pk) == encoding, "a second message finds the same work"
        assert [work_block(block) for block in reversed(encoding)] == [None, None, run.pk]
        assert work_block(encoding[0]) == run.pk, "done again, it does no harm"
        scoring = advance_run(run.pk)
        assert len(scoring) == 3
        run.refresh_from_db()
        assert (run.phase, run.total) == (RunPhase.SCORING, 6)
        work_block(scoring[2])
        run.refresh_from_db()
        assert run.done == 2
        work_block(scoring[0])
        assert work_block(scoring[1]) == run.pk
        assert advance_run(run.pk) == []
        run.refresh_from_db()
        assert run.state == RunState.SUCCEEDED
        assert dict(PairScore.objects.values_list("registration_a", "value")) == scores
        assert advance_run(run.pk) == [], "a late message does nothing"
        assert work_block(scoring[1]) is None
        assert ScheduleVersion.objects.filter(run=run).count() == 1


class TestWhatHappensMeanwhile:
    @pytest.mark.parametrize("step", ["merge_rows", "solve", "check", "apply_result"])
    def test_cancelled(self, event: Event, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
        slowly(monkeypatch, step, lambda: cancel_run(Run.objects.get(), by=None))
        run = run_event(event)
        assert (run.state, run.failure) == (RunState.CANCELLED, "")
        assert not ScheduleVersion.objects.exists()
        assert start_run(event, enqueue=False).is_active

    def test_a_company_withdraws(self, event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
        leaver = event.registrations.order_by("pk")[0]
        request = MeetingRequestFactory(sender=leaver, receiver=event.registrations.last())

        def leave() -> None:
            Registration.objects.filter(pk=leaver.pk).update(state="withdrawn")

        slowly(monkeypatch, "check", leave)
        run = run_event(event, publish=True)
        assert run.state == RunState.SUCCEEDED
        assert not run.version.meetings.filter(registration_a=leaver).exists()
        assert run.version.meetings.exists()
        (finding,) = read_findings(run.findings)
        assert str(leaver) in finding.sentence
        assert MeetingRequest.objects.get(pk=request.pk).state == "pending", "nothing else is lost"

    def test_somebody_publishes_another_version(
        self, event: Event, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = run_event(event)

        def publish() -> None:
            from matchmaking.domain.schedules import publish_version

            publish_version(first.version)

        slowly(monkeypatch, "check", publish)
        run = run_event(event, publish=True)
        assert run.state == RunState.FAILED
        assert "saved as version 2, but it is not published" in run.failure
        assert run.version.state == VersionState.DRAFT
        assert ScheduleVersion.objects.published().get() == first.version

    @pytest.mark.parametrize(
        ("error", "said"),
        [
            (ZeroDivisionError("secret"), "Something went wrong"),
            (SoftTimeLimitExceeded(), "took longer than a worker may"),
            (DomainError("Say this."), "Say this."),
        ],
    )
    def test_something_breaks(
        self, event: Event, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
    ) -> None:
        def break_down() -> None:
            raise error

        slowly(monkeypatch, "solve", break_down)
        run = run_event(event)
        assert run.state == RunState.FAILED
        assert said in run.failure
        assert "secret" not in run.failure
        assert not ScheduleVersion.objects.exists()
        assert start_run(event, enqueue=False).is_active

    def test_the_database_goes_away(self, event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
        """Nothing can be written then: the run is left as it is, and resumed."""
        broken: list[bool] = []

        def break_once() -> None:
            if not broken:
                broken.append(True)
                raise OperationalError("the connection is gone")

        slowly(monkeypatch, "solve", break_once)
        with pytest.raises(OperationalError):
            run_event(event)
        run = Run.objects.get()
        assert run.state == RunState.RUNNING
        Run.objects.update(heartbeat_at=run.created_at.replace(year=2020))
        assert reap_runs().runs == [run.pk]
        execute_run(run.pk)
        run.refresh_from_db()
        assert (run.state, run.attempts) == (RunState.SUCCEEDED, 1)

    def test_a_schedule_that_breaks_a_rule_is_never_stored(
        self, event: Event, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        original = execution.solve

        def cheat(problem: Problem, **options: Any) -> Result:
            from dataclasses import replace

            result = original(problem, **options)
            twice = replace(result.assignments[1], slot=result.assignments[0].slot)
            table = replace(twice, table=result.assignments[0].table)
            return replace(result, assignments=(result.assignments[0], table))

        monkeypatch.setattr(execution, "solve", cheat)
        run = run_event(event)
        assert run.state == RunState.FAILED
        assert "breaks a rule" in run.failure
        assert not ScheduleVersion.objects.exists()


def test_an_event_that_changed_so_that_nothing_is_possible(event: Event) -> None:
    run = start_run(event, enqueue=False)
    event.suggests_meetings = False
    event.save()
    execute_run(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    assert "No two participants can meet" in run.failure


def test_the_refusal_is_in_the_language_of_who_started_it(event: Event) -> None:
    run = start_run(event, by=UserFactory(language="vi"), enqueue=False)
    event.registrations.update(state="submitted")
    execute_run(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    assert run.failure
