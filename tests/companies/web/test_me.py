"""A person's own page, their language, and how the pages look to them."""

from unicodedata import normalize

import pytest
from django.test import Client

from tests.factories import MemberFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_one_has_to_sign_in(client: Client) -> None:
    response = client.get("/me/")
    assert response.status_code == 302
    assert response["Location"] == "/accounts/login/?next=/me/"


def test_the_page_shows_the_persons_organisations_and_no_others(client: Client) -> None:
    mine = MemberFactory(organisation__name="Sao Mai")
    MemberFactory(organisation__name="Somebody else's")
    client.force_login(mine.user)
    page = client.get("/me/").content.decode()
    assert "Sao Mai" in page
    assert "Somebody else" not in page


def test_details_are_saved_and_the_pages_follow_the_language(client: Client) -> None:
    user = UserFactory()
    client.force_login(user)
    client.cookies["django_language"] = "ko"  # chosen before; the page of details overrules it
    response = client.post(
        "/me/",
        {"full_name": " Trần  Thị Hương ", "language": "vi", "time_zone": "Asia/Taipei"},
        follow=True,
    )
    user.refresh_from_db()
    assert (user.full_name, user.language, user.time_zone) == (
        "Trần Thị Hương",
        "vi",
        "Asia/Taipei",
    )
    assert '<html lang="vi">' in response.content.decode()


def test_a_language_or_zone_that_does_not_exist_changes_nothing(client: Client) -> None:
    user = UserFactory(full_name="Before")
    client.force_login(user)
    response = client.post("/me/", {"full_name": "After", "language": "xx", "time_zone": "Moon"})
    user.refresh_from_db()
    assert response.status_code == 200
    assert user.full_name == "Before"
    assert response.context["form"].errors.keys() == {"language", "time_zone"}


def test_each_language_is_offered_by_its_own_name(client: Client) -> None:
    client.force_login(UserFactory(language="ko"))
    form = client.get("/me/").context["form"]
    names = [str(name) for _code, name in form.fields["language"].choices]
    assert [normalize("NFC", name) for name in names] == [
        "English",
        "Tiếng Việt",
        "繁體中文",
        "한국어",
    ]


def test_a_signed_in_person_reads_in_their_language_unless_they_choose_another(
    client: Client,
) -> None:
    client.force_login(UserFactory(language="vi"))
    assert '<html lang="vi">' in client.get("/").content.decode()
    client.post("/language/setlang/", {"language": "ko", "next": "/"})
    assert '<html lang="ko">' in client.get("/").content.decode()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_look_is_remembered(client: Client, theme: str) -> None:
    response = client.post("/theme/", {"theme": theme, "next": "/me/"})
    assert response["Location"] == "/me/"
    page = client.get("/").content.decode()
    assert ("css/dark.css" in page) is (theme == "dark")
    assert "prefers-color-scheme" not in page


def test_the_look_follows_the_system_again(client: Client) -> None:
    client.post("/theme/", {"theme": "dark"})
    client.post("/theme/", {"theme": "system"})
    assert 'media="screen and (prefers-color-scheme: dark)"' in client.get("/").content.decode()


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_the_look_never_leads_away(client: Client, address: str) -> None:
    assert client.post("/theme/", {"theme": "dark", "next": address})["Location"] == "/"
