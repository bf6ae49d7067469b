"""The directory: search, facets, order, and what each row says."""

import pytest
from django.test import Client

from matchmaking.domain.reasons import reasons_by_counterpart
from tests.factories import MeetingRequestFactory, participant
from tests.matchmaking.scenes import Scene, published_scene, score

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(client: Client) -> Scene:
    scene = published_scene()
    client.force_login(scene.me)
    return scene


def found(client: Client, scene: Scene, **query: object) -> list[str]:
    page = client.get(f"/e/{scene.event.slug}/participants/", query)
    return [str(row.registration) for row in page.context["counterparts"]]


def named(scene: Scene, name: str, **fields: object) -> str:
    registration = participant(scene.event, **fields)
    registration.organisation.name = name
    registration.organisation.save()
    return name


@pytest.mark.parametrize("query", ["Đà Nẵng", "da nang", "NẴNG đà", "danang đà nẵng"])
def test_vietnamese_is_found_with_and_without_its_marks(
    client: Client, scene: Scene, query: str
) -> None:
    name = named(scene, "Cảng Đà Nẵng danang")
    named(scene, "Cần Thơ")
    assert found(client, scene, q=query) == [name]


@pytest.mark.parametrize(
    ("name", "query"), [("台灣電網科技", "電網"), ("한국반도체", "반도체"), ("100% Café", "% cafe")]
)
def test_other_scripts_and_signs(client: Client, scene: Scene, name: str, query: str) -> None:
    named(scene, name)
    assert found(client, scene, q=query) == [name]


def test_offers_and_needs_are_searched(client: Client, scene: Scene) -> None:
    name = named(scene, "Soil and Sky", trade=4)
    assert found(client, scene, q="soil probes FARMER") == [name]
    assert found(client, scene, q="soil submarine") == []


def test_the_best_fits_stand_first_with_their_reason(client: Client, scene: Scene) -> None:
    named(scene, "AAA")
    best = participant(scene.event, trade=2)
    pair = score(scene.us, best)
    pair.value = 999_999
    pair.save()
    assert found(client, scene) == [str(best), str(scene.them), "AAA"]
    page = client.get(f"/e/{scene.event.slug}/participants/")
    sentence = reasons_by_counterpart(scene.us, [best.pk])[best.pk][0].sentence
    assert page.context["counterparts"][0].reasons[0].sentence == sentence


def test_facets(client: Client, scene: Scene) -> None:
    korean = named(scene, "Seoul Chips", country="KR", trade=3)
    assert found(client, scene, country="KR") == [korean]
    assert found(client, scene, sector="transport.ev_charging") == [korean]
    assert found(client, scene, country="VN") == [str(scene.them)]
    assert found(client, scene, kind="company", country="KR", q="seoul") == [korean]


def test_a_value_that_is_not_offered_narrows_nothing(client: Client, scene: Scene) -> None:
    assert len(found(client, scene, country="ZZ", page="9999")) == 1


def test_with_two_sides_one_finds_the_other(client: Client) -> None:
    scene = published_scene(pairing="two_sided")
    local, visiting = (
        scene.event.sides.create(code=code, name=code.title()) for code in ("local", "visiting")
    )
    for registration, side in ((scene.us, local), (scene.them, visiting)):
        registration.side = side
        registration.save()
    fellow = participant(scene.event, trade=3, side=local)
    client.force_login(scene.me)
    assert found(client, scene) == [str(scene.them)]
    assert found(client, scene, side="local") == [str(fellow)]


def test_where_a_request_stands_is_said(client: Client, scene: Scene) -> None:
    asked, asks = participant(scene.event, trade=2), participant(scene.event, trade=3)
    MeetingRequestFactory(sender=scene.us, receiver=asked)
    MeetingRequestFactory(sender=asks, receiver=scene.us)
    page = client.get(f"/e/{scene.event.slug}/participants/").content.decode()
    assert "You asked" in page
    assert "They wait for your answer" in page


@pytest.mark.parametrize("size", [1, 3])
def test_queries_do_not_grow(client: Client, django_assert_num_queries, size: int) -> None:
    scene = published_scene(meetings=size)
    client.force_login(scene.me)
    with django_assert_num_queries(16):
        client.get(f"/e/{scene.event.slug}/participants/")
