"""What a card of the directory says of how things stand, as the participant's own page does."""

import re
from collections.abc import Callable
from datetime import UTC

import pytest
from django.test import Client
from django.utils.html import strip_tags
from django.utils.timezone import localtime

from events.models import Registration
from matchmaking.domain.onlooker import Onlooker, read_onlooker
from matchmaking.models import Outcome, ScheduleVersion
from matchmaking.web import directory_rows
from tests.factories import MeetingRequestFactory, participant
from tests.matchmaking.scenes import Scene, add_meeting, published_scene
from tests.matchmaking.web.cards import card_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(client: Client) -> Scene:
    scene = published_scene()
    client.force_login(scene.me)
    return scene


def says(client: Client, scene: Scene, other: Registration) -> str:
    """The words of the card's foot, but for its buttons."""
    page = client.get(f"/e/{scene.event.slug}/participants/").content.decode()
    foot = card_on(page, other.pk).partition('class="card-foot">')[2].partition("<div")[0]
    return re.sub(r"\s+", " ", strip_tags(foot)).strip()


def headline(client: Client, scene: Scene, other: Registration) -> str:
    address = f"/e/{scene.event.slug}/participants/{other.pk}/"
    title = client.get(address).content.decode().partition('id="standing-title">')[2]
    return title.partition("</h2>")[0]


def both_want_to_meet(scene: Scene, other: Registration) -> None:
    MeetingRequestFactory(sender=scene.us, receiver=other, state="accepted")


def before_it_is_published(scene: Scene, other: Registration) -> None:
    both_want_to_meet(scene, other)
    ScheduleVersion.objects.update(state="draft")


def it_is_cancelled(scene: Scene, other: Registration) -> None:
    add_meeting(scene.version, scene.us, other, 1, state="cancelled")
    both_want_to_meet(scene, other)


def a_draft_has_it(scene: Scene, other: Registration) -> None:
    both_want_to_meet(scene, other)
    version = ScheduleVersion.objects.create(event=scene.event, number=7, state="draft")
    add_meeting(version, scene.us, other, 1)


def it_has_a_time(scene: Scene, other: Registration) -> None:
    MeetingRequestFactory(sender=other, receiver=scene.us, state="accepted")
    add_meeting(scene.version, scene.us, other, 1)


def suggested(scene: Scene, other: Registration) -> None:
    add_meeting(scene.version, scene.us, other, 1)


@pytest.mark.parametrize(
    ("change", "pill", "more"),
    [
        (both_want_to_meet, "You both want to meet", "no time yet"),
        (it_is_cancelled, "You both want to meet", "no time yet"),
        (a_draft_has_it, "You both want to meet", "no time yet"),
        (before_it_is_published, "You will meet", ""),
        (it_has_a_time, "You meet", ", 09:25"),
        (suggested, "You meet", ", 09:25"),
    ],
)
def test_the_card_says_what_the_page_says(
    client: Client,
    scene: Scene,
    change: Callable[[Scene, Registration], None],
    pill: str,
    more: str,
) -> None:
    other = participant(scene.event, trade=2)
    change(scene, other)
    card = says(client, scene, other)
    assert card.startswith(pill)
    assert card.endswith(more or pill)
    assert headline(client, scene, other) == pill


def test_after_the_meeting_it_says_whether_one_met(
    client: Client, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though nothing changed since the reader's directory was read."""
    onlooker = read_onlooker(scene.event, scene.us)
    appointment = onlooker.appointments[scene.them.pk]
    assert appointment.kind(scene.at(8, 59)) == "meets"
    assert appointment.kind(scene.at(9)) == "met"
    monkeypatch.setattr(directory_rows.timezone, "now", lambda: scene.at(9, 30))
    assert says(client, scene, scene.them).startswith("You met")
    Outcome.objects.create(meeting=scene.meetings[0], registration=scene.them, took_place=False)
    assert says(client, scene, scene.them).startswith("You met"), "the others' word is theirs"
    Outcome.objects.create(meeting=scene.meetings[0], registration=scene.us, took_place=False)
    assert says(client, scene, scene.them) == "You did not meet"


def test_each_event_has_its_own_clock(scene: Scene) -> None:
    """One moment, two events: what is kept of the one is not said of the other."""
    begins = scene.at(9).astimezone(UTC)

    def said(onlooker: Onlooker) -> str:
        appointment = onlooker.appointments[scene.them.pk]
        return directory_rows._when("en", begins, appointment.zone)

    assert said(read_onlooker(scene.event, scene.us)).endswith(
        localtime(begins, scene.event.zone).strftime("%H:%M")
    )
    scene.us.event.time_zone = "Asia/Seoul"
    assert said(read_onlooker(scene.us.event, scene.us)).endswith(", 11:00")
