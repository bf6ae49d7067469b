"""What the person was told, read and marked by a program; their choice of mails."""

from datetime import timedelta

import pytest

from matchmaking.choices import NotificationKind
from matchmaking.domain.outbox import notify
from matchmaking.models import MailPreferences, Notification
from tests import factories

pytestmark = pytest.mark.django_db
LIST, READ, MAILS = (
    f"/api/v1/me/{name}/" for name in ("notifications", "notifications/read", "mails")
)


def ask(scene, trade: int = 2) -> Notification:
    request = factories.MeetingRequestFactory(
        sender=factories.participant(scene.event, trade=trade), receiver=scene.us
    )
    notify(
        scene.me,
        NotificationKind.REQUEST_RECEIVED,
        f"r:{request.pk}",
        event=scene.event,
        context={"request": request.pk},
    )
    return Notification.objects.get(context__request=request.pk)


def test_the_newest_first_in_the_readers_language(api, scene):
    older, newer = ask(scene), ask(scene, trade=3)
    Notification.objects.filter(pk=older.pk).update(
        created_at=older.created_at - timedelta(hours=1)
    )
    answer = api(scene.me).get(LIST).json()
    assert answer["count"] == 2
    first = answer["results"][0]
    assert (first["id"], first["kind"], first["event"]) == (
        newer.pk,
        "request_received",
        scene.event.slug,
    )
    assert first["subject"].endswith(f"asks to meet you at {scene.event}")
    assert first["url"].endswith(f"/e/{scene.event.slug}/company/")
    assert (first["is_settled"], first["read_at"]) == (False, None)
    vietnamese = api(scene.me).get(LIST, headers={"Accept-Language": "vi"}).json()
    assert vietnamese["results"][0]["subject"] != first["subject"]


def test_what_is_gone_and_what_is_settled(api, scene):
    settled, gone = ask(scene), ask(scene, trade=3)
    scene.us.received_requests.filter(pk=settled.context["request"]).update(state="expired")
    Notification.objects.filter(pk=gone.pk).update(context={})
    answer = {row["id"]: row for row in api(scene.me).get(LIST).json()["results"]}
    assert answer[settled.pk]["is_settled"]
    assert answer[settled.pk]["subject"]
    assert (answer[gone.pk]["subject"], answer[gone.pk]["is_settled"]) == ("", True)


def test_marking_some_and_all(api, scene):
    one, two = ask(scene), ask(scene, trade=3)
    foreign = Notification.objects.create(
        recipient=scene.you, event=scene.event, kind="schedule_changed", key="x"
    )
    me = api(scene.me)
    assert me.post(READ, {"ids": [one.pk, foreign.pk]}).json() == {"marked": 1}
    assert [row["id"] for row in me.get(f"{LIST}?unread=true").json()["results"]] == [two.pk]
    assert me.post(READ, {}).json() == {"marked": 1}
    assert me.get(f"{LIST}?unread=true").json()["count"] == 0
    foreign.refresh_from_db()
    assert foreign.read_at is None
    for ids in ("all", [0], [2**64], ["x"]):
        assert me.post(READ, {"ids": ids}).status_code == 400


@pytest.mark.parametrize("number", [1, 3])
def test_a_constant_number_of_queries(api, scene, django_assert_num_queries, number):
    for k in range(number):
        ask(scene, trade=2 + k)
    client = api(scene.me)
    with django_assert_num_queries(5):
        client.get(LIST)


def test_choosing_mails(api, scene):
    me = api(scene.me)
    before = me.get(MAILS).json()
    assert (before["schedule"], before["digest_hour"]) == ("at_once", 7)
    after = me.patch(MAILS, {"schedule": "daily", "quiet_from": "22:30"}).json()
    assert after == {**before, "schedule": "daily", "quiet_from": "22:30:00"}
    assert MailPreferences.objects.get().schedule == "daily"
    for wrong in ({"schedule": "hourly"}, {"digest_hour": 24}, {"quiet_until": "25:00"}):
        assert me.patch(MAILS, wrong).status_code == 400
    assert me.get(MAILS).json() == after
