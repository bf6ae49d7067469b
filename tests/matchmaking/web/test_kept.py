"""The kept schedule: handed out while nothing on it has changed, and not a moment longer."""

import gzip
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from companies.models import Sector, Statement
from events.domain.plans import lay_out
from events.models import MeetingTable
from matchmaking.choices import NoticeKind
from matchmaking.domain import freshness
from matchmaking.domain.notices import say_notice
from matchmaking.domain.preparing import note_preparation
from matchmaking.models import MeetingRequest, Notification, PairScore
from matchmaking.web import schedule
from tests import factories
from tests.matchmaking.scenes import Scene, add_meeting, add_programme, published_scene

pytestmark = pytest.mark.django_db(transaction=True)

HIT = 3  # queries: the session (in tests; else the cache has it), who it is, has anything changed


@pytest.fixture
def scene() -> Scene:
    cache.clear()
    # Tables are emptied after each test, and with them what migrations put there.
    return published_scene(meetings=2)


def page_of(client: Client, scene: Scene) -> str:
    return client.get(f"/e/{scene.event.slug}/me/").content.decode()


def is_kept(client: Client, scene: Scene) -> bool:
    with CaptureQueriesContext(connection) as context:
        page_of(client, scene)
    return len(context) == HIT


def kept(client: Client, scene: Scene) -> None:
    client.force_login(scene.me)
    page_of(client, scene)
    assert is_kept(client, scene)


def test_what_has_not_changed_is_handed_out_again(client: Client, scene: Scene) -> None:
    kept(client, scene)
    # Another event's and another participant's changes are none of this page's business.
    published_scene(meetings=1)
    factories.participant(scene.event, trade=1)  # of a sector that is there
    assert is_kept(client, scene)


