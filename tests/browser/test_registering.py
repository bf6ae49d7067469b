"""Registering on the phone: what is written is never lost, sectors are suggested while one types,
and all of it works without JavaScript too."""

import pytest
from playwright.sync_api import Browser, Page, expect

from companies.models import Statement
from events.models import Registration
from tests.browser.conftest import SMALL_PHONE, problems_of
from tests.browser.line import Line, send_in_vain
from tests.factories import EventFactory, MemberFactory, SectorFactory, UserFactory, participant

STATEMENTS = "/e/fair/register/statements/"
TEXT = "Máy bán vé cho xe buýt"


def suggest(text: str, _kind: str, _language: str) -> tuple[list[str], bool]:
    return (["transport"] if "xe buýt" in text else []), False


def write_another(page: Page, base: str) -> None:
    """Open the form for one more offer or need: it is folded where there is one already."""
    page.goto(base + STATEMENTS)
    expect(page.get_by_label("In your own words")).to_be_hidden()
    page.get_by_text("Add another offer or need").click()


@pytest.fixture
def draft(live_server, settings, page: Page, sign_in) -> Registration:
    settings.SECTOR_SUGGESTER = f"{__name__}.suggest"
    SectorFactory(code="transport", name="Transport")
    registration: Registration = participant(EventFactory(slug="fair"), state="draft")
    owner = MemberFactory(organisation=registration.organisation, role="owner")
    sign_in(owner.user)
    page.set_viewport_size(SMALL_PHONE)
    return registration


def test_sectors_are_suggested_while_one_types_and_a_tick_confirms(
    page: Page, live_server, draft: Registration, complaints
) -> None:
    write_another(page, live_server.url)
    text = page.get_by_label("In your own words")
    text.press_sequentially(TEXT[:1])
    place = "document.querySelector('#statement .drawers').getBoundingClientRect().top + scrollY"
    below = page.evaluate(place)
    text.press_sequentially(TEXT[1:])
    suggestion = page.locator("#suggested").get_by_label("Transport")
    suggestion.wait_for()
    assert page.evaluate(place) == below, "moves under the finger"
    expect(suggestion).not_to_be_checked()
    assert problems_of(page) == []
    suggestion.check()
    # The same tick stands in the list, and what is sent says it once.
    expect(page.locator("details.branch input[value=transport]")).to_be_checked()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved.").wait_for()
    stored = Statement.objects.get(text=TEXT)
    assert [sector.code for sector in stored.sectors.all()] == ["transport"]


def test_a_lost_connection_loses_nothing(page: Page, line: Line, draft: Registration) -> None:
    write_another(page, line.url)
    page.get_by_label("Need", exact=True).check(force=True)
    page.get_by_label("In your own words").fill(TEXT)
    page.get_by_label("Pilot project").check()
    send_in_vain(page, line, "Save")
    page.goto(line.url + STATEMENTS)
    assert page.get_by_label("In your own words").input_value() == ""
    page.get_by_role("button", name="Put it back").click()
    assert page.get_by_label("In your own words").input_value() == TEXT
    expect(page.get_by_label("Need")).to_be_checked()
    expect(page.get_by_label("Pilot project")).to_be_checked()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved.").wait_for()
    expect(page.get_by_role("button", name="Put it back")).to_have_count(0)  # it has arrived
    assert Statement.objects.filter(text=TEXT).count() == 1


def test_an_ended_session_loses_nothing(
    page: Page, live_server, draft: Registration, sign_in
) -> None:
    write_another(page, live_server.url)
    page.get_by_label("In your own words").fill(TEXT)
    page.context.clear_cookies()
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    owner = draft.organisation.members.order_by("pk").last()
    assert owner is not None
    sign_in(owner.user)
    page.goto(live_server.url + STATEMENTS)
    page.get_by_role("button", name="Put it back").click()
    assert page.get_by_label("In your own words").input_value() == TEXT


def test_what_one_person_wrote_is_not_offered_to_another(
    page: Page, live_server, draft: Registration, sign_in
) -> None:
    write_another(page, live_server.url)
    page.get_by_label("In your own words").fill(TEXT)
    colleague = MemberFactory(organisation=draft.organisation, user=UserFactory())
    sign_in(colleague.user)
    page.goto(live_server.url + STATEMENTS)
    expect(page.get_by_role("button", name="Put it back")).to_have_count(0)


def test_a_double_press_sends_once(page: Page, live_server, draft: Registration) -> None:
    write_another(page, live_server.url)
    sent = []
    page.on("request", lambda r: sent.append(r.url) if r.method == "POST" else None)
    page.get_by_label("In your own words").fill("Street lights for two cities")
    page.get_by_role("button", name="Save", exact=True).dblclick()
    page.get_by_text("Saved.").wait_for()
    assert [url for url in sent if url.endswith(STATEMENTS)] == [live_server.url + STATEMENTS]


def test_without_javascript_a_button_suggests(
    browser: Browser, page: Page, live_server, draft: Registration
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=SMALL_PHONE)
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    write_another(plain, live_server.url)
    plain.get_by_label("In your own words").fill(TEXT)
    plain.get_by_role("button", name="Suggest sectors from my text").click()
    assert plain.get_by_label("In your own words").input_value() == TEXT
    plain.locator("#suggested").get_by_label("Transport").check()
    plain.get_by_role("button", name="Save", exact=True).click()
    plain.get_by_text("Saved.").wait_for()
    assert Statement.objects.get(text=TEXT).sectors.get().code == "transport"
    context.close()


def test_what_is_folded_says_what_is_chosen_and_opens_where_it_is_wrong(
    page: Page, live_server, draft: Registration, complaints
) -> None:
    page.goto(live_server.url + "/e/fair/register/organisation/")
    assert page.evaluate("document.documentElement.scrollHeight") < 1600  # the browser's own faces
    fold = page.locator("details.drawer:has(.drawer-name:text-is('Languages'))")
    expect(fold.get_by_label("Korean")).to_be_hidden()
    fold.locator("summary").first.click()
    fold.get_by_label("Korean").check()
    expect(fold.locator(".drawer-value")).to_contain_text("Korean")
    wrong = page.locator("details.drawer", has_text="Website and logo")
    wrong.locator("summary").click()
    page.get_by_label("Website").fill("https://not a site")
    wrong.locator("summary").click()
    page.locator("main form").first.evaluate("form => { form.noValidate = true; }")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_label("Website")).to_be_visible()
    expect(page.get_by_label("Website")).to_have_value("https://not a site")
    expect(fold.get_by_label("Korean")).to_be_hidden()
    expect(fold.locator(".drawer-value")).to_contain_text("Korean")
    assert problems_of(page) == []


def test_what_was_folded_and_lost_is_offered_in_sight(
    page: Page, line: Line, draft: Registration
) -> None:
    address = line.url + "/e/fair/register/organisation/"
    page.goto(address)
    page.locator("summary", has_text="Description").click()
    page.get_by_label("More about you").fill(TEXT)
    send_in_vain(page, line, "Save and go on")
    page.goto(address)
    page.get_by_role("button", name="Put it back").click()
    expect(page.get_by_label("More about you")).to_be_visible()
    expect(page.get_by_label("More about you")).to_have_value(TEXT)
