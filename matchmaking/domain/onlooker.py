"""What a participant's directory takes into account of the participant itself, kept in the cache.

The event, the registration, whom it marked and blocked, its scores, requests and agreements: a
dozen queries that rarely change. They are kept for each person, as plain values that all processes
share, while nothing under the onlooker's topics has changed (`freshness`).
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from hashlib import blake2b

from django.core.cache import cache
from django.db import connection
from django.db.models import Q

from events.choices import Pairing
from events.models import Event, Registration
from matchmaking.choices import LIVE_REQUEST_STATES, MarkKind, RequestState
from matchmaking.domain.counterparts import blocked_with, scores_for
from matchmaking.domain.directory import (
    Listing,
    current_listing,
    kept_listing,
    listing_of,
    topic_of,
)
from matchmaking.domain.freshness import moment_of_data, which_changed
from matchmaking.domain.marks import marks_of
from matchmaking.domain.standing import Appointment, appointments_of
from matchmaking.models import MeetingRequest

LONGEST = timedelta(minutes=15)
ASKED, THEY_ASK, DECLINED = "asked", "they_ask", "declined"
ACCEPTED, UNPLACED, MEETS = "accepted", "unplaced", "meets"
"""How things stand with another participant: what a card in the list says. Whoever is agreed with
is `UNPLACED` where a schedule is published that has no meeting for it."""


@dataclass(frozen=True)
class Onlooker:
    """A registration as the directory's reader.

    `event_look` names what pages show of the event: two of one look read the same. `own_side` is
    the side that one may not meet, where there is one. `marks`, `scores`, `standing` and, of whom
    one `MEETS`, `appointments` are by the other's id; `blocked` are organisations. `name` differs
    between any two readings.
    """

    event_id: int
    event_look: str
    registration_id: int
    is_approved: bool
    has_sides: bool
    own_side: str
    marks: Mapping[int, MarkKind]
    blocked: frozenset[int]
    scores: Mapping[int, int]
    standing: Mapping[int, str]
    appointments: Mapping[int, Appointment]
    waiting: int
    topics: tuple[str, ...]
    since: str
    name: str


@dataclass(frozen=True)
class Outlook:
    """Somebody who looks at a listing. `is_current` is false where the listing is of a moment ago:
    then who may be shown is to be asked of the database."""

    onlooker: Onlooker
    listing: Listing
    is_current: bool


_NAMES = [field.name for field in fields(Onlooker)]
_SHAPE = blake2b(repr(_NAMES).encode(), digest_size=4).hexdigest()
"""In the cache's keys: another release reads nothing that it does not know."""


def read_onlooker(event: Event, registration: Registration, since: str = "") -> Onlooker:
    """Five queries, and one for the event's phases where they are not prefetched."""
    own = registration.pk
    live = Q(state__in=LIVE_REQUEST_STATES)
    sent = Q(sender=own) & (live | Q(state=RequestState.DECLINED))
    received = Q(receiver=own) & (live | Q(put_aside_at__isnull=False))
    standing: dict[int, str] = {}
    waiting = 0
    declined = set()
    for request in MeetingRequest.objects.filter(sent | received).with_schedule():
        is_theirs = request.receiver_id == own
        other = request.sender_id if is_theirs else request.receiver_id
        if is_theirs and request.put_aside_at is not None:
            declined.add(other)
            continue
        if request.state == RequestState.DECLINED:
            standing.setdefault(other, DECLINED)  # until they ask themselves
            continue
        standing[other] = THEY_ASK if is_theirs else ASKED
        if request.state == RequestState.ACCEPTED:
            standing[other] = UNPLACED if request.has_schedule else ACCEPTED
        elif is_theirs:
            waiting += 1
    scores = scores_for(registration)
    appointments = appointments_of(registration)
    is_split = event.pairing == Pairing.TWO_SIDED
    return Onlooker(
        event_id=event.pk,
        event_look=_look(event),
        registration_id=own,
        is_approved=registration.is_approved,
        has_sides=is_split,
        own_side=registration.side.code if is_split and registration.side else "",
        marks=marks_of(registration),
        blocked=frozenset(blocked_with(registration)),
        scores={pk: value for pk, value in scores.items() if pk not in declined},
        standing=standing | dict.fromkeys(appointments, MEETS),
        appointments=appointments,
        waiting=waiting,
        topics=(
            f"event:{event.pk}",
            f"registration:{own}",
            f"organisation:{registration.organisation_id}",
            "sectors",
        ),
        since=since,
        name=secrets.token_hex(8),
    )


def _look(event: Event) -> str:
    values = [getattr(event, field.attname) for field in event._meta.concrete_fields]
    phases = [(phase.kind, phase.starts_at) for phase in event.phases.all()]
    return blake2b(repr((values, phases)).encode(), digest_size=12).hexdigest()


def look_around(user_id: int, slug: str, read: Callable[[], tuple[Event, Registration]]) -> Outlook:
    """The person's outlook at the event; `read` finds the two, or raises what answers instead.

    One query where all is kept.
    """
    if connection.in_atomic_block:  # what a transaction has written itself is no change to it
        onlooker = read_onlooker(*read())
        return Outlook(onlooker, *listing_of(onlooker.event_id))
    key = f"onlooker:{_SHAPE}:{user_id}:{slug}"
    onlooker = cache.get(key)
    listing = None if onlooker is None else kept_listing(onlooker.event_id)
    if onlooker is not None:
        own = ((*onlooker.topics, f"user:{user_id}"), onlooker.since)
        if listing is None:
            changed, is_old = *which_changed(own), False
        else:
            of_listing = ([topic_of(onlooker.event_id)], listing.since)
            changed, is_old = which_changed(own, of_listing)
        if not changed:
            found = current_listing(onlooker.event_id, listing, is_old=is_old)
            return Outlook(onlooker, *found)
    since = moment_of_data()
    onlooker = read_onlooker(*read(), since)
    cache.set(key, onlooker, timeout=int(LONGEST.total_seconds()))
    return Outlook(onlooker, *listing_of(onlooker.event_id))