def rename(thing: Any, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(thing, name, value)
    thing.save()


CHANGES: dict[str, tuple[Callable[[Scene], object], str]] = {
    "the event is renamed": (lambda s: rename(s.event, name="Renamed Fair"), "Renamed Fair"),
    "a table gets another label": (
        lambda s: MeetingTable.objects.filter(pk=s.meetings[0].table_id).update(label="Z9"),
        "Z9",
    ),
    "a hall is renamed": (
        lambda s: rename(s.event.tables.first().hall, name="Lotus Hall"),
        "Lotus Hall",
    ),
    "they are renamed": (lambda s: rename(s.them.organisation, name="Other Name"), "Other Name"),
    "their person is renamed": (lambda s: rename(s.you, full_name="Ngô Bảo"), "Ngô Bảo"),
    "their person has another role": (
        lambda s: rename(s.them.representatives.get(), job_title="Chairwoman"),
        "Chairwoman",
    ),
    "a meeting is cancelled": (lambda s: rename(s.meetings[0], state="cancelled"), "Cancelled"),
    "a meeting is added": (
        lambda s: add_meeting(
            s.version, s.us, factories.participant(s.event, trade=5, is_online=True), 4
        ),
        "Place to be told",
    ),
    "a session is added": (
        lambda s: factories.SessionFactory(
            event=s.event, title="Added talk", during=factories.span(s.at(8), 30)
        ),
        "Added talk",
    ),
    "a message says what moved": (
        lambda s: Notification.objects.create(
            recipient=s.me,
            event=s.event,
            kind="schedule_changed",
            key="moved",
            context={"moved": [str(s.meetings[0].uid)]},
        ),
        "Your schedule has changed",
    ),
    "somebody asks to meet us": (
        lambda s: MeetingRequest.objects.create(
            event=s.event, sender=factories.participant(s.event, trade=4), receiver=s.us
        ),
        "waiting for your answer",
    ),
    "a text that reasons quote": (
        lambda s: Statement.objects.filter(organisation=s.them.organisation).update(
            text="Quantum routers for harbours"
        ),
        "Quantum routers",
    ),
    "a schedule is withdrawn": (
        lambda s: rename(s.version, state="superseded"),
        "Your meetings are not set yet",
    ),
    "they cannot come": (
        lambda s: say_notice(
            s.meetings[0],
            s.them.representatives.get(),
            NoticeKind.CANNOT_COME,
            by=s.you,
            reason="Flight cancelled",
        ),
        "Flight cancelled",
    ),
    "a colleague notes something for the meeting": (
        lambda s: note_preparation(s.meetings[0], s.us, "Bring samples", by=None),
        "Bring samples",
    ),
    "the tables are put into rows": (
        lambda s: lay_out(s.meetings[0].table.hall, 1),
        'class="plan-own" cx="500" cy="150"',
    ),
    "my address": (lambda s: rename(s.me, email="new@example.com"), "new@example.com"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen_at_once(client: Client, scene: Scene, change: str) -> None:
    do, text = CHANGES[change]
    kept(client, scene)
    assert text not in page_of(client, scene)
    do(scene)
    assert text in page_of(client, scene)


def test_a_change_that_is_committed_while_the_page_is_made_makes_it_old(
    client: Client, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = schedule.personal_agenda

    def read_then_change(*args: Any, **kwargs: Any) -> Any:
        found = read(*args, **kwargs)
        rename(scene.them.organisation, name="Other Name")
        return found

    client.force_login(scene.me)
    monkeypatch.setattr(schedule, "personal_agenda", read_then_change)
    assert "Other Name" not in page_of(client, scene)
    monkeypatch.undo()
    assert "Other Name" in page_of(client, scene)


def test_time_alone_makes_it_old(
    client: Client, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = scene.meetings[0].starts_at - timedelta(minutes=1)
    monkeypatch.setattr(timezone, "now", lambda: before)
    client.force_login(scene.me)  # then: a session of today would be over
    assert "in 1 minute" in page_of(client, scene)
    monkeypatch.setattr(timezone, "now", lambda: before - timedelta(seconds=90))
    assert "in 2 minutes" in page_of(client, scene)  # kept, and the countdown goes on
    monkeypatch.setattr(timezone, "now", lambda: before + timedelta(minutes=2))
    assert "Now, until" in page_of(client, scene)


def test_a_kept_page_has_the_token_the_nonce_and_the_messages_of_its_request(
    client: Client, scene: Scene
) -> None:
    rename(scene.event, accent="#0b6e4f")
    client.force_login(scene.me)
    tokens, nonces = set(), set()
    for _visit in range(2):
        response = client.get(f"/e/{scene.event.slug}/me/")
        page = response.content.decode()
        tokens.update(re.findall(r'csrfmiddlewaretoken" value="(\w{64})"', page))
        (nonce,) = re.findall(r'<style nonce="([^"]+)"', page)
        assert f"'nonce-{nonce}'" in response["Content-Security-Policy"]
        nonces.add(nonce)
    assert len(tokens) == len(nonces) == 2
    client.post(f"/e/{scene.event.slug}/me/seen/")
    assert "What you see is your schedule now" in page_of(client, scene)
    assert "What you see is your schedule now" not in page_of(client, scene)


def test_it_is_compressed_for_whom_it_may_be(client: Client, scene: Scene) -> None:
    client.force_login(scene.me)
    address = f"/e/{scene.event.slug}/me/"
    plain = client.get(address)
    assert "Content-Encoding" not in plain
    small = client.get(address, headers={"accept-encoding": "gzip, br"})
    assert small["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small["Vary"]
    token = re.compile(rb'csrfmiddlewaretoken" value="\w{64}"|datetime="[^"]+" data-news')
    opened = token.sub(b"", gzip.decompress(small.content))
    assert opened == token.sub(b"", plain.content)
    assert len(small.content) < len(plain.content) / 3


def test_language_look_and_person_have_pages_of_their_own(client: Client, scene: Scene) -> None:
    kept(client, scene)
    english = page_of(client, scene)
    client.cookies["django_language"] = "vi"
    assert 'lang="vi"' in page_of(client, scene)
    client.cookies["django_language"] = "en"
    client.cookies["theme"] = "dark"
    assert page_of(client, scene).count("prefers-color-scheme") < english.count(
        "prefers-color-scheme"
    )
    client.force_login(scene.you)
    theirs = page_of(client, scene)
    assert scene.me.email not in theirs
    assert scene.you.email in theirs


def test_who_leaves_the_organisation_finds_nothing(client: Client, scene: Scene) -> None:
    kept(client, scene)
    scene.me.memberships.all().delete()
    assert client.get(f"/e/{scene.event.slug}/me/").status_code == 404
    client.logout()
    assert client.get(f"/e/{scene.event.slug}/me/").status_code == 302


def test_an_open_page_hears_of_news_and_of_nothing_else(client: Client, scene: Scene) -> None:
    client.force_login(scene.me)
    (address,) = re.findall(r'data-news="([^"]+)"', page_of(client, scene))
    client.logout()  # the name is the key
    assert client.get(address).status_code == 204
    rename(scene.them.organisation, name="Other Name")
    assert client.get(address).status_code == 200
    assert client.get(f"/e/{scene.event.slug}/me/news/unknown/").status_code == 200


def test_every_table_that_the_schedule_reads_is_watched(client: Client, scene: Scene) -> None:
    add_programme(scene)
    client.force_login(scene.me)
    with CaptureQueriesContext(connection) as context:
        page_of(client, scene)
    read = {
        table
        for query in context
        for table in re.findall(r'(?:FROM|JOIN) "?(\w+)"?', query["sql"])
        if table.startswith(("companies_", "events_", "matchmaking_"))
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'touched_by_%%'"
            " GROUP BY 1 HAVING count(*) = 3"
        )
        watched = {table for (table,) in cursor.fetchall()}
    # Staff see events that are not public; participants see theirs in any case.
    assert read - watched - {"events_staff"} == set()
    assert "events_visitseat" in read


def test_a_large_change_leaves_one_trace(scene: Scene) -> None:
    a, b = scene.us, scene.them
    PairScore.objects.all().delete()
    others = [factories.participant(scene.event, trade=0) for _ in range(2)]
    since = freshness.moment_of_data()
    for other in others:
        PairScore.objects.create(event=a.event, registration_a=a, registration_b=other, value=1)
    assert freshness.has_changed([f"registration:{a.pk}"], since)
    assert not freshness.has_changed([f"event:{a.event_id}", f"registration:{b.pk}"], since)


def test_to_send_a_mail_changes_no_page(scene: Scene) -> None:
    """A storm of mails must not have everybody's schedule made anew, one after the other."""
    topic = f"user:{scene.me.pk}"
    since = freshness.moment_of_data()
    told = Notification.objects.create(recipient=scene.me, kind="request_received", key="one")
    Notification.objects.filter(pk=told.pk).update(mail_state="sent", sent_at=timezone.now())
    Notification.objects.filter(pk=told.pk).update(read_at=timezone.now())
    assert not freshness.has_changed([topic], since)
    changed = Notification.objects.create(
        recipient=scene.me, event=scene.event, kind="schedule_changed", key="two"
    )
    assert freshness.has_changed([topic], since)
    since = freshness.moment_of_data()
    Notification.objects.filter(pk=changed.pk).update(attempts=1)
    assert not freshness.has_changed([topic], since)
    Notification.objects.filter(pk=changed.pk).update(seen_at=timezone.now())
    assert freshness.has_changed([topic], since)
    since = freshness.moment_of_data()
    changed.delete()
    assert freshness.has_changed([topic], since)


def test_old_traces_are_forgotten(scene: Scene) -> None:
    since = freshness.moment_of_data()
    rename(scene.them.organisation, name="Other Name")
    topic = f"organisation:{scene.them.organisation_id}"
    assert freshness.forget_old_changes() == 0
    assert freshness.has_changed([topic], since)
    later = timezone.now() + timedelta(hours=2)
    assert freshness.forget_old_changes(now=later) > 0
    assert not freshness.has_changed([topic], since)


def test_sectors_are_shared(scene: Scene) -> None:
    since = freshness.moment_of_data()
    Sector.objects.update(position=1)
    assert freshness.has_changed(["sectors"], since)
