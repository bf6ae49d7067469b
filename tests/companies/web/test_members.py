"""The page of who belongs to an organisation: what owners do, what others may not."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from companies.domain.invitations import invite
from companies.domain.join_requests import ask_to_join
from companies.models import Invitation, JoinRequest, Member
from tests.factories import MemberFactory, UserFactory, participant

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client: Client) -> Member:
    member: Member = MemberFactory(role="owner", organisation__name="Sao Mai")
    client.force_login(member.user)
    return member


def base(member: Member) -> str:
    return f"/organisations/{member.organisation_id}"


def test_an_invitation_goes_out_once_and_waits_on_the_page(
    client: Client, owner: Member, django_capture_on_commit_callbacks
) -> None:
    address = f"{base(owner)}/members/"
    for _ in range(2):  # sent twice
        with django_capture_on_commit_callbacks(execute=True):
            client.post(address, {"email": "an@example.com", "role": "representative"})
    assert [message.to for message in mail.outbox] == [["an@example.com"]]
    assert "/invitations/" in str(mail.outbox[0].body)
    page = client.get(address).content.decode()
    assert "an@example.com" in page
    assert "valid until" in page


def test_it_is_sent_again_and_taken_back(client: Client, owner: Member) -> None:
    invitation = invite(owner.organisation, email="an@example.com", by=owner.user)
    own = f"{base(owner)}/invitations/{invitation.pk}"
    Invitation.objects.update(sent_at=timezone.now() - timedelta(hours=1))
    client.post(f"{own}/send/")
    invitation.refresh_from_db()
    assert invitation.serial == 2
    client.post(f"{own}/take-back/")
    invitation.refresh_from_db()
    assert invitation.state == "revoked"
    assert "an@example.com" not in client.get(f"{base(owner)}/members/").content.decode()


@pytest.mark.parametrize(("answer", "is_member"), [("approve", True), ("decline", False)])
def test_who_asks_is_let_in_or_not_and_told(
    client: Client, owner: Member, answer, is_member, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        asked = ask_to_join(owner.organisation, UserFactory(full_name="Lê An"), message="Hello")
    assert mail.outbox[0].to == [owner.user.email]
    page = client.get(f"{base(owner)}/members/").content.decode()
    assert "Lê An" in page
    assert "Hello" in page
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{base(owner)}/requests/{asked.pk}/", {answer: "1"})
    assert Member.objects.filter(user=asked.user).exists() is is_member
    assert mail.outbox[1].to == [asked.user.email]


def test_roles_ownership_and_leaving(client: Client, owner: Member) -> None:
    other = MemberFactory(organisation=owner.organisation)
    own = f"{base(owner)}/members"
    assert "only owner" in client.get(f"{own}/").content.decode()
    response = client.post(f"{own}/{owner.pk}/remove/", follow=True)
    assert "is the only owner" in response.content.decode()
    assert Member.objects.filter(pk=owner.pk).exists()

    client.post(f"{own}/{other.pk}/hand-over/")
    owner.refresh_from_db()
    other.refresh_from_db()
    assert (owner.role, other.role) == ("representative", "owner")

    assert "Leave Sao Mai?" in client.get(f"{own}/{owner.pk}/remove/").content.decode()
    response = client.post(f"{own}/{owner.pk}/remove/")
    assert response["Location"] == "/me/"
    assert not Member.objects.filter(pk=owner.pk).exists()


def test_who_alone_takes_meetings_is_not_taken_out(client: Client) -> None:
    registration = participant_of_two()
    organisation = registration.organisation
    person = registration.representatives.get()
    owner = MemberFactory(organisation=organisation, role="owner")
    member = Member.objects.get(organisation=organisation, user=person.user)
    client.force_login(owner.user)
    own = f"/organisations/{organisation.pk}/members/{member.pk}/remove/"
    response = client.post(own, follow=True)
    assert "the only one who takes meetings" in response.content.decode()
    assert Member.objects.filter(pk=member.pk).exists()


def participant_of_two():
    from tests.factories import EventFactory

    registration = participant(EventFactory())
    user = registration.representatives.get().user
    Member.objects.get_or_create(organisation=registration.organisation, user=user)
    return registration


def test_a_role_that_does_not_exist_is_not_found(client: Client, owner: Member) -> None:
    other = MemberFactory(organisation=owner.organisation)
    address = f"{base(owner)}/members/{other.pk}/role/"
    assert client.post(address, {"role": "emperor"}).status_code == 404
    client.post(address, {"role": "owner"})
    other.refresh_from_db()
    assert other.role == "owner"


def paths(member: Member) -> list[str]:
    """Every address of the organisation that an owner may write to."""
    invitation = invite(member.organisation, email="an@example.com", by=None)
    asked = ask_to_join(member.organisation, UserFactory())
    other = MemberFactory(organisation=member.organisation)
    return [
        f"{base(member)}/",
        f"{base(member)}/members/",
        f"{base(member)}/members/{other.pk}/role/",
        f"{base(member)}/members/{other.pk}/remove/",
        f"{base(member)}/members/{other.pk}/hand-over/",
        f"{base(member)}/invitations/{invitation.pk}/send/",
        f"{base(member)}/invitations/{invitation.pk}/take-back/",
        f"{base(member)}/requests/{asked.pk}/",
    ]


def test_representatives_read_and_strangers_find_nothing(client: Client, owner: Member) -> None:
    addresses = paths(owner)
    representative = MemberFactory(organisation=owner.organisation)
    client.force_login(representative.user)
    for address in addresses[:2]:
        assert client.get(address).status_code == 200
    page = client.get(addresses[1]).content.decode()
    assert "an@example.com" not in page  # whom an owner invites is the owner's business
    for address in addresses:
        assert client.post(address, {"role": "owner", "approve": "1"}).status_code == 404, address
    for stranger in (UserFactory(), MemberFactory(role="owner").user):
        client.force_login(stranger)
        for address in addresses:
            assert client.post(address).status_code == 404, address
        assert client.get(addresses[0]).status_code == 404
    client.logout()
    for address in addresses:
        assert client.post(address)["Location"].startswith("/accounts/login/"), address
    assert Invitation.objects.get().state == "pending"
    assert JoinRequest.objects.get().state == "pending"


def test_rows_of_another_organisation_are_not_found(client: Client, owner: Member) -> None:
    theirs = paths(MemberFactory(role="owner"))
    for address in theirs[2:]:
        mine = f"{base(owner)}/" + address.split("/", 3)[3]
        assert client.post(mine, {"role": "owner"}).status_code == 404, mine


@pytest.mark.usefixtures("one_window")
def test_inviting_has_its_pace(client: Client, owner: Member) -> None:
    address = f"{base(owner)}/members/"
    answers = [
        client.post(address, {"email": f"p{k}@example.com", "role": "representative"}).status_code
        for k in range(31)
    ]
    assert answers == [302] * 30 + [429]
    assert Invitation.objects.count() == 30


@pytest.mark.parametrize("size", [1, 3])
def test_queries_do_not_grow(
    client: Client, owner: Member, django_assert_num_queries, size: int
) -> None:
    for number in range(size):
        MemberFactory(organisation=owner.organisation)
        invite(owner.organisation, email=f"{number}@example.com", by=owner.user)
        ask_to_join(owner.organisation, UserFactory())
    with django_assert_num_queries(7):
        client.get(f"{base(owner)}/members/")
