"""The browser is told which of its forms have arrived."""

import pytest
from django.test import Client

from tests.factories import MemberFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
KEPT = "0123456789abcdef01234567"
PROFILE = {"name": "Sao Mai", "kind": "company", "country": "VN", "kept": KEPT}


@pytest.fixture
def address(client: Client) -> str:
    owner = MemberFactory(role="owner")
    client.force_login(owner.user)
    return f"/organisations/{owner.organisation_id}/"


def test_what_is_saved_has_arrived(client: Client, address: str) -> None:
    client.post(address, PROFILE)
    assert client.cookies["arrived"].value == KEPT
    other = "f" * 24
    client.post(address, {**PROFILE, "kept": other})
    assert client.cookies["arrived"].value == f"{KEPT}.{other}"


def test_what_is_refused_has_not(client: Client, address: str) -> None:
    client.post(address, {**PROFILE, "name": ""})
    assert "arrived" not in client.cookies


def test_what_ends_at_signing_in_has_not(client: Client, address: str) -> None:
    client.logout()
    answer = client.post(address, PROFILE)
    assert answer.status_code == 302
    assert "arrived" not in client.cookies
    assert "what you wrote is kept for you" in client.get(answer["Location"]).text


def test_nothing_is_promised_to_whom_nothing_is_kept(client: Client, address: str) -> None:
    client.logout()
    answer = client.post(address, {**PROFILE, "kept": ""})
    assert "what you wrote is kept" not in client.get(answer["Location"]).text


@pytest.mark.parametrize("kept", ["", "<script>", "0" * 25, "Z" * 24])
def test_nothing_that_is_not_ours_goes_into_the_cookie(
    client: Client, address: str, kept: str
) -> None:
    client.post(address, {**PROFILE, "kept": kept})
    assert "arrived" not in client.cookies


def test_asking_to_join_needs_nothing_that_was_written_to_found(client: Client) -> None:
    """Whoever asks to join instead of founding has sent what was written, and sees that they ask:
    not the empty form again, with an offer to bring it back."""
    OrganisationFactory(name="Sao Mai", country="VN")
    client.force_login(UserFactory())
    offered = client.post("/organisations/new/", PROFILE)
    ticket = offered.context["alike"][0].ticket
    assert f'name="kept" value="{KEPT}"' in offered.text
    assert 'name="next" value="/me/"' in offered.text
    sent = {"organisation": ticket, "next": "/me/", "kept": KEPT}
    answer = client.post("/organisations/join/", sent)
    assert client.cookies["arrived"].value == KEPT
    assert answer["Location"] == "/me/"
    assert "Sao Mai" in client.get("/me/").text


def test_forms_of_oneself_and_of_one_s_people_are_kept(client: Client, address: str) -> None:
    """A lost connection loses neither a name nor an invitation that was being written."""
    invitation = {"email": "an@example.com", "role": "representative"}
    person = {"full_name": "Lê An", "language": "vi"}
    for page, written in (("/me/", person), (f"{address}members/", invitation)):
        shown = client.get(page).text
        assert "data-keep" in shown
        assert "js/keep" in shown
        assert 'id="kept"' in shown
        client.cookies.pop("arrived", None)
        assert client.post(page, {**written, "kept": KEPT}).status_code == 302
        assert client.cookies["arrived"].value == KEPT
