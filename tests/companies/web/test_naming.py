"""Who founds an organisation, or asks to join one, says what they are called: once, and first."""

import re

import pytest
from django.test import Client

from companies.domain.errors import DomainError
from companies.domain.join_requests import ask_to_join
from companies.models import JoinRequest, Member, Organisation, User
from tests.factories import EventFactory, MemberFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
PROFILE = {"name": "Sao Mai", "kind": "company", "country": "VN"}
NAME = {"full_name": " Lê  Thị Mai "}


@pytest.fixture(params=["/organisations/new/", "/e/fair/register/"])
def address(request: pytest.FixtureRequest) -> str:
    EventFactory(slug="fair")
    return str(request.param)


@pytest.fixture
def newcomer(client: Client) -> User:
    """Signed up by a code or a password, which ask for no name."""
    person: User = UserFactory(full_name="", email="mai@company.example")
    client.force_login(person)
    return person


def test_the_founder_is_asked_for_the_name_that_is_missing(
    client: Client, newcomer: User, address: str
) -> None:
    assert 'name="full_name"' in client.get(address).text
    asked = client.post(address, PROFILE).text
    assert "Enter your name." in asked
    assert 'value="Sao Mai"' in asked, "nothing written is lost"
    assert not Organisation.objects.exists()
    client.post(address, PROFILE | NAME)
    member = Member.objects.get(organisation__name="Sao Mai")
    assert str(member.user) == "Lê Thị Mai"


def test_who_has_a_name_is_not_asked(client: Client, address: str) -> None:
    client.force_login(UserFactory(full_name="Trần An"))
    assert 'name="full_name"' not in client.get(address).text
    client.post(address, PROFILE | {"full_name": "Somebody Else"})
    assert str(Member.objects.get().user) == "Trần An"


def test_the_owner_reads_who_asks_to_join(client: Client, newcomer: User, address: str) -> None:
    owner = MemberFactory(organisation=OrganisationFactory(name="SAO MÁI", country="VN"))
    Member.objects.update(role="owner")
    offered = client.post(address, PROFILE | NAME).text
    assert 'name="full_name"' not in offered, "said once"
    ticket = re.search(r'name="organisation" value="([^"]+)"', offered)
    assert ticket
    client.post("/organisations/join/", {"organisation": ticket[1], "message": "It is me"})
    assert JoinRequest.objects.get().user == newcomer
    client.force_login(owner.user)
    page = client.get(f"/organisations/{owner.organisation_id}/members/").text
    assert "<h3>Lê Thị Mai</h3>" in page
    assert newcomer.email in page


def test_a_name_that_cannot_be_stored_is_said_at_its_field(
    client: Client, newcomer: User, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object) -> None:
        raise DomainError("Choose another one.", code="no_name")

    monkeypatch.setattr("companies.web.joining.name_oneself", refuse)
    assert "Choose another one." in client.post(address, PROFILE | NAME).text
    assert not Organisation.objects.exists()


def test_nobody_asks_without_a_name() -> None:
    with pytest.raises(DomainError) as refusal:
        ask_to_join(OrganisationFactory(), UserFactory(full_name=""))
    assert refusal.value.code == "name_missing"
    assert not JoinRequest.objects.exists()
