"""The pages on the way into an account and out of it: the ones that a link, a code or a second
factor leads to. What every page promises, they promise too."""

import re
import time
from collections.abc import Callable

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Page, expect

from companies.models import User
from tests.browser.conftest import LAPTOP, SMALL_PHONE, problems_of
from tests.factories import PASSWORD, UserFactory

STRANGERS = [
    "/accounts/signup/passkey/",
    "/accounts/inactive/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/done/",
    "/accounts/password/reset/key/x-y/",
]
OWN = [
    "/accounts/logout/",
    "/accounts/confirm-email/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/deactivate/",
    "/accounts/2fa/recovery-codes/",
    "/accounts/2fa/recovery-codes/generate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/2fa/webauthn/keys/{passkey}/edit/",
    "/accounts/2fa/webauthn/keys/{passkey}/remove/",
    "/accounts/2fa/reauthenticate/",
]
REACHED = {
    "account_confirm_login_code",
    "account_reset_password_from_key",
    "account_set_password",
    "mfa_activate_totp",
    "mfa_authenticate",
}
"""Pages of the tests below that no address alone opens."""


@pytest.fixture(
    params=[(SMALL_PHONE, "light", "vi"), (LAPTOP, "dark", "en")], ids=["phone", "laptop"]
)
def screen(page: Page, request: pytest.FixtureRequest, live_server, complaints) -> Page:
    viewport, theme, language = request.param
    cookie = {"name": "django_language", "value": language, "url": live_server.url}
    page.context.add_cookies([cookie])
    page.set_viewport_size(viewport)
    page.emulate_media(color_scheme=theme)
    return page


@pytest.fixture
def me(live_server) -> User:
    person = UserFactory(email="an@example.com")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


@pytest.fixture
def signed_in(screen: Page, sign_in, me: User) -> Callable[[User], None]:
    """Signed in a moment ago, by password."""

    def enter(person: User) -> None:
        sign_in(person)
        (cookie,) = [c for c in screen.context.cookies() if c["name"] == "sessionid"]
        session = SessionStore(cookie["value"])
        session["account_authentication_methods"] = [
            {"method": "password", "at": time.time(), "email": person.email}
        ]
        session.save()

    return enter


def visit(page: Page, address: str) -> None:
    response = page.goto(address)
    assert response is not None
    assert response.status == 200, address


def test_pages_without_an_account(screen: Page, live_server) -> None:
    found = {}
    for address in STRANGERS:
        visit(screen, live_server.url + address)
        if problems := problems_of(screen):
            found[address] = problems
    assert found == {}


def test_pages_of_an_account_with_a_second_step(
    screen: Page, live_server, me: User, signed_in
) -> None:
    TOTP.activate(me, generate_totp_secret())
    RecoveryCodes.activate(me)
    passkey = WebAuthn.add(me, "Phone", {"id": "x"}).instance
    signed_in(me)
    found = {}
    for address in OWN:
        visit(screen, live_server.url + address.format(passkey=passkey.pk))
        if problems := problems_of(screen):
            found[address] = problems
    assert found == {}


def test_setting_up_an_app_for_codes(screen: Page, live_server, me: User, signed_in) -> None:
    signed_in(me)
    visit(screen, f"{live_server.url}/accounts/2fa/totp/activate/")
    assert problems_of(screen) == []
    assert not Authenticator.objects.exists()


def test_choosing_a_password_for_an_account_without_one(
    screen: Page, live_server, me: User, signed_in
) -> None:
    me.set_unusable_password()
    me.save()
    signed_in(me)
    visit(screen, f"{live_server.url}/accounts/password/set/")
    assert problems_of(screen) == []


def test_a_new_password_by_a_mailed_link(screen: Page, live_server, me: User) -> None:
    key = f"{user_pk_to_url_str(me)}-{default_token_generator.make_token(me)}"
    visit(screen, f"{live_server.url}/accounts/password/reset/key/{key}/")
    expect(screen.locator("main input[type=password]").first).to_be_visible()
    assert problems_of(screen) == []


def test_the_code_that_was_mailed(screen: Page, live_server, me: User, mailoutbox) -> None:
    visit(screen, f"{live_server.url}/accounts/login/code/")
    screen.locator("main input[type=email]").fill(me.email)
    screen.locator("main form button[type=submit]").first.click()
    screen.wait_for_url(re.compile("/login/code/confirm/"))
    assert problems_of(screen) == []


def test_the_second_step_of_signing_in(screen: Page, live_server, me: User) -> None:
    TOTP.activate(me, generate_totp_secret())
    visit(screen, f"{live_server.url}/accounts/login/")
    screen.locator("main input[name=login]").fill(me.email)
    screen.locator("main input[name=password]").fill(PASSWORD)
    screen.locator("form:has(input[name=password]) button[type=submit]").first.click()
    screen.wait_for_url(re.compile("/2fa/authenticate/"))
    assert problems_of(screen) == []
