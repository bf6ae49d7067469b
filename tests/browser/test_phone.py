"""The schedule on a phone: what stands out, what it weighs, and what is there without a network."""

import gzip
import re
from datetime import datetime
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from PIL import Image
from playwright.sync_api import Page, expect

from events.domain.places import add_tables
from matchmaking.choices import NoticeKind
from matchmaking.domain.notices import say_notice
from matchmaking.models import MeetingNotice
from tests.browser.conftest import PHONE
from tests.browser.line import Line
from tests.matchmaking.scenes import Scene

ADDRESS = "/e/fair/me/"
IS_KEPT = """navigator.serviceWorker.controller !== null
    && caches.match("/e/fair/me/").then((kept) => kept !== undefined)"""


def wait_for(page: Page, condition: str) -> None:
    """Until the expression, or what it promises, is true; ten seconds at most."""
    for _ in range(100):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"never came true: {condition}")


@pytest.fixture
def phone(page: Page, scene: Scene, sign_in) -> Page:
    sign_in(scene.me)
    page.set_viewport_size(PHONE)
    return page


def test_the_place_of_the_next_meeting_is_the_largest_thing(
    phone: Page, live_server, scene: Scene, complaints
) -> None:
    phone.goto(live_server.url + ADDRESS)
    place = phone.locator(".next-place")
    expect(place).to_have_text("Table A12")
    assert place.bounding_box()["y"] < PHONE["height"] / 2  # seen without scrolling
    expect(phone.locator(".next-whom")).to_have_text(str(scene.them))
    expect(phone.locator("[data-countdown]")).to_have_text("in 12 minutes")
    sizes = phone.evaluate(
        """[...document.querySelectorAll("body *")].filter(e => e.innerText && !e.children.length)
        .map(e => [parseFloat(getComputedStyle(e).fontSize), e.innerText])"""
    )
    assert max(sizes)[1] == "Table A12"


def test_the_countdown_goes_on(phone: Page, live_server, complaints) -> None:
    phone.clock.install()
    phone.goto(live_server.url + ADDRESS)
    phone.clock.run_for(5 * 60 * 1000)
    expect(phone.locator("[data-countdown]")).to_have_text("in 7 minutes")


def test_the_whole_page_weighs_less_than_60_kb(phone: Page, live_server) -> None:
    weights: dict[str, int] = {}
    phone.on(
        "response",
        lambda response: weights.update({response.url: len(gzip.compress(response.body()))}),
    )
    phone.goto(live_server.url + ADDRESS, wait_until="networkidle")
    own = {url: weight for url, weight in weights.items() if "mark-" not in url}
    page_itself = {url for url in own if "service-worker" not in url and "/offline/" not in url}
    assert len(page_itself) > 5
    assert sum(own[url] for url in page_itself) < 60_000, own


def test_who_and_why_are_a_tap_away(phone: Page, live_server, scene: Scene, complaints) -> None:
    phone.goto(live_server.url + ADDRESS)
    meeting = phone.locator(f"#meeting-{scene.meetings[0].uid}")
    meeting.get_by_text("Who and why").click()
    expect(meeting.locator(".chip-reason").first).to_be_visible()
    expect(meeting).to_contain_text(str(scene.you))


def test_without_a_connection_the_schedule_is_there_and_says_it_is_old(
    phone: Page, line: Line, scene: Scene
) -> None:
    phone.goto(line.url + ADDRESS)
    expect(phone.locator(".stale")).to_be_hidden()
    wait_for(phone, IS_KEPT)
    line.cut()
    phone.goto(line.url + ADDRESS)
    expect(phone.locator(".next-place")).to_have_text("Table A12")
    expect(phone.locator(".stale")).to_be_visible()
    since = phone.locator("[data-stale-since]")
    kept = datetime.fromisoformat(since.get_attribute("datetime") or "")
    expect(since).to_have_text(f"{kept.astimezone(scene.event.zone):%H:%M}")  # the event's clock
    assert (
        phone.evaluate("getComputedStyle(document.querySelector('.next')).borderTopWidth") == "6px"
    )

    refused: list[str] = []
    phone.on("console", lambda said: refused.append(said.text) if "Policy" in said.text else None)
    phone.goto(line.url + "/e/fair/participants/")
    expect(phone.get_by_role("heading", name="No connection")).to_be_visible()
    phone.get_by_role("link", name="Your schedule – Digital Fair").click()
    assert refused == []
    expect(phone.locator(".next-place")).to_have_text("Table A12")

    table = scene.meetings[0].table
    table.label = "B7"
    table.save()
    line.mend()
    expect(phone.locator(".next-place")).to_have_text("Table B7", timeout=8000)
    expect(phone.locator(".stale")).to_be_hidden()


