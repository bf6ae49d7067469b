"""The account's own pages: the file of one's data, leaving, and who is asked to sign in again."""

import time
from datetime import timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from allauth.account.internal.flows import login
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from companies.models import User
from companies.web.recently import RECENT
from matchmaking.domain.personal import exports
from matchmaking.models import DataExport
from tests.factories import (
    PASSWORD,
    MeetingFactory,
    MemberFactory,
    RepresentativeFactory,
    SeatFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def sign_in(client: Client, person: User, *, ago: float = 0) -> None:
    client.force_login(person)
    session = client.session
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(person.pk)
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "password", "at": time.time() - ago, "email": person.email}
    ]
    session.save()


@pytest.fixture
def person() -> User:
    person = UserFactory(email="quynh@example.com")
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    return person


def ready_file(person: User) -> DataExport:
    return DataExport.objects.create(
        person=person,
        state="ready",
        archive=b"PK the file",
        finished_at=timezone.now(),
        expires_at=timezone.now() + exports.KEPT,
    )


@pytest.mark.parametrize("address", ["/me/data/", "/me/data/1/", "/me/delete/"])
def test_strangers_are_sent_to_sign_in(client: Client, address: str) -> None:
    assert client.get(address)["Location"].startswith("/accounts/login/?next=")


def test_asking_for_the_file(
    client: Client, person: User, django_capture_on_commit_callbacks
) -> None:
    client.force_login(person)
    assert "Put my file together" in client.get("/me/data/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/me/data/")
    page = client.get("/me/data/").content.decode()
    export = DataExport.objects.get()
    assert f"/me/data/{export.pk}/" in page
    assert "24 hours" in client.post("/me/data/", follow=True).content.decode()


def test_while_it_is_made_the_page_says_how_far_it_is(client: Client, person: User) -> None:
    DataExport.objects.create(person=person, state="running", done=3, total=20)
    client.force_login(person)
    page = client.get("/me/data/").content.decode()
    assert "3 of 20 parts" in page
    part = client.get("/me/data/", headers={"HX-Request": "true"}).content.decode()
    assert "3 of 20 parts" in part
    assert "<html" not in part


@pytest.mark.parametrize(
    ("who", "status"), [("owner", 200), ("somebody else", 404), ("superuser", 404)]
)
def test_only_whom_it_is_about_gets_the_file(
    client: Client, person: User, who: str, status: int
) -> None:
    export = ready_file(person)
    users = {
        "owner": lambda: person,
        "somebody else": UserFactory,
        "superuser": lambda: UserFactory(is_superuser=True),
    }
    sign_in(client, users[who]())
    response = client.get(f"/me/data/{export.pk}/")
    assert response.status_code == status
    if status == 200:
        assert response.content == b"PK the file"
        assert response["Content-Disposition"].startswith("attachment")
        assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("wrong", ["expired", "not ready"])
def test_a_file_that_is_not_there_is_not_found(client: Client, person: User, wrong: str) -> None:
    export = ready_file(person)
    if wrong == "expired":
        export.expires_at = timezone.now() - timedelta(minutes=1)
    else:
        export.state = "running"
    export.save()
    sign_in(client, person)
    assert client.get(f"/me/data/{export.pk}/").status_code == 404


@pytest.mark.parametrize("page", ["file", "leave"])
def test_who_signed_in_long_ago_shows_again_that_it_is_them(
    client: Client, person: User, page: str
) -> None:
    address = f"/me/data/{ready_file(person).pk}/" if page == "file" else "/me/delete/"
    sign_in(client, person, ago=RECENT + 60)
    again = client.get(address)["Location"]
    assert again.startswith("/accounts/reauthenticate/?next=")
    answer = client.post(again, {"password": PASSWORD, "next": address})
    assert answer["Location"] == address
    assert client.get(address).status_code == 200


def test_who_has_no_password_signs_in_anew(client: Client) -> None:
    person = UserFactory(password=None)
    person.set_unusable_password()
    person.save()
    sign_in(client, person, ago=RECENT + 60)
    assert client.get("/me/delete/")["Location"].startswith("/accounts/login/?next=%2Fme%2Fdelete")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("typed", "is_deleted"),
    [("", False), ("other@example.com", False), (" Quynh@Example.com ", True)],
)
def test_leaving_is_confirmed_by_the_address(
    client: Client, person: User, mailoutbox: list[EmailMessage], typed: str, is_deleted: bool
) -> None:
    sign_in(client, person)
    response = client.post("/me/delete/", {"address": typed}, follow=True)
    assert User.objects.filter(email="quynh@example.com").exists() != is_deleted
    assert ("Your account is deleted." in response.content.decode()) == is_deleted
    assert ("_auth_user_id" in client.session) != is_deleted
    told = [(mail.to, mail.subject) for mail in mailoutbox]
    assert told == ([(["quynh@example.com"], "Your account is deleted")] if is_deleted else [])


def test_an_account_is_deleted_though_no_mail_can_be_sent(
    client: Client, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_mail: EmailMessage, **_more: Any) -> None:
        raise SMTPServerDisconnected

    sign_in(client, person)
    monkeypatch.setattr(EmailMessage, "send", refuse)
    response = client.post("/me/delete/", {"address": person.email}, follow=True)
    assert "Your account is deleted." in response.content.decode()
    assert not User.objects.filter(pk=person.pk).exists()


def test_what_must_be_done_first_stands_there_and_no_button(client: Client, person: User) -> None:
    own = MemberFactory(user=person, role="owner")
    MemberFactory(organisation=own.organisation)
    sign_in(client, person)
    page = client.get("/me/delete/").content.decode()
    assert f"You are the only owner of {own.organisation}" in page
    assert "for good" not in page
    client.post("/me/delete/", {"address": person.email})
    assert User.objects.filter(pk=person.pk).exists()


def test_meetings_that_end_stand_in_the_time_of_their_event(client: Client, person: User) -> None:
    meeting = MeetingFactory(version__state="published")
    own = RepresentativeFactory(user=person, registration=meeting.registration_a)
    SeatFactory(meeting=meeting, representative=own)
    sign_in(client, person)
    there = timezone.localtime(meeting.starts_at, meeting.event.zone)
    assert f", {there:%H:%M}: {meeting.registration_a.organisation.name}" in (
        client.get("/me/delete/").content.decode()
    )


@pytest.mark.usefixtures("one_window")
def test_nobody_tries_addresses_for_long(client: Client, person: User) -> None:
    sign_in(client, person)
    answers = [client.post("/me/delete/", {"address": "x"}).status_code for _try in range(11)]
    assert answers == [200] * 10 + [429]


def test_everything_is_reached_from_one_page(client: Client, person: User) -> None:
    client.force_login(person)
    page = client.get("/me/").content.decode()
    for address in (
        "/accounts/email/",
        "/accounts/password/change/",
        "/accounts/2fa/",
        "/accounts/sessions/",
        "/me/data/",
        "/me/delete/",
    ):
        assert f'href="{address}"' in page, address
        assert client.get(address).status_code in {200, 302}, address


def test_signing_out_elsewhere(person: User) -> None:
    here, there = Client(), Client()
    for browser in (here, there):
        answer = browser.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
        assert answer.status_code == 302
    page = here.get("/accounts/sessions/").content.decode()
    assert page.count("127.0.0.1") == 2
    here.post("/accounts/sessions/")
    assert here.get("/me/").status_code == 200
    assert there.get("/me/").status_code == 302
