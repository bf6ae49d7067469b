"""The bell, and the way out of a mail, as a browser sees them."""

import pytest
from playwright.sync_api import Page, expect

from matchmaking.choices import NotificationKind
from matchmaking.domain import outbox
from matchmaking.domain.unsubscribing import unsubscribe_token
from matchmaking.models import MailPreferences
from tests.browser.conftest import SMALL_PHONE, problems_of
from tests.matchmaking.scenes import Scene


@pytest.fixture
def told(scene: Scene) -> Scene:
    for kind in (NotificationKind.SCHEDULE_PUBLISHED, NotificationKind.SCHEDULE_CHANGED):
        outbox.notify(scene.me, kind, kind, event=scene.event, context={})
    return scene


def test_the_bell_counts_and_leads(
    page: Page, live_server, told: Scene, sign_in, complaints
) -> None:
    page.set_viewport_size(SMALL_PHONE)
    sign_in(told.me)
    page.goto(f"{live_server.url}/e/fair/company/")
    page.get_by_role("link", name="Notifications, unread: 2").click()
    assert problems_of(page) == []
    page.get_by_role("link", name="Unread: Your schedule for").first.click()
    page.wait_for_url("**/e/fair/me/")
    page.goto(f"{live_server.url}/me/notifications/")
    expect(page.locator(".bell .count")).to_have_text("1")
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.get_by_text("1 notification is marked as read.")).to_be_visible()
    expect(page.locator(".bell .count")).to_be_hidden()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "none"])
def test_stopping_mails_and_taking_it_back(
    browser, live_server, told: Scene, scripts: bool
) -> None:
    page = browser.new_context(java_script_enabled=scripts, viewport=SMALL_PHONE).new_page()
    page.goto(f"{live_server.url}/mails/stop/{unsubscribe_token(told.me, 'schedule')}/")
    assert not MailPreferences.objects.exists(), "to look changes nothing"
    page.get_by_role("button", name="Stop these mails").click()
    expect(page.get_by_role("heading", name="These mails have stopped")).to_be_visible()
    assert MailPreferences.objects.get().schedule == "off"
    if scripts:
        assert problems_of(page) == []
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="You get these mails again")).to_be_visible()
    assert MailPreferences.objects.get().schedule == "at_once"
    if scripts:
        assert problems_of(page) == []
    page.context.close()
