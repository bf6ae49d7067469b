"""What the directory keeps in memory is given up with every change that it shows, at once."""

from collections.abc import Callable

import pytest
from django.test import Client

from companies.domain.statements import add_statement
from events.models import Registration
from matchmaking.choices import MarkKind
from matchmaking.domain import directory
from matchmaking.domain.blocks import block_organisation, unblock_organisation
from matchmaking.domain.marks import clear_mark, mark_counterpart
from matchmaking.domain.requests import accept_request, send_request, withdraw_request
from tests.factories import participant
from tests.matchmaking.scenes import Scene, published_scene

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene(client: Client, monkeypatch: pytest.MonkeyPatch) -> Scene:
    monkeypatch.setattr(directory, "SHARE", 0)  # a listing is made anew as soon as it changed
    scene = published_scene()
    client.force_login(scene.me)
    return scene


@pytest.fixture
def look(client: Client, scene: Scene) -> Callable[..., str]:
    def get(**query: object) -> str:
        return client.get(f"/e/{scene.event.slug}/participants/", query).content.decode()

    return get


def test_each_change_is_seen_on_the_next_page(scene: Scene, look: Callable[..., str]) -> None:
    us, other = scene.us, participant(scene.event, trade=3)
    name = str(other)
    card = f'id="participant-{other.pk}"'
    assert card in look()

    mark_counterpart(us, other, kind=MarkKind.HIDDEN, by=None)
    assert card not in look()
    clear_mark(us, other)
    assert card in look()

    block_organisation(other.organisation, us.organisation, by=None)
    assert card not in look()
    unblock_organisation(other.organisation, us.organisation, by=None)
    assert card in look()

    request = send_request(us, other, by=None)
    assert '">You asked<' in look()
    accept_request(request, by=None)
    assert '">You asked<' not in look()
    withdraw_request(request, by=None)

    assert card not in look(q="submarine")
    statement = add_statement(
        other.organisation, kind="offer", text="Submarine cables and their repair", language="en"
    )
    other.statements.add(statement)
    assert card in look(q="submarine")

    other.organisation.name = "Another name"
    other.organisation.save()
    assert "Another name" in look()
    assert name not in look()

    Registration.objects.filter(pk=other.pk).update(is_listed=False)
    assert card not in look()
    Registration.objects.filter(pk=other.pk).update(is_listed=True, state="withdrawn")
    assert card not in look()


def test_what_is_kept_is_one_persons(
    scene: Scene, look: Callable[..., str], client: Client
) -> None:
    other = participant(scene.event, trade=3)
    send_request(scene.us, other, by=None, message="Between us two")
    mark_counterpart(scene.us, other, kind=MarkKind.SAVED, by=scene.me)
    assert '">You asked<' in look()
    third = participant(scene.event, trade=4)
    client.force_login(third.representatives.get().user)
    seen = look()
    assert '">You asked<' not in seen
    assert "bookmark-filled" not in seen


def test_a_form_on_a_kept_card_has_the_token_of_its_page(scene: Scene) -> None:
    other = participant(scene.event, trade=3)
    client = Client(enforce_csrf_checks=True)
    client.force_login(scene.me)
    address = f"/e/{scene.event.slug}/participants/"
    for _visit in range(2):
        html = client.get(address, {"q": 'a&b"><'}).content.decode()
        html = client.get(address).content.decode()
        token = html.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
        assert "[" not in token
        answer = client.post(
            f"{address}{other.pk}/mark/", {"kind": "saved", "csrfmiddlewaretoken": token}
        )
        assert answer.status_code == 302


def test_a_kept_page_takes_few_queries(
    scene: Scene, look: Callable[..., str], django_assert_max_num_queries
) -> None:
    look()
    with django_assert_max_num_queries(6):
        look(q="soil")
