"""Who may do what: one table for every endpoint and every kind of person."""

import json

import pytest

from events.choices import RegistrationState, StaffRole
from matchmaking.domain import requests
from matchmaking.domain.blocks import block_organisation
from tests import factories
from tests.matchmaking import scenes
from tests.undone import undone

pytestmark = pytest.mark.django_db

E = "/api/v1/events/{slug}"
PERSONS = ("owner", "member", "unapproved", "stranger", "staff", "anonymous")

# method, address: what an owner, another member, a company that waits for approval, a stranger of
# the event, its staff, and nobody get. `to_us` was sent to the owner's company, `of_us` by it,
# `others` is between two other companies.
TABLE = [
    ("GET", "/api/v1/me/", 200, 200, 200, 200, 200, 401),
    ("POST", "/api/v1/me/token/", 201, 201, 201, 201, 201, 401),
    ("DELETE", "/api/v1/me/token/", 204, 204, 204, 204, 204, 401),
    ("GET", "/api/v1/me/calendar/", 200, 200, 200, 200, 200, 401),
    ("POST", "/api/v1/me/calendar/", 201, 201, 201, 201, 201, 401),
    ("GET", "/api/v1/me/notifications/", 200, 200, 200, 200, 200, 401),
    ("POST", "/api/v1/me/notifications/read/", 200, 200, 200, 200, 200, 401),
    ("GET", "/api/v1/me/mails/", 200, 200, 200, 200, 200, 401),
    ("PATCH", "/api/v1/me/mails/", 200, 200, 200, 200, 200, 401),
    ("GET", "/api/v1/events/", 200, 200, 200, 200, 200, 401),
    ("GET", f"{E}/", 200, 200, 200, 404, 200, 401),
    ("GET", f"{E}/programme/", 200, 200, 200, 404, 200, 401),
    ("GET", f"{E}/participants/", 200, 200, 404, 404, 404, 401),
    ("GET", f"{E}/participants/{{them}}/", 200, 200, 404, 404, 404, 401),
    ("GET", f"{E}/participants/{{hidden}}/", 404, 404, 404, 404, 404, 401),
    ("PUT", f"{E}/participants/{{them}}/mark/", 200, 200, 404, 404, 404, 401),
    ("PUT", f"{E}/participants/{{hidden}}/mark/", 404, 404, 404, 404, 404, 401),
    ("DELETE", f"{E}/participants/{{them}}/mark/", 204, 204, 404, 404, 404, 401),
    ("GET", f"{E}/blocks/", 200, 200, 404, 404, 404, 401),
    ("POST", f"{E}/blocks/", 201, 201, 404, 404, 404, 401),
    ("DELETE", f"{E}/blocks/{{block}}/", 204, 204, 404, 404, 404, 401),
    ("DELETE", f"{E}/blocks/{{foreign_block}}/", 404, 404, 404, 404, 404, 401),
    ("GET", f"{E}/requests/", 200, 200, 200, 404, 404, 401),
    ("POST", f"{E}/requests/", 201, 201, 400, 404, 404, 401),
    ("GET", f"{E}/requests/{{to_us}}/", 200, 200, 404, 404, 404, 401),
    ("GET", f"{E}/requests/{{others}}/", 404, 404, 404, 404, 404, 401),
    ("POST", f"{E}/requests/{{to_us}}/accept/", 200, 200, 404, 404, 404, 401),
    ("POST", f"{E}/requests/{{to_us}}/decline/", 200, 200, 404, 404, 404, 401),
    ("POST", f"{E}/requests/{{to_us}}/withdraw/", 403, 403, 404, 404, 404, 401),
    ("POST", f"{E}/requests/{{of_us}}/accept/", 403, 403, 404, 404, 404, 401),
    ("POST", f"{E}/requests/{{of_us}}/decline/", 403, 403, 404, 404, 404, 401),
    ("POST", f"{E}/requests/{{of_us}}/withdraw/", 200, 200, 404, 404, 404, 401),
    ("POST", f"{E}/requests/{{others}}/accept/", 404, 404, 404, 404, 404, 401),
    ("POST", f"{E}/requests/{{others}}/decline/", 404, 404, 404, 404, 404, 401),
    ("POST", f"{E}/requests/{{others}}/withdraw/", 404, 404, 404, 404, 404, 401),
    ("GET", f"{E}/meetings/", 200, 200, 200, 404, 404, 401),
    ("GET", f"{E}/contacts/", 200, 200, 200, 404, 404, 401),
    ("PUT", f"{E}/meetings/{{own}}/outcome/", 409, 409, 404, 404, 404, 401),
    ("PUT", f"{E}/meetings/{{foreign}}/outcome/", 404, 404, 404, 404, 404, 401),
    ("PUT", f"{E}/meetings/{{own}}/notice/", 200, 404, 404, 404, 404, 401),
    ("PUT", f"{E}/meetings/{{foreign}}/notice/", 404, 404, 404, 404, 404, 401),
    ("GET", f"{E}/agenda/", 200, 200, 200, 404, 404, 401),
    ("POST", f"{E}/agenda/seen/", 204, 204, 204, 404, 404, 401),
    ("GET", "/api/v1/no/such/address/", 404, 404, 404, 404, 404, 404),
    ("POST", f"{E}/no-such/", 404, 404, 404, 404, 404, 404),
    ("GET", "/api/v1/schema/", 200, 200, 200, 200, 200, 200),
    ("GET", "/api/v1/docs/", 200, 200, 200, 200, 200, 200),
]


