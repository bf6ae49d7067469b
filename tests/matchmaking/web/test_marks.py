"""Saving, hiding and blocking: what the list shows then, and what nobody else learns of it."""

import re
from html import unescape

import pytest
from django.test import Client

from matchmaking.choices import MarkKind
from matchmaking.domain.marks import mark_counterpart, marks_of
from matchmaking.models import BlockedOrganisation, CounterpartMark
from tests.factories import MeetingRequestFactory, MemberFactory, UserFactory, participant
from tests.matchmaking.scenes import Scene, published_scene
from tests.matchmaking.web.cards import names_on, numbers_on, options_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(client: Client) -> Scene:
    scene = published_scene()
    client.force_login(scene.me)
    return scene


@pytest.fixture
def other(scene: Scene):
    return participant(scene.event, trade=3)


def listed(client: Client, scene: Scene, **query: object) -> list[str]:
    page = client.get(f"/e/{scene.event.slug}/participants/", query)
    return names_on(page.content.decode())


def mark(client: Client, scene: Scene, pk: int, kind: str, **more):
    address = f"/e/{scene.event.slug}/participants/{pk}/mark/"
    return client.post(address, {"kind": kind, **more.pop("data", {})}, **more)


def test_a_saved_one_stays_in_the_list_and_has_one_of_its_own(client, scene, other) -> None:
    mark(client, scene, other.pk, "saved")
    assert str(other) in listed(client, scene)
    assert listed(client, scene, show="saved") == [str(other)]
    mark(client, scene, other.pk, "none")
    assert listed(client, scene, show="saved") == []


def test_a_hidden_one_leaves_the_list_and_can_be_brought_back(client, scene, other) -> None:
    mark(client, scene, other.pk, "hidden")
    assert str(other) not in listed(client, scene)
    assert str(other) not in listed(client, scene, q=str(other))
    assert listed(client, scene, show="hidden") == [str(other)]
    assert client.get(f"/e/{scene.event.slug}/participants/{other.pk}/").status_code == 200
    mark(client, scene, other.pk, "none")
    assert str(other) in listed(client, scene)


def test_a_search_that_only_a_hidden_one_fits_leads_there(client, scene, other) -> None:
    mark(client, scene, other.pk, "hidden")
    searched = client.get(f"/e/{scene.event.slug}/participants/", {"q": f"{other} ", "page": 2})
    page = searched.content.decode()
    assert "Only companies that you have hidden fit" in page
    way = re.search(r'href="(\?[^"]*q=[^"]*show=hidden)"', page)
    assert way is not None
    there = client.get(searched.request["PATH_INFO"] + unescape(way[1]))
    assert names_on(there.content.decode()) == [str(other)]
    nobody = client.get(f"/e/{scene.event.slug}/participants/", {"q": "zzzz"}).content.decode()
    assert "Nobody fits this search" in nobody


def test_colleagues_share_the_marks_and_read_whose_they_are(client, scene, other) -> None:
    mark(client, scene, other.pk, "saved")
    colleague = UserFactory()
    MemberFactory(organisation=scene.us.organisation, user=colleague)
    client.force_login(colleague)
    assert listed(client, scene, show="saved") == [str(other)]
    page = client.get(f"/e/{scene.event.slug}/participants/{other.pk}/").content.decode()
    assert f"Saved by {scene.me}" in page


def test_nobody_else_sees_a_mark(client, scene, other) -> None:
    mark(client, scene, other.pk, "hidden")
    mark(client, scene, scene.them.pk, "saved")
    client.force_login(other.representatives.first().user)
    assert str(scene.us) in listed(client, scene)
    assert listed(client, scene, show="saved") == listed(client, scene, show="hidden") == []
    page = client.get(f"/e/{scene.event.slug}/participants/{scene.us.pk}/").content.decode()
    assert "Hidden by" not in page
    assert marks_of(other) == {}


def test_the_way_back_keeps_what_was_asked_for(client, scene, other) -> None:
    back = f"/e/{scene.event.slug}/participants/?q=fast&page=2"
    assert mark(client, scene, other.pk, "saved", data={"back": back}).url == back
    elsewhere = mark(client, scene, other.pk, "saved", data={"back": "https://evil.example/"})
    assert elsewhere.url == f"/e/{scene.event.slug}/participants/"


def test_with_htmx_the_card_changes_in_its_place(client, scene, other) -> None:
    headers = {"hx-request": "true", "hx-target": f"participant-{other.pk}"}
    saved = mark(client, scene, other.pk, "saved", headers=headers).content.decode()
    assert 'aria-pressed="true"' in saved
    assert "<html" not in saved
    hidden = mark(client, scene, other.pk, "hidden", headers=headers).content.decode()
    assert "Bring back" in hidden
    assert f'id="participant-{other.pk}"' in hidden


