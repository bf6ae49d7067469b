"""The log in sentences: everything that can be written has words, and names who it is about."""

import ast
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from companies.models import Organisation
from events.models import Event
from matchmaking.choices import Action, NoticeKind, RequestState
from matchmaking.domain.acting import allow_leader, ask_for, take_back_leader
from matchmaking.domain.activity import log_activity
from matchmaking.domain.blocks import block_organisation, unblock_organisation
from matchmaking.domain.chronicle import BECAUSE, SENTENCES, tell_activity
from matchmaking.domain.notices import say_notice
from matchmaking.domain.outcomes import record_outcome
from matchmaking.domain.promises import promise_meeting, take_promise_back
from matchmaking.domain.request_endings import close_requests_of
from matchmaking.domain.requests import accept_request, decline_request, send_request
from matchmaking.models import Activity
from tests.factories import (
    DelegationFactory,
    MeetingRequestFactory,
    PhaseFactory,
    UserFactory,
    ready_event,
)
from tests.matchmaking.scenes import published_scene

pytestmark = pytest.mark.django_db
SOURCES = Path(__file__).parents[3]


def logged_actions() -> dict[str, ast.expr]:
    """The first argument of every call of `log_activity` in the three apps, by where it stands."""
    found = {}
    for app in ("companies", "events", "matchmaking"):
        for file in sorted((SOURCES / app).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text())):
                is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
                if is_call and node.func.id == "log_activity":
                    found[f"{file.relative_to(SOURCES)}:{node.lineno}"] = node.args[0]
    return found


def test_whatever_is_logged_is_one_of_the_actions() -> None:
    """Each call names `Action.SOMETHING`, or makes one of a request's state."""
    calls = logged_actions()
    assert len(calls) >= 20
    named = set()
    for place, written in calls.items():
        source = ast.unparse(written)
        assert source.startswith("Action"), place
        attributes = (node for node in ast.walk(written) if isinstance(node, ast.Attribute))
        named |= {node.attr for node in attributes if node.attr.isupper()}
    settled = [state for state in RequestState if state is not RequestState.PENDING]
    of_states = {Action(f"request.{state.value}").name for state in settled}
    assert named | of_states == {action.name for action in Action}


@pytest.mark.parametrize("action", Action)
def test_every_action_has_a_sentence_and_a_name(action: Action) -> None:
    entry = Activity(pk=1, action=action)
    told = tell_activity([entry])[1]
    assert told == told.strip()
    assert told.endswith(".")
    assert "%" not in told
    assert action.value not in told
    assert entry.what == str(action.label)
    assert "." not in entry.what


def test_every_reason_for_an_end_has_a_sentence() -> None:
    """Walks what the domain gives as `because`, in a dict or as an argument."""
    written = set()
    for file in (SOURCES / "matchmaking" / "domain").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            given: list[ast.expr] = []
            if isinstance(node, ast.Dict):
                pairs = zip(node.keys, node.values, strict=True)
                given = [v for k, v in pairs if getattr(k, "value", None) == "because"]
            elif isinstance(node, ast.keyword) and node.arg == "because":
                given = [node.value]
            written |= {each.value for each in given if isinstance(each, ast.Constant)}
    assert written == {because for _action, because in BECAUSE}
    for because in written:
        assert (Action.REQUEST_DECLINED, because) in BECAUSE


def test_the_actions_of_sentences_are_the_actions() -> None:
    assert set(SENTENCES) == set(Action)


def test_an_action_that_does_not_exist_is_not_written() -> None:
    with pytest.raises(ValueError, match=r"request\.eaten"):
        log_activity("request.eaten")  # type: ignore[arg-type]
    assert not Activity.objects.exists()


def test_an_entry_of_another_release_says_that_something_was_done() -> None:
    assert tell_activity([Activity(pk=1, action="moon.landed")]) == {1: "Something was done"}


# --- who did what to whom -------------------------------------------------------------------------


@pytest.fixture
def event() -> Event:
    event = ready_event(participants=3, slots=4, tables=2)
    PhaseFactory(event=event)  # requests are open
    return event


def last() -> str:
    entry = Activity.objects.latest("pk")
    return tell_activity([entry])[entry.pk]


def test_requests(event: Event) -> None:
    a, b, c = event.registrations.order_by("pk")
    request = send_request(a, b, by=None)
    assert last() == f"{a} asked {b} for a meeting."
    accept_request(request, by=None)
    assert last() == f"{b} accepted the request of {a}."
    declined = send_request(a, c, by=None)
    decline_request(declined, by=None)
    assert last() == f"{c} declined the request of {a}."


