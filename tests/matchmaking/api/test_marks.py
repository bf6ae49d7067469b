"""Saving, hiding and blocking through the API: the rules of the pages, and the same search."""

import pytest

from matchmaking.domain import requests
from matchmaking.domain.blocks import block_organisation
from matchmaking.domain.marks import mark_counterpart, marks_of
from matchmaking.models import BlockedOrganisation
from tests import factories
from tests.matchmaking.scenes import score

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(scene):
    return factories.participant(scene.event, trade=3)


def address(scene, *parts):
    return "/".join(["/api/v1/events", scene.event.slug, *map(str, parts), ""])


def listed(client, scene, **query):
    rows = client.get(address(scene, "participants"), query).json()["results"]
    return {row["id"]: row["mark"] for row in rows}


def test_save_hide_and_neither(api, scene, other):
    client = api(scene.me)
    mark = address(scene, "participants", other.pk, "mark")
    answer = client.put(mark, {"kind": "saved"})
    assert (answer.status_code, answer.json()["kind"]) == (200, "saved")
    assert answer.json()["by"] == scene.me.public_name
    assert listed(client, scene) == {scene.them.pk: None, other.pk: "saved"}
    assert listed(client, scene, show="saved") == {other.pk: "saved"}
    assert client.put(mark, {"kind": "hidden"}).json()["kind"] == "hidden"
    assert listed(client, scene) == {scene.them.pk: None}
    assert listed(client, scene, show="hidden") == {other.pk: "hidden"}
    detail = client.get(address(scene, "participants", other.pk)).json()
    assert detail["mark"] == "hidden"
    for _time in range(2):
        assert client.delete(mark).status_code == 204
    assert listed(client, scene) == {scene.them.pk: None, other.pk: None}


@pytest.mark.parametrize("body", [{}, {"kind": ""}, {"kind": "loved"}])
def test_other_kinds_are_refused(api, scene, other, body):
    answer = api(scene.me).put(address(scene, "participants", other.pk, "mark"), body)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert marks_of(scene.us) == {}


def test_the_other_side_learns_nothing(api, scene, other):
    mark_counterpart(scene.us, other, kind="hidden", by=scene.me)
    client = api(other.representatives.get().user)
    assert listed(client, scene)[scene.us.pk] is None
    assert listed(client, scene, show="hidden") == {}


def test_block_and_take_it_back(api, scene, other):
    client, theirs = api(scene.me), api(other.representatives.get().user)
    requests.send_request(other, scene.us, by=None)
    answer = client.post(address(scene, "blocks"), {"participant": other.pk})
    assert answer.status_code == 201
    block = answer.json()
    assert (block["organisation"], block["country"]) == (str(other), "VN")
    assert client.get(address(scene, "blocks")).json()["results"] == [block]
    assert theirs.get(address(scene, "blocks")).json()["results"] == []
    assert other.pk not in listed(client, scene)
    assert scene.us.pk not in listed(theirs, scene)
    assert client.get(address(scene, "participants", other.pk)).status_code == 404
    assert theirs.delete(address(scene, "blocks", block["id"])).status_code == 404
    assert client.delete(address(scene, "blocks", block["id"])).status_code == 204
    assert other.pk in listed(client, scene)


def test_whom_one_meets_is_refused_with_what_to_do(api, scene):
    answer = api(scene.me).post(address(scene, "blocks"), {"participant": scene.them.pk})
    assert (answer.status_code, answer.json()["code"]) == (409, "already_scheduled")
    assert "organiser" in answer.json()["detail"]
    assert not BlockedOrganisation.objects.exists()


def test_whom_one_may_not_know_is_not_there(api, scene, other):
    unlisted = factories.participant(scene.event, is_listed=False)
    foreign = factories.participant(factories.EventFactory())
    block_organisation(other.organisation, scene.us.organisation, by=None)
    client = api(scene.me)
    for pk in (unlisted.pk, foreign.pk, other.pk, scene.us.pk, 10**9):
        mark = address(scene, "participants", pk, "mark")
        assert client.put(mark, {"kind": "saved"}).status_code == 404
        assert client.delete(mark).status_code == 404
        answer = client.post(address(scene, "blocks"), {"participant": pk})
        assert (answer.status_code, list(answer.json()["fields"])) == (400, ["participant"])
    assert marks_of(scene.us) == {}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"sort": "name"}, ["alpha", "Beta"]),
        ({"cooperation": "pilot"}, ["Beta"]),
        ({"cooperation": "invest"}, []),
        ({"q": "thanh pho"}, ["alpha"]),
        ({"q": ""}, ["Beta", "alpha"]),
    ],
)
def test_it_finds_what_the_page_finds(api, query, expected):
    event = factories.EventFactory()
    us = factories.participant(event, trade=4)
    alpha, beta = (factories.participant(event, trade=3) for _ in range(2))
    for row, name, tagline in ((alpha, "alpha", "Thành phố"), (beta, "Beta", "")):
        row.organisation.name, row.organisation.tagline = name, tagline
        row.organisation.save()
    beta.statements.filter(kind="need").update(cooperation=["pilot"])
    score(us, beta)
    client = api(us.representatives.get().user)
    rows = client.get(f"/api/v1/events/{event.slug}/participants/", query).json()["results"]
    assert [row["organisation"]["name"] for row in rows] == expected


def test_sides_that_meet_each_other(api):
    event = factories.EventFactory(pairing="two_sided")
    local, visiting = (event.sides.create(code=code, name=code) for code in ("local", "visiting"))
    us = factories.participant(event, trade=4, side=local)
    fellow = factories.participant(event, trade=3, side=local)
    guest = factories.participant(event, trade=2, side=visiting)
    client = api(us.representatives.get().user)

    def ids(**query):
        rows = client.get(f"/api/v1/events/{event.slug}/participants/", query).json()["results"]
        return [row["id"] for row in rows]

    assert ids() == [guest.pk]
    assert ids(side="local") == [fellow.pk]


@pytest.mark.parametrize("query", [{"kind": "club"}, {"sort": "best"}, {"country": "VNM"}])
def test_what_cannot_be_asked_for(api, scene, query):
    answer = api(scene.me).get(address(scene, "participants"), query)
    assert (answer.status_code, list(answer.json()["fields"])) == (400, list(query))
