"""The public pages: what strangers see of events, and what they do not."""

import io
import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar
from PIL import Image

from events.choices import RegistrationState
from events.models import Event, Registration
from events.picture import draw_preview, face_of, faces
from tests.factories import (
    AppearanceFactory,
    EventFactory,
    RegistrationFactory,
    SessionFactory,
    SiteVisitFactory,
    StaffFactory,
    UserFactory,
    moment,
    participant,
    ready_event,
    span,
)

pytestmark = pytest.mark.django_db

QUERIES = 12


def test_home_lists_public_events_and_ones_own(client: Client) -> None:
    EventFactory(name="Open to all")
    mine = EventFactory(name="Mine in private", is_public=False)
    EventFactory(name="Not for me", is_public=False)
    client.force_login(participant(mine).representatives.get().user)
    page = client.get("/").content.decode()
    assert "Open to all" in page
    assert "Mine in private" in page
    assert "Not for me" not in page


def test_home_without_events_says_what_will_be_there(client: Client) -> None:
    assert "No event is announced yet" in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("who", "status"), [("anonymous", 404), ("stranger", 404), ("staff", 200), ("member", 200)]
)
def test_a_private_event_exists_only_for_those_who_belong_to_it(
    client: Client, who: str, status: int
) -> None:
    event = EventFactory(is_public=False)
    users = {
        "stranger": UserFactory,
        "staff": lambda: StaffFactory(event=event).user,
        "member": lambda: participant(event).representatives.get().user,
    }
    if who in users:
        client.force_login(users[who]())
    assert client.get(f"/e/{event.slug}/").status_code == status


def test_the_page_tells_what_when_where_and_who_speaks(client: Client) -> None:
    event = ready_event(participants=3, slug="fair", city="Đà Nẵng")
    session = SessionFactory(event=event, title="Cities that listen")
    AppearanceFactory(session=session, name="林美華", role="moderator", organisation_name="III")
    SiteVisitFactory(event=event, title="The data centre", seats=1)
    RegistrationFactory(event=event, state=RegistrationState.SUBMITTED, organisation__country="KR")
    page = client.get("/e/fair/").content.decode()
    for text in ("Cities that listen", "林美華", "(Moderator)", "The data centre", "1 seat left"):
        assert text in page
    assert "09:00–10:00" in page  # the time where the event is
    assert "UTC+7" in page
    assert "3 organisations" in page
    assert "South Korea" not in page  # not approved, not counted


def test_link_previews_and_search_engines_are_told(client: Client) -> None:
    event = EventFactory(
        slug="fair", name="Fair </script><script>alert(1)</script>", summary='Say "hello" & meet'
    )
    page = client.get("/e/fair/").content.decode()
    assert '<meta property="og:url" content="http://testserver/e/fair/">' in page
    assert "<script>alert(1)" not in page
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert block is not None
    data = json.loads(block[1])
    assert data["name"] == event.name
    assert data["description"] == event.summary
    assert data["startDate"] == event.starts_on.isoformat()


def test_the_events_colour_comes_as_a_stylesheet_of_its_own(client: Client) -> None:
    """A page that caches keep holds no style: its nonce would be known."""
    EventFactory(slug="fair", accent="#ffd400")
    page = client.get("/e/fair/")
    assert '<link rel="stylesheet" href="/e/fair/colour-ffd400.css">' in page.content.decode()
    assert "nonce" not in page["Content-Security-Policy"]
    assert " style=" not in page.content.decode()
    css = client.get("/e/fair/colour-ffd400.css")
    assert css["Content-Type"] == "text/css; charset=utf-8"
    assert "--accent:#ffd400" in css.content.decode()
    assert "--on-accent:#000000" in css.content.decode()
    assert "prefers-color-scheme" in css.content.decode()
    dark = client.get("/e/fair/colour-ffd400.css?theme=dark").content.decode()
    assert "prefers-color-scheme" not in dark
    assert client.get("/e/fair/colour-123456.css").status_code == 404


