"""Registering: founding or joining, what the organiser asks, visits, who is invited, bad input."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from companies.models import JoinRequest, Organisation, Statement, User
from events.domain.questions import add_question
from events.domain.registrations import found_and_register
from events.models import Event, Registration, VisitWish
from tests.factories import (
    EventFactory,
    MemberFactory,
    OrganisationFactory,
    RepresentativeFactory,
    SectorFactory,
    SideFactory,
    SiteVisitFactory,
    UserFactory,
    participant,
)
from tests.matchmaking.threads import at_once

pytestmark = pytest.mark.django_db

PROFILE = {"name": "Sao Mai", "kind": "company", "country": "VN"}
BASE = "/e/fair/register/"


@pytest.fixture
def event() -> Event:
    event: Event = EventFactory(slug="fair")
    return event


@pytest.fixture
def owner(client: Client) -> User:
    user: User = UserFactory(full_name="Trần Thị Hương", email="huong@saomai.vn")
    client.force_login(user)
    return user


@pytest.fixture
def draft(owner: User, event: Event) -> Registration:
    registration: Registration = participant(event, state="draft")
    MemberFactory(organisation=registration.organisation, user=owner, role="owner")
    return registration


@pytest.mark.django_db(transaction=True)
def test_sent_twice_in_one_moment_there_is_one_organisation() -> None:
    event, person = EventFactory(), UserFactory()

    def found() -> Registration:
        return found_and_register(event, by=person, **PROFILE)

    first, second = at_once(found, found)
    assert first == second
    assert Organisation.objects.count() == Registration.objects.count() == 1
    assert first.representatives.get().user == person


def test_the_same_mail_domain_is_enough_to_be_offered(
    client: Client, event: Event, owner: User
) -> None:
    OrganisationFactory(name="Quite another name", website="https://www.saomai.vn/vi")
    response = client.post(BASE, PROFILE)
    assert [each.organisation.name for each in response.context["alike"]] == ["Quite another name"]
    assert Registration.objects.count() == 0


def test_asking_to_join_what_was_offered(client: Client, event: Event, owner: User) -> None:
    there = MemberFactory(role="owner", organisation__name="Sao Mai JSC").organisation
    page = client.post(BASE, PROFILE).content.decode()
    ticket = re.search(r'name="organisation" value="([^"]+)"', page)
    assert ticket is not None
    ask = {"organisation": ticket[1], "message": "I sell", "next": BASE}
    for _ in range(2):
        assert client.post("/organisations/join/", ask)["Location"] == BASE
    asked = JoinRequest.objects.get()
    assert (asked.organisation, asked.user, asked.message) == (there, owner, "I sell")
    assert "You asked to join" in client.get(BASE).content.decode()
    client.post(f"/organisations/join/{asked.pk}/withdraw/", {"next": BASE})
    assert "You asked to join" not in client.get(BASE).content.decode()


@pytest.mark.parametrize("ticket", ["", "1", "{pk}", "{pk}:made-up"])
def test_what_was_not_offered_cannot_be_asked(client: Client, owner: User, ticket: str) -> None:
    other = OrganisationFactory()
    ask = {"organisation": ticket.format(pk=other.pk)}
    assert client.post("/organisations/join/", ask).status_code == 404
    assert not JoinRequest.objects.exists()


def test_a_request_of_somebody_else_is_not_withdrawn(client: Client, owner: User) -> None:
    asked = JoinRequest.objects.create(organisation=OrganisationFactory(), user=UserFactory())
    assert client.post(f"/organisations/join/{asked.pk}/withdraw/").status_code == 404


def test_the_organisers_questions_are_a_step_where_there_are_some(
    client: Client, event: Event, draft: Registration
) -> None:
    assert "Questions" not in client.get(f"{BASE}people/").content.decode()
    question = add_question(event, text="Do you eat meat?", kind="yes_no", is_required=True)
    number = add_question(event, text="How many samples?", kind="number")
    assert "Do you eat meat?" in client.get(f"{BASE}questions/").content.decode()

    response = client.post(f"{BASE}questions/", {f"question-{number.pk}": "many"})
    assert response.context["form"].errors.keys() == {f"question-{number.pk}"}
    response = client.post(f"{BASE}questions/", {f"question-{number.pk}": "12"})
    assert response.status_code == 302  # what must be answered may wait
    response = client.post(f"{BASE}submit/", {"is_listed": "on", "submit": "1"})
    assert "needs an answer to “Do you eat meat?”" in response.content.decode()
    draft.refresh_from_db()
    assert draft.state == "draft"

    client.post(f"{BASE}questions/", {f"question-{question.pk}": "no"})
    shown = client.get(f"{BASE}questions/").context["form"]
    assert shown[f"question-{question.pk}"].value() == "no"
    client.post(f"{BASE}submit/", {"is_listed": "on", "submit": "1"})
    draft.refresh_from_db()
    assert draft.state == "submitted"


def test_handing_in_twice_says_the_same_twice(client: Client, draft: Registration) -> None:
    for _ in range(2):
        response = client.post(f"{BASE}submit/", {"is_listed": "on", "submit": "1"}, follow=True)
        assert "Your registration is with the organiser" in response.content.decode()


def test_an_offer_sent_twice_is_one(client: Client, draft: Registration) -> None:
    before = Statement.objects.count()
    for _ in range(2):
        offer = {"kind": "offer", "text": "Card readers for buses", "language": "en"}
        client.post(f"{BASE}statements/", offer)
    assert Statement.objects.count() == before + 1


def test_wishes_for_visits(client: Client, event: Event, draft: Registration) -> None:
    visit = SiteVisitFactory(event=event)
    person = draft.representatives.get()
    assert visit.title in client.get(f"{BASE}visits/").content.decode()
    client.post(f"{BASE}visits/", {f"visit-{visit.pk}": [person.pk]})
    assert VisitWish.objects.get().representative == person
    assert visit.title in client.get(f"{BASE}submit/").content.decode()
    response = client.post(f"{BASE}visits/", {f"visit-{visit.pk}": ["999999"]})
    assert response.status_code == 200
    assert VisitWish.objects.count() == 1


def test_a_colleague_comes_and_somebody_else_is_invited(
    client: Client, draft: Registration
) -> None:
    colleague = MemberFactory(organisation=draft.organisation)
    for _ in range(2):
        client.post(f"{BASE}people/", {"member": colleague.pk})
    assert draft.representatives.filter(user=colleague.user).count() == 1
    stranger = MemberFactory()
    client.post(f"{BASE}people/", {"member": stranger.pk})
    assert not draft.representatives.filter(user=stranger.user).exists()

    UserFactory(email="an@example.com", full_name="A name nobody typed")
    person = {"email": "an@example.com", "full_name": "Lê An", "takes_meetings": "on"}
    page = client.post(f"{BASE}people/", person, follow=True).content.decode()
    assert "Invited, comes once they accept" in page
    assert "A name nobody typed" not in page
    invited = draft.invited_representatives.get()
    client.post(f"{BASE}people/invited/{invited.pk}/remove/")
    assert not draft.invited_representatives.exists()


def test_an_invitation_of_another_registration_is_not_found(
    client: Client, event: Event, draft: Registration
) -> None:
    from events.domain.representatives import invite_representative

    other = participant(event, trade=1)
    invited = invite_representative(other, email="an@example.com", by=None)
    assert client.post(f"{BASE}people/invited/{invited.pk}/remove/").status_code == 404


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("waitlisted", "You are on the waiting list."),
        ("rejected", "write to the host"),
        ("withdrawn", "hand it in again"),
    ],
)
def test_what_was_decided_and_what_to_do_next_stands_on_every_step(
    client: Client, draft: Registration, state: str, said: str
) -> None:
    draft.state, draft.state_reason = state, "Because of reasons."
    draft.save()
    for step in ("organisation", "statements", "people", "submit"):
        page = client.get(f"{BASE}{step}/").content.decode()
        assert said in page
        assert "Because of reasons." in page


def test_cancelling_asks_once_more_and_may_be_undone(client: Client, draft: Registration) -> None:
    draft.state = "submitted"
    draft.save()
    assert "Cancel your part in" in client.get(f"{BASE}withdraw/").content.decode()
    draft.refresh_from_db()
    assert draft.state == "submitted"
    client.post(f"{BASE}withdraw/")
    draft.refresh_from_db()
    assert draft.state == "withdrawn"
    client.post(f"{BASE}submit/", {"is_listed": "on", "submit": "1"})
    draft.refresh_from_db()
    assert draft.state == "submitted"


def test_the_side_is_chosen_while_it_is_a_draft(
    client: Client, event: Event, draft: Registration
) -> None:
    side = SideFactory(event=event, code="local")
    client.post(f"{BASE}organisation/", {**PROFILE, "side": side.pk})
    draft.refresh_from_db()
    assert draft.side == side
    other = SideFactory(event=event, code="visiting")
    draft.state = "approved"
    draft.save()
    client.post(f"{BASE}organisation/", {**PROFILE, "side": other.pk})
    draft.refresh_from_db()
    assert draft.side == side


# --- bad input ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["🚌 Xe Buýt 🚌", "شركة النور للتقنية", "נגב טק בע״מ", "A" * 200])
def test_any_script_is_a_name(client: Client, event: Event, owner: User, name: str) -> None:
    client.post(BASE, {**PROFILE, "name": name})
    organisation = Organisation.objects.get()
    assert organisation.name == name
    assert name in client.get(f"{BASE}organisation/").content.decode()


def png() -> bytes:
    written = BytesIO()
    Image.new("RGB", (64, 64), "teal").save(written, "PNG")
    return written.getvalue()


def test_a_logo_is_kept_changed_and_taken_away(
    client: Client, draft: Registration, settings, tmp_path, django_capture_on_commit_callbacks
) -> None:
    settings.MEDIA_ROOT = tmp_path
    organisation = draft.organisation
    address = f"/organisations/{organisation.pk}/"

    def send(**more: object) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post(address, {**PROFILE, **more}).status_code == 302
        organisation.refresh_from_db()

    send(logo=SimpleUploadedFile("logo.png", png()))
    first = organisation.logo.name
    send()
    assert organisation.logo.name == first  # what is not sent stays
    send(logo=SimpleUploadedFile("logo.png", png()))
    assert organisation.logo.name != first
    assert [path.name for path in (tmp_path / "logos").iterdir()] == [
        organisation.logo.name.removeprefix("logos/")
    ]
    send(**{"logo-clear": "on"})
    assert not organisation.logo
    assert list((tmp_path / "logos").iterdir()) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7", "no picture that we can read"),
        (b"\x89PNG" + bytes(50 * 1024 * 1024), "at most 5"),
    ],
    ids=["a pdf", "50 MB"],
)
def test_a_wrong_file_is_said_and_everything_else_is_kept(
    client: Client, draft: Registration, content: bytes, said: str
) -> None:
    profile = {**PROFILE, "tagline": "Fares for buses", "target_markets": ["VN", "TW"]}
    profile["logo"] = SimpleUploadedFile("logo.png", content)
    response = client.post(f"{BASE}organisation/", profile)
    page = response.content.decode()
    assert said in page
    assert 'value="Fares for buses"' in page
    draft.organisation.refresh_from_db()
    assert not draft.organisation.logo
    assert draft.organisation.tagline != "Fares for buses"


@pytest.mark.parametrize(
    "address",
    ["questions/", "visits/", "people/invited/1/remove/", "withdraw/", "statements/suggest/"],
)
def test_strangers_find_nothing(client: Client, draft: Registration, address: str) -> None:
    client.force_login(UserFactory())
    assert client.post(f"{BASE}{address}").status_code == 404
    client.logout()
    assert client.post(f"{BASE}{address}")["Location"].startswith("/accounts/login/")


# --- suggestions --------------------------------------------------------------------------------


def one_suggestion(text: str, kind: str, language: str) -> tuple[list[str], bool]:
    assert (kind, language) == ("need", "vi")
    return ["transport", "gone", "energy"], "later" in text


@pytest.fixture
def _suggesting(settings) -> None:
    settings.SECTOR_SUGGESTER = f"{__name__}.one_suggestion"
    for code in ("transport", "energy"):
        SectorFactory(code=code)


NEED = {"kind": "need", "text": "Cần máy bán vé cho xe buýt", "language": "vi"}


@pytest.mark.usefixtures("_suggesting")
class TestSuggesting:
    def test_a_button_suggests_and_keeps_all_that_was_written(
        self, client: Client, draft: Registration
    ) -> None:
        before = Statement.objects.count()
        response = client.post(f"{BASE}statements/", {**NEED, "suggest": "1"})
        page = response.content.decode()
        assert [sector.code for sector in response.context["suggested"]] == ["transport", "energy"]
        assert NEED["text"] in page
        assert Statement.objects.count() == before
        assert not re.search(r'id="suggested-\d+"[^>]*checked', page)  # a tick is the writer's

    def test_what_is_ticked_is_not_suggested(self, client: Client, draft: Registration) -> None:
        part = client.post(f"{BASE}statements/suggest/", {**NEED, "sectors": ["transport"]})
        assert [sector.code for sector in part.context["suggested"]] == ["energy"]

    def test_a_better_answer_is_waited_for_a_few_times(
        self, client: Client, draft: Registration
    ) -> None:
        later = {**NEED, "text": f"{NEED['text']} later"}
        part = client.post(f"{BASE}statements/suggest/", later).content.decode()
        assert 'hx-vals=\'{"tries": "1"}\'' in part
        for tries in ("5", "x" * 9, "9" * 5000):
            again = client.post(f"{BASE}statements/suggest/", {**later, "tries": tries})
            assert again.context["asks_again"] == 0

    def test_too_short_a_text_suggests_nothing(self, client: Client, draft: Registration) -> None:
        part = client.post(f"{BASE}statements/suggest/", {**NEED, "text": "AI"})
        assert part.context["suggested"] == []


def test_without_a_suggester_nothing_is_suggested(client: Client, draft: Registration) -> None:
    part = client.post(f"{BASE}statements/suggest/", NEED)
    assert part.context["suggested"] == []


@pytest.mark.django_db
def test_who_signed_up_by_code_is_asked_for_their_name(
    client: Client, draft: Registration, owner: User
) -> None:
    person = RepresentativeFactory(registration=draft, user=owner)
    assert 'name="own_name"' not in client.get(f"{BASE}people/").content.decode()
    User.objects.filter(pk=owner.pk).update(full_name="", phone="+84 28 1234")
    assert 'name="own_name"' in client.get(f"{BASE}people/").content.decode()
    assert "missing" in client.get(f"{BASE}submit/").content.decode()
    answer = client.post(f"{BASE}people/", {"own_name": "1", "full_name": "  "})
    assert answer.status_code == 200
    client.post(f"{BASE}people/", {"own_name": "1", "full_name": "林美華 🚌"})
    owner.refresh_from_db()
    assert (owner.full_name, owner.phone) == ("林美華 🚌", "+84 28 1234")
    assert person.user == owner
    assert 'name="own_name"' not in client.get(f"{BASE}people/").content.decode()
