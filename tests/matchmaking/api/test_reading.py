"""What the API tells, and that 1 row and 3 rows cost the same number of queries."""

import icalendar
import pytest
from django.utils import timezone

from matchmaking.choices import NotificationKind
from matchmaking.domain import requests
from matchmaking.domain.outbox import notify
from tests import factories
from tests.matchmaking import scenes

pytestmark = pytest.mark.django_db


def test_an_event(api, scene):
    factories.StaffFactory(event=scene.event, user=scene.me)
    answer = api(scene.me).get(f"/api/v1/events/{scene.event.slug}/").json()
    assert answer["phase"] == "requests"
    assert answer["time_zone"] == "Asia/Ho_Chi_Minh"
    assert answer["registrations"] == [
        {"id": scene.us.pk, "organisation": str(scene.us), "state": "approved", "state_reason": ""}
    ]
    assert answer["staff_role"] == "organiser"


def test_in_the_language_asked_for(api, scene):
    scene.event.name_vi = "Ngày hội số"
    scene.event.save()
    client = api(scene.me)
    address = f"/api/v1/events/{scene.event.slug}/"
    assert client.get(address, HTTP_ACCEPT_LANGUAGE="vi").json()["name"] == "Ngày hội số"
    assert client.get(address, HTTP_ACCEPT_LANGUAGE="en").json()["name"] == scene.event.name_en
    assert client.get(address).json()["name"] == scene.event.name_en
    me = scene.me
    me.language = "vi"
    me.save()
    assert client.get(address).json()["name"] == "Ngày hội số"
    token = client.post("/api/v1/me/token/").json()["token"]
    program = api()
    program.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    assert program.get(address).json()["name"] == "Ngày hội số"
    assert program.get(address, HTTP_ACCEPT_LANGUAGE="en").json()["name"] == scene.event.name_en


def test_times_are_in_utc_whoever_reads(api, scene):
    me = scene.me
    me.time_zone = "Asia/Taipei"
    me.save()
    answer = api(me).get(f"/api/v1/events/{scene.event.slug}/agenda/").json()
    assert all(item["starts_at"].endswith("Z") for item in answer["items"])
    assert (answer["time_zone"], answer["reader_time_zone"]) == ("Asia/Ho_Chi_Minh", "Asia/Taipei")


def test_the_programme(api, scene):
    scenes.add_programme(scene)
    answer = api(scene.me).get(f"/api/v1/events/{scene.event.slug}/programme/").json()
    assert [session["title"] for session in answer["sessions"]] == [
        "Opening",
        "Beside",
        "Not mine",
        "Workshop",
        "Lunch",
    ]
    assert {v["title"]: (v["seats"], v["seats_left"]) for v in answer["visits"]} == {
        "Data centre": (20, 19),
        "Not my visit": (20, 20),
    }
    starts_at = timezone.datetime.fromisoformat(answer["sessions"][0]["starts_at"])
    assert starts_at == scene.at(8)


def test_participants_are_ranked_and_say_why(api, scene):
    hidden = factories.participant(scene.event, is_listed=False)
    unscored = factories.participant(scene.event, trade=2)
    requests.send_request(unscored, scene.us, by=None)
    rows = api(scene.me).get(f"/api/v1/events/{scene.event.slug}/participants/").json()["results"]
    assert [row["id"] for row in rows] == [scene.them.pk, unscored.pk]
    assert hidden.pk not in [row["id"] for row in rows]
    assert rows[0]["reasons"][0]["sentence"].startswith("You need “")
    assert rows[0]["request"] is None
    assert rows[1]["request"]["direction"] == "received"
    detail = api(scene.me).get(f"/api/v1/events/{scene.event.slug}/participants/{scene.them.pk}/")
    assert {s["kind"] for s in detail.json()["statements"]} == {"offer", "need"}
    assert [person["name"] for person in detail.json()["people"]] == [scene.you.full_name]
    assert scene.you.email not in detail.content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "street light"}, 1),
        ({"q": "nothing of the kind"}, 0),
        ({"sector": "transport"}, 1),
        ({"sector": "transp"}, 0),
        ({"country": "TW"}, 1),
        ({"country": "KR"}, 0),
        ({"kind": "company"}, 2),
        ({"kind": "investor"}, 0),
        ({"side": "x"}, 0),
    ],
)
def test_participants_are_found(api, query, expected):
    event = factories.EventFactory()
    us = factories.participant(event, trade=4)
    factories.participant(event, trade=0)
    factories.participant(event, trade=3, country="TW")
    client = api(us.representatives.first().user)
    answer = client.get(f"/api/v1/events/{event.slug}/participants/", query).json()
    assert answer["count"] == len(answer["results"]) == expected


