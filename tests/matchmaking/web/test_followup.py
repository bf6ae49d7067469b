"""After the meetings: the form of what came of one, the list of contacts, the files."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from matchmaking.models import CardPhoto, Outcome
from tests.factories import MemberFactory, StaffFactory
from tests.matchmaking.scenes import Scene, published_scene

pytestmark = pytest.mark.django_db

YESTERDAY = timezone.now().date() - timedelta(days=1)


@pytest.fixture
def scene(client: Client) -> Scene:
    scene = published_scene(slug="fair", starts_on=YESTERDAY, ends_on=YESTERDAY)
    client.force_login(scene.me)
    return scene


def address(scene: Scene) -> str:
    return f"/e/fair/meetings/{scene.meetings[0].uid}/"


def test_a_few_taps_are_enough(client: Client, scene: Scene) -> None:
    response = client.post(address(scene), {"took_place": "yes", "next_step": "none"}, follow=True)
    outcome = Outcome.objects.get()
    assert (outcome.registration, outcome.author) == (scene.us, scene.me)
    assert (outcome.took_place, outcome.interest) == (True, None)
    assert response.redirect_chain == [("/e/fair/contacts/", 302)]
    response = client.post(
        f"{address(scene)}?from=schedule", {"took_place": "yes", "next_step": "none"}
    )
    assert response.url == "/e/fair/me/", "back to where one came from"


def test_all_of_it_is_kept_shown_again_and_due(client: Client, scene: Scene) -> None:
    due = timezone.now().date() + timedelta(days=3)
    answers = {
        "took_place": "yes",
        "interest": "4",
        "next_step": "pilot",
        "note": "Two buses in March",
        "follow_up_on": due.isoformat(),
    }
    client.post(address(scene), answers)
    outcome = Outcome.objects.get()
    assert (outcome.interest, outcome.next_step, outcome.follow_up_on) == (4, "pilot", due)
    page = client.get(address(scene)).content.decode()
    assert "Two buses in March" in page
    assert f'value="{due.isoformat()}"' in page
    contacts = client.get("/e/fair/contacts/").content.decode()
    assert "Pilot project" in contacts
    assert "4 of 5" in contacts
    client.post(address(scene), {**answers, "took_place": "no", "next_step": "none"})
    assert Outcome.objects.count() == 1
    assert Outcome.objects.get().interest is None


def test_a_note_is_ones_own_until_it_is_shared(client: Client, scene: Scene) -> None:
    answers = {"took_place": "yes", "next_step": "none", "note": "They hesitate"}
    client.post(address(scene), answers)
    client.force_login(scene.you)
    assert "They hesitate" not in client.get("/e/fair/contacts/").content.decode()
    assert "They hesitate" not in client.get(address(scene)).content.decode()
    client.force_login(scene.me)
    client.post(address(scene), {**answers, "note_is_shared": "on"})
    client.force_login(scene.you)
    assert "They note: They hesitate" in client.get("/e/fair/contacts/").content.decode()


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({}, "took_place"),
        ({"took_place": "perhaps"}, "took_place"),
        ({"took_place": "yes", "interest": "6"}, "interest"),
        ({"took_place": "yes", "next_step": "marriage"}, "next_step"),
        ({"took_place": "yes", "follow_up_on": "soon"}, "follow_up_on"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(
    client: Client, scene: Scene, answers: dict[str, str], field: str
) -> None:
    response = client.post(address(scene), {"next_step": "none", "note": "Kept", **answers})
    assert field in response.context["form"].errors
    assert "Kept" in response.content.decode()
    assert not Outcome.objects.exists()


def test_a_reminder_before_the_meeting_is_refused_in_a_sentence(
    client: Client, scene: Scene
) -> None:
    early = {"took_place": "yes", "next_step": "none", "follow_up_on": "2020-01-01"}
    response = client.post(address(scene), early)
    assert response.context["form"].non_field_errors()
    assert not Outcome.objects.exists()


def test_before_the_meeting_there_is_no_form(client: Client) -> None:
    scene = published_scene(slug="fair")
    client.force_login(scene.me)
    assert "Come back once the meeting has begun" in client.get(address(scene)).content.decode()


def test_only_those_who_met_write_and_read(client: Client, scene: Scene) -> None:
    assert client.get(f"/e/fair/meetings/{uuid4()}/").status_code == 404
    client.force_login(published_scene().me)
    for page in (address(scene), "/e/fair/contacts/", "/e/fair/contacts.csv"):
        assert client.get(page).status_code == 404
    client.logout()
    assert client.get(address(scene)).status_code == 302


def test_files(client: Client, scene: Scene) -> None:
    table = client.get("/e/fair/contacts.csv")
    assert table["Content-Disposition"] == 'attachment; filename="fair-contacts.csv"'
    assert scene.you.email in table.content.decode()
    cards = client.get("/e/fair/contacts.vcf")
    assert cards["Content-Type"].startswith("text/vcard")
    assert scene.you.email in cards.content.decode()


@pytest.mark.parametrize("size", [1, 3])
def test_queries_do_not_grow(client: Client, django_assert_num_queries, size: int) -> None:
    scene = published_scene(slug="fair", meetings=size, starts_on=YESTERDAY, ends_on=YESTERDAY)
    client.force_login(scene.me)
    with django_assert_num_queries(8):
        client.get("/e/fair/contacts/")


def picture(side: int = 300, kind: str = "JPEG", name: str = "card.jpg") -> SimpleUploadedFile:
    """A photo as a phone sends it, with the place where it was taken in it."""
    image = Image.new("RGB", (side, side // 2), "white")
    place = Image.Exif()
    place[0x8825] = {1: "N", 2: (10.0, 46.0, 0.0)}  # the GPS block
    file = BytesIO()
    image.save(file, kind, **({"exif": place} if kind == "JPEG" else {}))
    return SimpleUploadedFile(name, file.getvalue())


TAPS = {"took_place": "yes", "next_step": "pilot", "note": "Two buses in March"}


def test_the_photo_of_a_card_is_kept_for_ones_own_organisation_alone(
    client: Client, scene: Scene
) -> None:
    client.post(address(scene), {**TAPS, "card": picture(side=3000)})
    (photo,) = CardPhoto.objects.all()
    kept = Image.open(BytesIO(bytes(photo.picture)))
    assert max(kept.size) == 1600
    assert not kept.getexif()
    assert b"GPS" not in bytes(photo.picture)
    answer = client.get(f"{address(scene)}card/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert "no-store" in answer["Cache-Control"]
    assert f"{address(scene)}card/" in client.get(address(scene)).content.decode()
    assert f"{address(scene)}card/" in client.get("/e/fair/contacts/").content.decode()
    colleague = MemberFactory(organisation=scene.us.organisation).user
    strangers = (scene.you, published_scene().me, StaffFactory(event=scene.event).user)
    client.force_login(colleague)
    assert client.get(f"{address(scene)}card/").status_code == 200
    for person in strangers:
        client.force_login(person)
        assert client.get(f"{address(scene)}card/").status_code == 404
    client.logout()
    assert client.get(f"{address(scene)}card/").status_code == 302


def test_the_photo_stays_until_it_is_replaced_or_deleted(client: Client, scene: Scene) -> None:
    client.post(address(scene), {**TAPS, "card": picture(name="a.jpg")})
    first = bytes(CardPhoto.objects.get().picture)
    client.post(address(scene), TAPS)
    assert bytes(CardPhoto.objects.get().picture) == first
    client.post(address(scene), {**TAPS, "card": picture(side=200)})
    assert bytes(CardPhoto.objects.get().picture) != first
    client.post(address(scene), {**TAPS, "forget_card": "on"})
    assert not CardPhoto.objects.exists()
    assert client.get(f"{address(scene)}card/").status_code == 404


BAD = {
    "50 MB": (b"\xff\xd8\xff" + bytes(50 * 1024 * 1024), "card.jpg", "at most 10.0"),
    "a program": (b"MZ" + bytes(900), "card.jpg", "no picture that we can read"),
    "a drawing with a script": (b"<svg onload='alert(1)'/>", "card.svg", "no picture"),
    "cut off": (picture().read()[:700], "card.jpg", "no picture that we can read"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_file_that_is_none_gets_a_clear_answer_and_loses_nothing(
    client: Client, scene: Scene, what: str
) -> None:
    content, name, sentence = BAD[what]
    file = SimpleUploadedFile(name, content)
    page = client.post(address(scene), {**TAPS, "card": file}).content.decode()
    assert sentence in page.replace("\xa0", " ")
    assert "Two buses in March" in page
    assert not Outcome.objects.exists()
    assert not CardPhoto.objects.exists()


def test_contacts_with_something_to_do_and_what_is_late(client: Client) -> None:
    scene = published_scene(3, slug="fair", starts_on=YESTERDAY, ends_on=YESTERDAY)
    client.force_login(scene.me)
    late, due, _none = scene.meetings
    for meeting, step, day in ((late, "quotation", YESTERDAY), (due, "pilot", None)):
        Outcome.objects.create(
            meeting=meeting,
            registration=scene.us,
            took_place=True,
            next_step=step,
            follow_up_on=day,
        )

    def names(show: str) -> set[str]:
        page = client.get("/e/fair/contacts/", {"show": show})
        return {str(contact.counterpart) for contact in page.context["contacts"]}

    assert names("open") == {str(late.registration_b), str(due.registration_b)}
    assert names("overdue") == {str(late.registration_b)}
    assert len(names("")) == len(names("nonsense")) == 3
    lines = client.get("/e/fair/contacts.csv?show=overdue").content.decode().strip().splitlines()
    assert len(lines) == 2
    assert "Quotation" in lines[1]
    cards = client.get("/e/fair/contacts.vcf").content.decode().replace("\r\n ", "")
    assert "Next step: Quotation" in cards
    assert YESTERDAY.isoformat() in cards


@pytest.mark.parametrize("said", [{"interest": "4"}, {"next_step": "pilot"}])
def test_who_rates_a_meeting_or_names_what_is_next_has_met(
    client: Client, scene: Scene, said: dict[str, str]
) -> None:
    client.post(address(scene), {"next_step": "none", **said})
    assert Outcome.objects.get().took_place


def test_a_reminder_is_a_tap(client: Client, scene: Scene) -> None:
    taps = {"took_place": "yes", "next_step": "quotation"}
    client.post(address(scene), {**taps, "remind": "7", "follow_up_on": "2020-01-01"})
    outcome = Outcome.objects.get()
    assert outcome.follow_up_on == scene.event.today + timedelta(days=7)
    page = client.get(address(scene)).content.decode()
    assert f'value="{outcome.follow_up_on.isoformat()}"' in page, "another day, as it is kept"
    client.post(address(scene), {**taps, "remind": "", "follow_up_on": "2020-01-01"})
    outcome.refresh_from_db()
    assert outcome.follow_up_on is None


def test_another_day_is_asked_for(client: Client, scene: Scene) -> None:
    taps = {"took_place": "yes", "next_step": "none", "remind": "day"}
    response = client.post(address(scene), taps)
    assert "follow_up_on" in response.context["form"].errors
    due = scene.event.today + timedelta(days=40)
    client.post(address(scene), {**taps, "follow_up_on": due.isoformat()})
    assert Outcome.objects.get().follow_up_on == due


def test_the_counterparts_page_leads_to_what_came_of_it(client: Client, scene: Scene) -> None:
    page = f"/e/fair/participants/{scene.them.pk}/"
    seen = client.get(page).content.decode()
    assert "Note what came of it" in seen
    assert address(scene) in seen
    client.post(address(scene), {"interest": "5", "next_step": "pilot"})
    seen = client.get(page).content.decode()
    assert "Interest 5 of 5" in seen
    assert "Pilot project" in seen
    client.post(address(scene), {"took_place": "no", "next_step": "none"})
    assert "You did not meet" in client.get(page).content.decode()
