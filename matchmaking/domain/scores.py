"""Pair scores of an event: computed in blocks that any worker can take, stored in one go."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.utils import timezone

from events.models import Event, Registration
from matchmaking.domain import vectors
from matchmaking.domain.pairs import pair_of
from matchmaking.domain.parameters import RunParams
from matchmaking.domain.profiles import ScoringInput, read_scoring_input
from matchmaking.domain.snapshot import consistent_read
from matchmaking.domain.vectors import missing_texts, store_vectors, stored_vectors
from matchmaking.engine.result import Progress
from matchmaking.engine.scoring import (
    Basis,
    Factor,
    PairScores,
    Renewal,
    block_ranges,
    merge_blocks,
    prepare,
    score_block,
)
from matchmaking.engine.scoring import PairScore as Score
from matchmaking.engine.scoring.blocks import SparseBlock
from matchmaking.engine.scoring.prepared import Prepared
from matchmaking.engine.scoring.text.encoder import Encoder
from matchmaking.models import EventScores, PairScore, Run

ROWS_AT_ONCE = 1000


def prepare_input(scoring: ScoringInput, encoder: Encoder | None = None) -> Prepared:
    """Ready for blocks: texts come from the store, and what it lacks is encoded here."""
    encoder = encoder or vectors.this_encoder()
    return prepare(
        scoring.profiles,
        scoring.params,
        sectors=scoring.sectors,
        wishes=scoring.wishes,
        history=scoring.history,
        blocks=scoring.blocks,
        encoder=encoder,
        cache=stored_vectors(scoring.texts(), encoder),
    )


@lru_cache(maxsize=1)
def prepared_of(run_id: int) -> Prepared:
    """What the blocks of a run share. Each process prepares it once: a run's input is fixed."""
    data = Run.objects.values_list("scoring_input", flat=True).get(pk=run_id)
    if data is None:
        raise Run.DoesNotExist
    return prepare_input(ScoringInput.from_data(data))


def score_rows(run_id: int, first: int, last: int, best: int) -> bytes:
    """The product of one block: the best pairs of the profiles `first` up to, not with, `last`."""
    return score_block(prepared_of(run_id), range(first, last), top=best).to_bytes()


def merge_rows(run_id: int, products: Sequence[bytes]) -> PairScores:
    """The scores of the whole event from the products of all its blocks."""
    blocks = [SparseBlock.from_bytes(product) for product in products]
    return merge_blocks(prepared_of(run_id), blocks)


def store_scores(event: Event, scores: PairScores, prepared: Prepared) -> int:
    """Replace the stored scores of the event, in the caller's transaction; returns how many.

    `prepared` is what they were computed of: what stays of it is stored beside them.
    """
    state = _locked(event)
    PairScore.objects.filter(event=event).delete()
    stored = _store_pairs(event, scores)
    state.profiles, state.renewed = len(prepared), 0
    state.best = scores.top if len(prepared) else 0  # of nobody, nothing is known
    _store_state(state, Basis.of(prepared))
    return stored


def store_renewal(
    event: Event, renewal: Renewal, basis: Basis, generation: int, renewed: int
) -> bool:
    """Store what a renewal changes; false, and nothing stored, where its pairs are of the past.

    `generation` is that of the scores that were read for it, `renewed` how many participants it
    is about.
    """
    with transaction.atomic():
        state = _locked(event)
        if state.generation != generation:
            return False
        gone = {pair_of(int(a), int(b)) for a, b in renewal.gone}
        touched = {end for pair in gone for end in pair}
        rows = PairScore.objects.filter(event=event, registration_a__in=touched).values_list(
            "pk", "registration_a_id", "registration_b_id"
        )
        pks = [pk for pk, a, b in rows if (a, b) in gone]
        PairScore.objects.filter(pk__in=pks).delete()
        _store_pairs(event, renewal.stored)
        state.renewed += renewed
        _store_state(state, basis)
    return True


def _locked(event: Event) -> EventScores:
    """The state of the event's scores; who holds it may write them."""
    EventScores.objects.get_or_create(event=event)
    return EventScores.objects.select_for_update().get(event=event)


def _store_state(state: EventScores, basis: Basis) -> None:
    state.basis, state.encoder = basis.to_bytes(), basis.encoder
    state.generation += 1
    state.stored_at = timezone.now()
    state.save(
        update_fields=[
            "basis",
            "encoder",
            "best",
            "generation",
            "profiles",
            "renewed",
            "stored_at",
        ]
    )


def _store_pairs(event: Event, scores: Iterable[Score]) -> int:
    here = set(Registration.objects.filter(event=event).values_list("pk", flat=True))
    batch: list[PairScore] = []
    stored = 0
    for score in scores:
        pair = pair_of(int(score.a), int(score.b))
        if not here.issuperset(pair):  # deleted while the scores were computed
            continue
        batch.append(
            PairScore(
                event=event,
                registration_a_id=pair[0],
                registration_b_id=pair[1],
                value=score.value,
                factors=[_factor(factor) for factor in score.factors],
            )
        )
        if len(batch) == ROWS_AT_ONCE:
            stored += len(PairScore.objects.bulk_create(batch))
            batch.clear()
    return stored + len(PairScore.objects.bulk_create(batch))


def _factor(factor: Factor) -> dict[str, Any]:
    """As `PairScore.to_json` has it, ten times faster: there may be 100,000 pairs."""
    return {
        "name": factor.name,
        "weight": factor.weight,
        "value": factor.value,
        "evidence": [
            {
                "code": seen.code,
                "who": seen.who,
                "other": seen.other,
                "fit": seen.fit,
                "need": seen.need,
                "offer": seen.offer,
                "items": seen.items,
            }
            for seen in factor.evidence
        ],
    }


def compute_scores(
    event: Event,
    *,
    params: RunParams | None = None,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> int | None:
    """Score the event here and now, without a run; how many pairs are stored, None if stopped."""
    params = params or RunParams()
    encoder = vectors.this_encoder()
    with consistent_read():
        scoring = read_scoring_input(event)
    missing = missing_texts(scoring.texts(), encoder)
    if not store_vectors(
        missing,
        encoder,
        should_stop=should_stop,
        on_progress=lambda done: on_progress(Progress("encoding", done, len(missing))),
    ):
        return None
    prepared = prepare_input(scoring, encoder)
    blocks = []
    for rows in block_ranges(prepared, params.rows):
        if should_stop():
            return None
        blocks.append(score_block(prepared, rows, top=params.best))
        on_progress(Progress("scoring", rows.stop, len(prepared)))
    with transaction.atomic():
        return store_scores(event, merge_blocks(prepared, blocks), prepared)
