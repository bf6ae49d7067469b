"""Every page: nothing that axe-core finds, nothing on the console, no sideways scroll at 360 px."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from companies.domain.invitations import invitation_token, invite
from companies.domain.join_requests import ask_to_join
from events.choices import QuestionKind
from events.domain.disclosure import change_disclosure
from events.domain.questions import add_question
from events.domain.representatives import invite_representative
from matchmaking.domain.acting import allow_leader
from matchmaking.domain.unsubscribing import unsubscribe_token
from matchmaking.models import Meeting, Notification
from tests.browser.conftest import SMALL_PHONE, check, problems_of
from tests.factories import (
    AppearanceFactory,
    DelegationFactory,
    EventFactory,
    InterpreterFactory,
    MeetingRequestFactory,
    MemberFactory,
    ScheduleVersionFactory,
    SessionFactory,
    SiteVisitFactory,
    UserFactory,
    participant,
    span,
)
from tests.matchmaking.scenes import Scene, add_meeting

PUBLIC = ["/", "/e/fair/", "/e/fair/companies/", "/e/fair/companies/{them}/", "/offline/"]
OWN = [
    "/me/",
    "/me/notifications/",
    "/me/mails/",
    "/mails/stop/{stop}/",
    "/accounts/2fa/webauthn/",
    "/me/data/",
    "/me/delete/",
    "/e/fair/",
    "/e/fair/me/",
    "/e/fair/me/calendar/",
    "/e/fair/me/badge/",
    "/e/fair/company/",
    "/e/fair/participants/",
    "/e/fair/participants/?q=nothing+like+this",
    "/e/fair/participants/?show=saved",
    "/e/fair/participants/?show=hidden&sort=name",
    "/e/fair/participants/{them}/",
    "/e/fair/participants/{stranger}/",
    "/e/fair/participants/{stranger}/block/",
    "/e/fair/blocked/",
    "/e/fair/requests/{request}/decline/",
    "/e/fair/requests/{mine}/withdraw/",
    "/e/fair/contacts/",
    "/e/fair/delegation/",
    "/e/fair/delegation/{us}/",
    "/e/fair/delegation/{us}/find/",
    "/e/fair/delegation/{us}/find/{other}/",
    "/e/fair/delegation/{us}/requests/{request}/decline/",
    "/e/fair/delegation/{us}/requests/{mine}/withdraw/",
    "/e/fair/company/leader/",
    "/e/fair/visibility/",
    "/e/fair/meetings/{meeting}/",
    "/e/fair/register/organisation/",
    "/e/fair/register/statements/",
    "/e/fair/register/statements/{statement}/",
    "/e/fair/register/questions/",
    "/e/fair/register/people/",
    "/e/fair/register/availability/",
    "/e/fair/register/visits/",
    "/e/fair/register/submit/",
    "/e/fair/register/withdraw/",
    "/organisations/new/",
    "/organisations/{organisation}/",
    "/organisations/{organisation}/members/",
    "/organisations/{organisation}/members/{member}/hand-over/",
    "/organisations/{organisation}/members/{member}/remove/",
    "/invitations/{invitation}/",
    "/e/other/register/",
]


def test_pages(screen: Page, live_server, scene: Scene, sign_in, complaints) -> None:
    session = SessionFactory(event=scene.event, title="Cities that listen")
    AppearanceFactory(session=session, job_title="Director", organisation_name="III")
    change_disclosure(scene.them, by=None, is_public=True, people_for="everybody")
    public = [address.format(them=scene.them.pk) for address in PUBLIC]
    check(screen, live_server.url, public)
    me = scene.me
    DelegationFactory(event=scene.event, leader=me).registrations.add(scene.us)
    scene.us.refresh_from_db()
    allow_leader(scene.us, by=me)
    sign_in(me)
    asked = scene.us.received_requests.get()
    ids = {
        "stop": unsubscribe_token(me, "schedule"),
        "us": scene.us.pk,
        "them": scene.them.pk,
        "other": scene.event.registrations.last().pk,
        "stranger": asked.sender_id,
        "request": asked.pk,
        "mine": MeetingRequestFactory(
            sender=scene.us, receiver=scene.event.registrations.last()
        ).pk,
        "statement": scene.us.organisation.statements.first().pk,
        "meeting": scene.meetings[0].uid,
        **own_organisation(scene),
    }
    check(screen, live_server.url, [address.format(**ids) for address in OWN])


def test_the_schedule_in_the_middle_of_the_day(
    screen: Page, live_server, scene: Scene, sign_in, complaints
) -> None:
    """A meeting that goes on, with an interpreter; one that moved, one that is gone; one that is
    over and not written down."""
    for slot in scene.event.slots.order_by("during"):
        slot.during = span(slot.starts_at - timedelta(minutes=40), 20)
        slot.save()
    over, now = scene.meetings
    Meeting.objects.filter(pk=now.pk).update(interpreter=InterpreterFactory(event=scene.event))
    old = ScheduleVersionFactory(
        event=scene.event, state="superseded", published_at=timezone.now() - timedelta(hours=1)
    )
    gone = add_meeting(old, scene.us, participant(scene.event, trade=5), 3)
    Notification.objects.create(
        recipient=scene.me,
        event=scene.event,
        kind="schedule_changed",
        key="moved",
        context={"moved": [str(over.uid)], "cancelled": [str(gone.uid)]},
    )
    sign_in(scene.me)
    check(screen, live_server.url, ["/e/fair/me/"])
    for part in (".current", ".changed", ".unwritten", ".interpreter"):
        assert screen.locator(part).first.is_visible(), part


def own_organisation(scene: Scene) -> dict[str, object]:
    """An organisation of mine with a colleague, somebody invited and somebody who asks, questions
    and visits of the event, and another event that it is not registered for."""
    organisation = scene.us.organisation
    organisation.members.filter(user=scene.me).delete()
    owner = MemberFactory(organisation=organisation, user=scene.me, role="owner")
    colleague = MemberFactory(organisation=organisation)
    invite(organisation, email="an@example.com", by=owner.user)
    ask_to_join(organisation, UserFactory(), message="I work with you")
    invite_representative(scene.us, email="binh@example.com", by=owner.user)
    for kind in QuestionKind:
        add_question(scene.event, text=f"A question of {kind}", kind=kind, choices=["A", "B"])
    SiteVisitFactory(event=scene.event)
    EventFactory(slug="other")
    mine = invite(MemberFactory(role="owner").organisation, email=scene.me.email, by=None)
    return {
        "organisation": organisation.pk,
        "member": colleague.pk,
        "invitation": invitation_token(mine),
    }


@pytest.mark.parametrize("language", ["zh-hant", "ko"])
def test_pages_in_scripts_without_spaces(
    page: Page, live_server, scene: Scene, sign_in, complaints, language
) -> None:
    """Lines of Han characters break anywhere, Korean ones at spaces only: neither runs out."""
    cookie = {"name": "django_language", "value": language, "url": live_server.url}
    sign_in(scene.me)
    scene.them.organisation.tagline = (
        "提供三維城市模型與地下管線圖資平台並支援都市規劃與不動產管理之整合服務" * 3
    )
    scene.them.organisation.save()
    page.context.add_cookies([cookie])
    page.set_viewport_size(SMALL_PHONE)
    pages = ["/e/fair/", "/e/fair/me/", "/e/fair/company/", "/e/fair/participants/"]
    check(page, live_server.url, [*pages, f"/e/fair/participants/{scene.them.pk}/", "/me/mails/"])
    assert page.locator("html").get_attribute("lang") == language


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/e/nothing/", 404),
        ("/invitations/nonsense/", 404),
        ("/mails/stop/nonsense/", 404),
        ("/me/notifications/read/", 405),
    ],
)
def test_a_page_that_is_not_there(
    page: Page, live_server, scene: Scene, sign_in, address: str, status: int
) -> None:
    sign_in(scene.me)
    response = page.goto(live_server.url + address)
    assert response is not None
    assert response.status == status
    assert problems_of(page) == []


def test_open_menus_and_sheets(page: Page, live_server, scene: Scene, sign_in, complaints) -> None:
    sign_in(scene.me)
    page.set_viewport_size(SMALL_PHONE)
    page.goto(f"{live_server.url}/e/fair/company/")
    page.get_by_label("Language and look").click()
    assert problems_of(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Decline").click()
    page.get_by_role("dialog").wait_for()
    assert problems_of(page) == []


def test_the_keyboard_reaches_the_content_first(page: Page, live_server) -> None:
    page.goto(live_server.url)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_look_is_chosen_and_kept(page: Page, live_server, complaints) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(live_server.url)
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_label("Language and look").click()
    page.get_by_role("button", name="Dark").click()
    dark = page.evaluate(ground)
    page.reload()
    assert dark != light
    assert page.evaluate(ground) == dark
