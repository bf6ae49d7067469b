"""Photos of people: handed out to whoever may read the person's name, and to nobody else."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image

from companies.models import User
from matchmaking.models import MeetingRequest
from tests.factories import (
    EventFactory,
    MeetingRequestFactory,
    MemberFactory,
    StaffFactory,
    UserFactory,
    participant,
)
from tests.matchmaking.scenes import Scene, published_scene

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def scene() -> Scene:
    return published_scene()


def picture() -> bytes:
    file = BytesIO()
    Image.new("RGB", (64, 64), "teal").save(file, "JPEG")
    return file.getvalue()


def with_face(person: User) -> str:
    """The address of a photo that the person has from now on."""
    person.photo.save("0123456789abcdef.jpg", ContentFile(picture()))
    return person.photo.url


def status(client: Client, reader: User | None, address: str) -> int:
    client.logout()
    if reader is not None:
        client.force_login(reader)
    return client.get(address).status_code


def test_strangers_do_not_see_a_face_whose_address_they_know(client: Client, scene: Scene) -> None:
    address = with_face(scene.you)
    elsewhere = published_scene()
    for reader in (None, UserFactory(), elsewhere.me, StaffFactory(event=elsewhere.event).user):
        assert status(client, reader, address) == 404, reader


def test_who_meets_the_person_sees_the_face(client: Client, scene: Scene) -> None:
    address = with_face(scene.you)
    assert status(client, scene.me, address) == 200
    response = client.get(address)
    assert response.content == picture()
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    # The page that shows it names this address, and no other.
    page = client.get(f"/e/{scene.event.slug}/me/").content.decode()
    assert f'src="{address}"' in page


def test_so_do_the_person_their_colleagues_and_the_staff(client: Client, scene: Scene) -> None:
    address = with_face(scene.you)
    colleague = MemberFactory(organisation=scene.them.organisation).user
    for reader in (scene.you, colleague, StaffFactory(event=scene.event, role="desk").user):
        assert status(client, reader, address) == 200, reader


@pytest.mark.parametrize(
    ("people_for", "state", "seen"),
    [
        ("participants", None, 200),
        ("meeting", None, 404),
        ("meeting", "pending", 404),
        ("meeting", "accepted", 200),
        ("meeting", "withdrawn", 404),
        ("everybody", None, 200),
    ],
)
def test_participants_see_the_face_where_they_read_the_name(
    client: Client, scene: Scene, people_for: str, state: str | None, seen: int
) -> None:
    other = participant(scene.event, trade=3, people_for=people_for)
    address = with_face(other.representatives.get().user)
    if state:
        MeetingRequestFactory(sender=scene.us, receiver=other, state=state)
    assert status(client, scene.me, address) == seen


def test_not_where_the_company_hides_or_is_blocked(client: Client, scene: Scene) -> None:
    hidden = participant(scene.event, trade=3, is_listed=False)
    assert status(client, scene.me, with_face(hidden.representatives.get().user)) == 404
    blocked = participant(scene.event, trade=4)
    address = with_face(blocked.representatives.get().user)
    assert status(client, scene.me, address) == 200
    blocked.organisation.blocked_organisations.create(blocked=scene.us.organisation)
    assert status(client, scene.me, address) == 404


def test_not_for_who_is_not_approved(client: Client, scene: Scene) -> None:
    newcomer = participant(scene.event, trade=4, state="submitted")
    address = with_face(scene.you)
    assert status(client, newcomer.representatives.get().user, address) == 404


def test_a_meeting_that_was_cancelled_keeps_its_face(client: Client, scene: Scene) -> None:
    """It stands in the schedule as cancelled, with who was to come."""
    scene.them.people_for = "meeting"
    scene.them.save()
    scene.meetings[0].state = "cancelled"
    scene.meetings[0].save()
    assert not MeetingRequest.objects.exists()
    assert status(client, scene.me, with_face(scene.you)) == 200


def test_strangers_see_it_where_the_company_shows_its_people_to_all(client: Client) -> None:
    event = EventFactory(is_public=True)
    open_one = participant(event, trade=1, is_public=True, people_for="everybody")
    address = with_face(open_one.representatives.get().user)
    assert status(client, None, address) == 200
    event.is_public = False
    event.save()
    assert status(client, None, address) == 404


def test_a_browser_keeps_it_for_an_hour_and_a_shared_cache_never(
    client: Client, scene: Scene
) -> None:
    address = with_face(scene.you)
    client.force_login(scene.me)
    first = client.get(address)
    assert "private" in first["Cache-Control"]
    assert "max-age=3600" in first["Cache-Control"]
    assert "Cookie" in first["Vary"]
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    client.logout()  # a tag is no permission
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 404


def test_the_folder_of_public_files_has_no_faces(client: Client, scene: Scene) -> None:
    """Neither by its name nor by a way around: a folder is as far as a path leads."""
    address = with_face(scene.you)
    client.force_login(scene.you)
    assert address.startswith("/faces/people/")
    for path in (
        f"/media/{scene.you.photo.name}",
        f"/media/logos/../{scene.you.photo.name}",
        f"/media/logos/%2e%2e/{scene.you.photo.name}",
    ):
        assert client.get(path).status_code in {400, 404}, path


def test_a_photo_that_was_replaced_or_lost_is_not_found(client: Client, scene: Scene) -> None:
    before = with_face(scene.you)
    after = with_face(scene.you)
    assert before != after
    assert status(client, scene.you, before) == 404
    scene.you.photo.storage.delete(scene.you.photo.name)
    assert status(client, scene.you, after) == 404
    assert status(client, scene.you, "/faces/") == 404
    assert status(client, scene.you, "/faces/%00") == 404


def test_a_face_is_a_constant_number_of_queries(
    client: Client, scene: Scene, django_assert_max_num_queries
) -> None:
    address = with_face(scene.you)
    for trade in (2, 3, 4):
        participant(scene.event, trade=trade)
    client.force_login(scene.me)
    with django_assert_max_num_queries(9):
        assert client.get(address).status_code == 200
