"""Every address of the product, as strangers and as nonsense try it.

The addresses are read from the resolver: a new one whose parts have no meaning here makes a test
fail, as does one that lets in whom nobody thought of.
"""

from collections.abc import Iterator
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from companies.models import Invitation, JoinRequest, User
from events.models import Session, SiteVisit
from matchmaking.models import DataExport, Notification
from tests.factories import (
    AbsenceFactory,
    DelegationFactory,
    MeetingRequestFactory,
    UserFactory,
    participant,
)
from tests.matchmaking.scenes import Scene, add_programme, published_scene
from tests.undone import undone

pytestmark = pytest.mark.django_db

Kwargs = dict[str, Any]
APPS = {"companies", "events", "matchmaking", "api"}

# What everybody may open, signed in or not.
OPEN = {
    "companies:theme", "events:home", "events:robots", "events:sitemap", "events:event",
    "events:event_calendar", "events:preview_picture", "events:accent", "events:companies",
    "matchmaking:manifest", "matchmaking:service_worker", "matchmaking:offline",
    "matchmaking:resubscribe", "api:schema", "api:docs",
    "matchmaking:news",  # its name is its key
}  # fmt: skip
# What is about whoever asks, not about the company in the address.
OWN = {
    "companies:me", "companies:found", "companies:ask_to_join", "events:register",
    "matchmaking:own_data", "matchmaking:own_data_file", "matchmaking:leave",
    "matchmaking:notifications",
    "matchmaking:read_notifications", "matchmaking:count_notifications", "matchmaking:mails",
    "api:me", "api:token", "api:calendar", "api:notifications", "api:read_notifications",
    "api:mails", "api:events", "api:event", "api:programme",
}  # fmt: skip
# What participants of the event may do with one another.
AMONG_PARTICIPANTS = {
    "matchmaking:participant", "matchmaking:mark", "matchmaking:block",
    "api:participant", "api:mark",
}  # fmt: skip


def addresses() -> Iterator[tuple[str, Kwargs]]:
    """Every named address of our apps, with the converters of its parts."""

    def walk(resolver: URLResolver, space: str, above: Kwargs) -> Iterator[tuple[str, Kwargs]]:
        for entry in resolver.url_patterns:
            parts = above | getattr(entry.pattern, "converters", {})
            if isinstance(entry, URLResolver):
                yield from walk(entry, entry.namespace or space, parts)
            elif space in APPS and entry.name != "nothing":
                yield f"{space}:{entry.name}", parts

    yield from walk(get_resolver(), "", {})


class World:
    """A company with one of everything, and those who have no business with it."""

    def __init__(self) -> None:
        self.scene = scene = published_scene(meetings=2, slug="fair")
        add_programme(scene)
        us, me = scene.us, scene.me
        us.organisation.members.filter(user=me).update(role="owner")
        self.outsider = self._outsider()
        self.rival = participant(scene.event, trade=5).representatives.first().user
        self.asked = MeetingRequestFactory(sender=scene.them, receiver=us)
        self.leader = UserFactory()
        us.delegation = DelegationFactory(event=scene.event, leader=self.leader)
        us.acting_leader = self.leader
        us.save()
        absence = AbsenceFactory(representative=scene.my_seat)
        other = participant(scene.event, trade=4)
        block = us.organisation.blocked_organisations.create(blocked=other.organisation)
        invitation = Invitation.objects.create(
            organisation=us.organisation,
            email="new@example.com",
            sent_at=timezone.now(),
            expires_at=timezone.now() + timedelta(days=1),
        )
        join = JoinRequest.objects.create(organisation=us.organisation, user=UserFactory())
        told = Notification.objects.create(recipient=me, kind="request_received", key="told")
        export = DataExport.objects.create(person=me, state="ready", archive=b"zip")
        member = us.organisation.members.get(user=me)
        self.ids: Kwargs = {
            "slug": "fair",
            "uid": scene.meetings[0].uid,
            "member": member.pk,
            "invitation": invitation.pk,
            "join_request": join.pk,
            "other": scene.them.pk,
            "absence": absence.pk,
            "asked": self.asked.pk,
            "token": "1-2-3",
            "page": "x",
            "language": "en",
            "colour": "000000",
            "name": "people/none.jpg",
        }
        organisation = us.organisation.pk
        self.pk: dict[str, int] = {
            **dict.fromkeys(
                (
                    "companies:organisation", "companies:members", "companies:member_role",
                    "companies:remove_member", "companies:hand_over",
                    "companies:resend_invitation", "companies:revoke_invitation",
                    "companies:decide_join_request",
                ),
                organisation,
            ),
            "companies:withdraw_join_request": join.pk,
            "events:company": us.pk,
            "events:register_statement": us.organisation.statements.first().pk,
            "events:drop_statement": us.organisation.statements.first().pk,
            "events:drop_person": scene.my_seat.pk,
            "events:drop_invited": 1,
            "events:drop_absence": absence.pk,
            "matchmaking:own_data_file": export.pk,
            "matchmaking:join_visit": SiteVisit.objects.first().pk,
            "matchmaking:join_session": Session.objects.first().pk,
            "matchmaking:unblock": block.pk,
            "api:block": block.pk,
            "matchmaking:notification": told.pk,
            **dict.fromkeys(
                ("matchmaking:participant", "matchmaking:mark", "matchmaking:block",
                 "api:participant", "api:mark"),
                us.pk,
            ),
            **dict.fromkeys(
                [
                    f"{space}:{action}"
                    for space in ("matchmaking", "api")
                    for action in ("accept", "decline", "withdraw", "request")
                ],
                self.asked.pk,
            ),
        }  # fmt: skip

    @staticmethod
    def _outsider() -> User:
        """Takes part in another event, for another company."""
        scene: Scene = published_scene(slug="other-fair")
        scene.us.organisation.members.filter(user=scene.me).update(role="owner")
        return scene.me

    def address(self, name: str, parts: Kwargs) -> str:
        kwargs = {part: self._value(name, part) for part in parts}
        return reverse(name, kwargs=kwargs)

    def _value(self, name: str, part: str) -> Any:
        if part == "pk":
            return self.scene.us.pk if "delegation" in name else self.pk[name]
        return self.ids[part]


