"""Recommendations follow the profiles and the requests: who changed is scored again, without a run.

A change marks the participant (`mark_stale`) and wakes a worker a few seconds later, so that many
changes in a moment are one piece of work. The worker claims the event, scores the marked
participants among all on what is frozen of the last whole scoring (`EventScores.basis`), stores the
pairs that change, and takes the marks away. Where nothing was ever scored, or much has changed
since, it scores the whole event.

A run scores everything itself. While it does, marks wait; what changed behind its back is renewed
after it.
"""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from companies.domain.committing import after_commit
from events.choices import RegistrationState
from events.models import Event, Registration
from matchmaking.choices import RunPhase
from matchmaking.domain import vectors
from matchmaking.domain.parameters import RunParams
from matchmaking.domain.profiles import ScoringInput, read_scoring_input
from matchmaking.domain.scores import compute_scores, store_renewal
from matchmaking.domain.snapshot import consistent_read
from matchmaking.domain.vectors import (
    missing_texts,
    space_of,
    store_vectors,
    stored_vectors,
)
from matchmaking.engine.scoring import Basis, Renewal, prepare_on, renew
from matchmaking.engine.scoring.text.encoder import Encoder, Space
from matchmaking.models import EventScores, MeetingRequest, PairScore, Run, StaleScore

logger = logging.getLogger(__name__)

SOON = 3
"""Seconds between a change and its renewal, in which more changes may come."""
PATIENCE = timedelta(seconds=20)
"""How long a mark may be there before the clock looks after it."""
ABANDONED = timedelta(minutes=5)
"""After so long whoever claimed an event is taken for dead; the task's time limit is shorter."""
FEW = 20
"""So many changed participants never make the whole event be scored anew."""
MUCH = 0.2
"""The share of the participants whose change makes the frozen part of the scores too old."""

SCORING_PHASES = (RunPhase.WAITING, RunPhase.SNAPSHOT, RunPhase.ENCODING, RunPhase.SCORING)


# --- What changed --------------------------------------------------------------------------


def mark_stale(registrations: Iterable[Registration], *, says_the_same: bool = False) -> None:
    """Have these participants scored again soon. Events that are over are left as they are.

    `says_the_same` where nothing changed but who asked whom: what is frozen of the last whole
    scoring grows no older by it.
    """
    if not settings.FOLLOWS_PROFILES:
        return
    now = timezone.now()
    rows = [
        StaleScore(
            registration=registration,
            event_id=registration.event_id,
            since=now,
            says_the_same=says_the_same,
        )
        for registration in registrations
        if registration.event.today <= registration.event.ends_on
    ]
    StaleScore.objects.bulk_create(
        # In one order: whoever marks the same at the same moment waits, and never in a ring.
        sorted(rows, key=lambda row: row.registration_id),
        update_conflicts=True,
        unique_fields=["registration"],
        update_fields=["since"] if says_the_same else ["since", "says_the_same"],
    )
    for event_id in {row.event_id for row in rows}:
        transaction.on_commit(_wake(event_id), robust=True)


def mark_organisations(organisations: Iterable[int]) -> None:
    """`mark_stale` for wherever the organisations, by id, take part."""
    mark_stale(
        Registration.objects.filter(
            organisation__in=organisations, state=RegistrationState.APPROVED
        ).select_related("event")
    )


def mark_asked(request: MeetingRequest) -> None:
    """`mark_stale` for the two sides of a request that was made or has changed, once it is so."""
    if settings.FOLLOWS_PROFILES:
        after_commit(_mark_asked, request.sender_id, request.receiver_id)


def _mark_asked(registrations: Iterable[int]) -> None:
    asked = Registration.objects.approved().filter(pk__in=registrations).select_related("event")
    mark_stale(asked, says_the_same=True)


def _wake(event_id: int, seconds: float = SOON) -> Callable[[], None]:
    def wake() -> None:
        from matchmaking.tasks import renew_scores_task

        # Who is told once looks at everything that was marked by then.
        if cache.add(f"renewal-woken:{event_id}:{ceil(seconds)}", True, timeout=ceil(seconds)):
            renew_scores_task.apply_async((event_id,), countdown=ceil(seconds), retry=False)

    return wake


def events_to_renew(now: datetime | None = None) -> list[int]:
    """Events whose marks nobody looked after: a message was lost, a worker died, a run was on."""
    now = now or timezone.now()
    return list(
        StaleScore.objects.filter(since__lt=now - PATIENCE)
        .exclude(event__scores__claimed_at__gt=now - ABANDONED)
        .exclude(event__in=_being_scored().values("event"))
        .order_by("event")
        .values_list("event", flat=True)
        .distinct()
    )


