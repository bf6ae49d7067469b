"""The page of notifications and its bell: one's own, newest first, read once opened."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from matchmaking.choices import NotificationKind
from matchmaking.domain import outbox
from matchmaking.models import Notification
from tests import factories
from tests.matchmaking.scenes import Scene, published_scene

pytestmark = pytest.mark.django_db
PAGE, COUNT = "/me/notifications/", "/me/notifications/count/"


@pytest.fixture
def scene(client: Client) -> Scene:
    scene = published_scene(slug="fair", name="Fair")
    client.force_login(scene.me)
    return scene


def tell(scene: Scene, key: str = "s", **context: object) -> Notification:
    outbox.notify(
        scene.me, NotificationKind.SCHEDULE_CHANGED, key, event=scene.event, context=context
    )
    return Notification.objects.get(key=f"{key}:{scene.me.pk}")


def ask(scene: Scene, trade: int = 2) -> Notification:
    request = factories.MeetingRequestFactory(
        sender=factories.participant(scene.event, trade=trade), receiver=scene.us
    )
    outbox.notify(
        scene.me,
        NotificationKind.REQUEST_RECEIVED,
        f"r:{request.pk}",
        event=scene.event,
        context={"request": request.pk},
    )
    return Notification.objects.get(context__request=request.pk)


def test_nothing_yet_says_what_will_be_here(client: Client, scene: Scene) -> None:
    page = client.get(PAGE).content.decode()
    assert "Nothing yet" in page
    assert "Mark all as read" not in page


def test_newest_first_and_unread_in_words(client: Client, scene: Scene) -> None:
    older, newer = tell(scene), ask(scene)
    Notification.objects.filter(pk=older.pk).update(
        created_at=timezone.now() - timedelta(hours=2), read_at=timezone.now()
    )
    page = client.get(PAGE)
    assert [entry.message.pk for entry in page.context["entries"]] == [newer.pk, older.pk]
    text = page.content.decode()
    assert text.count("Unread:") == 1
    assert "2\xa0hours ago" in text
    assert client.get(COUNT).json() == {"unread": 1, "most": 99}


def test_each_leads_to_what_it_tells_of_and_is_read_then(client: Client, scene: Scene) -> None:
    changed, asked = tell(scene), ask(scene)
    for message, leads in ((changed, "/e/fair/me/"), (asked, "/e/fair/company/")):
        response = client.get(f"{PAGE}{message.pk}/")
        assert response.status_code == 302
        assert response["Location"] == leads
        message.refresh_from_db()
        assert message.read_at is not None
    assert changed.seen_at is None, "the schedule still marks what changed"


def test_what_is_settled_is_said_so_and_what_is_gone_leads_nowhere(
    client: Client, scene: Scene
) -> None:
    settled, gone = ask(scene), ask(scene, trade=3)
    request = scene.us.received_requests.get(pk=settled.context["request"])
    request.state = "withdrawn"
    request.save()
    Notification.objects.filter(pk=gone.pk).update(context={"request": 0})
    page = client.get(PAGE).content.decode()
    assert page.count("Settled since") == 1
    assert page.count("What this told of is no longer there.") == 1
    assert f"{request.sender} asks to meet you<" in page
    assert client.get(f"{PAGE}{gone.pk}/")["Location"] == PAGE


def test_mark_all_as_read(client: Client, scene: Scene) -> None:
    tell(scene), ask(scene)
    other = factories.UserFactory()
    outbox.notify(other, NotificationKind.SCHEDULE_CHANGED, "x", event=scene.event, context={})
    page = client.post(f"{PAGE}read/", follow=True)
    assert "2 notifications are marked as read." in page.content.decode()
    assert client.get(COUNT).json()["unread"] == 0
    assert Notification.objects.get(recipient=other).read_at is None
    assert client.get(f"{PAGE}read/").status_code == 405


def test_to_acknowledge_a_change_in_the_schedule_is_to_read_it(
    client: Client, scene: Scene
) -> None:
    tell(scene)
    client.post("/e/fair/me/seen/")
    assert client.get(COUNT).json()["unread"] == 0


def test_nobody_reads_what_another_was_told(client: Client, scene: Scene) -> None:
    message = tell(scene)
    client.force_login(scene.you)
    assert client.get(f"{PAGE}{message.pk}/").status_code == 404
    assert "has changed" not in client.get(PAGE).content.decode()
    assert client.get(COUNT).json()["unread"] == 0
    message.refresh_from_db()
    assert message.read_at is None
    client.logout()
    for address in (PAGE, COUNT, f"{PAGE}{message.pk}/", "/me/mails/"):
        response = client.get(address)
        assert response.status_code == 302
        assert response["Location"].startswith("/accounts/login/")


def test_pages_of_twenty(client: Client, scene: Scene) -> None:
    for k in range(21):
        tell(scene, key=f"k{k}")
    assert len(client.get(PAGE).context["entries"]) == 20
    assert len(client.get(f"{PAGE}?page=2").context["entries"]) == 1
    assert "Page 2 of 2" in client.get(f"{PAGE}?page=2").content.decode()


def test_no_more_are_counted_than_shown(client: Client, scene: Scene) -> None:
    Notification.objects.bulk_create(
        Notification(
            recipient=scene.me, event=scene.event, kind="schedule_changed", key=f"many-{k}"
        )
        for k in range(150)
    )
    assert client.get(COUNT).json() == {"unread": 100, "most": 99}


@pytest.mark.parametrize("number", [1, 3])
def test_a_constant_number_of_queries(
    client: Client, scene: Scene, django_assert_num_queries, number: int
) -> None:
    for k in range(number):
        tell(scene, key=f"k{k}", moved=[str(scene.meetings[0].uid)])
        ask(scene, trade=2 + k)
    client.get(PAGE)
    with django_assert_num_queries(8):
        client.get(PAGE)
    with django_assert_num_queries(3):
        client.get(COUNT)


def test_the_bell_costs_other_pages_nothing(client: Client, scene: Scene) -> None:
    page = client.get("/e/fair/me/").content.decode()
    assert f'data-bell="{COUNT}"' in page
    client.logout()
    assert "data-bell" not in client.get("/").content.decode()
