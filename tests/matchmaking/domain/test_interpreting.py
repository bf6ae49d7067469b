"""Which interpreter goes to which meeting of a schedule."""

import pytest

from events.models import Event, Interpreter, Registration
from matchmaking.choices import RunPhase
from matchmaking.domain.apply import apply_result
from matchmaking.domain.interpreting import assign_interpreters
from matchmaking.domain.run_states import claim_run
from matchmaking.domain.schedules import publish_version
from matchmaking.domain.snapshot import Snapshot, take_snapshot
from matchmaking.engine.facts import Facts
from matchmaking.engine.result import FEASIBLE, Assignment, Result
from matchmaking.models import Meeting
from tests.factories import InterpreterFactory, RunFactory, ready_event
from tests.matchmaking.drafts import draft, meeting_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Event:
    return ready_event(participants=6, slots=3, tables=3)


@pytest.fixture
def six(event: Event) -> list[Registration]:
    """The first three speak Vietnamese only, the others Chinese only."""
    rows = list(event.registrations.order_by("pk"))
    for number, row in enumerate(rows):
        language = "vi" if number < 3 else "zh-hant"
        row.representatives.update(languages=[language])
    return rows


@pytest.fixture
def two(event: Event) -> list[Interpreter]:
    return [InterpreterFactory(event=event, name=name) for name in ("An", "Bình")]


def held(*meetings: tuple[Registration, Registration, int]) -> list[Assignment]:
    return [Assignment(f"{a.pk}-{b.pk}", slot, None, ()) for a, b, slot in meetings]


def snapshot_of(event: Event, six: list[Registration]) -> Snapshot:
    scores = {(a.pk, b.pk): 900_000 for k, a in enumerate(six) for b in six[k + 1 :]}
    return take_snapshot(event, scores=scores)


def assign(
    event: Event, six: list[Registration], *meetings: tuple[Registration, Registration, int]
) -> list[str | None]:
    """Names of the interpreters of the meetings, in their order."""
    facts = Facts(snapshot_of(event, six).problem)
    found = assign_interpreters(event, facts, held(*meetings))
    names = {row.pk: row.name for row in event.interpreters.all()}
    return [names.get(found.get(x.candidate, 0)) for x in held(*meetings)]


def test_two_meetings_at_once_have_one_each_and_none_where_both_speak_the_same(
    event: Event, six: list[Registration], two: list[Interpreter]
) -> None:
    a, b, c, d, e, f = six
    InterpreterFactory(event=event, name="Other languages", language_a="en", language_b="ko")
    assert assign(event, six, (a, d, 0), (b, e, 0), (c, f, 1), (a, b, 1)) == [
        "An",
        "Bình",
        "An",
        None,
    ]


def test_somebody_who_interprets_for_a_company_stays_with_it(
    event: Event, six: list[Registration], two: list[Interpreter]
) -> None:
    a, b, _c, d, e, f = six
    assert assign(event, six, (a, d, 0), (b, e, 0), (b, f, 1), (a, e, 2), (b, d, 2)) == [
        "An",
        "Bình",
        "Bình",
        "An",
        "Bình",
    ]


def test_whoever_was_to_go_to_a_published_meeting_goes_to_it_wherever_it_moves(
    event: Event, six: list[Registration], two: list[Interpreter]
) -> None:
    a, b, _c, d, e, _f = six
    version = publish_version(draft(event, (a, d, 0), (b, e, 0)))
    Meeting.objects.filter(pk=meeting_of(version, a, d).pk).update(interpreter=two[1])
    Meeting.objects.filter(pk=meeting_of(version, b, e).pk).update(interpreter=two[0])
    assert assign(event, six, (a, d, 2), (b, e, 2)) == ["Bình", "An"]


def test_without_enough_of_them_a_meeting_has_none(
    event: Event, six: list[Registration], two: list[Interpreter]
) -> None:
    a, b, _c, d, e, _f = six
    facts = Facts(snapshot_of(event, six).problem)
    two[0].delete()
    found = assign_interpreters(event, facts, held((a, d, 0), (b, e, 0)))
    assert found == {f"{a.pk}-{d.pk}": two[1].pk}
    two[1].delete()
    assert assign_interpreters(event, facts, held((a, d, 0))) == {}


@pytest.mark.parametrize("number", [1, 3])
def test_two_queries(
    event: Event,
    six: list[Registration],
    two: list[Interpreter],
    number: int,
    django_assert_num_queries,
) -> None:
    facts = Facts(snapshot_of(event, six).problem)
    meetings = held(*((six[0], other, slot) for slot, other in enumerate(six[3:][:number])))
    with django_assert_num_queries(2):
        assert len(assign_interpreters(event, facts, meetings)) == number


def test_a_stored_schedule_names_them(
    event: Event, six: list[Registration], two: list[Interpreter]
) -> None:
    a, _b, _c, d, e, _f = six
    run = claim_run(RunFactory(event=event, phase=RunPhase.APPLYING).pk)
    assert run is not None
    snapshot = snapshot_of(event, six)
    people = {p.id: p.representatives[0].id for p in snapshot.problem.participants}
    assert snapshot.problem.tables is not None
    assignments = tuple(
        Assignment(
            f"{x.pk}-{y.pk}",
            slot,
            snapshot.problem.tables[0].id,
            (people[str(x.pk)], people[str(y.pk)]),
        )
        for x, y, slot in ((a, d, 0), (d, e, 1))
    )
    version, _findings = apply_result(
        run, snapshot.problem, Result(FEASIBLE, 0, None, None, (), assignments, ())
    )
    assert meeting_of(version, a, d).interpreter == two[0]
    assert meeting_of(version, d, e).interpreter is None
