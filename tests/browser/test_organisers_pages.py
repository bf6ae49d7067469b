"""The organiser's desk: nothing that axe-core finds, nothing on the console, no sideways scroll."""

from datetime import timedelta

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from matchmaking.choices import Action
from matchmaking.domain.activity import log_activity
from matchmaking.models import BlockedOrganisation, Outcome, RunBlock, UnscheduledPair
from tests.browser.conftest import SMALL_PHONE, problems_of
from tests.factories import (
    DelegationFactory,
    InterpreterFactory,
    MustMeetFactory,
    RunFactory,
    ScheduleVersionFactory,
    SessionFactory,
    SiteVisitFactory,
    StaffFactory,
    UserFactory,
)
from tests.matchmaking.scenes import Scene

RUNS = {
    "queued": {"state": "queued", "created_at": timezone.now() - timedelta(hours=1)},
    "failed": {"state": "failed", "failure": "The worker stopped 3 times."},
    "cancelled": {"state": "cancelled"},
    "succeeded": {"state": "succeeded", "params": {"seconds": 60.0, "moves": 3}},
}


def fill(scene: Scene) -> None:
    """A row of nearly everything that an organiser sees."""
    event, meeting = scene.event, scene.meetings[0]
    DelegationFactory(event=event).registrations.add(scene.us)
    InterpreterFactory(event=event)
    SessionFactory(event=event)
    SiteVisitFactory(event=event)
    MustMeetFactory(registration_a=scene.us, registration_b=scene.them)
    Outcome.objects.create(meeting=meeting, registration=scene.us, took_place=True)
    stranger = event.registrations.last()
    BlockedOrganisation.objects.create(
        organisation=scene.us.organisation, blocked=stranger.organisation
    )
    UnscheduledPair.objects.create(
        version=scene.version,
        registration_a=scene.us,
        registration_b=stranger,
        tier=1,
        reason="table-full",
    )
    log_activity(Action.SCHEDULE_PUBLISHED, event=event, subject=scene.version)


def lists_and_rows() -> list[str]:
    """Of each kind the list and a row's page."""
    addresses = [reverse("admin:index")]
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        addresses.append(reverse(f"{name}_changelist"))
        if row := model._default_manager.first():
            addresses.append(reverse(f"{name}_change", args=[row.pk]))
    return addresses


def of_each_template(scene: Scene) -> list[str]:
    """One page of each template: empty lists, adding, deleting, history, the log, the plan."""
    event, us = scene.event, scene.us
    table = event.tables.first()
    assert table is not None
    hall = table.hall
    decide = reverse("admin:events_registration_decide")
    return [
        reverse("admin:index"),
        reverse("admin:events_registration_changelist"),
        f"{reverse('admin:events_registration_changelist')}?q=zzz",
        reverse("admin:events_event_add"),
        reverse("admin:events_event_change", args=[event.pk]),
        reverse("admin:events_event_history", args=[event.pk]),
        reverse("admin:events_registration_change", args=[us.pk]),
        reverse("admin:events_delegation_delete", args=[event.delegations.get().pk]),
        reverse("admin:events_meetingblock_delete", args=[event.blocks.first().pk]),
        reverse("admin:events_hall_plan", args=[hall.pk]),
        reverse("admin:events_meetingtable_several"),
        reverse("admin:matchmaking_activity_changelist"),
        reverse("admin:matchmaking_activity_change", args=[event.activity.first().pk]),
        reverse("admin:matchmaking_run_start", args=[event.pk]),
        *(f"{decide}?state={state}&ids={us.pk}" for state in ("rejected", "withdrawn")),
    ]


def check(page: Page, base: str, addresses: list[str], *, at_least: int) -> None:
    problems, opened = {}, 0
    for address in addresses:
        response = page.request.get(base + address)
        if response.status == 404:  # not for this person
            continue
        page.goto(base + address)
        opened += 1
        if found := problems_of(page):
            problems[address] = found
    assert problems == {}
    assert opened >= at_least


def test_lists_and_their_rows(page: Page, live_server, scene: Scene, sign_in, complaints) -> None:
    fill(scene)
    RunBlock.objects.create(run=RunFactory(event=scene.event), kind="scoring", first=0, last=3)
    sign_in(UserFactory(is_superuser=True))
    page.set_viewport_size(LAPTOP)
    page.emulate_media(color_scheme="dark")
    check(page, live_server.url, lists_and_rows(), at_least=55)


def test_one_page_of_each_template(
    screen: Page, live_server, scene: Scene, sign_in, complaints
) -> None:
    fill(scene)
    sign_in(StaffFactory(event=scene.event).user)
    pages = of_each_template(scene)
    check(screen, live_server.url, pages, at_least=len(pages))


def test_runs_and_versions(screen: Page, live_server, scene: Scene, sign_in, complaints) -> None:
    event = scene.event
    sign_in(StaffFactory(event=event).user)
    draft = ScheduleVersionFactory(event=event, state="draft", number=2)
    version = "admin:matchmaking_scheduleversion"
    pages = [reverse(f"{version}_{page}", args=[draft.pk]) for page in ("change", "publish")]
    check(screen, live_server.url, pages, at_least=2)
    for fields in RUNS.values():
        run = RunFactory(event=event, **fields)
        pages = [
            reverse("admin:matchmaking_run_progress", args=[run.pk]),
            reverse("admin:matchmaking_run_change", args=[run.pk]),
        ]
        check(screen, live_server.url, pages, at_least=2)
        run.delete()


def test_a_filter_opens_over_the_list_and_says_what_it_chose(
    page: Page, live_server, scene: Scene, sign_in, complaints
) -> None:
    sign_in(StaffFactory(event=scene.event).user)
    page.set_viewport_size(SMALL_PHONE)
    page.goto(live_server.url + reverse("admin:events_registration_changelist"))
    page.locator("#changelist-filter summary", has_text="State").click()
    assert problems_of(page) == []
    page.get_by_role("link", name="Waiting for approval").click()
    page.wait_for_url("**state__exact=submitted**")
    chosen = page.locator("#changelist-filter summary", has_text="State")
    assert "Waiting for approval" in chosen.inner_text()
    assert "Nothing fits" in page.locator("#changelist").inner_text()
