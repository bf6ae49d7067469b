"""Signing up by a code, adding a passkey, signing in with it; and an account by passkey alone.

The authenticator is Chromium's own virtual one: the ceremony is the real one, from the button to
the signature that the server checks.
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from companies.models import User
from tests.factories import PASSWORD, UserFactory

CODE = re.compile(r"^([A-Z0-9]{3,}-?[A-Z0-9]{3,})$", re.MULTILINE)


@pytest.fixture
def site(live_server) -> str:
    """A passkey is bound to a name: an address of numbers has none."""
    return live_server.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def authenticator(page: Page) -> Callable[[], int]:
    """A phone that holds passkeys and says yes; answers how many it holds."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    def held() -> int:
        found = session.send("WebAuthn.getCredentials", made)
        return len(found["credentials"])

    return held


def code_of(mailoutbox) -> str:
    found = CODE.search(mailoutbox[-1].body)
    assert found is not None, mailoutbox[-1].body
    return found[1]


def confirm(page: Page, mailoutbox) -> None:
    """Type the code that was mailed."""
    page.get_by_label("Code").wait_for()
    page.get_by_label("Code").fill(code_of(mailoutbox))
    page.get_by_role("button", name="Confirm").click()


def sign_out(page: Page, site: str) -> None:
    page.goto(f"{site}/me/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{site}/")


def signs_in_by_passkey(page: Page, site: str) -> None:
    page.goto(f"{site}/accounts/login/?next=/me/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{site}/me/")


def test_up_by_a_code_alone(page: Page, site: str, mailoutbox, complaints) -> None:
    page.goto(f"{site}/accounts/signup/?next=/me/")
    page.get_by_label("Email").fill("huong@example.com")
    page.get_by_role("button", name="Create an account").click()
    confirm(page, mailoutbox)
    page.wait_for_url(f"{site}/me/")
    person = User.objects.get(email="huong@example.com")
    assert not person.has_usable_password()
    assert person.emailaddress_set.get().verified


def test_up_by_a_password(page: Page, site: str, mailoutbox, complaints) -> None:
    page.goto(f"{site}/accounts/signup/?next=/me/")
    page.get_by_label("Email").fill("huong@example.com")
    page.get_by_label("Password").fill("12345678")
    page.get_by_role("button", name="Create an account").click()
    expect(page.locator(".errorlist, .invalid-feedback").first).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create an account").click()
    confirm(page, mailoutbox)
    page.wait_for_url(f"{site}/me/")
    assert User.objects.get(email="huong@example.com").check_password(PASSWORD)


def test_a_passkey_is_added_and_signs_in(
    page: Page, site: str, authenticator, mailoutbox, complaints
) -> None:
    person = UserFactory(email="huong@example.com")
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    page.goto(f"{site}/accounts/login/?next=/me/")
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("link", name="Passkeys and two-step sign-in").click()
    page.get_by_role("link", name="Add").first.click()
    if page.get_by_label("Password").is_visible():  # asked once more before something so weighty
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()
    expect(page.get_by_label("Sign in with it alone")).to_be_checked()
    page.get_by_label("Name").fill("My telephone")
    page.locator("#mfa_webauthn_add").click()
    expect(page.get_by_text("My telephone").or_(page.get_by_text("recovery")).first).to_be_visible()
    assert authenticator() == 1
    assert person.authenticator_set.filter(type="webauthn").count() == 1
    sign_out(page, site)
    signs_in_by_passkey(page, site)
    expect(page.locator("main")).to_contain_text("huong@example.com")


def signs_up_by_passkey(page: Page, site: str, mailoutbox) -> None:
    page.goto(f"{site}/accounts/signup/")
    page.get_by_role("link", name="Use a passkey instead").click()
    page.get_by_label("Email").fill("huong@example.com")
    page.get_by_role("button", name="Send the code").click()
    confirm(page, mailoutbox)
    page.locator("#mfa_webauthn_signup").wait_for()
    page.get_by_label("Name").fill("My telephone")
    page.locator("#mfa_webauthn_signup").click()
    page.wait_for_url(f"{site}/")


def test_up_by_a_passkey_alone(
    page: Page, site: str, authenticator, mailoutbox, complaints
) -> None:
    signs_up_by_passkey(page, site, mailoutbox)
    assert authenticator() == 1
    sign_out(page, site)
    signs_in_by_passkey(page, site)


def test_a_passkey_that_was_taken_away_no_longer_signs_in(
    page: Page, site: str, authenticator, mailoutbox
) -> None:
    signs_up_by_passkey(page, site, mailoutbox)
    sign_out(page, site)
    User.objects.get(email="huong@example.com").authenticator_set.all().delete()
    page.goto(f"{site}/accounts/login/?next=/me/")
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.get_by_role("button", name="Sign in with a passkey").click()
    page.goto(f"{site}/me/")
    assert "/accounts/login/" in page.url


def test_a_device_without_a_passkey_is_told(page: Page, site: str, authenticator) -> None:
    page.goto(f"{site}/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("status")).to_contain_text("The device gave no passkey.")


def test_a_passkey_as_the_second_step(page: Page, site: str, authenticator, mailoutbox) -> None:
    signs_up_by_passkey(page, site, mailoutbox)
    person = User.objects.get(email="huong@example.com")
    person.set_password(PASSWORD)
    person.save()
    page.context.clear_cookies()
    page.goto(f"{site}/accounts/login/?next=/me/")
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_label("Recovery code")).to_be_visible()
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{site}/me/")
