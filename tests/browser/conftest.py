"""A real browser on a real server: signed in, listening for complaints, on a phone."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from companies.models import User
from tests import factories
from tests.browser.line import Line
from tests.browser.stack import Stack
from tests.matchmaking.scenes import Scene, add_meeting, score

PHONE = {"width": 390, "height": 844}
SMALL_PHONE = {"width": 360, "height": 740}
LAPTOP = {"width": 1280, "height": 860}


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """What the console says against a page: script errors, refused styles, broken policy.

    Every test that uses it fails if there is any.
    """
    heard: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            heard.append(f"{page.url}: {message.text}")

    page.on("console", hear)
    page.on("pageerror", lambda error: heard.append(f"{page.url}: {error}"))
    yield heard
    assert heard == []


@pytest.fixture
def sign_in(context: BrowserContext, live_server) -> Callable[[User], None]:
    """Open a session for a person, as the sign-in pages do at their end."""

    def open_session(user: User) -> None:
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        context.add_cookies(
            [{"name": "sessionid", "value": session.session_key, "url": live_server.url}]
        )

    return open_session


@pytest.fixture(
    params=[(SMALL_PHONE, "light", "vi"), (LAPTOP, "dark", "en")], ids=["phone", "laptop"]
)
def screen(page: Page, request: pytest.FixtureRequest, live_server) -> Page:
    """A page on a small phone in Vietnamese, by day; and on a laptop in English, in the dark."""
    viewport, theme, language = request.param
    cookie = {"name": "django_language", "value": language, "url": live_server.url}
    page.context.add_cookies([cookie])
    page.set_viewport_size(viewport)
    page.emulate_media(color_scheme=theme)
    return page


@pytest.fixture
def line(live_server, context: BrowserContext) -> Iterator[Line]:
    """What the phone reaches the server by, until it is cut."""
    port = urlsplit(live_server.url).port
    assert port
    line = Line(port, context)
    yield line
    line.close()


@pytest.fixture
def stack(transactional_db: None, tmp_path: Path) -> Iterator[Stack]:
    """The whole product, in processes of its own, on the test's database."""
    stack = Stack(tmp_path)
    try:
        stack.start()
        yield stack
    finally:
        stack.stop()
        print(stack.logs())  # noqa: T201 - pytest shows it where the test fails


@pytest.fixture
def scene(live_server) -> Scene:
    """The middle of an event: my next meeting begins in twelve minutes, another follows."""
    now = timezone.now()
    day = timezone.localtime(now, factories.EventFactory.build().zone).date()
    event = factories.EventFactory(
        slug="fair",
        name="Digital Fair",
        accent="#0b6e4f",
        starts_on=day - timedelta(days=1),
        ends_on=day + timedelta(days=1),
    )
    factories.PhaseFactory(event=event)
    factories.MeetingBlockFactory(
        event=event, during=factories.span(now + timedelta(minutes=12), 120), slots=4
    )
    table = factories.MeetingTableFactory(event=event, label="A12")
    us = factories.participant(event, trade=0)
    them = factories.participant(event, trade=1)
    others = [factories.participant(event, trade=k) for k in (2, 3, 4)]
    version = factories.ScheduleVersionFactory(event=event, state="published", published_at=now)
    scene = Scene(event, us, them, version)
    for k, other in enumerate([them, others[0]]):
        scene.meetings.append(add_meeting(version, us, other, k, table=table))
        score(us, other)
    factories.MeetingRequestFactory(sender=others[1], receiver=us, message="May we talk?")
    return scene


AXE = {"resultTypes": ["violations"], "preload": False}
"""No page has styles of other sites, which axe-core would copy into the page to read them."""


def problems_of(page: Page) -> list[str]:
    """What axe-core finds on the page, a line each, and whether it scrolls sideways.

    Looks once everything stands still: a button half faded in has no contrast to speak of.
    """
    page.evaluate("Promise.all(document.getAnimations().map((each) => each.finished))")
    found = [
        f"{violation['id']}: {node['html'][:160]} {node.get('any', [{}])[:1]}"
        for violation in Axe().run(page, options=AXE).response["violations"]
        for node in violation["nodes"]
    ]
    if (width := page.evaluate("document.documentElement.scrollWidth - window.innerWidth")) > 0:
        found.append(f"scrolls sideways by {width} px")
    return found


SHIFT = """() => new Promise((done) => {
    let shift = 0;
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
    setTimeout(() => done(shift), 50);
})"""
"""By how much of the screen what was read moved while the page came (Cumulative Layout Shift)."""


def check(page: Page, base: str, addresses: list[str]) -> None:
    """Every address answers with a page on which nothing moves while it loads, and that has no
    problem, with all that is folded opened."""
    problems = {}
    for address in addresses:
        response = page.goto(base + address)
        assert response is not None
        assert response.status == 200, address
        shift = page.evaluate(SHIFT)
        page.evaluate(
            "document.querySelectorAll('.drawer, .fold').forEach((fold) => { fold.open = true; })"
        )
        found = problems_of(page)
        if shift > 0.01:
            found.append(f"moves by {shift:.3f} while it loads")
        if found:
            problems[address] = found
    assert problems == {}
