"""Registering step by step: what is kept, who may, and what is said when something is missing."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from companies.models import Organisation, Statement, User
from events.domain.registrations import register
from events.models import Event, Registration
from events.web import registering
from events.web.pages import own_registration
from tests.factories import (
    EventFactory,
    MemberFactory,
    OrganisationFactory,
    SectorFactory,
    UserFactory,
    participant,
)

pytestmark = pytest.mark.django_db

PROFILE = {"name": "Sao Mai", "kind": "company", "country": "VN", "city": "Cần Thơ"}


@pytest.fixture
def event() -> Event:
    event: Event = EventFactory(slug="fair")
    return event


@pytest.fixture
def owner(client: Client) -> User:
    user: User = UserFactory(full_name="Trần Thị Hương")
    client.force_login(user)
    return user


def draft(owner: User, event: Event) -> Registration:
    registration = participant(event, state="draft")
    MemberFactory(organisation=registration.organisation, user=owner, role="owner")
    return registration


def test_the_whole_way_from_nothing_to_handed_in(client: Client, event: Event, owner: User) -> None:
    SectorFactory(code="transport")
    response = client.post("/e/fair/register/", PROFILE, follow=True)
    registration = Registration.objects.get(organisation__name="Sao Mai")
    assert response.redirect_chain[-1][0] == "/e/fair/register/organisation/"
    assert registration.state == "draft"
    assert registration.organisation.members.get().role == "owner"
    more = {**PROFILE, "tagline": "Fares for buses", "target_markets": ["VN"]}
    client.post("/e/fair/register/organisation/", {**more, "other_markets": ["BR"]})
    registration.organisation.refresh_from_db()
    assert registration.organisation.tagline == "Fares for buses"
    assert registration.organisation.target_markets == ["BR", "VN"]

    offer = {"kind": "offer", "text": "Bán vé bằng thẻ và mã QR", "language": "vi"}
    client.post("/e/fair/register/statements/", {**offer, "sectors": ["transport"]})
    assert registration.statements.get().sectors.get().code == "transport"

    person = {"email": "an@example.com", "full_name": "Nguyễn Văn An", "takes_meetings": "on"}
    client.post("/e/fair/register/people/", person)
    assert registration.representatives.count() == 1  # who is invited comes once they accept
    assert registration.invited_representatives.get().invitation.email == "an@example.com"

    absence = {
        "representative": registration.representatives.last().pk,
        "day": event.starts_on.isoformat(),
        "starts": "10:00",
        "ends": "11:30",
    }
    client.post("/e/fair/register/availability/", absence)
    away = registration.representatives.last().absences.get()
    assert away.during.lower.astimezone(event.zone).strftime("%H:%M") == "10:00"

    last_look = client.get("/e/fair/register/submit/").content.decode()
    for said in ("Bán vé bằng thẻ và mã QR", "Nguyễn Văn An", "10:00–11:30</time>"):
        assert said in last_look
    client.post("/e/fair/register/submit/", {"is_listed": "on", "submit": "1"})
    registration.refresh_from_db()
    assert registration.state == "submitted"


def test_what_is_missing_is_said_and_nothing_is_handed_in(
    client: Client, event: Event, owner: User
) -> None:
    client.post("/e/fair/register/", PROFILE)
    response = client.post("/e/fair/register/submit/", {"submit": "1"})
    assert "says neither what it offers nor what it needs" in response.content.decode()
    assert Registration.objects.get().state == "draft"


def test_a_likely_duplicate_is_offered_first(client: Client, event: Event, owner: User) -> None:
    OrganisationFactory(name="SAO MÁI", country="VN")
    OrganisationFactory(name="Something else", country="VN")
    response = client.post("/e/fair/register/", PROFILE)
    assert [each.organisation.name for each in response.context["alike"]] == ["SAO MÁI"]
    assert "Cần Thơ" in response.content.decode()  # nothing written is lost
    assert Organisation.objects.count() == 2
    client.post("/e/fair/register/", {**PROFILE, "is_another": "on"})
    assert Organisation.objects.filter(name="Sao Mai", country="VN").count() == 1


def test_an_owner_registers_the_organisation_there_is(
    client: Client, event: Event, owner: User
) -> None:
    mine = MemberFactory(user=owner, role="owner").organisation
    other = MemberFactory(role="owner").organisation
    assert client.post("/e/fair/register/", {"organisation": other.pk}).status_code == 404
    client.post("/e/fair/register/", {"organisation": mine.pk})
    assert Registration.objects.get().organisation == mine


def test_pressed_twice_at_once_both_go_on(
    client: Client, event: Event, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second press does not know of the first when it begins, and is no mistake to warn of."""
    mine = MemberFactory(user=owner, role="owner").organisation
    register(event, mine, by=owner)
    seen = iter([None])
    monkeypatch.setattr(
        registering, "own_registration", lambda *of: next(seen, own_registration(*of))
    )
    answer = client.post("/e/fair/register/", {"organisation": mine.pk})
    assert answer.status_code == 302
    assert answer["Location"] == "/e/fair/register/organisation/"
    assert not list(get_messages(answer.wsgi_request))


