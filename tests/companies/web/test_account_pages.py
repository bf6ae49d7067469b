"""Signing in and up and all about it: each page in our own words, with a title of its own."""

import re
from pathlib import Path

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client

from companies.models import User
from companies.web.second_step import SecondCodeForm
from tests.factories import PASSWORD, UserFactory
from tests.matchmaking.web.test_account import sign_in

pytestmark = pytest.mark.django_db

CODE = re.compile(r"^([A-Z0-9]{3,}-?[A-Z0-9]{3,})$", re.MULTILINE)
PHONE = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
STRANGERS = (
    "/accounts/login/",
    "/accounts/login/code/",
    "/accounts/signup/",
    "/accounts/signup/passkey/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/done/",
    "/accounts/password/reset/key/1-nonsense/",
    "/accounts/inactive/",
)
OWN = (
    "/accounts/logout/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/sessions/",
    "/accounts/reauthenticate/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
)
TWO_STEPS = (
    "/accounts/2fa/reauthenticate/",
    "/accounts/2fa/totp/deactivate/",
    "/accounts/2fa/recovery-codes/",
    "/accounts/2fa/recovery-codes/generate/",
)


@pytest.fixture
def person() -> User:
    person = UserFactory(email="quynh@example.com")
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    return person


@pytest.fixture
def in_two_steps(person: User) -> User:
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(person)
    return person


def shown_again(client: Client, person: User) -> None:
    """Signed in, and shown once more that it is them."""
    sign_in(client, person)
    session = client.session
    session["account_authentication_methods"][-1]["reauthenticated"] = True
    session.save()


def title_of(response: HttpResponse) -> str:
    assert response.status_code == 200
    page = response.content.decode()
    own = Path(settings.BASE_DIR) / "templates"
    template = response.templates[0]  # type: ignore[attr-defined]
    assert Path(template.origin.name).is_relative_to(own), f"{template.name} is allauth's own"
    assert page.count("<h1") == 1
    found = re.search(r"<title>(.+?) – Matchmaking</title>", page)
    assert found is not None
    return found[1]


def test_each_page_has_our_words_and_a_title_of_its_own(client: Client, person: User) -> None:
    titles = {address: title_of(client.get(address)) for address in STRANGERS}
    uid, key = user_pk_to_url_str(person), default_token_generator.make_token(person)
    link = f"/accounts/password/reset/key/{uid}-{key}/"
    titles["a good link"] = title_of(client.get(link, follow=True))
    client.post("/accounts/login/code/", {"email": person.email})
    titles["code"] = title_of(client.get("/accounts/login/code/confirm/"))
    other = Client()
    other.post("/accounts/signup/", {"email": "new@example.com"})
    titles["address"] = title_of(other.get("/accounts/confirm-email/"))
    shown_again(client, person)
    titles |= {address: title_of(client.get(address)) for address in OWN}
    person.set_unusable_password()
    person.save()
    shown_again(client, person)
    titles["set"] = title_of(client.get("/accounts/password/set/"))
    assert len(set(titles.values())) == len(titles), titles


def test_the_pages_of_the_second_step_as_well(client: Client, in_two_steps: User) -> None:
    answers = {"login": in_two_steps.email, "password": PASSWORD}
    page = client.post("/accounts/login/", answers, follow=True)
    titles = [title_of(page)]
    assert "authenticator app shows" in page.content.decode()
    shown_again(client, in_two_steps)
    titles += [title_of(client.get(address)) for address in TWO_STEPS]
    assert len(set(titles)) == len(titles), titles


@pytest.mark.parametrize("language", ["en", "vi"])
def test_other_ways_to_show_that_it_is_you_stand_in_one_order(
    client: Client, in_two_steps: User, language: str
) -> None:
    Authenticator.objects.create(user=in_two_steps, type="webauthn", data={"name": "x"})
    in_two_steps.language = language
    in_two_steps.save()
    shown_again(client, in_two_steps)
    page = client.get("/accounts/2fa/reauthenticate/").content.decode()
    ways = re.findall(r'<a class="btn btn-quiet[^"]*" href="([^"]+)"', page)
    assert ways == ["/accounts/reauthenticate/", "/accounts/2fa/webauthn/reauthenticate/"]


def test_one_is_not_told_to_sign_out_where_nobody_else_is(client: Client, person: User) -> None:
    answers = {"login": person.email, "password": PASSWORD}
    client.post("/accounts/login/", answers)
    page = client.get("/accounts/sessions/").content.decode()
    assert "Nowhere else but here." in page
    assert "Sign out everywhere else" not in page
    Client().post("/accounts/login/", answers)
    page = client.get("/accounts/sessions/").content.decode()
    assert "If you do not know one of them" in page
    assert "Sign out everywhere else" in page


def test_who_has_only_a_passkey_is_not_asked_for_an_app(person: User) -> None:
    RecoveryCodes.activate(person)
    Authenticator.objects.create(user=person, type="webauthn", data={"name": "x"})
    asked = SecondCodeForm(user=person)
    assert (asked.has_app, asked.has_passkey) == (False, True)
    assert asked.fields["code"].label == "Recovery code"


def test_a_passkey_is_called_after_the_device_unless_one_says_otherwise(
    client: Client, person: User
) -> None:
    shown_again(client, person)
    page = client.get("/accounts/2fa/webauthn/add/", headers={"User-Agent": PHONE})
    assert 'value="Chrome on Android"' in page.content.decode()


def test_a_mistyped_address_is_put_right_without_starting_again(client: Client, mailoutbox) -> None:
    client.post("/accounts/signup/", {"email": "hoong@example.com"})
    page = "/accounts/confirm-email/"
    assert "hoong@example.com" in client.get(page).content.decode()
    client.post(page, {"action": "change", "email": "huong@example.com"})
    assert mailoutbox[-1].to == ["huong@example.com"]
    found = CODE.search(mailoutbox[-1].body)
    assert found is not None
    client.post(page, {"code": found[1].lower()})  # as a phone's keyboard may write it
    assert client.session["_auth_user_id"] == str(User.objects.get().pk)
    assert User.objects.get().email == "huong@example.com"


def test_a_wrong_password_and_a_wrong_code_are_told_with_what_to_do(
    client: Client, person: User
) -> None:
    wrong = {"login": person.email, "password": "wrong"}
    page = client.post("/accounts/login/", wrong).content.decode()
    assert "Check both, or have a sign-in code sent." in page
    client.post("/accounts/login/code/", {"email": person.email})
    page = client.post("/accounts/login/code/confirm/", {"code": "WRONG1"}).content.decode()
    assert "This is not the code of the last mail." in page


@pytest.mark.parametrize("credential", ['{"id": "AAAA"}', '{"id": 1}', "[1]", '"x"'])
def test_a_passkey_that_nobody_knows_is_no_wrong_code(client: Client, credential: str) -> None:
    answer = client.post("/accounts/2fa/webauthn/login/", {"credential": credential})
    assert [str(each) for each in get_messages(answer.wsgi_request)] == [
        "This passkey does not belong to an account here. Sign in in another way."
    ]


@pytest.mark.parametrize("credential", ['{"id": "AAAA"}', "[1]", '"x"'])
def test_a_passkey_that_cannot_be_read_is_not_added(
    client: Client, person: User, credential: str
) -> None:
    shown_again(client, person)
    page = client.post("/accounts/2fa/webauthn/add/", {"name": "x", "credential": credential})
    assert "What the device sent could not be read." in page.content.decode()
    assert not person.authenticator_set.exists()
