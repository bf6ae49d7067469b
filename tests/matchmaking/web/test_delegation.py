"""A delegation's leader sees all of theirs at a glance."""

import pytest
from django.test import Client

from events.models import VisitSeat
from tests.factories import (
    DelegationFactory,
    MeetingRequestFactory,
    SiteVisitFactory,
    UserFactory,
    participant,
)
from tests.matchmaking.scenes import published_scene

pytestmark = pytest.mark.django_db


def test_thin_schedules_first_with_all_that_is_left_to_do(client: Client) -> None:
    scene = published_scene(slug="fair", meetings=2)
    leader = UserFactory()
    delegation = DelegationFactory(event=scene.event, leader=leader, name="The Taiwanese")
    thin = participant(scene.event, trade=3, people=2, delegation=delegation)
    scene.us.delegation = delegation
    scene.us.save()
    stranger = participant(scene.event, trade=4)
    MeetingRequestFactory(sender=scene.them, receiver=thin)
    visit = SiteVisitFactory(event=scene.event)
    VisitSeat.objects.create(visit=visit, representative=thin.representatives.first())

    client.force_login(leader)
    response = client.get("/e/fair/delegation/")
    members = response.context["led"][0].members
    assert [
        (m.registration, m.meetings, m.waiting, m.number_of_people, m.visits, m.is_thin)
        for m in members
    ] == [(thin, 0, 1, 2, 1, True), (scene.us, 2, 0, 1, 0, False)]
    assert str(stranger) not in response.content.decode()
    assert "/e/fair/delegation/" in client.get("/e/fair/").content.decode()


def test_nobody_else_sees_it(client: Client) -> None:
    scene = published_scene(slug="fair")
    DelegationFactory(event=scene.event, leader=UserFactory())
    elsewhere = DelegationFactory(leader=UserFactory())
    for user in (scene.me, elsewhere.leader):
        client.force_login(user)
        assert client.get("/e/fair/delegation/").status_code == 404
        assert "/e/fair/delegation/" not in client.get("/e/fair/").content.decode()
    client.logout()
    assert client.get("/e/fair/delegation/").status_code == 302


@pytest.mark.parametrize("size", [1, 3])
def test_queries_do_not_grow(client: Client, django_assert_num_queries, size: int) -> None:
    scene = published_scene(slug="fair", meetings=size)
    delegation = DelegationFactory(event=scene.event, leader=UserFactory())
    for k in range(size):
        participant(scene.event, trade=k, delegation=delegation)
    client.force_login(delegation.leader)
    with django_assert_num_queries(9):
        client.get("/e/fair/delegation/")
