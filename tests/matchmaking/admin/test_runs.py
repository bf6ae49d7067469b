"""Running the matching from the admin: before, during, after."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from events.choices import StaffRole
from events.models import Event
from matchmaking.choices import RunState, VersionState
from matchmaking.models import Run
from tests.factories import (
    EventFactory,
    PhaseFactory,
    RegistrationFactory,
    RunFactory,
    ScheduleVersionFactory,
    ready_event,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(db: None) -> Event:
    return ready_event()


@pytest.fixture(autouse=True)
def _scheduler(client, staff_of, event) -> None:
    client.force_login(staff_of(event, StaffRole.SCHEDULER))


def start(event: Event) -> str:
    return reverse("admin:matchmaking_run_start", args=[event.pk])


def progress(run: Run) -> str:
    return reverse("admin:matchmaking_run_progress", args=[run.pk])


def test_what_is_missing_is_said_before_the_start(client, staff_of):
    empty = EventFactory()
    client.force_login(staff_of(empty))
    content = client.get(start(empty)).content.decode()
    assert "The run cannot start yet" in content
    assert "no meeting slots" in content
    assert 'name="seed"' not in content
    response = client.post(start(empty), {"seed": 0})
    assert "no meeting slots" in response.content.decode()
    assert not Run.objects.exists()


def test_what_would_be_left_out_is_said_but_does_not_stop(client, event):
    RegistrationFactory(event=event, state="submitted")
    content = client.get(start(event)).content.decode()
    assert "1 registration waits for a decision" in content
    assert 'name="seed"' in content


@pytest.mark.django_db(transaction=True)
def test_a_run_from_the_button_to_the_schedule(client, event):
    response = client.post(start(event), {"seed": 7})
    run = Run.objects.get()
    assert response["Location"] == progress(run)
    assert run.requested_by is not None
    assert (run.seed, run.publishes) == (7, False)
    run.refresh_from_db()
    assert run.state == RunState.SUCCEEDED, run.failure
    content = client.get(progress(run)).content.decode()
    assert "The schedule is made." in content
    assert "hx-get" not in content
    assert "refresh" not in content
    version = run.version
    assert version.state == VersionState.DRAFT
    page = reverse("admin:matchmaking_scheduleversion_change", args=[version.pk])
    assert page in content
    response = client.get(page)
    figures = response.context["figures"]
    assert figures.meetings == version.meetings.count() > 0
    assert sum(row.meetings for row in figures.rows) == 2 * figures.meetings
    publish = reverse("admin:matchmaking_scheduleversion_publish", args=[version.pk])
    response = client.get(publish)
    assert len(response.context["changes"].added) == figures.meetings
    assert response.context["told"] == 6
    assert "Publish and tell 6 people" in response.content.decode()
    response = client.post(publish, {"replacing": ""}, follow=True)
    assert "Version 1 is published." in response.content.decode()
    version.refresh_from_db()
    assert version.state == VersionState.PUBLISHED


def test_a_phase_of_one_step_is_not_counted(client, event):
    run = RunFactory(event=event, state="running", phase="scheduling", total=1, value=0)
    content = client.get(progress(run)).content.decode()
    assert "Finding the schedule" in content
    assert "step 0 of 1" not in content
    assert "0 points" not in content


@pytest.mark.parametrize(
    ("phase", "words"),
    [
        ("encoding", "Read 3,120 of 5,000 offers and needs"),
        ("scoring", "Scored 3,120 of 5,000"),
        ("scheduling", "Finding the schedule: step 3,120 of 5,000"),
        ("checking", "Checking the schedule"),
    ],
)
def test_progress_in_words_and_as_a_bar(client, event, phase, words):
    run = RunFactory(event=event, state="running", phase=phase, done=3120, total=5000)
    response = client.get(progress(run))
    content = response.content.decode()
    assert words in content
    assert 'value="3120" max="5000"' in content
    assert 'hx-trigger="every 1s"' in content
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in content
    part = client.get(progress(run), HTTP_HX_REQUEST="true").content.decode()
    assert words in part
    assert "<html" not in part


def test_the_value_found_so_far_and_its_bound(client, event):
    run = RunFactory(
        event=event, state="running", phase="scheduling", value=1_500_000, bound=2_000_000, gap=0.25
    )
    content = client.get(progress(run)).content.decode()
    assert "150 points" in content
    assert "more than 200" in content
    assert "25.00 %" in content


def test_the_part_stops_asking_once_the_run_has_ended(client, event):
    run = RunFactory(event=event, state="failed", failure="The worker's memory ran out.")
    part = client.get(progress(run), HTTP_HX_REQUEST="true").content.decode()
    assert "hx-get" not in part
    assert "The worker&#x27;s memory ran out." in part
    assert start(event) in part


def test_a_second_start_leads_to_the_run_that_is_active(client, event):
    run = RunFactory(event=event, state="running")
    for send in (client.get, client.post):
        assert send(start(event))["Location"] == progress(run)
    assert Run.objects.count() == 1


def test_cancelling(client, event):
    run = RunFactory(event=event)
    address = reverse("admin:matchmaking_run_cancel", args=[run.pk])
    assert client.get(address).status_code == 405
    assert client.post(address)["Location"] == progress(run)
    run.refresh_from_db()
    assert run.state == RunState.CANCELLED
    response = client.post(address, follow=True)
    assert list(response.context["messages"]) or run.state == RunState.CANCELLED


def test_a_run_that_is_told_to_stop_says_so(client, event):
    run = RunFactory(event=event, state="running")
    Run.objects.filter(pk=run.pk).update(cancel_requested_at=run.created_at)
    content = client.get(progress(run)).content.decode()
    assert "Stopping at the next safe point" in content
    assert "Cancel the run" not in content


@pytest.mark.parametrize("role", [StaffRole.DESK, StaffRole.OBSERVER])
def test_runs_are_the_schedulers(client, staff_of, event, role):
    run = RunFactory(event=event)
    client.force_login(staff_of(event, role))
    cancel = reverse("admin:matchmaking_run_cancel", args=[run.pk])
    assert client.get(start(event)).status_code == 404
    assert client.get(progress(run)).status_code == 404
    assert client.post(cancel).status_code == 404
    assert Run.objects.get().state == RunState.QUEUED


def test_runs_of_other_events_do_not_exist(client, staff_of, event):
    run = RunFactory(event=event)
    client.force_login(staff_of(EventFactory()))
    assert client.get(start(event)).status_code == 404
    assert client.post(start(event), {"seed": 0}).status_code == 404
    assert client.get(progress(run)).status_code == 404
    assert client.post(reverse("admin:matchmaking_run_cancel", args=[run.pk])).status_code == 404


@pytest.mark.parametrize("seed", ["-1", "x", "", str(2**40)])
def test_a_seed_that_is_none(client, event, seed):
    response = client.post(start(event), {"seed": seed})
    assert response.context["form"].errors["seed"]
    assert not Run.objects.exists()


def test_asking_for_progress_takes_few_queries(client, event, django_assert_num_queries):
    run = RunFactory(event=event, state="running", problem={"slots": list(range(1000))})
    client.get(progress(run))
    cache.clear()
    # session, person, roles, own events, the run with its version
    with django_assert_num_queries(4):
        client.get(progress(run), HTTP_HX_REQUEST="true")


@pytest.mark.django_db(transaction=True)
def test_a_published_schedule_is_kept_unless_a_new_one_is_wanted(client, event):
    assert 'name="how"' not in client.get(start(event)).content.decode()
    client.post(start(event), {"seed": 0, "publish": "on"})
    assert 'name="how"' in client.get(start(event)).content.decode()
    client.post(start(event), {"seed": 0, "how": "keep", "moves": "3"})
    assert Run.objects.first().params["moves"] == 3
    client.post(start(event), {"seed": 0, "how": "renew", "moves": "3"})
    assert Run.objects.first().params["moves"] is None


@pytest.mark.parametrize(("phase", "moves"), [("published", 10), ("live", 0)])
def test_times_are_movable_until_the_event_is_live(client, event, phase, moves):
    ScheduleVersionFactory(event=event, state=VersionState.PUBLISHED)
    event.phases.all().delete()
    PhaseFactory(event=event, kind=phase)
    form = client.get(start(event)).context["form"]
    assert form["moves"].initial == moves
