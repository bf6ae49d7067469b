"""The pages of an account: the way in by password, code and second step, and what is set up inside.
What every page promises, they promise too."""

import time

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Page, expect

from companies.models import User
from tests.browser.conftest import check, problems_of
from tests.factories import PASSWORD, UserFactory
from tests.matchmaking.scenes import Scene

STRANGERS = [
    "/accounts/login/",
    "/accounts/login/code/",
    "/accounts/signup/",
    "/accounts/signup/passkey/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-nonsense/",
    "/accounts/password/reset/key/done/",
    "/accounts/inactive/",
]
OWN = [
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/2fa/webauthn/",
    "/accounts/logout/",
    "/accounts/sessions/",
    "/accounts/reauthenticate/",
]
SECOND_STEP = [
    "/accounts/2fa/",
    "/accounts/2fa/reauthenticate/",
    "/accounts/2fa/recovery-codes/",
    "/accounts/2fa/recovery-codes/generate/",
    "/accounts/2fa/totp/deactivate/",
    "/accounts/2fa/webauthn/add/",
]
OF_A_PASSKEY = [
    "/accounts/2fa/webauthn/keys/{passkey}/edit/",
    "/accounts/2fa/webauthn/keys/{passkey}/remove/",
]
REACHED = {
    "account_confirm_login_code",
    "account_email_verification_sent",
    "account_set_password",
    "mfa_activate_totp",
    "mfa_authenticate",
}
"""Pages of the tests below that no address alone opens."""


def signed_in_a_moment_ago(page: Page, person: User) -> None:
    """The session knows by what and when, as the sign-in pages leave it."""
    (cookie,) = [each for each in page.context.cookies() if each["name"] == "sessionid"]
    session = SessionStore(cookie["value"])
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "email": person.email}
    ]
    session.save()


def test_pages_without_an_account(screen: Page, live_server, complaints) -> None:
    check(screen, live_server.url, STRANGERS)


def test_pages_of_an_account(screen: Page, live_server, scene: Scene, sign_in, complaints) -> None:
    sign_in(scene.me)
    check(screen, live_server.url, OWN)


def test_choosing_a_password_for_an_account_without_one(
    screen: Page, live_server, scene: Scene, sign_in, complaints
) -> None:
    me = scene.me
    me.set_unusable_password()
    me.save()
    sign_in(me)
    signed_in_a_moment_ago(screen, me)
    check(screen, live_server.url, ["/accounts/password/set/"])


def test_a_new_password_by_a_mailed_link(screen: Page, live_server, complaints) -> None:
    me = UserFactory(email="an@example.com")
    key = f"{user_pk_to_url_str(me)}-{default_token_generator.make_token(me)}"
    screen.goto(f"{live_server.url}/accounts/password/reset/key/{key}/")
    expect(screen.locator("main input[type=password]").first).to_be_visible()
    assert problems_of(screen) == []


def test_signing_in_step_by_step(screen: Page, live_server, scene: Scene, complaints) -> None:
    """What one sees only on the way: a wrong password, the second step, asking once more."""
    me = scene.me
    me.emailaddress_set.create(email=me.email, verified=True, primary=True)

    def send(**fields: str) -> None:
        for name, value in fields.items():
            screen.fill(f"main [name={name}]", value)
        with screen.expect_navigation():
            screen.locator("main form .btn-primary").first.click()
        assert problems_of(screen) == [], screen.url

    screen.goto(f"{live_server.url}/accounts/2fa/totp/activate/")
    send(login=me.email, password="wrong")
    send(login=me.email, password=PASSWORD)
    send(password=PASSWORD)
    secret = screen.locator("code.secret").inner_text()
    send(code="000000")
    send(code=format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    assert screen.url.endswith("/accounts/2fa/recovery-codes/")
    check(screen, live_server.url, SECOND_STEP)
    assert screen.url.endswith(SECOND_STEP[-1]), "not asked once more"
    key = Authenticator.objects.create(user=me, type="webauthn", data={"name": "A phone"})
    check(screen, live_server.url, [each.format(passkey=key.pk) for each in OF_A_PASSKEY])
    key.delete()  # it is none that could be shown
    screen.context.clear_cookies(name="sessionid")
    screen.goto(f"{live_server.url}/accounts/login/")
    send(login=me.email, password=PASSWORD)
    assert screen.url.endswith("/accounts/2fa/authenticate/")


def test_a_code_from_a_mail_step_by_step(screen: Page, live_server, complaints) -> None:
    for path, following in (("signup", "confirm-email"), ("login/code", "login/code/confirm")):
        screen.goto(f"{live_server.url}/accounts/{path}/")
        screen.fill("main [name=email]", "an@example.com")
        screen.locator("main form .btn-primary").click()
        screen.wait_for_url(f"{live_server.url}/accounts/{following}/")
        for fold in screen.locator("details.fold > summary").all():
            fold.click()
        assert problems_of(screen) == []
        screen.fill("main [name=code]", "WRONG1")
        screen.locator("main form .btn-primary").first.click()
        screen.locator(".invalid-feedback").wait_for()
        assert problems_of(screen) == []
        screen.context.clear_cookies(name="sessionid")