def test_the_agenda(api, scene):
    scenes.add_programme(scene)
    meeting = scene.meetings[0]
    notify(
        scene.me,
        NotificationKind.SCHEDULE_CHANGED,
        "s",
        event=scene.event,
        context={"moved": [str(meeting.uid)]},
    )
    client = api(scene.me)
    address = f"/api/v1/events/{scene.event.slug}/agenda/"
    answer = client.get(address).json()
    item = next(item for item in answer["items"] if item["kind"] == "meeting")
    assert (item["uid"], item["sequence"]) == (str(meeting.uid), 0)
    assert item["counterpart"]["name"] == str(scene.them)
    assert (item["table"], item["place"]) == (
        scene.event.tables.first().label,
        "Convention centre",
    )
    assert item["change"] == "moved"
    assert answer["next"] == next(i["key"] for i in answer["items"] if i["title"] == "Opening")
    assert client.post(f"{address}seen/").status_code == 204
    assert all(not item["change"] for item in client.get(address).json()["items"])


def test_meetings_of_the_company_or_mine(api, scene):
    member = factories.MemberFactory(organisation=scene.us.organisation).user
    address = f"/api/v1/events/{scene.event.slug}/meetings/"

    def count(person, **query):
        return api(person).get(address, query).json()["count"]

    assert [count(scene.me), count(member)] == [1, 1]
    assert [count(scene.me, mine="true"), count(member, mine="true")] == [1, 0]
    assert [count(scene.me, mine="false"), count(member, mine="false")] == [0, 1]


def test_the_feed_of_the_address_is_a_calendar_and_renewal_voids_it(api, scene, client):
    mine = api(scene.me)
    old = mine.get("/api/v1/me/calendar/").json()["url"]
    path = old.removeprefix("http://127.0.0.1:8000")
    assert mine.get("/api/v1/me/calendar/").json()["url"] == old
    calendar = icalendar.Calendar.from_ical(client.get(path).content)
    assert len(calendar.walk("VEVENT")) == 1
    new = mine.post("/api/v1/me/calendar/").json()["url"]
    assert new != old
    assert client.get(path).status_code == 404


QUERIES = {
    "events/": 8,
    "events/{slug}/programme/": 7,
    "events/{slug}/participants/": 26,  # most of them read what is kept elsewhere
    "events/{slug}/requests/": 13,
    "events/{slug}/meetings/": 12,
    "events/{slug}/agenda/": 19,
}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("address", QUERIES)
def test_constant_queries(api, address, rows, django_assert_num_queries):
    scene = scenes.published_scene(rows)
    scenes.add_programme(scene)
    for k in range(rows):
        other = factories.participant(scene.event, trade=3 + k)
        scenes.score(scene.us, other)
        person = other.representatives.first()
        requests.send_request(scene.us, other, by=None, people=[person])
        factories.RegistrationFactory(
            organisation=scene.us.organisation, event=factories.EventFactory()
        )
        factories.SiteVisitFactory(event=scene.event)
        factories.AppearanceFactory(session=factories.SessionFactory(event=scene.event))
    client = api(scene.me)
    with django_assert_num_queries(QUERIES[address]):
        response = client.get(f"/api/v1/{address.format(slug=scene.event.slug)}")
    assert response.status_code == 200