def test_the_face_is_there_without_a_connection_and_goes_with_the_session(
    phone: Page, line: Line, scene: Scene, settings, tmp_path
) -> None:
    """Faces are for whom they are meant, and still on the phone where there is no network."""
    settings.MEDIA_ROOT = tmp_path
    picture = BytesIO()
    Image.new("RGB", (64, 64), "teal").save(picture, "JPEG")
    you = scene.you
    you.photo.save("0123456789abcdef.jpg", ContentFile(picture.getvalue()))
    kept = f"caches.match('{you.photo.url}').then((one) => one !== undefined)"
    face = f"#meeting-{scene.meetings[0].uid} img[src='{you.photo.url}']"
    phone.goto(line.url + ADDRESS)
    wait_for(phone, IS_KEPT)
    wait_for(phone, kept)
    line.cut()
    phone.goto(line.url + ADDRESS)
    expect(phone.locator(".stale")).to_be_visible()
    phone.locator(f"#meeting-{scene.meetings[0].uid}").get_by_text("Who and why").click()
    wait_for(phone, f'document.querySelector("{face}").naturalWidth === 64')

    line.mend()
    expect(phone.locator(".stale")).to_be_hidden(timeout=8000)
    phone.get_by_label("Your account").click()
    phone.get_by_role("button", name="Sign out").click()
    wait_for(phone, f"{kept}.then((is_kept) => !is_kept)")
    assert phone.request.get(line.url + you.photo.url).status == 404


def test_signing_out_forgets_the_schedule(phone: Page, line: Line) -> None:
    phone.goto(line.url + ADDRESS)
    wait_for(phone, IS_KEPT)
    phone.get_by_label("Your account").click()
    phone.get_by_role("button", name="Sign out").click()
    wait_for(phone, """caches.match("/e/fair/me/").then((kept) => kept === undefined)""")
    line.cut()
    phone.goto(line.url + ADDRESS)
    expect(phone.get_by_role("heading", name="No connection")).to_be_visible()


def test_what_they_say_is_seen_on_the_open_page_within_seconds(
    phone: Page, live_server, scene: Scene, complaints
) -> None:
    phone.clock.install()
    phone.goto(live_server.url + ADDRESS)
    item = phone.locator(f"#meeting-{scene.meetings[1].uid}")
    item.locator("summary").first.click()
    say_notice(
        scene.meetings[0],
        scene.them.representatives.get(),
        NoticeKind.LATE,
        minutes=10,
        by=scene.you,
    )
    phone.clock.run_for(16_000)
    expect(phone.locator(".next .said")).to_contain_text("is 10 minutes late")
    expect(item.locator("details").first).to_have_attribute("open", "")  # as I left it


def test_late_with_one_tap_and_taken_back(
    phone: Page, live_server, scene: Scene, complaints
) -> None:
    phone.goto(live_server.url + ADDRESS)
    phone.get_by_text("Running late").first.click()
    phone.locator(".next").get_by_role("button", name="15").click()
    expect(phone.locator(".next .said-own")).to_contain_text("15 minutes late")
    assert MeetingNotice.objects.get().minutes == 15
    phone.get_by_role("button", name="Take it back").first.click()
    expect(phone.locator(".said-own")).to_have_count(0)
    assert MeetingNotice.objects.get().kind == "coming"


@pytest.mark.parametrize("words", ["Running late", "Cannot come"])
def test_what_an_answer_opens_lies_under_its_button(
    phone: Page, live_server, scene: Scene, words: str
) -> None:
    """Between the button and what comes next, and covered by neither."""
    phone.goto(live_server.url + ADDRESS)
    answer = phone.locator(".next details.say", has_text=words)
    answer.locator("summary").click()
    box, button, form = (
        found.bounding_box() or {}
        for found in (answer, answer.locator("summary"), answer.locator("form"))
    )
    assert button["height"] < 72
    assert form["y"] >= button["y"] + button["height"]
    assert form["y"] + form["height"] <= box["y"] + box["height"]


def test_a_tap_without_a_connection_is_kept_and_told_once(
    phone: Page, line: Line, scene: Scene
) -> None:
    phone.goto(line.url + ADDRESS)
    wait_for(phone, IS_KEPT)
    line.cut()
    phone.locator(".next").get_by_role("button", name="On my way").click()
    expect(phone.locator("#toasts")).to_contain_text("kept on your phone")
    phone.reload()  # the kept page, and the tap is not lost
    expect(phone.locator("#toasts")).to_contain_text("kept on your phone")
    assert not MeetingNotice.objects.exists()
    line.mend()
    expect(phone.locator(".next .said-own")).to_contain_text("on the way", timeout=15_000)
    assert MeetingNotice.objects.get().kind == "on_the_way"
    assert len(MeetingNotice.objects.get().keys) == 1
    phone.wait_for_function("localStorage.getItem('kept-taps') === '[]'")


def test_the_plan_marks_the_own_table_in_words_too(
    phone: Page, live_server, scene: Scene, complaints
) -> None:
    add_tables(scene.meetings[0].table.hall, 9, prefix="A")
    phone.goto(live_server.url + ADDRESS)
    plan = phone.locator(".next .plan")
    expect(plan.get_by_role("img")).to_have_attribute("aria-label", re.compile("table A12, row 1"))
    expect(plan.locator(".plan-own-label")).to_have_text("A12")


def test_nothing_moves_while_the_schedule_loads(phone: Page, live_server) -> None:
    phone.add_init_script(
        """window.shift = 0; new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) window.shift += entry.value;
        }).observe({ type: "layout-shift", buffered: true });"""
    )
    phone.goto(live_server.url + ADDRESS)
    phone.wait_for_load_state("networkidle")
    assert phone.evaluate("window.shift") < 0.01
