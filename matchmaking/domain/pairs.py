"""Pairs of participants: who asked for whom, and who must never meet.

A pair is two ids of registrations, the smaller first.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.db.models import Q

from events.choices import Pairing
from events.models import Event, Registration
from matchmaking.choices import LIVE_REQUEST_STATES, RequestPriority, RequestState
from matchmaking.models import BlockedOrganisation, MeetingRequest, MustMeet

Pair = tuple[int, int]

PRIORITY_VALUES: Mapping[int, int] = {
    RequestPriority.LOW: 0,
    RequestPriority.NORMAL: 50_000,
    RequestPriority.HIGH: 150_000,
}
"""What a request adds to the value of its meeting, in millionths of a perfect match."""

SUGGESTED, ONE_SIDED, MUTUAL = 0, 1, 2


def pair_of(a: int, b: int) -> Pair:
    return (a, b) if a < b else (b, a)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A pair that somebody wants to meet.

    `tier` is `MUTUAL` where both asked or one accepted, and where the organiser promised. `bonus`
    is added to its value. `people` are representatives whom a request names.
    """

    pair: Pair
    tier: int
    must: bool = False
    bonus: int = 0
    people: frozenset[int] = frozenset()


def wanted_pairs(event: Event) -> dict[Pair, Wanted]:
    """Pairs that requests or promises ask for, whether they can meet or not. Three queries."""
    wanted: dict[Pair, Wanted] = {}
    requests = (
        MeetingRequest.objects.live()
        .filter(event=event)
        .order_by("pk")
        .prefetch_related("wished_people")
    )
    for request in requests:
        pair = pair_of(request.sender_id, request.receiver_id)
        before = wanted.get(pair)
        is_mutual = before is not None or request.state == RequestState.ACCEPTED
        people = frozenset(person.pk for person in request.wished_people.all())
        wanted[pair] = Wanted(
            pair,
            MUTUAL if is_mutual else ONE_SIDED,
            bonus=PRIORITY_VALUES[request.priority] + (before.bonus if before else 0),
            people=people | (before.people if before else frozenset()),
        )
    for a, b in MustMeet.objects.filter(event=event).values_list(
        "registration_a_id", "registration_b_id"
    ):
        pair = pair_of(a, b)
        wanted[pair] = replace(wanted.get(pair, Wanted(pair, MUTUAL)), tier=MUTUAL, must=True)
    return wanted


def forbidden_pairs(
    event: Event, registrations: Iterable[Registration], *, told: bool = False
) -> set[Pair]:
    """Pairs of these registrations that one of the two has blocked or declined. Two queries.

    With `told`, a request that was put aside counts as one that waits: by what follows from the
    answer, whoever asked must not learn of it.

    Who declined and asks the other of their own accord has changed their mind. What was closed
    because one of the two left is no answer of anybody, and forbids nothing once both are here.
    """
    of_organisation = {r.organisation_id: r.pk for r in registrations}
    here = set(of_organisation.values())
    blocked = BlockedOrganisation.objects.filter(
        Q(organisation__registrations__event=event), Q(blocked__registrations__event=event)
    ).values_list("organisation_id", "blocked_id")
    forbidden = {
        pair_of(of_organisation[a], of_organisation[b])
        for a, b in blocked
        if a in of_organisation and b in of_organisation
    }
    states: dict[tuple[int, int], set[str]] = {}
    said = Q(state__in=[*LIVE_REQUEST_STATES, RequestState.DECLINED])
    for sender, receiver, state, put_aside_at in MeetingRequest.objects.filter(
        said | Q(put_aside_at__isnull=False), event=event
    ).values_list("sender_id", "receiver_id", "state", "put_aside_at"):
        is_put_aside = put_aside_at is not None and not told
        states.setdefault((sender, receiver), set()).add(
            RequestState.DECLINED if is_put_aside else state
        )
    live = set(LIVE_REQUEST_STATES)
    for (sender, receiver), of_pair in states.items():
        relented = RequestState.ACCEPTED in of_pair or states.get((receiver, sender), set()) & live
        if RequestState.DECLINED in of_pair and not relented:
            forbidden.add(pair_of(sender, receiver))
    return {pair for pair in forbidden if here.issuperset(pair)}


def kept_apart(event: Event, a: Registration, b: Registration) -> bool:
    """Whether the event's rules let the two not meet: same side, or same delegation."""
    if event.pairing == Pairing.TWO_SIDED and a.side_id == b.side_id:
        return True
    return (
        not event.same_delegation_meets
        and a.delegation_id is not None
        and a.delegation_id == b.delegation_id
    )