@pytest.mark.parametrize("end", ["left", "blocked"])
@pytest.mark.parametrize("sender_ends", [True, False])
def test_requests_that_end_because_of_something_else(
    event: Event, end: str, sender_ends: bool
) -> None:
    a, b, _c = event.registrations.order_by("pk")
    MeetingRequestFactory(sender=a, receiver=b)
    who, other = (a, b) if sender_ends else (b, a)
    if end == "left":
        close_requests_of(who)
        because = f"{who} takes part no longer."
    else:
        block_organisation(who.organisation, other.organisation, by=None)
        because = f"{who} blocked {other}."
    told = set(tell_activity(Activity.objects.filter(event=event)).values())
    assert f"The request of {a} to {b} ended: {because}" in told


def test_blocks_name_both(event: Event) -> None:
    a, b = Organisation.objects.order_by("pk")[:2]
    block_organisation(a, b, by=None)
    assert last() == f"{a} blocked {b}."
    unblock_organisation(a, b, by=None)
    assert last() == f"{a} no longer blocks {b}."


def test_promises(event: Event) -> None:
    a, b, _c = event.registrations.order_by("pk")
    promise = promise_meeting(a, b)
    assert last() == f"A meeting was promised to {a} and {b}."
    take_promise_back(promise)
    assert last() == f"The promise of a meeting to {a} and {b} was taken back."


def test_a_leader(event: Event) -> None:
    a, b, _c = event.registrations.order_by("pk")
    leader = UserFactory(full_name="Vivian Huang")
    DelegationFactory(event=event, leader=leader).registrations.add(a)
    a.refresh_from_db()
    allow_leader(a, by=UserFactory())
    assert last() == f"{a} lets Vivian Huang act for it."
    ask_for(a, b, leader=leader)
    assert last() == f"{a} asked {b} for a meeting."
    take_back_leader(a, by=UserFactory())
    assert last() == f"{a} no longer lets Vivian Huang act for it."


def test_figures_of_a_schedule(event: Event) -> None:
    after = {"version": 3, "added": 40, "moved": 2, "cancelled": 1}
    log_activity(Action.SCHEDULE_PUBLISHED, event=event, before={"version": 2}, after=after)
    assert last() == (
        "Version 3 of the schedule was published (new meetings: 40, moved: 2, ended: 1)."
    )
    a = event.registrations.first()
    log_activity(Action.PARTICIPANT_LEFT, event=event, subject=a, after={"cancelled": 1})
    assert last() == f"{a} takes part no longer: 1 meeting was cancelled."


def test_somebody_who_is_gone_is_called_that(event: Event) -> None:
    a, b, _c = event.registrations.order_by("pk")
    send_request(a, b, by=None).delete()
    name = str(b)
    a.delete()
    assert last() == f"a former participant asked {name} for a meeting."


def test_meetings() -> None:
    scene = published_scene()
    meeting = scene.meetings[0]
    seat = meeting.seats.get(registration=scene.us)
    person = seat.representative
    now = meeting.starts_at - timedelta(minutes=5)
    say_notice(meeting, person, NoticeKind.LATE, by=scene.me, minutes=10, now=now)
    assert last() == (
        f"{scene.me.full_name} of {scene.us} said of the meeting with {scene.them}: "
        "Running late, 10 min."
    )
    over = meeting.ends_at + timedelta(minutes=1)
    record_outcome(meeting, registration=scene.us, by=scene.me, took_place=True, now=over)
    assert last() == f"{scene.us} wrote down what came of its meeting with {scene.them}."


def test_any_number_of_entries_takes_as_many_queries(event: Event) -> None:
    def count() -> int:
        entries = list(Activity.objects.select_related("actor"))
        with CaptureQueriesContext(connection) as queries:
            tell_activity(entries)
        return len(queries)

    a, b, c = event.registrations.order_by("pk")
    fill: list[Callable[[], Any]] = [
        lambda: MeetingRequestFactory(sender=a, receiver=b),
        lambda: MeetingRequestFactory(sender=b, receiver=c),
    ]
    for make in fill:
        log_activity(Action.REQUEST_ACCEPTED, event=event, subject=make())
    log_activity(Action.LEADER_ALLOWED, event=event, subject=a, after={"leader": 1})
    few = count()
    for request in [MeetingRequestFactory(sender=c, receiver=a)] * 30:
        log_activity(Action.REQUEST_DECLINED, event=event, subject=request)
        log_activity(Action.LEADER_ALLOWED, event=event, subject=b, after={"leader": request.pk})
    assert count() == few <= 3
