"""Inviting by address: sent once, answered once, by the owner of the address alone."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from companies.domain import invitations
from companies.domain.errors import DomainError
from companies.models import Invitation, Member, Organisation, User
from tests.factories import MemberFactory, UserFactory
from tests.matchmaking.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Member:
    member: Member = MemberFactory(organisation__name="Sao Mai", role="owner")
    return member


def invited(owner: Member, email: str = "An@Example.com", **more) -> Invitation:
    return invitations.invite(owner.organisation, email=email, by=owner.user, **more)


def test_the_address_that_accepts_is_a_member_in_the_role_that_was_meant(owner: Member) -> None:
    invitation = invited(owner, role="owner", job_title="Director", languages=["vi"])
    person = UserFactory(email="an@example.com", full_name="")
    member = invitations.accept_invitation(invitation, person)
    assert (member.role, member.job_title, member.languages) == ("owner", "Director", ["vi"])
    invitation.refresh_from_db()
    assert (invitation.state, invitation.accepted_by) == ("accepted", person)


def test_invited_twice_is_invited_once(owner: Member) -> None:
    first = invited(owner)
    assert invited(owner, "AN@example.com ").pk == first.pk
    assert Invitation.objects.get().serial == 1


def test_a_member_is_not_invited_again_under_any_of_their_addresses(owner: Member) -> None:
    EmailAddress.objects.create(user=owner.user, email="second@example.com", verified=True)
    for address in (owner.user.email, "Second@example.com"):
        with pytest.raises(DomainError) as refusal:
            invited(owner, address)
        assert refusal.value.code == "member_once"


def test_an_account_and_no_account_are_treated_alike(owner: Member) -> None:
    """What the inviter gets back says nothing on whether the address is known here."""
    UserFactory(email="known@example.com", full_name="Somebody Known")
    for address in ("known@example.com", "unknown@example.com"):
        invitation = invited(owner, address)
        assert (str(invitation), invitation.state) == (address, "pending")
    assert Member.objects.count() == 1


def test_only_the_invited_address_may_accept(owner: Member) -> None:
    invitation = invited(owner)
    stranger = UserFactory(email="stranger@example.com")
    with pytest.raises(DomainError) as refusal:
        invitations.accept_invitation(invitation, stranger)
    assert refusal.value.code == "other_address"
    EmailAddress.objects.create(user=stranger, email="an@example.com", verified=False)
    with pytest.raises(DomainError):
        invitations.accept_invitation(invitation, stranger)
    EmailAddress.objects.filter(user=stranger).update(verified=True)
    assert invitations.accept_invitation(invitation, stranger).user == stranger


@pytest.mark.parametrize(
    ("end", "code"),
    [
        (lambda i, o: invitations.revoke_invitation(i, by=o.user), "revoked"),
        (lambda i, o: invitations.decline_invitation(i), "declined"),
        (lambda i, o: invitations.accept_invitation(i, UserFactory(email=i.email)), "accepted"),
        (
            lambda i, o: Invitation.objects.update(
                expires_at=timezone.now() - timedelta(seconds=1)
            ),
            "expired",
        ),
    ],
)
def test_what_is_over_is_refused_with_what_to_do(owner: Member, end, code: str) -> None:
    invitation = invited(owner)
    end(invitation, owner)
    with pytest.raises(DomainError) as refusal:
        invitations.accept_invitation(invitation, UserFactory(email="other@example.com"))
    assert refusal.value.code == code
    assert "Sao Mai" in str(refusal.value)


def test_sending_again_makes_the_earlier_link_old(owner: Member) -> None:
    invitation = invited(owner)
    earlier = invitations.invitation_token(invitation)
    with pytest.raises(DomainError) as refusal:
        invitations.resend_invitation(invitation, by=owner.user)
    assert refusal.value.code == "sent_just_now"
    Invitation.objects.update(sent_at=timezone.now() - timedelta(hours=1))
    again = invitations.resend_invitation(invitation, by=owner.user)
    newer = invitations.invitation_token(again)
    for token, newest in ((earlier, False), (newer, True)):
        found = invitations.find_invitation(token)
        assert found == invitation
        assert invitations.is_newest_link(found, token) is newest


@pytest.mark.parametrize("token", ["", "1", "1-1", "1-1-x", "x-1-" + "0" * 40, "9" * 40, "1-1-1-1"])
def test_a_made_up_link_finds_nothing(owner: Member, token: str) -> None:
    invited(owner)
    assert invitations.find_invitation(token) is None


def test_a_link_is_of_one_invitation_and_one_mail(owner: Member) -> None:
    one, other = invited(owner), invited(owner, "b@example.com")
    _pk, serial, signature = invitations.invitation_token(one).split("-")
    assert invitations.find_invitation(f"{other.pk}-{serial}-{signature}") is None
    assert invitations.find_invitation(f"{one.pk}-2-{signature}") is None


def test_a_link_outlives_a_new_secret_key(owner: Member, settings) -> None:
    token = invitations.invitation_token(invited(owner))
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another" * 10
    assert invitations.find_invitation(token) is None
    settings.SECRET_KEY_FALLBACKS = [old]
    assert invitations.find_invitation(token) is not None


def test_there_is_an_end_to_those_who_wait(owner: Member, monkeypatch) -> None:
    monkeypatch.setattr(invitations, "MOST_WAITING", 2)
    for number in range(2):
        invited(owner, f"{number}@example.com")
    with pytest.raises(DomainError) as refusal:
        invited(owner, "3@example.com")
    assert refusal.value.code == "too_many_invitations"


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_two_owners_invite_one_address_once(self) -> None:
        owner = MemberFactory(role="owner")
        organisation = Organisation.objects.get()
        at_once(*[lambda: invited_by(organisation, owner.user)] * 2)
        assert Invitation.objects.count() == 1

    def test_a_link_opened_twice_makes_one_member(self) -> None:
        owner = MemberFactory(role="owner")
        invitation = invited(owner)
        person = UserFactory(email="an@example.com")

        def accept() -> str:
            try:
                invitations.accept_invitation(invitation, person)
            except DomainError as refusal:
                return refusal.code
            return "member"

        assert sorted(at_once(accept, accept)) == ["accepted", "member"]
        assert Member.objects.filter(user=person).count() == 1


def invited_by(organisation: Organisation, user: User) -> Invitation:
    return invitations.invite(organisation, email="an@example.com", by=user)