def test_who_is_registered_goes_on_where_they_were(
    client: Client, event: Event, owner: User
) -> None:
    draft(owner, event)
    assert client.get("/e/fair/register/")["Location"] == "/e/fair/register/statements/"


def test_a_text_that_says_nothing_is_kept_and_refused(
    client: Client, event: Event, owner: User
) -> None:
    draft(owner, event)
    before = Statement.objects.count()
    response = client.post(
        "/e/fair/register/statements/", {"kind": "need", "text": "AI", "language": "en"}
    )
    assert response.context["form"].errors.keys() == {"text"}
    assert Statement.objects.count() == before


def test_an_offer_is_changed_and_removed(client: Client, event: Event, owner: User) -> None:
    registration = draft(owner, event)
    offer = registration.statements.get(kind="offer")
    address = f"/e/fair/register/statements/{offer.pk}/"
    assert offer.text in client.get(address).content.decode()
    changes = {"kind": "offer", "text": "Something else entirely", "language": "en"}
    client.post(address, {**changes, "cooperation": ["pilot", "sell"]})
    offer.refresh_from_db()
    assert (offer.text, offer.cooperation) == ("Something else entirely", ["pilot", "sell"])
    client.post(f"{address}remove/")
    assert not Statement.objects.filter(pk=offer.pk).exists()


def test_a_time_outside_the_event_or_backwards_is_refused_in_a_sentence(
    client: Client, event: Event, owner: User
) -> None:
    registration = draft(owner, event)
    absence = {
        "representative": registration.representatives.first().pk,
        "day": event.starts_on.isoformat(),
        "starts": "12:00",
        "ends": "11:00",
    }
    response = client.post("/e/fair/register/availability/", absence)
    assert "The end comes before the start" in response.content.decode()
    response = client.post("/e/fair/register/availability/", {**absence, "day": "1999-01-01"})
    assert response.context["form"].errors.keys() == {"day"}


STEPS = ("organisation/", "statements/", "people/", "availability/", "submit/")


@pytest.mark.parametrize("step", STEPS)
def test_owner_member_stranger_anonymous(
    client: Client, event: Event, owner: User, step: str
) -> None:
    registration = draft(owner, event)
    address = f"/e/fair/register/{step}"
    assert client.get(address).status_code == 200

    client.force_login(MemberFactory(organisation=registration.organisation).user)
    assert client.get(address).status_code == 200
    owners_only = step in {"organisation/", "people/"}
    assert client.post(address).status_code == (404 if owners_only else 200)

    client.force_login(UserFactory())
    assert client.get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 302


def test_the_rows_of_another_are_not_found(client: Client, event: Event, owner: User) -> None:
    draft(owner, event)
    other = participant(event)
    statement, person = other.statements.first(), other.representatives.get()
    for address in (
        f"statements/{statement.pk}/",
        f"statements/{statement.pk}/remove/",
        f"people/{person.pk}/remove/",
    ):
        assert client.post(f"/e/fair/register/{address}").status_code == 404
    assert other.statements.count() == 2
    assert other.representatives.count() == 1


@pytest.mark.parametrize("size", [1, 3])
def test_queries_of_the_steps_do_not_grow(
    client: Client, event: Event, owner: User, django_assert_num_queries, size: int
) -> None:
    registration = draft(owner, event)
    for _ in range(size):
        text = {"kind": "need", "text": "Something that we need", "language": "en"}
        client.post("/e/fair/register/statements/", text)
        registration.representatives.create(event=event, user=UserFactory())
    for step, queries in (("statements/", 15), ("people/", 14), ("submit/", 19)):
        with django_assert_num_queries(queries):
            client.get(f"/e/fair/register/{step}")


def test_a_time_that_was_being_written_is_kept(client: Client, event: Event, owner: User) -> None:
    client.post("/e/fair/register/", PROFILE)
    assert "-absence" in client.get("/e/fair/register/availability/").text