PUBLIC = ("/", "/e/fair/", "/e/fair/companies/", "/e/fair/companies/{pk}/", "/e/fair/event.ics")


@pytest.fixture
def named() -> Registration:
    event = EventFactory(slug="fair", accent="#0b6e4f", name_vi="Ngày hội số")
    return participant(event, is_public=True)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_strangers_page_may_be_kept_and_sets_no_cookie(
    client: Client, named: Registration, address: str
) -> None:
    response = client.get(address.format(pk=named.pk))
    assert response.status_code == 200
    assert "public" in response["Cache-Control"]
    assert "s-maxage" in response["Cache-Control"]
    assert {"Cookie", "Accept-Language"} <= set(response["Vary"].split(", "))
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in response.content.decode()


@pytest.mark.parametrize("address", PUBLIC)
def test_a_page_of_somebody_who_signed_in_is_kept_by_nobody_else(
    client: Client, named: Registration, address: str
) -> None:
    client.force_login(UserFactory())
    response = client.get(address.format(pk=named.pk))
    assert "private" in response["Cache-Control"]
    assert "public" not in response["Cache-Control"]


def test_what_is_not_there_is_not_kept(client: Client) -> None:
    assert "public" not in client.get("/e/nothing/").get("Cache-Control", "")


def test_each_language_has_an_address_of_its_own(client: Client, named: Registration) -> None:
    page = client.get("/e/fair/?lang=vi", headers={"accept-language": "en"})
    text = page.content.decode()
    assert page["Content-Language"] == "vi"
    assert '<html lang="vi">' in text
    assert "<h1>Ngày hội số</h1>" in text
    assert '<link rel="canonical" href="http://testserver/e/fair/?lang=vi">' in text
    for code in ("en", "vi", "zh-hant", "ko"):
        there = f'hreflang="{code}" href="http://testserver/e/fair/?lang={code}"'
        assert there in text
    assert 'hreflang="x-default" href="http://testserver/e/fair/"' in text
    assert '<html lang="en">' in client.get("/e/fair/?lang=xx").content.decode()


def test_choosing_a_language_and_a_look_needs_no_token() -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/language/setlang/", {"language": "vi", "next": "/"})
    assert (answer.status_code, answer.cookies["django_language"].value) == (302, "vi")
    assert strict.post("/theme/", {"theme": "dark"}).status_code == 302


