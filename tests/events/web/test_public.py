"""The public pages: what strangers see of events, and what they do not."""

import json
import re

import pytest
from django.test import Client
from django.utils import timezone

from events.choices import RegistrationState
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

QUERIES = 11


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


def test_the_events_colour_is_in_the_page_only_with_a_nonce(client: Client) -> None:
    EventFactory(slug="fair", accent="#ffd400")
    response = client.get("/e/fair/")
    block = re.search(r'<style nonce="([^"]+)">(.*?)</style>', response.content.decode(), re.DOTALL)
    assert block is not None
    assert f"'nonce-{block[1]}'" in response["Content-Security-Policy"]
    assert "--accent:#ffd400" in block[2]
    assert "--on-accent:#000000" in block[2]
    assert ' style="' not in response.content.decode()


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
