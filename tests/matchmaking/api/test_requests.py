"""Requests through the API: the same rules, the same refusals, one shape of answers."""

import json

import pytest

from matchmaking.choices import RequestState
from matchmaking.domain import requests
from matchmaking.models import MeetingRequest
from tests import factories

pytestmark = pytest.mark.django_db


def address(scene, *parts):
    return "/".join(["/api/v1/events", scene.event.slug, "requests", *map(str, parts), ""])


@pytest.fixture
def other(scene):
    """Somebody whom nobody meets yet."""
    return factories.participant(scene.event, trade=3)


def test_send(api, scene, other):
    person = other.representatives.first()
    body = {"receiver": other.pk, "message": "Xin chào", "priority": 3, "people": [person.pk]}
    response = api(scene.me).post(address(scene), body)
    assert response.status_code == 201
    request = MeetingRequest.objects.get()
    assert (request.sender, request.receiver, request.sent_by) == (scene.us, other, scene.me)
    assert list(request.wished_people.all()) == [person]
    answer = response.json()
    assert answer["id"] == request.pk
    assert (answer["direction"], answer["state"]) == ("sent", "pending")
    assert answer["counterpart"] == {
        "id": other.pk,
        "name": str(other),
        "country": "VN",
        "kind": "company",
    }
    assert (answer["can_answer"], answer["can_withdraw"]) == (False, True)


@pytest.mark.parametrize(
    ("verb", "state", "answer"),
    [
        ("accept", "accepted", "Gladly"),
        ("accept", "accepted", ""),
        ("decline", "declined", "Not our field"),
    ],
)
def test_the_receiver_answers(api, scene, verb, state, answer):
    other = factories.participant(scene.event, trade=3)
    request = requests.send_request(other, scene.us, by=None)
    response = api(scene.me).post(address(scene, request.pk, verb), {"answer": answer})
    assert response.status_code == 200
    assert (response.json()["state"], response.json()["answer"]) == (state, answer)
    request.refresh_from_db()
    assert (request.state, request.answered_by) == (state, scene.me)


def test_the_sender_withdraws(api, scene, other):
    request = requests.send_request(scene.us, other, by=None)
    response = api(scene.me).post(address(scene, request.pk, "withdraw"))
    assert response.json()["state"] == RequestState.WITHDRAWN


@pytest.mark.parametrize("verb", ["accept", "decline"])
def test_the_sender_cannot_answer_its_own(api, scene, other, verb):
    request = requests.send_request(scene.us, other, by=None)
    response = api(scene.me).post(address(scene, request.pk, verb))
    assert (response.status_code, response.json()["code"]) == (403, "not_allowed")
    request.refresh_from_db()
    assert request.state == RequestState.PENDING


def test_the_receiver_cannot_withdraw(api, scene, other):
    request = requests.send_request(other, scene.us, by=None)
    response = api(scene.me).post(address(scene, request.pk, "withdraw"))
    assert response.status_code == 403


def test_a_refusal_of_the_domain_is_a_conflict_with_its_code(api, scene, other):
    client = api(scene.me)
    client.post(address(scene), {"receiver": other.pk})
    response = client.post(address(scene), {"receiver": other.pk})
    assert response.status_code == 409
    assert response.json() == {
        "detail": f"You have asked {other} already. See your requests for the answer.",
        "code": "already_sent",
    }
    response = client.post(address(scene), {"receiver": scene.us.pk})
    assert (response.status_code, response.json()["code"]) == (409, "own_registration")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "receiver"),
        ({"receiver": "x"}, "receiver"),
        ({"receiver": 10**30}, "receiver"),
        ({"receiver": None}, "receiver"),
        ({"message": "x" * 1001}, "message"),
        ({"message": "\x00"}, "message"),
        ({"message": "\ud800"}, "message"),
        ({"priority": 4}, "priority"),
        ({"people": [1]}, "people"),
        ({"people": "x"}, "people"),
    ],
)
def test_a_value_that_cannot_be_used_names_its_field(api, scene, other, body, field):
    body = {"receiver": other.pk, **body} if body else body
    response = api(scene.me).generic(
        "POST", address(scene), json.dumps(body), content_type="application/json"
    )
    assert (response.status_code, response.json()["code"]) == (400, "invalid")
    assert list(response.json()["fields"]) == [field]
    assert not MeetingRequest.objects.exists()


def test_a_stranger_of_the_event_cannot_be_asked_nor_found_out(api, scene):
    stranger = factories.participant(factories.EventFactory())
    hidden = factories.participant(scene.event, is_listed=False)
    answers = [
        api(scene.me).post(address(scene), {"receiver": pk}).json()
        for pk in (stranger.pk, hidden.pk, 987654)
    ]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0]["fields"]["receiver"] == ["There is no such participant."]


def test_not_json(api, scene):
    client = api(scene.me)
    response = client.generic("POST", address(scene), "{", content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (400, "parse_error")
    response = client.generic("POST", address(scene), "a=1", content_type="text/plain")
    assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")


def test_filters_and_pages(api, scene, other):
    sent = requests.send_request(scene.us, other, by=None)
    third = factories.participant(scene.event, trade=4)
    received = requests.send_request(third, scene.us, by=None)
    requests.accept_request(received, by=None)
    client = api(scene.me)

    def found(**query):
        answer = client.get(address(scene), query).json()
        return [row["id"] for row in answer["results"]]

    assert found() == [received.pk, sent.pk]
    assert found(direction="sent") == [sent.pk]
    assert found(direction="received") == [received.pk]
    assert found(state="accepted") == [received.pk]
    assert found(state=["accepted", "pending"]) == [received.pk, sent.pk]
    response = client.get(address(scene), {"direction": "sideways"})
    assert (response.status_code, response.json()["code"]) == (400, "invalid")
    response = client.get(address(scene), {"page": 2})
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_why_and_when_are_told(api, scene):
    scene.version.state = "draft"
    scene.version.save()
    request = requests.send_request(scene.us, scene.them, by=None)
    requests.accept_request(request, by=None)
    scene.version.state = "published"
    scene.version.save()
    (row,) = api(scene.me).get(address(scene)).json()["results"]
    assert row["reasons"][0]["sentence"].startswith("You need “")
    assert row["meeting"]["uid"] == str(scene.meetings[0].uid)
    assert row["meeting"]["table"] == scene.event.tables.first().label
    assert row["can_withdraw"] is False
    response = api(scene.me).post(address(scene, request.pk, "withdraw"))
    assert (response.status_code, response.json()["code"]) == (409, "already_scheduled")


def test_changes_are_throttled_and_reading_is_not(api, scene, other, monkeypatch):
    from matchmaking.api.throttles import ChangeThrottle

    monkeypatch.setitem(ChangeThrottle.THROTTLE_RATES, "changes", "2/min")
    client = api(scene.me)
    responses = [client.post(address(scene), {"receiver": other.pk}) for _ in range(3)]
    assert [response.status_code for response in responses] == [201, 409, 429]
    assert responses[-1].json()["code"] == "throttled"
    assert int(responses[-1]["Retry-After"]) > 0
    assert client.get(address(scene)).status_code == 200
    assert api(scene.you).post(address(scene), {"receiver": other.pk}).status_code == 201
