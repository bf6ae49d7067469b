"""Who may open which of a participant's pages: member, stranger, anonymous."""

import pytest
from django.test import Client

from tests.factories import (
    EventFactory,
    MeetingRequestFactory,
    MemberFactory,
    RepresentativeFactory,
    StaffFactory,
    participant,
)
from tests.matchmaking.scenes import Scene, published_scene

pytestmark = pytest.mark.django_db

PAGES = (
    "me/",
    "me/calendar/",
    "me/calendar.ics",
    "me/badge/",
    "company/",
    "participants/",
    "blocked/",
)


@pytest.fixture
def scene() -> Scene:
    return published_scene()


@pytest.mark.parametrize("page", PAGES)
def test_members_open_their_pages_and_nobody_else_does(
    client: Client, scene: Scene, page: str
) -> None:
    address = f"/e/{scene.event.slug}/{page}"
    anonymous = client.get(address)
    assert anonymous.status_code == 302
    assert anonymous["Location"].startswith("/accounts/login/?next=")

    client.force_login(published_scene().me)  # takes part in another event
    assert client.get(address).status_code == 404

    client.force_login(StaffFactory(event=scene.event).user)  # runs the event, meets nobody
    assert client.get(address).status_code == 404

    client.force_login(scene.me)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("action", ["accept", "decline", "withdraw"])
def test_a_request_is_nobodys_business_but_that_of_its_two_sides(
    client: Client, scene: Scene, action: str
) -> None:
    request = MeetingRequestFactory(sender=scene.us, receiver=participant(scene.event, trade=2))
    address = f"/e/{scene.event.slug}/requests/{request.pk}/{action}/"
    assert client.post(address)["Location"].startswith("/accounts/login/")
    for user in (scene.you, published_scene().me):
        client.force_login(user)
        assert client.post(address).status_code == 404
    wrong_side = request.receiver if action == "withdraw" else request.sender
    client.force_login(wrong_side.representatives.get().user)
    assert client.post(address).status_code == 404
    request.refresh_from_db()
    assert request.state == "pending"


def test_a_request_of_another_event_is_not_found_under_this_one(
    client: Client, scene: Scene
) -> None:
    other = published_scene()
    request = MeetingRequestFactory(sender=other.them, receiver=other.us)
    RepresentativeFactory(registration=scene.us, user=other.me)
    client.force_login(other.me)
    assert client.post(f"/e/{scene.event.slug}/requests/{request.pk}/accept/").status_code == 404


def test_who_hides_is_found_by_those_only_who_know_them_already(
    client: Client, scene: Scene
) -> None:
    hidden = participant(scene.event, trade=3, is_listed=False)
    address = f"/e/{scene.event.slug}/participants/{hidden.pk}/"
    client.force_login(scene.me)
    assert client.get(address).status_code == 404
    MeetingRequestFactory(sender=hidden, receiver=scene.us)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("direction", ["blocks", "is blocked by"])
def test_a_blocked_company_is_not_found(client: Client, scene: Scene, direction: str) -> None:
    other = participant(scene.event, trade=3)
    pair = (scene.us.organisation, other.organisation)
    blocker, blocked = pair if direction == "blocks" else pair[::-1]
    blocker.blocked_organisations.create(blocked=blocked)
    client.force_login(scene.me)
    assert client.get(f"/e/{scene.event.slug}/participants/{other.pk}/").status_code == 404
    found = client.get(f"/e/{scene.event.slug}/participants/").content.decode()
    assert other.organisation.name not in found


def test_addresses_of_people_are_shown_once_both_agree_to_meet(
    client: Client, scene: Scene
) -> None:
    other = participant(scene.event, trade=3)
    address = f"/e/{scene.event.slug}/participants/{other.pk}/"
    email = other.representatives.get().user.email
    client.force_login(scene.me)
    assert email not in client.get(address).content.decode()
    request = MeetingRequestFactory(sender=scene.us, receiver=other)
    assert email not in client.get(address).content.decode()
    request.state = "accepted"
    request.save()
    assert email in client.get(address).content.decode()


def test_the_feed_needs_its_secret_only(client: Client, scene: Scene) -> None:
    client.force_login(scene.me)
    page = client.get(f"/e/{scene.event.slug}/me/calendar/")
    feed = page.context["feed"]
    client.logout()
    assert b"BEGIN:VCALENDAR" in client.get(feed).content
    assert client.get(feed.replace(".ics", "0.ics")).status_code == 404
    client.force_login(scene.me)
    client.post(f"/e/{scene.event.slug}/me/calendar/renew/")
    assert client.get(feed).status_code == 404


@pytest.mark.parametrize("state", ["draft", "submitted", "waitlisted", "rejected", "withdrawn"])
def test_who_is_not_approved_reads_why_and_finds_nobody(
    client: Client, scene: Scene, state: str
) -> None:
    newcomer = participant(scene.event, trade=4, state=state, state_reason="Because of reasons.")
    client.force_login(newcomer.representatives.get().user)
    for page in ("participants/", "company/", "me/"):
        response = client.get(f"/e/{scene.event.slug}/{page}")
        assert response.status_code == 200
        assert "Because of reasons." in response.content.decode()
    found = client.get(f"/e/{scene.event.slug}/participants/").content.decode()
    assert scene.us.organisation.name not in found
    assert client.get(f"/e/{scene.event.slug}/participants/{scene.us.pk}/").status_code == 404


def test_who_belongs_to_two_participants_acts_for_the_one_they_represent(
    client: Client,
) -> None:
    event = EventFactory(slug="fair")
    older, newer = participant(event, trade=0), participant(event, trade=1)
    user = newer.representatives.get().user
    MemberFactory(organisation=older.organisation, user=user)
    client.force_login(user)
    assert client.get("/e/fair/company/").context["registration"] == newer
    newer.representatives.all().delete()
    assert client.get("/e/fair/company/").context["registration"] == older
