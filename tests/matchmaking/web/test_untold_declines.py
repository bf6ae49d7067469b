"""At an event that tells nothing of declines, every page and answer of whoever asked stays as it
was; the receiver's say what they did."""

import re

import pytest
from django.test import Client
from rest_framework.test import APIClient

from events.choices import DeclineTold
from events.models import Registration
from matchmaking.domain.personal.gathering import gather
from matchmaking.domain.requests import decline_request
from matchmaking.models import MeetingRequest
from tests.factories import MeetingRequestFactory, participant
from tests.matchmaking.scenes import Scene, published_scene, score

pytestmark = pytest.mark.django_db

PAGES = ["company/", "participants/", "participants/{them}/", "participants/?q={name}"]
ANSWERS = ["requests/", "requests/{request}/", "requests/?state=pending", "participants/"]
ONCE_ONLY = re.compile(r'(csrfmiddlewaretoken" value|nonce|data-page|content)="[^"]*"')
"""What differs from one answer to the next for nobody's sake."""


@pytest.fixture
def scene() -> Scene:
    return published_scene(declines_told=DeclineTold.NOTHING)


@pytest.fixture
def receiver(scene: Scene) -> Registration:
    receiver = participant(scene.event, trade=2)
    score(scene.us, receiver)
    return receiver


@pytest.fixture
def asked(scene: Scene, receiver: Registration) -> MeetingRequest:
    return MeetingRequestFactory(sender=scene.us, receiver=receiver, sent_by=scene.me)


def seen_by_sender(scene: Scene, asked: MeetingRequest) -> dict[str, object]:
    """Every page, answer of the API and file in which the sender could read of the request."""
    client, api = Client(), APIClient()
    client.force_login(scene.me)
    api.force_login(scene.me)
    names = {
        "them": asked.receiver_id,
        "name": asked.receiver.organisation.name,
        "request": asked.pk,
    }
    seen: dict[str, object] = {}
    for path in PAGES:
        answer = client.get(f"/e/{scene.event.slug}/" + path.format(**names))
        assert answer.status_code == 200, path
        seen[path] = ONCE_ONLY.sub("", answer.content.decode())
    for path in ANSWERS:
        seen[f"api {path}"] = api.get(
            f"/api/v1/events/{scene.event.slug}/" + path.format(**names)
        ).json()
    seen["own data"] = gather(scene.me).sections["requests_sent"]
    return seen


def test_nothing_that_the_sender_sees_changes(scene: Scene, asked: MeetingRequest) -> None:
    before = seen_by_sender(scene, asked)
    decline_request(asked, by=None, answer="Not our field")
    assert seen_by_sender(scene, asked) == before


def test_the_receiver_is_told_what_declining_means_and_gives_no_reason(
    client: Client, scene: Scene, receiver: Registration, asked: MeetingRequest
) -> None:
    client.force_login(receiver.representatives.get().user)
    address = f"/e/{scene.event.slug}/requests/{asked.pk}/decline/"
    sheet = client.get(address).content.decode()
    assert "They are not told" in sheet
    assert "<textarea" not in sheet
    page = client.post(address, follow=True).content.decode()
    assert "is not told." in page
    assert "Declined" in page


def test_the_receiver_s_list_by_state_has_it_where_it_shows_it(
    scene: Scene, receiver: Registration, asked: MeetingRequest
) -> None:
    decline_request(asked, by=None)
    api = APIClient()
    api.force_login(receiver.representatives.get().user)
    address = f"/api/v1/events/{scene.event.slug}/requests/"
    assert api.get(address, {"state": "pending"}).json()["results"] == []
    (row,) = api.get(address, {"state": "declined"}).json()["results"]
    assert (row["state"], row["can_answer"]) == ("declined", False)
