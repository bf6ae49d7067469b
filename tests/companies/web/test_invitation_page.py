"""The page that the link of an invitation opens: new people, known people, others, too late."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from companies.domain.invitations import invitation_token, invite, revoke_invitation
from companies.models import Invitation, Member, User
from tests.factories import MemberFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation() -> Invitation:
    owner = MemberFactory(
        role="owner", organisation__name="Sao Mai", user__full_name="Trần Thị Hương"
    )
    made: Invitation = invite(
        owner.organisation, email="an@example.com", full_name="Lê An", by=owner.user, language="vi"
    )
    return made


def address(invitation: Invitation) -> str:
    return f"/invitations/{invitation_token(invitation)}/"


def test_somebody_new_gets_an_account_by_accepting(client: Client, invitation: Invitation) -> None:
    page = client.get(address(invitation)).content.decode()
    assert "Trần Thị Hương" in page
    assert 'value="Lê An"' in page
    assert not User.objects.filter(email="an@example.com").exists()  # looking makes nothing
    response = client.post(address(invitation), {"full_name": "Lê Văn An 🚌"}, follow=True)
    person = User.objects.get(email="an@example.com")
    assert (person.full_name, person.language) == ("Lê Văn An 🚌", "vi")
    assert not person.has_usable_password()
    assert EmailAddress.objects.get(user=person).verified
    assert Member.objects.get(user=person).organisation == invitation.organisation
    assert response.wsgi_request.user == person
    assert "Sao Mai" in response.content.decode()


def test_somebody_known_signs_in_first(client: Client, invitation: Invitation) -> None:
    person = UserFactory(email="an@example.com")
    page = client.get(address(invitation)).content.decode()
    assert "/accounts/login/code/?next=%2Finvitations%2F" in page
    client.post(address(invitation), {"full_name": "Somebody"})
    assert not Member.objects.filter(user=person).exists()  # a link is no way into an account
    client.force_login(person)
    client.post(address(invitation))
    assert Member.objects.filter(user=person).exists()


def test_a_second_address_of_an_account_counts_once_it_is_confirmed(
    client: Client, invitation: Invitation
) -> None:
    person = UserFactory()
    EmailAddress.objects.create(user=person, email="An@example.com", verified=True)
    client.force_login(person)
    client.post(address(invitation))
    assert Member.objects.filter(user=person).exists()


def test_who_is_signed_in_as_somebody_else_is_told_and_can_change(
    client: Client, invitation: Invitation
) -> None:
    client.force_login(UserFactory(email="other@example.com"))
    page = client.get(address(invitation)).content.decode()
    assert "you are signed in as other@example.com" in page
    client.post(address(invitation))
    assert Member.objects.count() == 1
    response = client.post(address(invitation), {"other": "1"})
    assert response["Location"] == address(invitation)
    assert "_auth_user_id" not in client.session


def test_declining_needs_no_account(client: Client, invitation: Invitation) -> None:
    response = client.post(address(invitation), {"decline": "1"}, follow=True)
    invitation.refresh_from_db()
    assert invitation.state == "declined"
    assert "was declined" in response.content.decode()
    assert not User.objects.filter(email="an@example.com").exists()


def too_old(invitation: Invitation) -> None:
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))


def taken_back(invitation: Invitation) -> None:
    revoke_invitation(invitation, by=None)


def sent_again(invitation: Invitation) -> None:
    Invitation.objects.update(serial=2)


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (too_old, "Ask Sao Mai to send it again"),
        (taken_back, "has taken this invitation back"),
        (sent_again, "Open the link of the last mail"),
    ],
)
def test_a_link_that_is_over_says_what_to_do_and_does_nothing(
    client: Client, invitation: Invitation, end, said: str
) -> None:
    link = address(invitation)
    end(invitation)
    for response in (client.get(link), client.post(link, {"full_name": "Lê An"})):
        assert response.status_code == 410
        assert said in response.content.decode()
    assert Member.objects.count() == 1
    assert User.objects.count() == 1


def test_a_used_link_says_so(client: Client, invitation: Invitation) -> None:
    Invitation.objects.update(language="en")
    client.post(address(invitation), {"full_name": "Lê An"})
    response = client.post(address(invitation), {"full_name": "Lê An"})
    assert response.status_code == 410
    assert "was accepted before" in response.content.decode()
    assert Member.objects.count() == 2


def test_a_made_up_link_is_not_found(client: Client, invitation: Invitation) -> None:
    assert client.get(f"/invitations/{invitation.pk}-1-{'0' * 40}/").status_code == 404
    assert client.get("/invitations/anything/").status_code == 404