def test_with_htmx_the_numbers_above_the_list_change_with_the_card(client, scene, other) -> None:
    """They are those of the page that the form stands on, as opening it anew shows them."""
    for trade in (3, 3, 1):
        participant(scene.event, trade=trade)
    address = f"/e/{scene.event.slug}/participants/?q=e&sector=transport&sort=name"
    before = client.get(address).content.decode()
    headers = {"hx-request": "true", "hx-target": f"participant-{other.pk}"}
    for kind in ("hidden", "none", "saved"):
        answer = mark(client, scene, other.pk, kind, data={"back": address}, headers=headers)
        html = answer.content.decode()
        page = client.get(address).content.decode()
        assert numbers_on(html) == numbers_on(page)
        assert options_on(html, "country") == options_on(page, "country")
        assert options_on(html, "sector") == options_on(page, "sector")
        assert (numbers_on(html) == numbers_on(before)) is (kind == "none")
        assert (options_on(html, "sector") != options_on(before, "sector")) is (kind == "hidden")
        assert 'value="transport" selected' in html
        assert 'value="name" selected' in html


@pytest.mark.parametrize("kind", ["", "loved"])
def test_other_kinds_do_not_exist(client, scene, other, kind) -> None:
    assert mark(client, scene, other.pk, kind).status_code == 404
    assert not CounterpartMark.objects.exists()


def test_whom_one_may_not_know_cannot_be_marked(client, scene, other) -> None:
    foreign = published_scene()
    unlisted = participant(scene.event, trade=4, is_listed=False)
    for pk in (foreign.us.pk, unlisted.pk, scene.us.pk):
        assert mark(client, scene, pk, "saved").status_code == 404
    client.force_login(UserFactory())
    assert mark(client, scene, other.pk, "saved").status_code == 404
    assert not CounterpartMark.objects.exists()


def test_marking_twice_is_marking_once(scene, other) -> None:
    for kind in (MarkKind.SAVED, MarkKind.SAVED, MarkKind.HIDDEN):
        mark_counterpart(scene.us, other, kind=kind, by=scene.me)
    assert marks_of(scene.us) == {other.pk: MarkKind.HIDDEN}


class TestBlocking:
    def test_is_asked_first_and_then_done(self, client, scene, other) -> None:
        address = f"/e/{scene.event.slug}/participants/{other.pk}/block/"
        assert f"Block {other}?" in client.get(address).content.decode()
        sheet = client.get(address, headers={"hx-request": "true"}).content.decode()
        assert "<html" not in sheet
        assert not BlockedOrganisation.objects.exists()
        client.post(address)
        assert str(other) not in listed(client, scene)
        assert client.get(f"/e/{scene.event.slug}/participants/{other.pk}/").status_code == 404

    def test_hides_both_from_each_other_and_is_not_told(self, client, scene, other) -> None:
        client.post(f"/e/{scene.event.slug}/participants/{other.pk}/block/")
        client.force_login(other.representatives.first().user)
        assert str(scene.us) not in listed(client, scene)
        page = client.get(f"/e/{scene.event.slug}/blocked/").content.decode()
        assert "No company is blocked" in page
        assert str(scene.us) not in page

    def test_is_taken_back_from_the_list(self, client, scene, other) -> None:
        client.post(f"/e/{scene.event.slug}/participants/{other.pk}/block/")
        block = BlockedOrganisation.objects.get()
        page = client.get(f"/e/{scene.event.slug}/blocked/").content.decode()
        assert str(other) in page
        client.post(f"/e/{scene.event.slug}/blocked/{block.pk}/unblock/")
        assert str(other) in listed(client, scene)

    def test_of_others_cannot_be_taken_back(self, client, scene, other) -> None:
        block = BlockedOrganisation.objects.create(
            organisation=other.organisation, blocked=scene.us.organisation
        )
        address = f"/e/{scene.event.slug}/blocked/{block.pk}/unblock/"
        assert client.post(address).status_code == 404
        assert BlockedOrganisation.objects.exists()

    def test_closes_what_waits_without_a_word(self, client, scene, other) -> None:
        MeetingRequestFactory(sender=other, receiver=scene.us)
        client.post(f"/e/{scene.event.slug}/participants/{other.pk}/block/")
        client = Client()
        client.force_login(other.representatives.first().user)
        board = client.get(f"/e/{scene.event.slug}/company/").content.decode()
        assert "block" not in board.lower()

    def test_whom_one_meets_is_refused_with_what_to_do(self, client, scene) -> None:
        address = f"/e/{scene.event.slug}/participants/{scene.them.pk}/block/"
        page = client.post(address, follow=True).content.decode()
        assert "Ask the organiser to cancel it" in page
        assert not BlockedOrganisation.objects.exists()
