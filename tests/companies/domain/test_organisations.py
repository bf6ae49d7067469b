"""Organisations, and that each with an owner keeps one."""

import pytest

from companies.choices import MemberRole
from companies.domain import organisations
from companies.domain.errors import DomainError
from companies.domain.organisations import (
    add_member,
    change_member,
    change_organisation,
    create_organisation,
    remove_member,
    verify_organisation,
)
from companies.models import Member, Organisation
from tests.factories import MemberFactory, OrganisationFactory, SectorFactory, UserFactory
from tests.matchmaking.threads import at_once, meeting_point

pytestmark = pytest.mark.django_db


def create(**fields):
    return create_organisation(**{"name": "Sao Mai", "kind": "company", "country": "VN", **fields})


def test_the_founder_becomes_the_owner():
    founder = UserFactory()
    SectorFactory(code="energy")
    made = create(founder=founder, sectors=["energy"], languages=["vi"], target_markets=("TW",))
    assert list(made.members.values_list("user", "role")) == [(founder.pk, MemberRole.OWNER)]
    assert [sector.code for sector in made.sectors.all()] == ["energy"]
    made.refresh_from_db()
    assert (made.languages, made.target_markets) == (["vi"], ["TW"])


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": " "}, "Name"),
        ({"name": "x" * 201}, "Name"),
        ({"kind": "spy"}, "Kind"),
        ({"country": "ZZ"}, "not a country"),
        ({"country": "vn"}, "not a country"),
        ({"size": "huge"}, "Size"),
        ({"languages": ["tlh"]}, "Languages"),
        ({"target_markets": ["XX"]}, "Target markets"),
        ({"website": "not a link"}, "Website"),
        ({"tagline": "x" * 161}, "In one line"),
        ({"sectors": ["no.such"]}, "no sector “no.such”"),
    ],
)
def test_what_is_no_organisation_is_refused_whole(fields, words):
    with pytest.raises(DomainError, match=words):
        create(founder=UserFactory(), **fields)
    assert not Organisation.objects.exists()
    assert not Member.objects.exists()


def test_a_name_cannot_turn_or_break_the_sentence_it_stands_in():
    organisation = create_organisation(
        name="Sao\u202e\u2066 Mai\r\nBcc: x@example.com", kind="company", country="VN",
        description="One line\nand another\u202e",
    )  # fmt: skip
    assert organisation.name == "Sao Mai Bcc: x@example.com"
    assert organisation.description == "One line\nand another"
    for name in ("شركة الاختبار", "🎪 Circus 👩\u200d🚀", "台灣\u3000電網"):
        change_organisation(organisation, by=None, name=name)
        assert organisation.name == name.replace("\u3000", " ")


def test_only_the_given_fields_change():
    energy = SectorFactory(code="energy")
    made = create(city="Huế", sectors=[energy])
    Organisation.objects.filter(pk=made.pk).update(tagline="Meanwhile")
    change_organisation(made, by=None, city="Hà Nội")
    made.refresh_from_db()
    assert (made.city, made.tagline) == ("Hà Nội", "Meanwhile")
    assert list(made.sectors.all()) == [energy]
    change_organisation(made, by=None, sectors=[])
    assert not made.sectors.exists()


def test_a_bad_change_is_refused_and_an_unknown_field_is_a_mistake():
    made = create()
    with pytest.raises(DomainError, match="not a country"):
        change_organisation(made, by=None, country="XX")
    assert Organisation.objects.get(pk=made.pk).country == "VN"
    with pytest.raises(TypeError, match="verified_at"):
        change_organisation(made, by=None, verified_at=None)


def test_verifying_twice_keeps_the_first_moment():
    made = create()
    first = verify_organisation(made, by=None).verified_at
    assert first is not None
    assert verify_organisation(made, by=None).verified_at == first


def test_nobody_belongs_twice():
    member = MemberFactory()
    with pytest.raises(DomainError, match=r"belongs to .* already"):
        add_member(member.organisation, member.user)


def step_down(member):
    change_member(member, role="representative")


@pytest.mark.parametrize("act", [remove_member, step_down])
def test_the_last_owner_stays(act):
    owner = MemberFactory(role="owner")
    MemberFactory(organisation=owner.organisation)
    MemberFactory(role="owner")  # of another organisation
    with pytest.raises(DomainError, match="only owner") as caught:
        act(owner)
    assert caught.value.code == "last_owner"
    second = MemberFactory(organisation=owner.organisation, role="owner")
    act(owner)
    owners = owner.organisation.members.filter(role="owner")
    assert list(owners) == [second]


def test_representatives_come_and_go():
    member = MemberFactory()
    change_member(member, job_title="Director", languages=["ko"])
    member.refresh_from_db()
    assert (member.job_title, member.languages, member.role) == (
        "Director",
        ["ko"],
        "representative",
    )
    remove_member(member)
    assert not Member.objects.exists()


@pytest.fixture
def two_owners(transactional_db):
    organisation = OrganisationFactory()
    return MemberFactory.create_batch(2, organisation=organisation, role="owner")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_locked", [False, True])
def test_two_owners_who_leave_at_once(two_owners, monkeypatch, is_locked):
    """Without the lock both leave; with it one stays."""
    wait = meeting_point()
    lock = organisations.lock_organisation

    def look(organisation_id):
        if is_locked:
            return lock(organisation_id)
        return Organisation.objects.get(pk=organisation_id)

    check = organisations._refuse_without_owner

    def check_and_wait(member):
        check(member)
        wait()

    monkeypatch.setattr(organisations, "lock_organisation", look)
    monkeypatch.setattr(organisations, "_refuse_without_owner", check_and_wait)
    outcomes = at_once(*[lambda m=member: remove_member(m) for member in two_owners])
    refused = [each for each in outcomes if isinstance(each, DomainError)]
    assert len(refused) == (1 if is_locked else 0)
    assert Member.objects.count() == (1 if is_locked else 0)
