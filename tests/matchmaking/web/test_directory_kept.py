"""What the directory keeps in memory is given up with every change that it shows, at once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from companies.domain.statements import add_statement
from companies.models import Organisation, Sector, User
from events.models import Event, Phase, Registration
from matchmaking.choices import MarkKind
from matchmaking.domain import directory
from matchmaking.domain.blocks import block_organisation, unblock_organisation
from matchmaking.domain.freshness import KEPT_FOR, forget_old_changes
from matchmaking.domain.marks import clear_mark, mark_counterpart
from matchmaking.domain.requests import accept_request, send_request, withdraw_request
from matchmaking.models import BlockedOrganisation, Meeting, Outcome, PairScore
from matchmaking.web import directory_rows
from tests.factories import participant
from tests.matchmaking.scenes import Scene, add_meeting, published_scene, score
from tests.matchmaking.web.cards import names_on

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


def write(rows: QuerySet[Any], **fields: object) -> None:
    """By SQL, past every domain function: the triggers see it all the same."""
    assert rows.update(**fields)


def organisation(registration: Registration) -> QuerySet[Organisation]:
    return Organisation.objects.filter(pk=registration.organisation_id)


def of_two_sides(scene: Scene, other: Registration) -> None:
    side = scene.event.sides.create(code="local", name="Local")
    write(Registration.objects.filter(pk__in=[scene.us.pk, other.pk]), side=side)
    write(Event.objects.filter(pk=scene.event.pk), pairing="two_sided")


CHANGES: dict[str, tuple[Callable[[Scene, Registration], object], str, bool]] = {
    "it is renamed": (
        lambda s, other: write(organisation(other), name="Renamed Ltd"),
        "Renamed Ltd",
        True,
    ),
    "its line": (
        lambda s, other: write(organisation(other), tagline="Bridges that listen"),
        "Bridges that listen",
        True,
    ),
    "its country": (lambda s, other: write(organisation(other), country="KR"), "Korea", True),
    "it is verified": (
        lambda s, other: write(organisation(other), verified_at=timezone.now()),
        "verified",
        True,
    ),
    "a sector of it": (
        lambda s, other: other.organisation.sectors.add(Sector.objects.get(code="smart_city")),
        ">Smart city<",
        True,
    ),
    "a sector is renamed": (
        lambda s, other: write(Sector.objects.all(), name_en="Things of all kinds"),
        "Things of all kinds",
        True,
    ),
    "a text that its reasons quote": (
        lambda s, other: write(other.statements.all(), text="Quantum routers for harbours"),
        "Quantum",
        True,
    ),
    "our text that its reasons quote": (
        lambda s, other: write(s.us.statements.all(), text="Quantum routers for harbours"),
        "Quantum",
        True,
    ),
    "the score and its reasons are gone": (
        lambda s, other: PairScore.objects.all().delete(),
        'class="why"',
        False,
    ),
    "we saved it": (
        lambda s, other: mark_counterpart(s.us, other, kind="saved", by=None),
        "bookmark-filled",
        True,
    ),
    "it asks us": (
        lambda s, other: send_request(other, s.us, by=None),
        "#standing",
        True,
    ),
    "we agreed, and the schedule has no time for it": (
        lambda s, other: accept_request(send_request(s.us, other, by=None), by=None),
        "no time yet",
        True,
    ),
    "we meet": (
        lambda s, other: add_meeting(s.version, s.us, other, 1, table=s.event.tables.last()),
        ", 09:25<",
        True,
    ),
    "we hid it": (
        lambda s, other: mark_counterpart(s.us, other, kind="hidden", by=None),
        "Other Ltd",
        False,
    ),
    "it blocked us": (
        lambda s, other: BlockedOrganisation.objects.create(
            organisation=other.organisation, blocked=s.us.organisation
        ),
        "Other Ltd",
        False,
    ),
    "we blocked it": (
        lambda s, other: BlockedOrganisation.objects.create(
            organisation=s.us.organisation, blocked=other.organisation
        ),
        "Other Ltd",
        False,
    ),
    "it is not listed": (
        lambda s, other: write(Registration.objects.filter(pk=other.pk), is_listed=False),
        "Other Ltd",
        False,
    ),
    "it has withdrawn": (
        lambda s, other: write(Registration.objects.filter(pk=other.pk), state="withdrawn"),
        "Other Ltd",
        False,
    ),
    "it is of our side, which we do not meet": (
        of_two_sides,
        "Other Ltd",
        False,
    ),
    "we are not approved any more": (
        lambda s, other: write(Registration.objects.filter(pk=s.us.pk), state="submitted"),
        "Other Ltd",
        False,
    ),
    "the event is renamed": (
        lambda s, other: write(Event.objects.all(), name_en="Renamed Fair"),
        "Renamed Fair",
        True,
    ),
    "the event enters another phase": (
        lambda s, other: Phase.objects.create(
            event=s.event, kind="follow_up", starts_at=timezone.now()
        ),
        "Follow-up",
        True,
    ),
    "we read in Vietnamese": (
        lambda s, other: write(User.objects.filter(pk=s.me.pk), language="vi"),
        '<html lang="vi">',
        True,
    ),
    "we have another address": (
        lambda s, other: write(User.objects.filter(pk=s.me.pk), email="new@address.example"),
        "new@address.example",
        True,
    ),
    "we became staff": (
        lambda s, other: write(User.objects.filter(pk=s.me.pk), is_staff=True),
        "/admin/",
        True,
    ),
}


@pytest.mark.parametrize("case", CHANGES)
@pytest.mark.parametrize("query", [{}, {"q": "soil", "sort": "name"}], ids=["all", "search"])
def test_each_row_that_changes_is_seen_on_the_next_page(
    scene: Scene, look: Callable[..., str], case: str, query: dict[str, str]
) -> None:
    other = participant(scene.event, trade=4)  # soil
    write(organisation(other), name="Other Ltd", country="VN")
    score(scene.us, other)
    change, text, appears = CHANGES[case]
    for _visit in range(2):  # made, then kept
        assert (text in look(**query)) is not appears
    change(scene, other)
    if "quote" in case:
        query = {}  # the words that were looked for are gone
    assert (text in look(**query)) is appears


def test_a_meeting_that_is_cancelled_or_missed_is_not_announced(
    scene: Scene, look: Callable[..., str]
) -> None:
    assert '">You meet<' in look()
    missed = Outcome.objects.create(
        meeting=scene.meetings[0], registration=scene.us, took_place=False
    )
    assert '">You did not meet<' in look()
    missed.delete()
    assert '">You meet<' in look()
    write(Meeting.objects.all(), state="cancelled")
    assert '">You meet<' not in look()


def test_whoever_reads_sees_their_own(scene: Scene, look: Callable[..., str]) -> None:
    """Frames and cards are shared; nothing of one reader is in what another gets."""
    mine = look()
    assert scene.me.email in mine
    theirs = Client()
    theirs.force_login(scene.you)
    for _visit in range(2):
        page = theirs.get(f"/e/{scene.event.slug}/participants/").content.decode()
        assert scene.you.email in page
        assert scene.me.email not in page
        assert names_on(page) == [str(scene.us)]
    assert names_on(look()) == [str(scene.them)]


def test_what_was_searched_for_is_on_the_page_and_harmless(look: Callable[..., str]) -> None:
    for _visit in range(2):
        page = look(q='a&b"><b', sort="name")
        assert 'value="a&amp;b&quot;&gt;&lt;b"' in page
        assert '"><b' not in page


def test_a_reason_of_a_moment_that_is_over_is_not_kept(
    scene: Scene, look: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is rendered after the listing was read may be newer: under its old look it would come
    back when the company takes back what it changed."""
    other = participant(scene.event, trade=3)
    score(scene.us, other)
    write(other.statements.all(), text="Ancient routers")
    explained = directory_rows._explained

    def late(*arguments: Any) -> Any:
        write(other.statements.all(), text="Quantum routers")
        return explained(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(directory_rows, "_explained", late)
        assert "Quantum" in look()
    write(other.statements.all(), text="Ancient routers")
    assert "Ancient" in look()


def test_another_process_takes_the_listing_over_while_it_is_good(
    scene: Scene, look: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    make = directory.make_listing
    monkeypatch.setattr(directory, "make_listing", lambda event: made.append(event) or make(event))
    look()
    directory._kept.clear()  # as in a process that has just begun
    assert names_on(look()) == [str(scene.them)]
    assert len(made) == 1
    write(organisation(scene.them), name="Renamed Ltd")
    directory._kept.clear()
    assert names_on(look()) == ["Renamed Ltd"]
    assert len(made) == 2


def test_a_listing_is_given_up_before_changes_are_forgotten(
    scene: Scene, look: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    look()
    write(organisation(scene.them), name="Renamed Ltd")
    later = timezone.now() + 2 * KEPT_FOR
    assert forget_old_changes(later)
    monkeypatch.setattr(directory.time, "time", later.timestamp)
    assert names_on(look()) == ["Renamed Ltd"]


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