def block(registration):
    """The organisation has blocked some other one."""
    blocked = factories.OrganisationFactory()
    return block_organisation(registration.organisation, blocked, by=None).pk


@pytest.fixture
def place():
    """A private event, and somebody of each kind."""
    scene = scenes.published_scene(is_public=False)
    other = factories.participant(scene.event, trade=2)
    more = factories.participant(scene.event, trade=3)
    waits = factories.participant(scene.event, state=RegistrationState.SUBMITTED)
    hidden = factories.participant(scene.event, is_listed=False)
    foreign = scenes.add_meeting(scene.version, other, more, 5)
    ids = {
        "own": scene.meetings[0].uid,
        "foreign": foreign.uid,
        "slug": scene.event.slug,
        "them": scene.them.pk,
        "hidden": hidden.pk,
        "free": factories.participant(scene.event, trade=4).pk,
        "to_us": requests.send_request(other, scene.us, by=None).pk,
        "of_us": requests.send_request(scene.us, more, by=None).pk,
        "others": requests.send_request(other, more, by=None).pk,
        "block": block(scene.us),
        "foreign_block": block(other),
    }
    persons = {
        "owner": scene.me,
        "member": factories.MemberFactory(organisation=scene.us.organisation).user,
        "unapproved": waits.representatives.first().user,
        "stranger": factories.participant(factories.EventFactory()).representatives.first().user,
        "staff": factories.StaffFactory(event=scene.event, role=StaffRole.ORGANISER).user,
        "anonymous": None,
    }
    return ids, persons


def sent_to(address, ids):
    """What an endpoint that takes something is sent."""
    for end, body in (
        ("/requests/", {"receiver": ids["free"]}),
        ("/blocks/", {"participant": ids["free"]}),
        ("/mark/", {"kind": "saved"}),
        ("/outcome/", {"took_place": True}),  # too early to say: the meeting is days away
        ("/notice/", {"kind": "cannot_come"}),  # which only who sits in the meeting says
    ):
        if address.endswith(end):
            return body
    return {}


def answer_to(client, method, address, ids):
    """The status of an answer; one that refuses says why, in a sentence."""
    body = json.dumps(sent_to(address, ids)) if method in ("POST", "PUT") else ""
    with undone():
        response = client.generic(
            method, address.format(**ids), body, content_type="application/json"
        )
    if response.status_code >= 400:
        answer = response.json()
        assert set(answer) - {"fields"} == {"detail", "code"}
        assert answer["detail"].endswith(".")
    return response.status_code


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row[0]} {row[1]}")
def test_table(api, place, row):
    ids, persons = place
    method, address, *expected = row
    answers = {who: answer_to(api(persons[who]), method, address, ids) for who in PERSONS}
    assert answers == dict(zip(PERSONS, expected, strict=True))


def test_the_table_is_complete():
    from matchmaking.api.urls import urlpatterns

    covered = {row[1].rstrip("/").rsplit("/", 1)[-1] for row in TABLE}
    for pattern in urlpatterns[:-1]:  # the last one is what is none of the others
        last = str(pattern.pattern).rstrip("/").rsplit("/", 1)[-1]
        assert last in covered or last.startswith("<"), pattern


def test_a_token_signs_in_and_cannot_make_tokens(api, scene):
    token = api(scene.me).post("/api/v1/me/token/").json()["token"]
    program = api()
    program.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    assert program.get("/api/v1/me/").json()["email"] == scene.me.email
    refused = program.post("/api/v1/me/token/")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    assert program.delete("/api/v1/me/token/").status_code == 403
    new = api(scene.me).post("/api/v1/me/token/").json()["token"]
    assert new != token
    refused = program.get("/api/v1/me/")
    assert (refused.status_code, refused.json()["code"]) == (401, "authentication_failed")
    assert refused["WWW-Authenticate"] == "Token"


def test_a_session_needs_the_csrf_token(scene):
    from rest_framework.test import APIClient

    client = APIClient(enforce_csrf_checks=True)
    client.force_login(scene.me)
    response = client.post("/api/v1/me/token/")
    assert (response.status_code, response.json()["code"]) == (403, "permission_denied")


def test_a_private_event_is_not_listed_to_strangers(api, place):
    ids, persons = place

    def slugs(person, **query):
        rows = api(persons[person]).get("/api/v1/events/", query).json()["results"]
        return {row["slug"] for row in rows}

    assert ids["slug"] not in slugs("stranger")
    assert slugs("member") >= {ids["slug"]} == slugs("member", part="attending")
    assert slugs("staff", part="staff") == {ids["slug"]}
    assert slugs("staff", part="attending") == set()
