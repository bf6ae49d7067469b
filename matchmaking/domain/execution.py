"""The steps of a run, from the event's rows to a version of its schedule.

Three kinds of step, each safe to be done twice:

- `advance_run` does what the run needs next and can do alone. It returns the blocks of work that
  have to be done before it can go on.
- `work_block` does one of these. It returns the run when it was the last.
- `execute_run` does all of it here, one after the other.

Every step begins by reading how far the run is, and ends with one transaction that either moves it
on or, when the run was cancelled or taken over, does nothing.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from billiard.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Sum
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from companies.domain.errors import DomainError
from events.models import Registration
from matchmaking.choices import BlockKind, RunPhase, RunState
from matchmaking.domain import vectors
from matchmaking.domain.apply import apply_result
from matchmaking.domain.findings import Finding, about, read_findings
from matchmaking.domain.keeping import keep_schedule
from matchmaking.domain.parameters import RunParams
from matchmaking.domain.profiles import read_scoring_input
from matchmaking.domain.progress import BlockPulse, RunPulse
from matchmaking.domain.run_states import (
    MOST_ATTEMPTS,
    RunEnded,
    cancel,
    change_run,
    claim_run,
    enter_phase,
    fail,
    given_up,
    hold_run,
    release_run,
    succeed,
)
from matchmaking.domain.schedules import publish_version
from matchmaking.domain.scores import merge_rows, prepared_of, score_rows, store_scores
from matchmaking.domain.snapshot import LeftOut, consistent_read, take_snapshot
from matchmaking.domain.vectors import missing_texts, space_of, store_vectors
from matchmaking.engine.checker import check
from matchmaking.engine.errors import ProblemError
from matchmaking.engine.files import problem_from_data, problem_to_data
from matchmaking.engine.problem import Problem
from matchmaking.engine.result import FEASIBLE, OPTIMAL, Params, Result, Stop
from matchmaking.engine.scoring import ProfileWarning, ScoringError
from matchmaking.engine.solver import solve
from matchmaking.models import Run, RunBlock, ScheduleVersion

logger = logging.getLogger(__name__)


def execute_run(run_id: int) -> None:
    """Do the whole run here. Raises `RunBusy` while somebody else does it."""
    while True:
        blocks = advance_run(run_id)
        if not blocks:
            return
        for block in blocks:
            work_block(block)


def advance_run(run_id: int) -> list[int]:
    """Do what the run needs next; the ids of the blocks that have to be done before it goes on.

    Nothing to do, and nothing done, where the run has ended. Raises `RunBusy`.
    """
    run = claim_run(run_id)
    if run is None:
        return []
    with _spoken(run), RunPulse(run) as pulse, _ending(run):
        if run.phase in (RunPhase.WAITING, RunPhase.SNAPSHOT):
            _read_event(run)
        if run.phase == RunPhase.ENCODING and _all_done(run, BlockKind.ENCODING):
            _cut_scoring(run)
        if run.phase == RunPhase.SCORING and _all_done(run, BlockKind.SCORING):
            _finish_scoring(run)
        if run.phase in (RunPhase.ENCODING, RunPhase.SCORING):
            release_run(run)
            return _waiting_blocks(run)
        _schedule(run, pulse)
    return []


def work_block(block_id: int) -> int | None:
    """Do one block; the id of its run when that can go on, None when it cannot yet."""
    blocks = RunBlock.objects.select_related("run__requested_by", "run__event")
    # Neither of these is small, and a block needs at most one of them.
    block = blocks.defer("run__problem", "run__scoring_input").filter(pk=block_id).first()
    if block is None or block.run.state != RunState.RUNNING:
        return None
    run, ready = block.run, False
    with _spoken(run), _ending(run):
        if block.done_at is None:
            _do_block(run, block)
        ready = not _waiting_blocks(run)
    return run.pk if ready else None


# --- How a step ends -------------------------------------------------------------------------


@contextmanager
def _spoken(run: Run) -> Iterator[None]:
    """Sentences about the run are written in the language of who started it."""
    person = run.requested_by
    with translation.override(person.language if person else settings.LANGUAGE_CODE):
        yield


@contextmanager
def _ending(run: Run) -> Iterator[None]:
    """Whatever stops a step ends the run with a sentence; a lost database leaves it to resume."""
    claim = run.claim
    try:
        yield
    except RunEnded:
        if cancel(run.pk):
            logger.info("run %s: cancelled", run.pk)
        else:
            logger.warning("run %s: no longer this worker's; its step changed nothing", run.pk)
    except DomainError as reason:
        fail(run.pk, str(reason), claim=claim)
    except (ProblemError, ScoringError) as reason:
        logger.exception("run %s: the engine refuses its input", run.pk)
        sentence = _("The event cannot be matched as it is: %(reason)s.") % {"reason": reason}
        fail(run.pk, sentence, claim=claim)
    except SoftTimeLimitExceeded:
        sentence = _(
            "The run took longer than a worker may. Nothing was changed. Give it fewer seconds, or "
            "start more workers, and run it again."
        )
        fail(run.pk, sentence, claim=claim)
    except DatabaseError:
        raise  # nothing can be written now; the run is resumed when the database is back
    except Exception:
        logger.exception("run %s: failed at %s", run.pk, run.phase)
        sentence = _(
            "Something went wrong while the run was at “%(phase)s”. Nothing was changed. Start it "
            "again; if that fails too, the worker's log says why."
        ) % {"phase": run.get_phase_display()}
        fail(run.pk, sentence, claim=claim)


# --- Reading and scoring ---------------------------------------------------------------------


def _read_event(run: Run) -> None:
    """Store what scoring reads, and cut what has to be encoded into blocks."""
    enter_phase(run, RunPhase.SNAPSHOT)
    encoder = vectors.this_encoder()
    with consistent_read():
        scoring = read_scoring_input(run.event)
    missing = missing_texts(scoring.texts(), encoder)
    change_run(
        run,
        scoring_input={
            **scoring.to_data(),
            "missing": missing,
            "encoder": space_of(encoder),
        },
        versions=run.versions | {"encoder": space_of(encoder)},
    )
    if missing:
        _cut(
            run,
            RunPhase.ENCODING,
            BlockKind.ENCODING,
            len(missing),
            RunParams.read(run.params).texts,
        )
    else:
        _cut_scoring(run)


def _cut_scoring(run: Run) -> None:
    profiles = len(_input(run)["profiles"])
    if not profiles:
        raise DomainError(
            _("No registration is approved any more. Approve some, then run it again.")
        )
    _cut(run, RunPhase.SCORING, BlockKind.SCORING, profiles, RunParams.read(run.params).rows)


def _cut(run: Run, phase: RunPhase, kind: BlockKind, total: int, size: int) -> None:
    """Enter a phase of blocks: both or neither."""
    with transaction.atomic():
        RunBlock.objects.bulk_create(
            [
                RunBlock(run=run, kind=kind, first=first, last=min(first + size, total))
                for first in range(0, total, size)
            ],
            ignore_conflicts=True,
        )
        enter_phase(run, phase, total=total)


def _do_block(run: Run, block: RunBlock) -> None:
    """Work on the block and keep its product. Raises `RunEnded`."""
    if block.attempts >= MOST_ATTEMPTS:
        raise DomainError(given_up(run))
    RunBlock.objects.filter(pk=block.pk).update(beat_at=timezone.now(), attempts=block.attempts + 1)
    with BlockPulse(block) as pulse:
        if block.kind == BlockKind.ENCODING:
            product = _encode(run, block, pulse.should_stop)
        else:
            params = RunParams.read(run.params)
            product = score_rows(run.pk, block.first, block.last, params.best)
    if product is None or pulse.should_stop():
        raise RunEnded
    running = Run.objects.filter(pk=run.pk, state=RunState.RUNNING)
    RunBlock.objects.filter(pk=block.pk, done_at__isnull=True, run__in=running).update(
        product=product, done_at=timezone.now()
    )
    if not running.update(done=_items_done(run, block.kind), heartbeat_at=timezone.now()):
        raise RunEnded


def _encode(run: Run, block: RunBlock, should_stop: Callable[[], bool]) -> bytes | None:
    data = _input(run)
    encoder = vectors.this_encoder()
    if space_of(encoder) != data["encoder"]:
        raise DomainError(
            _(
                "The workers read texts in different ways: %(one)s and %(other)s. Install the same "
                "release on all of them, then run it again."
            )
            % {"one": data["encoder"], "other": space_of(encoder)}
        )
    texts = [(role, text) for role, text in data["missing"][block.first : block.last]]
    return b"" if store_vectors(texts, encoder, should_stop=should_stop) else None


def _finish_scoring(run: Run) -> None:
    """Merge the blocks and store the scores; then take the snapshot that is to be scheduled."""
    products = run.blocks.filter(kind=BlockKind.SCORING).order_by("first")
    scores = merge_rows(run.pk, [bytes(block.product or b"") for block in products])
    with transaction.atomic():
        store_scores(run.event, scores, prepared_of(run.pk))
        hold_run(run)
    with consistent_read():
        published = run.event.versions.published().first()
        snapshot = take_snapshot(run.event, params=RunParams.read(run.params))
    found = [*read_findings(run.findings), *snapshot.findings]
    found += _about_texts(run, scores.warnings)
    findings = list({finding.code: finding for finding in found}.values())
    change_run(
        run,
        problem=problem_to_data(snapshot.problem),
        input_hash=snapshot.problem.input_hash.removeprefix("sha256:"),
        based_on=published,
        findings=[finding.to_data() for finding in findings],
        scoring_input={
            "left_out": [asdict(out) for out in snapshot.left_out],
            "first_slot": snapshot.first_slot,
        },
    )
    for finding in findings:
        if finding.stops:
            raise DomainError(finding.sentence, code=finding.code)
    enter_phase(run, RunPhase.SCHEDULING)


def _about_texts(run: Run, warnings: Iterable[ProfileWarning]) -> list[Finding]:
    """Whose Vietnamese lacks its marks: such texts match badly."""
    bare = {int(w.profile) for w in warnings if w.code == "vietnamese_without_diacritics"}
    if not bare:
        return []
    rows = Registration.objects.filter(pk__in=bare).select_related("organisation")
    return about("bare_vietnamese", (str(row) for row in rows))


def _input(run: Run) -> dict[str, Any]:
    data = Run.objects.values_list("scoring_input", flat=True).filter(pk=run.pk).first()
    if data is None:
        raise RunEnded
    return dict(data)


def _waiting_blocks(run: Run) -> list[int]:
    return list(run.blocks.filter(done_at__isnull=True).values_list("pk", flat=True))


def _all_done(run: Run, kind: BlockKind) -> bool:
    return not run.blocks.filter(kind=kind, done_at__isnull=True).exists()


def _items_done(run: Run, kind: str) -> int:
    done = run.blocks.filter(kind=kind, done_at__isnull=False).aggregate(
        first=Sum("first"), last=Sum("last")
    )
    return (done["last"] or 0) - (done["first"] or 0)


# --- Scheduling ------------------------------------------------------------------------------


def _schedule(run: Run, pulse: RunPulse) -> None:
    """From the stored problem to a version, published where that was asked for."""
    version = ScheduleVersion.objects.filter(run=run).first()
    if version is None:
        problem = problem_from_data(run.problem)
        result = _solve(run, problem, pulse)
        pulse.forget()
        enter_phase(run, RunPhase.CHECKING)
        _refuse_violations(run, problem, result)
        enter_phase(run, RunPhase.APPLYING)
        left_out = [LeftOut(**row) for row in _input(run)["left_out"]]
        version, findings = apply_result(run, problem, result, left_out=left_out)
        change_run(
            run,
            value=result.objective,
            bound=result.bound,
            gap=result.gap,
            versions=run.versions | result.versions,
            findings=[*run.findings, *(finding.to_data() for finding in findings)],
        )
    if run.publishes:
        _publish(run, version)
    succeed(run)


def _solve(run: Run, problem: Problem, pulse: RunPulse) -> Result:
    """A new schedule, or the published one changed as little as possible."""
    params = RunParams.read(run.params)
    stop = Stop(params.seconds, params.gap, pulse.should_stop)
    if params.moves is not None and run.based_on is not None:
        result = keep_schedule(
            run.based_on,
            problem,
            moves=params.moves,
            first_slot=_input(run)["first_slot"],
            seed=run.seed,
            stop=stop,
            on_progress=pulse.report,
        )
    else:
        settings = Params(effort=params.effort)
        result = solve(problem, params=settings, seed=run.seed, stop=stop, on_progress=pulse.report)
    if pulse.should_stop():
        raise RunEnded
    if result.status not in (OPTIMAL, FEASIBLE):
        raise DomainError(
            _(
                "There is no schedule that keeps all that is fixed: locked meetings, tables and "
                "who is free when. Unlock meetings or add tables, then run it again."
            ),
            code="infeasible",
        )
    return result


def _refuse_violations(run: Run, problem: Problem, result: Result) -> None:
    violations = check(problem, result)
    if violations:
        for violation in violations[:20]:
            logger.error("run %s: %s", run.pk, violation.message)
        raise DomainError(
            _(
                "The schedule that was found breaks a rule, so it was thrown away. This is a fault "
                "of the program: send its maker the input of the run, and run it again."
            ),
            code="has_violations",
        )


def _publish(run: Run, version: ScheduleVersion) -> None:
    try:
        with transaction.atomic():
            publish_version(version, by=run.requested_by)
            hold_run(run)
    except DomainError as reason:
        raise DomainError(
            _("The schedule is saved as version %(number)d, but it is not published. %(reason)s")
            % {"number": version.number, "reason": reason},
            code=reason.code,
        ) from reason