def test_the_link_preview_has_a_picture(client: Client, named: Registration) -> None:
    text = client.get("/e/fair/?lang=vi").content.decode()
    found = re.search(r'og:image" content="http://testserver([^"]+)"', text)
    assert found is not None
    picture = client.get(found[1])
    if not faces():
        pytest.skip("this machine has no font to draw with")
    assert picture["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(picture.content)).size == (1200, 630)
    assert client.get("/e/fair/preview-xx.png").status_code == 404
    Event.objects.update(is_public=False)
    assert client.get(found[1]).status_code == 404


@pytest.mark.parametrize(
    "name", ["Hội nghị rất dài " * 11, "台灣數位日", "A", "한국 스마트시티 🎉"]
)
def test_a_picture_never_has_boxes_instead_of_letters(name: str) -> None:
    event = EventFactory(name_en=name, accent="")
    drawn = draw_preview(event, "en")
    can = all(face_of(character) for character in name if not character.isspace())
    assert (drawn is not None) == can


# What schema.org knows of each type that we write, and what search engines demand of an event.
VOCABULARY = {
    "BusinessEvent": {
        "name", "description", "startDate", "endDate", "eventAttendanceMode", "eventStatus",
        "inLanguage", "image", "location", "organizer", "sponsor", "performer", "subEvent", "url",
    },
    "Event": {
        "name", "description", "startDate", "endDate", "eventAttendanceMode", "eventStatus",
        "location", "performer",
    },
    "Place": {"name", "address"},
    "PostalAddress": {"streetAddress", "addressLocality", "addressCountry"},
    "VirtualLocation": {"url"},
    "Organization": {"name", "url"},
    "Person": {"name", "jobTitle", "worksFor"},
}  # fmt: skip
DEMANDED = {"name", "startDate", "location", "description", "endDate", "eventStatus", "image"}


def check_vocabulary(data: Any) -> None:
    """Every type, property and value is one that schema.org knows; nothing is empty."""
    if isinstance(data, list):
        for item in data:
            check_vocabulary(item)
    elif isinstance(data, dict):
        names = {name for name in data if not name.startswith("@")}
        assert names <= VOCABULARY[data["@type"]], data["@type"]
        for name, value in data.items():
            assert value not in ("", None, [], {}), name
            check_vocabulary(value)
        for name in {"startDate", "endDate"} & names:
            assert datetime.fromisoformat(data[name])
        for name in {"eventStatus", "eventAttendanceMode"} & names:
            assert data[name].startswith("https://schema.org/")


@pytest.mark.parametrize("mode", ["on_site", "online", "hybrid"])
def test_the_linked_data_is_valid(client: Client, mode: str) -> None:
    event = ready_event(participants=2, slug="fair", mode=mode, summary="Meet one to one.")
    session = SessionFactory(event=event, title="Cities that listen")
    AppearanceFactory(session=session, name="林美華", organisation_name="III")
    AppearanceFactory(session=session, name="HCA", organisation_name="HCA", role="signatory")
    page = client.get("/e/fair/").content.decode()
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert block is not None
    data = json.loads(block[1])
    assert data["@context"] == "https://schema.org"
    assert set(data) >= DEMANDED
    check_vocabulary(data)
    person, signatory = data["subEvent"][0]["performer"]
    assert person["worksFor"]["name"] == "III"
    assert signatory == {"@type": "Organization", "name": "HCA"}
    places = data["location"] if isinstance(data["location"], list) else [data["location"]]
    kinds = {"on_site": ["Place"], "online": ["VirtualLocation"]}
    assert [place["@type"] for place in places] == kinds.get(mode, ["Place", "VirtualLocation"])


def test_no_company_is_in_the_linked_data_unasked(client: Client, named: Registration) -> None:
    page = client.get("/e/fair/").content.decode()
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert block is not None
    assert str(named.organisation) not in block[1]


def test_the_sitemap_names_what_is_public_and_nothing_else(
    client: Client, named: Registration
) -> None:
    EventFactory(slug="secret", is_public=False)
    hidden = participant(named.event)
    text = client.get("/sitemap.xml").content.decode()
    for path in ("/", "/e/fair/", "/e/fair/companies/", f"/e/fair/companies/{named.pk}/"):
        assert f"<loc>http://testserver{path}</loc>" in text
        assert f'hreflang="vi" href="http://testserver{path}?lang=vi"' in text
    assert "secret" not in text
    assert f"/companies/{hidden.pk}/" not in text


def test_robots_are_led_to_the_sitemap_and_away_from_people(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in text
    assert "Disallow: /e/*/participants/" in text


@pytest.mark.parametrize("is_over", [False, True])
def test_what_is_over_invites_nobody(
    client: Client, named: Registration, monkeypatch, is_over: bool
) -> None:
    event = named.event
    SiteVisitFactory(event=event, seats=4)
    now = timezone.now()
    if is_over:
        later = datetime.combine(event.ends_on, now.time(), now.tzinfo) + timedelta(days=3)
        monkeypatch.setattr(timezone, "now", lambda: later)
    pages = [
        client.get(f"/e/{event.slug}/{path}").content.decode()
        for path in ("", "companies/", f"companies/{named.pk}/")
    ]
    for page in pages:
        assert ("Who came" in page) == is_over
        assert ("Who comes" in page) != is_over
    offers = ["Take part</a>", "seats left", "How to take part"]
    assert [offer in pages[0] for offer in offers] == [not is_over] * 3
    assert ("organisation took part" in pages[0]) == is_over
    assert ("Take part</a>" in pages[2]) != is_over


def test_the_event_as_a_calendar_entry(client: Client, named: Registration) -> None:
    event = named.event
    first, second = (client.get("/e/fair/event.ics").content for _time in range(2))
    assert first == second
    (entry,) = Calendar.from_ical(first).walk("VEVENT")
    assert (entry.start, entry.end) == (event.starts_on, event.ends_on + timedelta(days=1))
    assert str(entry["SUMMARY"]) == event.name


@pytest.mark.usefixtures("one_window")
def test_who_calls_too_often_waits(client: Client, named: Registration) -> None:
    answers = [client.get("/e/fair/preview-en.png").status_code for _call in range(61)]
    assert answers == [200] * 60 + [429]


def test_the_programme_says_when_companies_meet(client: Client) -> None:
    event = ready_event(slug="fair")  # which meets from nine to twelve
    SessionFactory(event=event, title="Opening", during=span(moment(event, 8, 30), 30))
    SessionFactory(event=event, title="Lunch", kind="break", during=span(moment(event, 12), 60))
    page = client.get("/e/fair/").content.decode()
    rows = re.findall(r"<time[^>]*>([^<]+)</time>\s*<div>\s*<h3>([^<]+)</h3>", page)
    assert rows == [
        ("08:30–09:00", "Opening"),
        ("09:00–12:00", "One-to-one meetings"),
        ("12:00–13:00", "Lunch"),
    ]


@pytest.mark.parametrize(
    ("mode", "where"),
    [
        ("on_site", "company, at a table."),
        ("online", "online."),
        ("hybrid", "at a table or online."),
    ],
)
def test_meetings_are_where_the_event_is(client: Client, mode: str, where: str) -> None:
    EventFactory(slug="fair", mode=mode, slot_minutes=20)
    page = client.get("/e/fair/").content.decode()
    told = re.search(r"20 minutes with each company, ([^<]+)</p>", page)
    assert told is not None
    assert told[1] == where.removeprefix("company, ")


@pytest.mark.parametrize("size", [1, 3])
def test_queries_do_not_grow_with_the_event(
    client: Client, django_assert_num_queries, size: int
) -> None:
    event = ready_event(participants=size, slug="fair")
    for k in range(size):
        session = SessionFactory(event=event, during=span(moment(event, 9 + k), 30))
        AppearanceFactory.create_batch(size, session=session)
        SiteVisitFactory(event=event)
    with django_assert_num_queries(QUERIES):
        client.get("/e/fair/")


@pytest.mark.parametrize("size", [1, 3])
def test_queries_of_home_do_not_grow(client: Client, django_assert_num_queries, size: int) -> None:
    EventFactory.create_batch(size)
    with django_assert_num_queries(3):
        client.get("/")


def test_an_event_without_anything_has_a_page(client: Client) -> None:
    event = EventFactory(city="", country="", summary="", starts_on=timezone.now().date())
    page = client.get(f"/e/{event.slug}/").content.decode()
    assert "No programme yet" in page


def test_an_address_that_leads_nowhere_says_so(client: Client) -> None:
    response = client.get("/e/nothing-here/")
    assert response.status_code == 404
    assert "We cannot find this page" in response.content.decode()


def test_its_staff_get_from_the_page_to_the_organisers_side(client: Client) -> None:
    staff = StaffFactory(event__slug="fair")
    organise = f"/admin/events/event/{staff.event.pk}/change/"
    assert organise not in client.get("/e/fair/").content.decode()
    client.force_login(StaffFactory().user)  # of another event
    assert organise not in client.get("/e/fair/").content.decode()
    client.force_login(staff.user)
    assert organise in client.get("/e/fair/").content.decode()
