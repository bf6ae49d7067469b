"""The organiser's desk, one page of each template: nothing that axe-core finds, nothing on the
console, no sideways scroll."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from matchmaking.choices import Action
from matchmaking.domain.activity import log_activity
from tests.browser.conftest import SMALL_PHONE, check, problems_of
from tests.factories import DelegationFactory, RunFactory, ScheduleVersionFactory, StaffFactory
from tests.matchmaking.scenes import Scene


@pytest.fixture
def organiser(scene: Scene, sign_in) -> None:
    sign_in(StaffFactory(event=scene.event).user)


def of_the_event(scene: Scene) -> list[str]:
    event = scene.event
    delegation = DelegationFactory(event=event)
    entry = log_activity(Action.SCHEDULE_PUBLISHED, event=event, subject=scene.version)
    table = event.tables.get()
    registrations = reverse("admin:events_registration_changelist")
    return [
        reverse("admin:index"),
        registrations,
        f"{registrations}?q=zzz",
        reverse("admin:events_event_add"),
        reverse("admin:events_event_change", args=[event.pk]),
        reverse("admin:events_event_history", args=[event.pk]),
        reverse("admin:events_registration_change", args=[scene.us.pk]),
        f"{reverse('admin:events_registration_decide')}?state=rejected&ids={scene.us.pk}",
        reverse("admin:events_delegation_delete", args=[delegation.pk]),
        reverse("admin:events_meetingblock_delete", args=[event.blocks.get().pk]),
        reverse("admin:events_hall_plan", args=[table.hall_id]),
        reverse("admin:events_meetingtable_several"),
        reverse("admin:matchmaking_activity_changelist"),
        reverse("admin:matchmaking_activity_change", args=[entry.pk]),
    ]


def of_the_matching(scene: Scene) -> list[str]:
    event = scene.event
    draft = ScheduleVersionFactory(event=event, state="draft", number=2)
    run = RunFactory(event=event, state="failed", failure="The worker stopped 3 times.")
    return [
        reverse("admin:matchmaking_run_start", args=[event.pk]),
        reverse("admin:matchmaking_run_progress", args=[run.pk]),
        reverse("admin:matchmaking_run_change", args=[run.pk]),
        reverse("admin:matchmaking_scheduleversion_change", args=[draft.pk]),
        reverse("admin:matchmaking_scheduleversion_publish", args=[draft.pk]),
        reverse("admin:matchmaking_meeting_change", args=[scene.meetings[0].pk]),
    ]


def test_pages_of_the_event(screen: Page, live_server, scene, organiser, complaints) -> None:
    check(screen, live_server.url, of_the_event(scene))


def test_pages_of_the_matching(screen: Page, live_server, scene, organiser, complaints) -> None:
    check(screen, live_server.url, of_the_matching(scene))


def test_a_filter_opens_over_the_list_and_says_what_it_chose(
    page: Page, live_server, organiser, complaints
) -> None:
    page.set_viewport_size(SMALL_PHONE)
    page.goto(live_server.url + reverse("admin:events_registration_changelist"))
    page.locator("#changelist-filter summary", has_text="State").click()
    assert problems_of(page) == []
    page.get_by_role("link", name="Waiting for approval").click()
    page.wait_for_url("**state__exact=submitted**")
    chosen = page.locator("#changelist-filter summary", has_text="State")
    assert "Waiting for approval" in chosen.inner_text()
    assert "Nothing fits" in page.locator("#changelist").inner_text()
