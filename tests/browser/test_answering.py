"""The company's page in the browser: answers in place, and without JavaScript."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from matchmaking.models import Outcome
from tests.browser.line import Line, send_in_vain
from tests.factories import span
from tests.matchmaking.scenes import Scene


def test_accepting_in_place(page: Page, live_server, scene: Scene, sign_in, complaints) -> None:
    sign_in(scene.me)
    page.goto(f"{live_server.url}/e/fair/company/")
    asked = scene.us.received_requests.get()
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("status")).to_contain_text(f"You and {asked.sender} are told the time")
    expect(page.get_by_text("Nothing waits for you")).to_be_visible()
    assert page.evaluate("document.activeElement.id") == f"request-{asked.pk}"
    asked.refresh_from_db()
    assert asked.state == "accepted"


def test_declining_asks_first_and_can_be_left(
    page: Page, live_server, scene: Scene, sign_in, complaints
) -> None:
    sign_in(scene.me)
    page.goto(f"{live_server.url}/e/fair/company/")
    asked = scene.us.received_requests.get()
    page.get_by_role("link", name="Decline").click()
    page.get_by_role("link", name="Leave it as it is").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.get_by_role("link", name="Decline").click()
    page.get_by_label("Your reason").fill("Not this year")
    page.get_by_role("dialog").get_by_role("button", name="Decline").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("status")).to_contain_text("You have declined")
    expect(page.get_by_text("Not this year")).to_be_visible()
    asked.refresh_from_db()
    assert (asked.state, asked.answer) == ("declined", "Not this year")


def test_asking_and_answering_without_javascript(
    browser: Browser, context: BrowserContext, live_server, scene: Scene, sign_in
) -> None:
    sign_in(scene.me)
    plain = browser.new_context(java_script_enabled=False)
    plain.add_cookies(context.cookies())
    page = plain.new_page()
    page.goto(f"{live_server.url}/e/fair/company/")
    page.get_by_role("link", name="Decline").click()
    page.get_by_role("button", name="Decline").click()
    expect(page.get_by_role("status")).to_contain_text("You have declined")
    other = scene.us.sent_requests
    assert not other.exists()
    page.goto(f"{live_server.url}/e/fair/participants/?q=soil")
    page.get_by_role("link", name="Ask to meet").click()
    page.get_by_label("What would you like to talk about?").fill("Soil probes")
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("heading", name="You have asked them")).to_be_visible()
    assert other.get().message == "Soil probes"
    plain.close()


def test_an_answer_that_does_not_get_through_is_said(
    page: Page, line: Line, scene: Scene, sign_in
) -> None:
    sign_in(scene.me)
    page.goto(f"{line.url}/e/fair/company/")
    line.cut()
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("status")).to_contain_text("That did not get through")
    line.mend()
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("status")).to_contain_text("You have accepted")


def test_good_news_goes_by_itself(
    page: Page, live_server, scene: Scene, sign_in, complaints
) -> None:
    sign_in(scene.me)
    page.clock.install()
    page.goto(f"{live_server.url}/e/fair/company/")
    page.get_by_role("button", name="Accept").click()
    status = page.get_by_role("status")
    expect(status).to_contain_text("You have accepted")
    page.clock.run_for(9000)
    expect(status).not_to_contain_text("You have accepted")


def test_saving_and_hiding_in_the_list(
    page: Page, live_server, scene: Scene, sign_in, complaints
) -> None:
    sign_in(scene.me)
    page.goto(f"{live_server.url}/e/fair/participants/?q=soil")
    card = page.locator("li.card").first
    card.get_by_role("button", name="Save").click()
    expect(card.get_by_role("button", name="Saved")).to_have_attribute("aria-pressed", "true")
    assert scene.us.counterpart_marks.get().kind == "saved"
    expect(page.get_by_role("link", name="Saved 1")).to_be_visible()
    page.get_by_text("Narrow it down").click()
    page.get_by_label("Order").select_option("name")  # and not asked for yet
    card.get_by_role("button", name="Hide").click()
    expect(page.get_by_role("button", name="Bring back")).to_be_visible()
    expect(page.get_by_role("link", name="Saved 0")).to_be_visible()
    expect(page.get_by_role("link", name="Hidden 1")).to_be_visible()
    expect(page.get_by_role("heading", level=2, name="0 participants")).to_be_visible()
    expect(page.get_by_label("Country")).to_have_count(0)
    expect(page.get_by_label("Order")).to_have_value("name")
    page.get_by_role("button", name="Bring back").click()
    expect(page.get_by_role("heading", level=2, name="1 participant")).to_be_visible()
    expect(page.get_by_label("Country").locator("option")).to_have_text(["All", "Vietnam (1)"])
    expect(card.get_by_role("button", name="Save")).to_have_attribute("aria-pressed", "false")
    assert not scene.us.counterpart_marks.exists()
    assert page.url.endswith("?q=soil")


def test_saving_in_the_list_without_javascript(
    browser: Browser, context: BrowserContext, live_server, scene: Scene, sign_in
) -> None:
    sign_in(scene.me)
    plain = browser.new_context(java_script_enabled=False)
    plain.add_cookies(context.cookies())
    page = plain.new_page()
    page.goto(f"{live_server.url}/e/fair/participants/?q=soil")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_role("status")).to_contain_text("is saved for later")
    assert page.url.endswith("?q=soil")
    assert scene.us.counterpart_marks.get().kind == "saved"
    plain.close()


def test_a_lost_connection_loses_no_message(page: Page, line: Line, scene: Scene, sign_in) -> None:
    sign_in(scene.me)
    page.goto(f"{line.url}/e/fair/participants/?q=soil")
    page.get_by_role("link", name="Ask to meet").click()
    page.get_by_label("What would you like to talk about?").fill("Soil probes 🌱")
    asking = page.url
    send_in_vain(page, line, "Send the request")
    page.goto(asking)
    page.get_by_role("button", name="Put it back").click()
    expect(page.get_by_label("What would you like to talk about?")).to_have_value("Soil probes 🌱")
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("heading", name="You have asked them")).to_be_visible()
    assert scene.us.sent_requests.get().message == "Soil probes 🌱"


def test_a_lost_connection_loses_nothing_of_what_came_of_a_meeting(
    page: Page, line: Line, scene: Scene, sign_in
) -> None:
    meeting = scene.meetings[0]
    begun = span(timezone.now() - timedelta(minutes=5), 20)
    type(meeting.slot).objects.filter(pk=meeting.slot_id).update(during=begun)
    sign_in(scene.me)
    writing = f"{line.url}/e/fair/meetings/{meeting.uid}/"
    page.goto(writing)
    page.get_by_text("4", exact=True).click()
    page.get_by_label("Your note").fill("Two lines from March")
    send_in_vain(page, line, "Keep it")
    page.goto(writing)
    page.get_by_role("button", name="Put it back").click()
    expect(page.get_by_label("4", exact=True)).to_be_checked()
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator("#toasts")).to_contain_text("Kept.")
    outcome = Outcome.objects.get()
    assert (outcome.took_place, outcome.interest, outcome.note) == (True, 4, "Two lines from March")
    page.goto(writing)
    expect(page.get_by_role("button", name="Put it back")).to_have_count(0)
