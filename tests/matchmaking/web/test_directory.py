"""The directory: search, facets, order, and what each row says."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from companies.models import Sector, Statement
from events.models import Registration
from matchmaking.domain.directory import make_listing
from matchmaking.domain.marks import mark_counterpart
from matchmaking.domain.onlooker import Outlook, read_onlooker
from matchmaking.domain.reasons import reasons_by_counterpart
from matchmaking.models import PairScore
from matchmaking.web import directory
from matchmaking.web.directory_rows import cards_of
from tests.factories import MeetingRequestFactory, participant
from tests.matchmaking.scenes import Scene, published_scene, score
from tests.matchmaking.web.cards import card_on, names_on, options_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(client: Client) -> Scene:
    scene = published_scene()
    client.force_login(scene.me)
    return scene


def found(client: Client, scene: Scene, **query: object) -> list[str]:
    page = client.get(f"/e/{scene.event.slug}/participants/", query)
    return names_on(page.content.decode())


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


def test_before_anything_is_scored_nobody_is_said_to_fit_best(client: Client, scene: Scene) -> None:
    address = f"/e/{scene.event.slug}/participants/"
    assert "the best fits first" in client.get(address).content.decode()
    PairScore.objects.all().delete()
    page = client.get(address).content.decode()
    assert "the best fits first" not in page
    assert "1 participant" in page


def test_the_best_fits_stand_first_with_their_reason(client: Client, scene: Scene) -> None:
    named(scene, "AAA")
    best = participant(scene.event, trade=2)
    pair = score(scene.us, best)
    pair.value = 999_999
    pair.save()
    assert found(client, scene) == [str(best), str(scene.them), "AAA"]
    page = client.get(f"/e/{scene.event.slug}/participants/").content.decode()
    first, *others = reasons_by_counterpart(scene.us, [best.pk], limit=3)[best.pk]
    why = re.sub(r"<[^>]+>", "", unescape(card_on(page, best.pk)))
    need, offer = first.passages
    assert why.index(str(need)) < why.index(str(offer))
    assert all(why.index(str(offer)) < why.index(other.sentence) for other in others)
    assert f"{len(others)} more reason" in why


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
    card = card_on(page, asks.pk)
    assert f"/participants/{asks.pk}/#standing" in card
    assert "Answer" in card


def test_those_with_whom_nothing_is_under_way(client: Client, scene: Scene) -> None:
    """Neither who was asked, nor who asks, nor who declined, nor whom one meets, nor the hidden."""
    asked, asks, declined, over, hidden = (participant(scene.event, trade=2) for _ in range(5))
    MeetingRequestFactory(sender=scene.us, receiver=asked)
    MeetingRequestFactory(sender=asks, receiver=scene.us)
    MeetingRequestFactory(sender=scene.us, receiver=declined, state="declined")
    MeetingRequestFactory(sender=scene.us, receiver=over, state="withdrawn")
    mark_counterpart(scene.us, hidden, kind="hidden", by=None)
    assert found(client, scene, show="unasked") == [over.organisation.name]
    MeetingRequestFactory(sender=scene.us, receiver=over)
    page = client.get(f"/e/{scene.event.slug}/participants/?show=unasked").content.decode()
    assert "You have asked everybody" in page


def test_what_the_list_is_narrowed_to_can_be_taken_back(client: Client, scene: Scene) -> None:
    named(scene, "Seoul Chips", country="KR", trade=3)
    query = {"country": "KR", "q": "chips", "sort": "name", "page": "1"}
    page = client.get(f"/e/{scene.event.slug}/participants/", query).content.decode()
    chosen = page[page.index('<ul class="chosen"') :]
    chosen = chosen[: chosen.index("</ul>")]
    addresses = [unescape(found) for found in re.findall('<a[^>]* href="([^"]+)"', chosen)]
    assert addresses == [
        "?q=chips&sort=name",
        "?country=KR&q=chips",
        f"/e/{scene.event.slug}/participants/",
    ]
    assert "South Korea" in chosen
    assert (
        'class="chosen"' not in client.get(f"/e/{scene.event.slug}/participants/").content.decode()
    )


@pytest.mark.parametrize("size", [1, 3])
def test_queries_do_not_grow(client: Client, django_assert_num_queries, size: int) -> None:
    scene = published_scene(meetings=size)
    client.force_login(scene.me)
    with django_assert_num_queries(22):  # seven make the listing, two the frame: kept elsewhere
        client.get(f"/e/{scene.event.slug}/participants/")


def options(client: Client, scene: Scene, facet: str, **query: object) -> dict[str, int]:
    page = client.get(f"/e/{scene.event.slug}/participants/", query)
    return options_on(page.content.decode(), facet)


def test_each_value_says_how_many_it_leaves(client: Client, scene: Scene) -> None:
    named(scene, "Seoul Chips", country="KR", trade=3)
    named(scene, "Busan Buses", country="KR", trade=3)
    named(scene, "Hue Lights", country="VN", trade=0)
    assert options(client, scene, "country") == {"KR": 2, "VN": 2}
    assert options(client, scene, "country", q="buses") == {"KR": 2}
    assert options(client, scene, "country", country="KR") == {"KR": 2, "VN": 2}
    assert options(client, scene, "country", sector="smart_city.lighting") == {"VN": 1}
    assert options(client, scene, "sector", country="KR")["transport"] == 2


@pytest.mark.parametrize(
    "query", ["smart city", "đô thị thông minh", "do thi thong minh", "智慧城市"]
)
def test_a_sector_is_found_by_its_name_in_any_language(
    client: Client, scene: Scene, query: str
) -> None:
    company = participant(scene.event, trade=3)
    company.organisation.sectors.add(Sector.objects.get(code="smart_city"))
    assert str(company) in found(client, scene, q=query)


def test_cooperation_narrows(client: Client, scene: Scene) -> None:
    pilot = participant(scene.event, trade=3)
    pilot.statements.filter(kind="need").update(cooperation=["pilot"])
    assert found(client, scene, cooperation="pilot") == [str(pilot)]


def test_orders(client: Client, scene: Scene) -> None:
    for name, days in (("Beta", 2), ("alpha", 1), ("Ước Mơ", 3)):
        row = Registration.objects.get(organisation__name=named(scene, name))
        row.decided_at = timezone.now() - timedelta(days=days)
        row.save()
    them = str(scene.them)
    by_name = [name for name in found(client, scene, sort="name") if name != them]
    assert by_name == ["alpha", "Beta", "Ước Mơ"]
    newest = [name for name in found(client, scene, sort="newest") if name != them]
    assert newest == ["alpha", "Beta", "Ước Mơ"]
    assert len(found(client, scene, sort="nonsense")) == 4


def test_pages_keep_what_was_asked_for(
    client: Client, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory, "PAGE", 1)
    for number in range(3):
        named(scene, f"Seoul {number}", country="KR")
    page = client.get(f"/e/{scene.event.slug}/participants/", {"q": "seoul", "page": 2})
    assert names_on(page.content.decode()) == ["Seoul 1"]
    assert "q=seoul" in page.content.decode()
    assert "page=3" in page.content.decode()


def test_the_parts_that_met_are_quoted_in_their_own_language(client: Client, scene: Scene) -> None:
    other = participant(scene.event, trade=2)
    pair = score(scene.us, other)
    page = client.get(f"/e/{scene.event.slug}/participants/{other.pk}/").content.decode()
    need = Statement.objects.get(pk=pair.factors[0]["evidence"][0]["need"])
    assert f'<q lang="{need.language}">' in page


class TestWhoIsShown:
    """The listing may be of a moment ago; then who is shown is asked of the database."""

    def test_who_has_left_is_not(self, scene: Scene) -> None:
        company = participant(scene.event, trade=3)
        listing = make_listing(scene.event.pk)

        def names() -> list[str]:
            outlook = Outlook(read_onlooker(scene.event, scene.us), listing, is_current=False)
            cards = b"".join(cards_of(outlook, scene.event.slug, range(len(listing))))
            return names_on(cards.decode())

        assert str(company) in names()
        for change in ({"state": "withdrawn"}, {"state": "approved", "is_listed": False}):
            Registration.objects.filter(pk=company.pk).update(**change)
            assert names() == [str(scene.them)]

    def test_a_description_that_is_not_for_all_is_not_searched(
        self, client: Client, scene: Scene
    ) -> None:
        company = participant(scene.event, trade=3)
        company.organisation.description = "We have a submarine"
        company.organisation.save()
        assert found(client, scene, q="submarine") == []
