"""A seat on a visit and a place in a session, beside a published schedule."""

import pytest
from django.test import Client

from events.models import Attendance, SiteVisit, VisitSeat
from tests.factories import SessionFactory, SiteVisitFactory, UserFactory, participant, span
from tests.matchmaking.scenes import Scene, published_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(client: Client) -> Scene:
    scene = published_scene(slug="fair")  # a meeting at 9:00
    client.force_login(scene.me)
    return scene


@pytest.fixture
def visit(scene: Scene) -> SiteVisit:
    visit: SiteVisit = SiteVisitFactory(event=scene.event, title="The data centre", seats=1)
    return visit


def test_a_seat_is_taken_shown_and_given_back(
    client: Client, scene: Scene, visit: SiteVisit
) -> None:
    assert "Take a seat" in client.get("/e/fair/").content.decode()
    page = client.post(f"/e/fair/visits/{visit.pk}/seat/", follow=True).content.decode()
    assert VisitSeat.objects.get().representative == scene.my_seat
    assert "You come" in page
    assert "all seats are taken" in page
    client.post(f"/e/fair/visits/{visit.pk}/seat/", {"leave": "1"})
    assert not VisitSeat.objects.exists()


def test_the_last_seat_is_taken_once(client: Client, scene: Scene, visit: SiteVisit) -> None:
    client.post(f"/e/fair/visits/{visit.pk}/seat/")
    client.force_login(scene.you)
    page = client.post(f"/e/fair/visits/{visit.pk}/seat/", follow=True).content.decode()
    assert "Choose another visit" in page
    assert VisitSeat.objects.count() == 1


def test_a_published_meeting_is_not_missed_for_a_visit_or_its_road(
    client: Client, scene: Scene
) -> None:
    early = SiteVisitFactory(
        event=scene.event, during=span(scene.at(9, 30), 60), travel_there_minutes=20
    )
    page = client.post(f"/e/fair/visits/{early.pk}/seat/", follow=True).content.decode()
    assert "has a meeting then" in page
    assert not VisitSeat.objects.exists()
    scene.version.state = "superseded"
    scene.version.save()
    client.post(f"/e/fair/visits/{early.pk}/seat/")
    assert VisitSeat.objects.count() == 1


def test_a_session_with_places(client: Client, scene: Scene) -> None:
    workshop = SessionFactory(
        event=scene.event, audience="signed_up", during=span(scene.at(11), 30)
    )
    address = f"/e/fair/sessions/{workshop.pk}/place/"
    client.post(address)
    assert Attendance.objects.get().representative == scene.my_seat
    client.post(address, {"leave": "1"})
    assert not Attendance.objects.exists()


def test_only_who_comes_for_an_approved_participant_joins(
    client: Client, scene: Scene, visit: SiteVisit
) -> None:
    address = f"/e/fair/visits/{visit.pk}/seat/"
    waiting = participant(scene.event, trade=3, state="submitted")
    for user in (waiting.representatives.get().user, UserFactory()):
        client.force_login(user)
        assert "Take a seat" not in client.get("/e/fair/").content.decode()
        assert client.post(address).status_code == 404
    client.logout()
    assert client.post(address).status_code == 302
    client.force_login(scene.me)
    elsewhere = SiteVisitFactory()
    assert client.post(f"/e/fair/visits/{elsewhere.pk}/seat/").status_code == 404
    assert not VisitSeat.objects.exists()