@pytest.fixture
def world() -> World:
    return World()


def tried(client: Client, address: str, method: str, **sent: Any) -> HttpResponse:
    """The answer, and nothing of it stays: neither rows nor limits nor cookies."""
    cookies = SimpleCookie(client.cookies)
    with undone():
        response = getattr(client, method)(address, **sent)
    client.cookies = cookies
    return response


def is_refused(response: HttpResponse, anonymous: bool) -> bool:
    if response.status_code in {404, 405}:
        return True
    sent_to_sign_in = response.status_code == 302 and "/accounts/login/" in response["Location"]
    return anonymous and (sent_to_sign_in or response.status_code in {401, 403})


def let_in(world: World, client: Client, reader: User | None, known: set[str]) -> list[str]:
    """Addresses that answered the reader otherwise than by refusing."""
    found = []
    if reader is not None:
        client.force_login(reader)
    for name, parts in addresses():
        if name in known:
            continue
        address = world.address(name, parts)
        changing = ("put", "patch", "delete") if name.startswith("api:") else ()
        for method in ("get", "post", *changing):
            response = tried(client, address, method)
            if not is_refused(response, anonymous=reader is None):
                found.append(f"{method} {name} {address}: {response.status_code}")
    return found


def test_nobody_who_has_not_signed_in_gets_in(client: Client, world: World) -> None:
    assert let_in(world, client, None, OPEN) == []


def test_somebody_of_another_event_finds_nothing_of_this_one(client: Client, world: World) -> None:
    assert let_in(world, client, world.outsider, OPEN | OWN) == []


def test_another_participant_finds_nothing_of_what_is_not_theirs(
    client: Client, world: World
) -> None:
    theirs = {name for name, parts in addresses() if set(parts) <= {"slug"}}
    known = OPEN | OWN | AMONG_PARTICIPANTS | theirs
    joins = {"matchmaking:join_visit", "matchmaking:join_session"}
    assert let_in(world, client, world.rival, known | joins) == []


NONSENSE = ("\x00", "9" * 5000, "-1", "٣a\r\nSet-Cookie: x=1🎪\u202e'\"><script>")
HUGE = 2**63
PARTS = {"slug": "no-such", "uid": "00000000-0000-0000-0000-000000000000"}
QUERY = (
    "q", "page", "show", "sort", "sector", "country", "kind", "cooperation", "side", "lang",
    "theme", "next", "state", "limit", "offset", "ordering", "search", "page_size", "v",
)  # fmt: skip
BODY = (
    "next", "back", "kind", "undo", "tries", "text", "language", "organisation", "member", "role",
    "message", "people", "priority", "minutes", "reason", "key", "kept", "day", "starts", "ends",
    "representative", "sectors", "cooperation", "name", "country", "website", "full_name", "phone",
    "time_zone", "email", "answer", "listing", "reader", "side", "took_place", "interest",
    "next_step", "follow_up_on", "note", "theme", "address", "is_another", "digest_hour",
)  # fmt: skip


@pytest.mark.parametrize("nonsense", NONSENSE, ids=range(len(NONSENSE)))
def test_nonsense_is_answered(client: Client, world: World, nonsense: str) -> None:
    """No address falls over: an exception would come through to this test."""
    client.force_login(world.leader)
    leader = SimpleCookie(client.cookies)
    client.force_login(world.scene.me)
    member = SimpleCookie(client.cookies)
    for name, parts in addresses():
        client.cookies = leader if "delegation" in name else member
        address = world.address(name, parts)
        assert tried(client, address, "get", data=dict.fromkeys(QUERY, nonsense)).status_code < 500
        sent: Kwargs = {"data": dict.fromkeys(BODY, nonsense)}
        if name.startswith("api:"):
            sent["content_type"] = "application/json"
        assert tried(client, address, "post", **sent).status_code < 500, name


def test_numbers_and_names_that_nobody_has_are_not_found(client: Client, world: World) -> None:
    client.force_login(world.scene.me)
    for name, parts in addresses():
        if not parts or name == "matchmaking:news":
            continue
        for number in (0, HUGE):
            kwargs = {
                part: number
                if type(converter).__name__ == "IntConverter"
                else PARTS.get(part, "none")
                for part, converter in parts.items()
            }
            for slug in {kwargs.get("slug"), "fair"} if "slug" in kwargs else {None}:
                address = reverse(name, kwargs=kwargs | ({"slug": slug} if slug else {}))
                only_slug = set(parts) == {"slug"}
                for method in ("get", "post"):
                    status = tried(client, address, method).status_code
                    if not (only_slug and slug == "fair") and name not in OWN:
                        assert status in {404, 405}, (name, address)


def test_the_names_above_are_addresses() -> None:
    names = {name for name, _pattern in addresses()}
    assert names >= OPEN | OWN | AMONG_PARTICIPANTS
