"""Who sees what of a company: every surface, every relation, every choice."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from events.choices import Audience
from events.domain.disclosure import DETAILS, Profile, Relation, change_disclosure
from events.models import Registration
from matchmaking.domain.calendars import event_calendar
from matchmaking.domain.relations import profile_for
from matchmaking.domain.schedules import cancel_meetings_of
from tests.factories import MeetingRequestFactory, UserFactory, participant
from tests.matchmaking.scenes import Scene, add_meeting, published_scene

pytestmark = pytest.mark.django_db

RELATIONS = (
    "stranger",
    "outsider",
    "participant",
    "asked",
    "declined",
    "accepted",
    "meets",
    "left",
)
CONTACT = {"email", "phone"}
DETAILS_SHOWN = {"website", "description", "size", "markets", "people"}
MARKS = {
    "name": "Quang Minh Robotics",
    "website": "quangminh.example",
    "description": "We build robots that weld ships.",
    "size": ("50 to 249 people", "50-249"),
    "markets": ("Iceland", '"IS"'),
    "people": "Lê Thị Bí Mật",
    "email": "secret.person@mail.example",
    "phone": "+84 90 123 4567",
}


@pytest.fixture
def scene() -> Scene:
    return published_scene(slug="fair")


@pytest.fixture
def company(scene: Scene) -> Registration:
    company = participant(scene.event, trade=3)
    organisation = company.organisation
    organisation.name = str(MARKS["name"])
    organisation.website = "https://quangminh.example"
    organisation.description = str(MARKS["description"])
    organisation.size = "50-249"
    organisation.target_markets = ["IS"]
    organisation.save()
    person = company.representatives.get().user
    person.full_name, person.email = str(MARKS["people"]), str(MARKS["email"])
    person.phone = str(MARKS["phone"])
    person.save()
    return company


def relate(scene: Scene, company: Registration, relation: str) -> Client:
    """A browser of somebody who stands like this to the company."""
    client = Client()
    if relation == "stranger":
        return client
    if relation == "outsider":
        client.force_login(UserFactory())
        return client
    states = {"asked": "pending", "declined": "declined", "accepted": "accepted"}
    if relation in states:
        MeetingRequestFactory(sender=scene.us, receiver=company, state=states[relation])
    if relation in {"meets", "left"}:
        add_meeting(scene.version, scene.us, company, 3)
    if relation == "left":
        cancel_meetings_of(scene.us)
    client.force_login(scene.me)
    return client


def read(client: Client, address: str) -> str:
    response = client.get(address)
    if response.status_code != 200:
        return ""
    if response["Content-Type"].startswith("application/json"):
        return json.dumps(response.json(), ensure_ascii=False)
    return response.content.decode()


def surfaces(scene: Scene, company: Registration, client: Client) -> dict[str, Callable[[], str]]:
    base, pk = "/e/fair/", company.pk
    pages = {
        "event page": base,
        "list of companies": f"{base}companies/",
        "public profile": f"{base}companies/{pk}/",
        "directory": f"{base}participants/",
        "participant": f"{base}participants/{pk}/",
        "board": f"{base}company/",
        "schedule": f"{base}me/",
        "badge": f"{base}me/badge/",
        "contacts": f"{base}contacts/",
        "contacts.csv": f"{base}contacts.csv",
        "contacts.vcf": f"{base}contacts.vcf",
        "calendar.ics": f"{base}me/calendar.ics",
        "api participants": "/api/v1/events/fair/participants/",
        "api participant": f"/api/v1/events/fair/participants/{pk}/",
        "api requests": "/api/v1/events/fair/requests/",
        "api meetings": "/api/v1/events/fair/meetings/",
        "api agenda": "/api/v1/events/fair/agenda/",
        "api contacts": "/api/v1/events/fair/contacts/",
    }
    return {
        name: (lambda address=address: read(client, address)) for name, address in pages.items()
    }


def found_in(text: str) -> set[str]:
    unfolded = text.replace("\r\n ", "")  # iCalendar and vCard fold long lines
    return {name for name, mark in MARKS.items() if name != "name" and _has(unfolded, mark)}


def _has(text: str, mark: str | tuple[str, ...]) -> bool:
    return any(word in text for word in ((mark,) if isinstance(mark, str) else mark))


def sees(scene: Scene, company: Registration, client: Client) -> dict[str, set[str]]:
    read_each = surfaces(scene, company, client)
    return {name: found for name, look in read_each.items() if (found := found_in(look()))}


PEOPLE = {"people"}
AGREED = {
    "participant": DETAILS_SHOWN | CONTACT,
    "api participant": DETAILS_SHOWN,
    "directory": set(),
    "api participants": {"website", "description", "size", "markets"},
}
MEETS = {
    **AGREED,
    "board": PEOPLE,
    "schedule": PEOPLE,
    "badge": PEOPLE,
    "contacts": PEOPLE | CONTACT,
    "contacts.csv": PEOPLE | CONTACT | {"website"},
    "contacts.vcf": PEOPLE | CONTACT | {"website"},
    "calendar.ics": PEOPLE,
    "api meetings": PEOPLE,
    "api agenda": PEOPLE,
    "api contacts": PEOPLE | CONTACT,
}
KNOWN = {"participant": DETAILS_SHOWN, "api participant": DETAILS_SHOWN,
         "api participants": {"website", "description", "size", "markets"}}  # fmt: skip
EXPECTED: dict[str, dict[str, dict[str, set[str]]]] = {
    # every detail for those one has agreed to meet only
    Audience.MEETING: {
        "stranger": {}, "outsider": {}, "participant": {}, "asked": {}, "declined": {}, "left": {},
        "accepted": AGREED, "meets": MEETS,
    },
    # every detail for participants: the default
    Audience.PARTICIPANTS: {
        "stranger": {}, "outsider": {}, "participant": KNOWN, "asked": KNOWN, "declined": KNOWN,
        "left": KNOWN, "accepted": AGREED, "meets": MEETS,
    },
    Audience.EVERYBODY: {
        relation: {"public profile": DETAILS_SHOWN, **known}
        for relation, known in {
            "stranger": {}, "outsider": {}, "participant": KNOWN, "asked": KNOWN,
            "declined": KNOWN, "left": KNOWN, "accepted": AGREED, "meets": MEETS,
        }.items()
    },
}  # fmt: skip
# A meeting that was cancelled still names those who were to come, as it was told before.
STILL_NAMED = dict.fromkeys(("board", "calendar.ics", "api meetings", "api agenda"), PEOPLE)


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("audience", list(Audience))
def test_each_surface_shows_each_relation_what_the_company_allows(
    scene: Scene, company: Registration, audience: Audience, relation: str
) -> None:
    chosen = {f"{name}_for": audience for name in DETAILS}
    change_disclosure(company, by=None, is_listed=True, is_public=True, **chosen)
    client = relate(scene, company, relation)
    expected = {name: what for name, what in EXPECTED[audience][relation].items() if what}
    if relation == "left":
        expected = {**STILL_NAMED, **expected}
    assert sees(scene, company, client) == expected


@pytest.mark.parametrize(
    ("is_listed", "is_public", "where"),
    [
        (True, True, {"event page", "list of companies", "public profile"}),
        (True, False, set()),
        (False, True, set()),  # not listed wins
        (False, False, set()),
    ],
)
def test_strangers_learn_of_those_only_who_want_them_to(
    scene: Scene, company: Registration, is_listed: bool, is_public: bool, where: set[str]
) -> None:
    change_disclosure(company, by=None, is_listed=is_listed, is_public=is_public)
    read_each = surfaces(scene, company, Client())
    assert {name for name, look in read_each.items() if str(MARKS["name"]) in look()} == where
    assert company.is_public == (is_listed and is_public)


@pytest.mark.parametrize("state", ["draft", "submitted", "waitlisted", "rejected", "withdrawn"])
def test_who_is_not_approved_is_on_no_public_page(
    client: Client, scene: Scene, company: Registration, state: str
) -> None:
    company.is_public, company.state = True, state
    company.save()
    assert client.get(f"/e/fair/companies/{company.pk}/").status_code == 404
    assert str(MARKS["name"]) not in client.get("/e/fair/companies/").content.decode()


def test_somebody_without_a_name_is_not_called_by_their_address(scene: Scene) -> None:
    """Where a name is missing, pages must not fall back to the address."""
    them = participant(scene.event, trade=3, people=2)
    add_meeting(scene.version, scene.us, them, 3)
    for person in them.representatives.all():
        person.user.full_name = ""
        person.user.save()
    client = Client()
    client.force_login(scene.me)
    emails = [person.user.email for person in them.representatives.all()]
    pages = ("me/", "me/badge/", "company/", "me/calendar.ics", "participants/")
    for page in pages:
        text = client.get(f"/e/fair/{page}").content.decode()
        assert not any(email in text for email in emails), page
    calendar = event_calendar(scene.me, scene.event, "en").decode()
    assert not any(email in calendar for email in emails)


@pytest.mark.parametrize("reader", ["stranger", "participant", "counterpart"])
def test_the_preview_is_the_real_page(scene: Scene, company: Registration, reader: str) -> None:
    """The pieces of the preview stand in the real page, byte by byte."""
    chosen = {"people_for": "meeting", "size_for": "everybody", "website_for": "participants"}
    change_disclosure(company, by=None, is_public=True, **chosen)
    relation = Relation[reader.upper()]
    owner = Client()
    owner.force_login(company.representatives.get().user)
    asked = {"listing": "everybody", "reader": int(relation), **chosen}
    asked |= {"description_for": "participants", "markets_for": "participants"}
    preview = owner.post("/e/fair/visibility/", asked)
    if reader == "stranger":
        real = Client().get(reverse("events:company", args=["fair", company.pk]))
    else:
        state = "accepted" if reader == "counterpart" else "meets nobody"
        client = relate(scene, company, state)
        real = client.get(f"/e/fair/participants/{company.pk}/")
    body = body_of(preview.content.decode())
    whole = squeezed(real.content.decode())
    assert len(body) > 200
    assert squeezed(body) in whole
    assert preview.context["preview"]["profile"].people == profile_of(real).people
    assert (str(MARKS["email"]) in body) == (reader == "counterpart")


def profile_of(response: Any) -> Profile:
    return response.context["profile"]


def squeezed(text: str) -> str:
    return " ".join(text.split())


def body_of(text: str) -> str:
    """The body of the previewed profile: from its first section to the end of its last."""
    preview = text[
        text.index('class="preview-page"') : text.index("</form>", text.index("preview-page"))
    ]
    body = preview[preview.index('<section aria-labelledby="') :]
    return body[: body.rindex("</section>", 0, body.rindex("</section>")) + len("</section>")]


def test_nothing_is_kept_before_it_is_saved(scene: Scene, company: Registration) -> None:
    client = Client()
    client.force_login(company.representatives.get().user)
    choice = {f"{name}_for": "meeting" for name in DETAILS} | {"listing": "nobody", "reader": 0}
    assert "They do not see you" in client.post("/e/fair/visibility/", choice).content.decode()
    company.refresh_from_db()
    assert (company.is_listed, company.people_for) == (True, "participants")
    answer = client.post("/e/fair/visibility/", {**choice, "save": "1"})
    assert answer["Location"] == "/e/fair/visibility/"
    company.refresh_from_db()
    assert (company.is_listed, company.people_for) == (False, "meeting")


def test_who_may_look_and_who_may_choose(scene: Scene, company: Registration) -> None:
    client = Client()
    assert client.get("/e/fair/visibility/").status_code == 302
    client.force_login(UserFactory())
    assert client.get("/e/fair/visibility/").status_code == 404
    colleague = UserFactory()
    company.organisation.members.create(user=colleague)
    client.force_login(colleague)
    page = client.get("/e/fair/visibility/")
    assert page.status_code == 200
    assert 'name="save"' not in page.content.decode()
    assert client.post("/e/fair/visibility/", {"save": "1"}).status_code == 404


def test_a_person_whom_one_may_not_know_of_cannot_be_wished_for(
    scene: Scene, company: Registration
) -> None:
    change_disclosure(company, by=None, people_for="meeting")
    wished = {"receiver": company.pk, "people": [company.representatives.get().pk]}
    client = Client()
    client.force_login(scene.me)
    answer = client.post(
        "/api/v1/events/fair/requests/", json.dumps(wished), content_type="application/json"
    )
    assert answer.status_code == 400
    assert set(answer.json()["fields"]) == {"people"}


def test_a_profile_says_nothing_of_what_is_not_for_the_reader(
    scene: Scene, company: Registration
) -> None:
    change_disclosure(company, by=None, **{f"{name}_for": "meeting" for name in DETAILS})
    profile = profile_for(scene.us, company)
    assert (profile.website, profile.description, profile.size) == ("", "", "")
    assert (profile.target_markets, profile.people) == ([], [])
    assert profile.name == MARKS["name"]
