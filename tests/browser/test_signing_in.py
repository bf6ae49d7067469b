"""Signing in by a code from a mail, and by a password; what a wrong code says."""

import re

from playwright.sync_api import Page, expect

from tests.factories import PASSWORD
from tests.matchmaking.scenes import Scene


def test_by_a_code_from_a_mail(
    page: Page, live_server, scene: Scene, mailoutbox, complaints
) -> None:
    me = scene.me
    address = me.email
    me.emailaddress_set.create(email=address, primary=True)  # never confirmed: the code does it
    page.goto(f"{live_server.url}/e/fair/me/")
    page.get_by_role("link", name="Send me a sign-in code").click()
    page.get_by_label("Email").fill(address)
    page.get_by_role("button", name="Send the code").click()
    code = page.get_by_label("Code")
    code.wait_for()
    assert mailoutbox[-1].to == [address]
    found = re.search(r"^([A-Z0-9]{3,}-?[A-Z0-9]{3,})$", mailoutbox[-1].body, re.MULTILINE)
    assert found is not None
    code.fill("WRONG-1")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".invalid-feedback")).to_be_visible()
    page.get_by_label("Code").fill(found[1])
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".next-place")).to_have_text("Table A12")


def test_by_a_password(page: Page, live_server, scene: Scene, complaints) -> None:
    me = scene.me
    me.emailaddress_set.create(email=me.email, verified=True, primary=True)
    page.goto(f"{live_server.url}/e/fair/")
    page.get_by_role("link", name="Sign in").first.click()
    page.get_by_label("Email").fill(me.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("link", name="Your schedule").first).to_be_visible()
