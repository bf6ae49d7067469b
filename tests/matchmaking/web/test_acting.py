"""A leader acts for those who allow it, for nobody else, and never unseen."""

from collections.abc import Callable

import pytest
from django.test import Client

from companies.domain.errors import DomainError
from companies.models import User
from events.models import Absence, Registration
from matchmaking.domain import acting
from matchmaking.domain.outcomes import record_outcome
from matchmaking.models import Activity, MeetingRequest, Notification
from tests.factories import (
    AbsenceFactory,
    DelegationFactory,
    MeetingRequestFactory,
    MemberFactory,
    UserFactory,
    participant,
)
from tests.matchmaking.scenes import Scene, published_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    """`us` is in the delegation of somebody whom it lets act."""
    scene = published_scene(slug="fair")
    delegation = DelegationFactory(event=scene.event, leader=UserFactory(full_name="Vivian Huang"))
    scene.us.delegation = delegation
    scene.us.save()
    acting.allow_leader(scene.us, by=scene.me)
    return scene


def leader(scene: Scene) -> User:
    person = acting.leader_of(scene.us)
    assert person is not None
    return person


def nobody_else(scene: Scene) -> dict[str, Callable[[], User]]:
    def of_another_delegation() -> User:
        return DelegationFactory(event=scene.event, leader=UserFactory()).leader

    def of_another_event() -> User:
        return DelegationFactory(leader=UserFactory()).leader

    def former_leader() -> User:
        person = leader(scene)
        scene.us.delegation.leader = UserFactory()
        scene.us.delegation.save()
        return person

    def new_leader() -> User:
        former_leader()
        return scene.us.delegation.leader

    def after_it_was_taken_back() -> User:
        acting.take_back_leader(scene.us, by=scene.me)
        return leader(scene)

    def after_the_company_left_the_delegation() -> User:
        person = leader(scene)
        scene.us.delegation = DelegationFactory(event=scene.event, leader=UserFactory())
        scene.us.save()
        return person

    def of_a_company_that_withdrew() -> User:
        scene.us.state = "withdrawn"
        scene.us.save()
        return leader(scene)

    return {
        "the company itself": lambda: scene.me,
        "the other company": lambda: scene.you,
        "a stranger": UserFactory,
        "another delegation": of_another_delegation,
        "another event": of_another_event,
        "the leader before": former_leader,
        "the leader after": new_leader,
        "taken back": after_it_was_taken_back,
        "moved": after_the_company_left_the_delegation,
        "withdrawn": of_a_company_that_withdrew,
    }


WHO = [
    "the company itself",
    "the other company",
    "a stranger",
    "another delegation",
    "another event",
    "the leader before",
    "the leader after",
    "taken back",
    "moved",
    "withdrawn",
]


def test_the_table_is_whole(scene: Scene) -> None:
    assert list(nobody_else(scene)) == WHO


@pytest.mark.parametrize("who", WHO)
def test_nobody_but_the_leader_whom_the_company_allows_may_act(
    client: Client, scene: Scene, who: str
) -> None:
    other = participant(scene.event, trade=2)
    received = MeetingRequestFactory(sender=other, receiver=scene.us)
    sent = MeetingRequestFactory(sender=scene.us, receiver=participant(scene.event, trade=3))
    absence = AbsenceFactory(representative=scene.my_seat)
    third = participant(scene.event, trade=4)
    client.force_login(nobody_else(scene)[who]())
    base = f"/e/fair/delegation/{scene.us.pk}/"
    posts = [
        f"{base}requests/{received.pk}/accept/",
        f"{base}requests/{received.pk}/decline/",
        f"{base}requests/{sent.pk}/withdraw/",
        f"{base}absences/{absence.pk}/remove/",
        f"{base}find/{third.pk}/",
        base,
    ]
    for address in posts:
        assert client.post(address, {"priority": 2}).status_code == 404, address
    assert client.get(f"{base}find/").status_code == 404
    page = client.get(base)
    assert page.status_code in {200, 404}  # the leader reads how it could be allowed
    assert str(other) not in page.content.decode()
    received.refresh_from_db()
    sent.refresh_from_db()
    assert (received.state, sent.state) == ("pending", "pending")
    assert Absence.objects.filter(pk=absence.pk).exists()
    assert not MeetingRequest.objects.filter(receiver=third).exists()
    for change in (
        lambda: acting.accept_for(scene.us, received, leader=scene.you),
        lambda: acting.ask_for(scene.us, third, leader=scene.you),
    ):
        with pytest.raises(DomainError) as refusal:
            change()
        assert refusal.value.code == "not_allowed"


def act(scene: Scene, client: Client, what: str) -> None:
    """Let the leader do it on their pages."""
    base = f"/e/fair/delegation/{scene.us.pk}/"
    client.force_login(leader(scene))
    if what == "ask":
        other = participant(scene.event, trade=2)
        client.get(f"{base}find/{other.pk}/")
        answer = client.post(f"{base}find/{other.pk}/", {"message": "Hello", "priority": 2})
    elif what == "withdraw":
        sent = MeetingRequestFactory(sender=scene.us, receiver=participant(scene.event, trade=2))
        assert client.get(f"{base}requests/{sent.pk}/withdraw/").status_code == 200
        answer = client.post(f"{base}requests/{sent.pk}/withdraw/")
    elif what in {"accept", "decline"}:
        asked = MeetingRequestFactory(sender=participant(scene.event, trade=2), receiver=scene.us)
        answer = client.post(f"{base}requests/{asked.pk}/{what}/", {"answer": ""})
    elif what == "absence":
        day = scene.event.starts_on.isoformat()
        who = scene.my_seat.pk
        times = {"day": day, "starts": "15:00", "ends": "16:00"}
        answer = client.post(base, {"representative": who, **times})
    else:
        absence = AbsenceFactory(representative=scene.my_seat)
        answer = client.post(f"{base}absences/{absence.pk}/remove/")
    assert answer.status_code == 302, answer.content.decode()


