"""Asking to be let into an organisation, and what its owners answer."""

import pytest

from companies.domain import join_requests
from companies.domain.errors import DomainError
from companies.models import JoinRequest, Member
from tests.factories import MemberFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Member:
    member: Member = MemberFactory(role="owner")
    return member


def test_who_is_let_in_is_a_member(owner: Member) -> None:
    asked = join_requests.ask_to_join(owner.organisation, UserFactory(), message="It is me")
    member = join_requests.approve_join_request(asked, by=owner.user)
    assert (member.user, member.role) == (asked.user, "representative")
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by) == ("approved", owner.user)


def test_who_is_declined_is_none_and_may_ask_again(owner: Member) -> None:
    asked = join_requests.ask_to_join(owner.organisation, UserFactory())
    join_requests.decline_join_request(asked, by=owner.user)
    assert not Member.objects.filter(user=asked.user).exists()
    assert join_requests.ask_to_join(owner.organisation, asked.user).pk != asked.pk


def test_asked_twice_is_asked_once(owner: Member) -> None:
    person = UserFactory()
    for _ in range(2):
        join_requests.ask_to_join(owner.organisation, person)
    assert JoinRequest.objects.count() == 1


def test_a_member_need_not_ask(owner: Member) -> None:
    with pytest.raises(DomainError) as refusal:
        join_requests.ask_to_join(owner.organisation, owner.user)
    assert refusal.value.code == "member_once"


def test_there_is_an_end_to_asking(monkeypatch) -> None:
    monkeypatch.setattr(join_requests, "MOST_WAITING", 1)
    person = UserFactory()
    join_requests.ask_to_join(OrganisationFactory(), person)
    with pytest.raises(DomainError) as refusal:
        join_requests.ask_to_join(OrganisationFactory(), person)
    assert refusal.value.code == "too_many_join_requests"


@pytest.mark.parametrize("first", ["approve", "decline", "withdraw"])
@pytest.mark.parametrize("second", ["approve", "decline", "withdraw"])
def test_a_request_is_decided_once(owner: Member, first: str, second: str) -> None:
    asked = join_requests.ask_to_join(owner.organisation, UserFactory())
    getattr(join_requests, f"{first}_join_request")(asked, by=owner.user)
    with pytest.raises(DomainError) as refusal:
        getattr(join_requests, f"{second}_join_request")(asked, by=owner.user)
    assert refusal.value.code == "decided_already"