def _being_scored() -> QuerySet[Run]:
    active: QuerySet[Run] = Run.objects.active().filter(phase__in=SCORING_PHASES)
    return active


# --- Renewing ------------------------------------------------------------------------------


def renew_scores(event_id: int) -> int | None:
    """Score the marked participants of the event anew; how many, None where somebody else does.

    Safe to be called at any time and as often as one likes. What is marked while it works is left
    to the next call, which it asks for.
    """
    event = Event.objects.filter(pk=event_id).first()
    if event is None or not event.stale_scores.exists():
        return 0
    if _being_scored().filter(event=event).exists() or not _claim(event):
        return None
    started = time.monotonic()
    try:
        renewed = _renew(event)
    finally:
        seconds = time.monotonic() - started
        EventScores.objects.filter(event=event).update(claimed_at=None, seconds=seconds)
    if renewed is None or event.stale_scores.exists():
        # The longer it takes, the more changes are gathered before it is done again.
        transaction.on_commit(_wake(event.pk, min(SOON + 2 * seconds, 30)), robust=True)
    logger.info("event %s: %s participants scored again in %.1f s", event.pk, renewed, seconds)
    return renewed


def _claim(event: Event) -> bool:
    """Whether this worker may renew; false while another does, or while scores are stored."""
    EventScores.objects.get_or_create(event=event)
    now = timezone.now()
    with transaction.atomic():
        free = (
            EventScores.objects.select_for_update(skip_locked=True)
            .filter(event=event)
            .filter(Q(claimed_at=None) | Q(claimed_at__lt=now - ABANDONED))
        )
        return bool(
            EventScores.objects.filter(pk__in=list(free.values_list("pk", flat=True))).update(
                claimed_at=now
            )
        )


@dataclass(frozen=True)
class _Read:
    """One consistent look at the event: what changed, what it is now, and what is stored of it.
    `drifted` is how many of the marked participants say something else than before."""

    marks: dict[int, tuple[int, datetime]]
    drifted: int
    scoring: ScoringInput
    state: EventScores
    pairs: list[tuple[int, int, int]]

    @classmethod
    def of(cls, event: Event) -> "_Read":
        with consistent_read():
            stale = list(StaleScore.objects.filter(event=event))
            marks = {row.pk: (row.registration_id, row.since) for row in stale}
            drifted = sum(not row.says_the_same for row in stale)
            state = EventScores.objects.get(event=event)
            pairs = PairScore.objects.filter(event=event).values_list(
                "registration_a_id", "registration_b_id", "value"
            )
            return cls(marks, drifted, read_scoring_input(event), state, list(pairs))

    @property
    def changed(self) -> set[str]:
        return {str(registration) for registration, _since in self.marks.values()}

    def is_too_old(self, encoder: Space) -> bool:
        """Whether the frozen part of the scores no longer stands for the event."""
        state = self.state
        changed = state.renewed + self.drifted
        return state.encoder != space_of(encoder) or changed > max(FEW, MUCH * state.profiles)


def _renew(event: Event) -> int | None:
    """None where the scores were stored anew in the meantime: then it is to be done again."""
    encoder = vectors.this_encoder()
    read = _Read.of(event)
    if read.is_too_old(encoder):
        compute_scores(event, params=_params(read.state))
    else:
        renewal, basis = _scored(read, encoder)
        if not store_renewal(event, renewal, basis, read.state.generation, read.drifted):
            return None
    with transaction.atomic():
        for pk, (_registration, since) in read.marks.items():
            StaleScore.objects.filter(pk=pk, since=since).delete()
    return len(read.marks)


def _params(state: EventScores) -> RunParams:
    return replace(RunParams(), best=state.best) if state.best else RunParams()


def _scored(read: _Read, encoder: Encoder) -> tuple[Renewal, Basis]:
    scoring = read.scoring
    texts = scoring.texts()
    store_vectors(missing_texts(texts, encoder), encoder)
    prepared = prepare_on(
        Basis.from_bytes(bytes(read.state.basis)),
        scoring.profiles,
        scoring.params,
        changed=read.changed,
        sectors=scoring.sectors,
        wishes=scoring.wishes,
        history=scoring.history,
        blocks=scoring.blocks,
        encoder=encoder,
        cache=stored_vectors(texts, encoder),
    )
    pairs = ((str(a), str(b), value) for a, b, value in read.pairs)
    renewal = renew(prepared, pairs, read.changed, top=read.state.best)
    return renewal, Basis.of(prepared)
