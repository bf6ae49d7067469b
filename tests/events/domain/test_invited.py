"""People who are invited to come: members at once, others with their own yes."""

import pytest
from allauth.account.models import EmailAddress

from companies.domain.errors import DomainError
from companies.domain.invitations import accept_invitation
from companies.domain.organisations import remove_member
from companies.models import Invitation, Member
from events.domain.representatives import disinvite_representative, invite_representative
from events.models import InvitedRepresentative, Registration, Representative
from tests.factories import EventFactory, MemberFactory, UserFactory, participant

pytestmark = pytest.mark.django_db


@pytest.fixture
def registration() -> Registration:
    made: Registration = participant(EventFactory(), state="draft")
    return made


def invite(registration: Registration, email: str = "an@example.com", **more):
    return invite_representative(registration, email=email, by=None, **more)


def test_who_accepts_comes_as_was_meant(registration: Registration) -> None:
    invited = invite(registration, job_title="CTO", languages=["ko"], takes_meetings=False)
    assert isinstance(invited, InvitedRepresentative)
    assert Representative.objects.count() == 1
    person = UserFactory(email="an@example.com")
    accept_invitation(invited.invitation, person)
    comes = registration.representatives.get(user=person)
    assert (comes.job_title, comes.languages, comes.takes_meetings) == ("CTO", ["ko"], False)
    assert not InvitedRepresentative.objects.exists()


def test_a_member_comes_at_once(registration: Registration) -> None:
    member = MemberFactory(organisation=registration.organisation)
    EmailAddress.objects.create(user=member.user, email="an@example.com", verified=True)
    assert isinstance(invite(registration), Representative)
    assert not Invitation.objects.exists()


def test_nobody_is_put_on_a_schedule_without_their_yes(registration: Registration) -> None:
    known = UserFactory(email="an@example.com")
    invite(registration)
    assert not Member.objects.filter(user=known).exists()
    assert not Representative.objects.filter(user=known).exists()


def test_who_comes_for_another_organisation_joins_without_coming(
    registration: Registration,
) -> None:
    other = participant(registration.event, trade=1).representatives.get().user
    invited = invite(registration, other.email)
    accept_invitation(invited.invitation, other)
    assert Member.objects.filter(organisation=registration.organisation, user=other).exists()
    assert not registration.representatives.filter(user=other).exists()
    assert InvitedRepresentative.objects.get() == invited  # the owner sees why on the page


def test_invited_twice_is_invited_once(registration: Registration) -> None:
    assert invite(registration) == invite(registration, takes_meetings=False)
    assert not InvitedRepresentative.objects.get().takes_meetings


def test_an_invitation_that_nobody_needs_is_taken_back(registration: Registration) -> None:
    invited = invite(registration)
    elsewhere = Registration.objects.create(
        event=EventFactory(), organisation=registration.organisation
    )
    other = invite(elsewhere)
    assert other.invitation == invited.invitation
    disinvite_representative(invited, by=None)
    assert Invitation.objects.get().state == "pending"
    disinvite_representative(other, by=None)
    assert Invitation.objects.get().state == "revoked"


def test_who_leaves_the_organisation_no_longer_comes_for_it(registration: Registration) -> None:
    member = MemberFactory(organisation=registration.organisation)
    MemberFactory(organisation=registration.organisation, role="owner")
    invite(registration, member.user.email)
    remove_member(member)
    assert not Representative.objects.filter(user=member.user).exists()


def test_the_only_one_who_takes_meetings_does_not_leave() -> None:
    registration = participant(EventFactory())
    person = registration.representatives.get()
    MemberFactory(organisation=registration.organisation, role="owner")
    member, _made = Member.objects.get_or_create(
        organisation=registration.organisation, user=person.user
    )
    with pytest.raises(DomainError) as refusal:
        remove_member(member)
    assert refusal.value.code == "last_representative"
    assert Member.objects.filter(pk=member.pk).exists()