@pytest.mark.parametrize(
    ("what", "action", "sentence"),
    [
        ("ask", "request.sent", "Vivian Huang asked"),
        ("accept", "request.accepted", "Vivian Huang accepted the request of"),
        ("decline", "request.declined", "Vivian Huang declined the request of"),
        ("withdraw", "request.withdrawn", "Vivian Huang withdrew the request to"),
        ("absence", "absence.added", "Vivian Huang said when"),
        ("present", "absence.removed", "Vivian Huang took back when"),
    ],
)
def test_each_act_is_logged_for_whom_and_told(
    client: Client, scene: Scene, what: str, action: str, sentence: str
) -> None:
    act(scene, client, what)
    entry = Activity.objects.get(acted_for=scene.us)
    assert (entry.action, entry.actor) == (action, leader(scene))
    told = Notification.objects.get(kind="leader_acted")
    assert told.recipient == scene.me
    client.force_login(scene.me)
    page = client.get("/e/fair/company/leader/").content.decode()
    assert f"by Vivian Huang for {scene.us}" in page
    assert sentence in client.get("/me/notifications/").content.decode()


def test_the_leader_is_not_told_of_their_own_act(client: Client, scene: Scene) -> None:
    """Leaders often come for one of the companies themselves."""
    MemberFactory(organisation=scene.us.organisation, user=leader(scene), role="owner")
    act(scene, client, "accept")
    assert Notification.objects.get(kind="leader_acted").recipient == scene.me


def test_what_the_company_does_itself_is_nobodys_act(scene: Scene) -> None:
    MeetingRequestFactory(sender=scene.us)
    acting.take_back_leader(scene.us, by=scene.me)
    assert not Activity.objects.exclude(acted_for=None).exists()


def test_the_leader_sees_requests_and_schedule_but_no_notes_and_no_addresses(
    client: Client, scene: Scene
) -> None:
    record_outcome(
        scene.meetings[0], registration=scene.us, by=scene.me, took_place=True,
        note="Between us: too expensive", now=scene.at(10),
    )  # fmt: skip
    client.force_login(leader(scene))
    base = f"/e/fair/delegation/{scene.us.pk}/"
    page = client.get(base).content.decode()
    assert str(scene.them) in page
    pages = [page, client.get(f"{base}find/{scene.them.pk}/").content.decode()]
    pages.append(client.get("/e/fair/delegation/").content.decode())
    for text in pages:
        assert "too expensive" not in text
        assert scene.you.email not in text
    meeting = scene.meetings[0].uid
    for closed in ("contacts/", "contacts.csv", f"meetings/{meeting}/", "me/", "company/"):
        assert client.get(f"/e/fair/{closed}").status_code == 404, closed


def test_allowing_and_taking_back(client: Client, scene: Scene) -> None:
    acting.take_back_leader(scene.us, by=scene.me)
    client.force_login(scene.me)
    address = "/e/fair/company/leader/"
    assert "Let Vivian Huang act for us" in client.get(address).content.decode()
    client.post(address, {"allow": "1"})
    assert Registration.objects.get(pk=scene.us.pk).acting_leader == leader(scene)
    assert "Take it back" in client.get(address).content.decode()
    client.post(address, {"take_back": "1"})
    assert Registration.objects.get(pk=scene.us.pk).acting_leader is None
    assert list(Activity.objects.values_list("action", flat=True))[:2] == [
        "registration.leader_taken_back",
        "registration.leader_allowed",
    ]


def test_only_an_owner_allows_it(client: Client, scene: Scene) -> None:
    colleague = UserFactory()
    scene.us.organisation.members.create(user=colleague)
    client.force_login(colleague)
    assert client.get("/e/fair/company/leader/").status_code == 200
    assert client.post("/e/fair/company/leader/", {"take_back": "1"}).status_code == 404
    client.force_login(scene.you)  # in no delegation
    assert client.get("/e/fair/company/leader/").status_code == 404


def test_the_figures_as_a_file(client: Client, scene: Scene) -> None:
    scene.us.organisation.name = "=1+1"
    scene.us.organisation.save()
    client.force_login(leader(scene))
    rows = client.get("/e/fair/delegation.csv").content.decode().splitlines()
    assert len(rows) == 2
    assert "'=1+1" in rows[1]
    client.force_login(scene.me)
    assert client.get("/e/fair/delegation.csv").status_code == 404


def test_the_bar_is_drawn_without_a_style(client: Client, scene: Scene) -> None:
    client.force_login(leader(scene))
    page = client.get("/e/fair/delegation/").content.decode()
    assert '<rect class="bar-value" width="1"' in page
    assert " style=" not in page
