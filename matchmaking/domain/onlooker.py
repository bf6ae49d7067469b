"""What a participant's directory takes into account of the participant itself, kept in memory.

The event, the registration, whom it marked and blocked, its scores, requests and agreements: a
dozen queries that rarely change. They are kept for each person while nothing under the onlooker's
topics has changed (`freshness`), and with them the cards that were rendered of them.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from django.db import connection
from django.db.models import Q

from events.models import Event, Registration
from matchmaking.choices import RequestState
from matchmaking.domain.counterparts import blocked_with, scores_for
from matchmaking.domain.freshness import has_changed, moment_of_data
from matchmaking.domain.marks import marks_of
from matchmaking.domain.relations import agreed_with
from matchmaking.models import MeetingRequest

MOST_KEPT = 300
"""Onlookers in memory; one takes some hundred kilobytes with a few pages of cards."""


@dataclass(frozen=True, eq=False)
class Onlooker:
    """A registration as the directory's reader. `requests` are the live ones by the other's id;
    `agreed` are those whom it will meet. `cards` belongs to the pages."""

    event: Event
    registration: Registration
    marks: dict[int, Any]
    blocked: set[int]
    scores: dict[int, int]
    requests: dict[int, MeetingRequest]
    agreed: set[int]
    since: str = ""
    topics: tuple[str, ...] = ()
    cards: dict[Any, Any] = field(default_factory=dict)

    @property
    def waiting(self) -> int:
        """How many received requests want an answer."""
        return sum(
            request.state == RequestState.PENDING and request.receiver_id == self.registration.pk
            for request in self.requests.values()
        )

    def knows(self, pk: int) -> bool:
        """Whether there is anything between the two that a card of the other tells."""
        return any(pk in some for some in (self.scores, self.marks, self.requests, self.agreed))


def read_onlooker(event: Event, registration: Registration, since: str = "") -> Onlooker:
    """Six queries."""
    requests = MeetingRequest.objects.live().filter(
        Q(sender=registration.pk) | Q(receiver=registration.pk)
    )
    own = registration.pk
    return Onlooker(
        event=event,
        registration=registration,
        marks=dict(marks_of(registration)),
        blocked=blocked_with(registration),
        scores=scores_for(registration),
        requests={r.receiver_id if r.sender_id == own else r.sender_id: r for r in requests},
        agreed=agreed_with(registration),
        since=since,
        topics=(
            f"event:{event.pk}",
            f"directory:{event.pk}",
            f"registration:{own}",
            f"organisation:{registration.organisation_id}",
            "sectors",
        ),
    )


Key = tuple[int, str]
_kept: OrderedDict[Key, Onlooker] = OrderedDict()
_lock = Lock()


def onlooker_of(
    user_id: int, slug: str, read: Callable[[], tuple[Event, Registration]]
) -> Onlooker:
    """The person's onlooker of the event; `read` finds the two, or raises what answers instead.

    One query where it is kept.
    """
    key = (user_id, slug)
    if connection.in_atomic_block:  # what a transaction has written itself is no change to it
        return read_onlooker(*read())
    kept = _kept.get(key)
    if kept is not None and not has_changed((*kept.topics, f"user:{user_id}"), kept.since):
        return kept
    since = moment_of_data()
    onlooker = read_onlooker(*read(), since)
    with _lock:
        _kept[key] = onlooker
        _kept.move_to_end(key)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return onlooker
