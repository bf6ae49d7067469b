"""A `Result` to rows: one draft version, whole or not at all."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from events.models import Event, MeetingTable, Registration, Representative, Slot
from matchmaking.choices import MeetingState, RequestState, VersionState
from matchmaking.domain.findings import Finding, about
from matchmaking.domain.interpreting import assign_interpreters
from matchmaking.domain.pairs import SUGGESTED, Pair, pair_of
from matchmaking.domain.run_states import hold_run
from matchmaking.domain.snapshot import LeftOut, pair_of_candidate
from matchmaking.domain.unmet import Detail, Unmet, explain_unmet
from matchmaking.engine.facts import Facts
from matchmaking.engine.problem import Candidate, Problem
from matchmaking.engine.result import OPTIMAL, Assignment, Result
from matchmaking.models import (
    Meeting,
    MeetingRequest,
    Run,
    ScheduleVersion,
    Seat,
    UnscheduledPair,
)

ROWS_AT_ONCE = 1000
WITHDRAWN, CHANGED = "withdrawn", "changed-meanwhile"


def apply_result(
    run: Run, problem: Problem, result: Result, *, left_out: Iterable[LeftOut] = ()
) -> tuple[ScheduleVersion, list[Finding]]:
    """Store the schedule as a draft version of the run's event.

    Looks once more, under locks, whether everybody and every table is still there; meetings of
    those who are gone are left out and the findings name them. Applied twice, it is stored once.
    Raises `RunEnded` when the run is no longer this worker's; then nothing is stored.
    """
    unmet = list(explain_unmet(problem, result))
    with transaction.atomic():
        event = Event.objects.select_for_update(no_key=True).get(pk=run.event_id)
        version = ScheduleVersion.objects.filter(run=run).first()
        if version is not None:
            return version, []
        there = _Present.read(event, problem, result)
        version = _store_version(event, run, result)
        kept = [x for x in result.assignments if there.fault(problem, x) is None]
        _store_meetings(version, problem, kept, there)
        lost = {x.candidate: there.fault(problem, x) for x in result.assignments}
        _store_unscheduled(version, problem, unmet, left_out, lost)
        findings = there.findings(lost)
        hold_run(run)
    return version, findings


@dataclass
class _Present:
    """Those who are still there, locked until the end of the transaction."""

    approved: dict[int, Registration]
    names: dict[int, str]
    people: dict[int, Representative]
    tables: set[int]
    slots: dict[int, Slot]
    times: dict[int, tuple[int, int]]

    @classmethod
    def read(cls, event: Event, problem: Problem, result: Result) -> "_Present":
        """Four queries. Registrations first, by id: as those lock them who withdraw."""
        used = {pk for x in result.assignments for pk in pair_of_candidate(x.candidate)}
        registrations = list(
            Registration.objects.filter(event=event, pk__in=used)
            .select_related("organisation")
            .order_by("pk")
            .select_for_update(of=("self",), no_key=True)
        )
        seated = {int(name) for x in result.assignments for name in x.representatives}
        people = (
            Representative.objects.filter(pk__in=seated, takes_meetings=True)
            .order_by("pk")
            .select_for_update(of=("self",), no_key=True)
        )
        tables = MeetingTable.objects.filter(event=event, is_usable=True)
        return cls(
            {r.pk: r for r in registrations if r.is_approved},
            {r.pk: str(r) for r in registrations},
            {person.pk: person for person in people},
            set(tables.values_list("pk", flat=True)),
            {slot.pk: slot for slot in Slot.objects.filter(event=event)},
            {int(slot.id): (slot.start, slot.end) for slot in problem.slots},
        )

    def fault(self, problem: Problem, x: Assignment) -> str | None:
        """Why a meeting cannot be kept, or None."""
        if not self.approved.keys() >= set(pair_of_candidate(x.candidate)):
            return WITHDRAWN
        slot = self.slots.get(int(problem.slots[x.slot].id))
        moved = slot is None or slot.starts_at.timestamp() // 60 != problem.slots[x.slot].start
        gone = any(int(name) not in self.people for name in x.representatives)
        no_table = x.table is not None and int(x.table) not in self.tables
        return CHANGED if moved or gone or no_table else None

    def findings(self, lost: dict[str, str | None]) -> list[Finding]:
        withdrawn: set[str] = set()
        changed: list[str] = []
        for candidate, fault in lost.items():
            pair = pair_of_candidate(candidate)
            if fault == WITHDRAWN:
                gone = [pk for pk in pair if pk not in self.approved]
                withdrawn.update(self.names.get(pk, f"#{pk}") for pk in gone)
            elif fault == CHANGED:
                changed.append(" – ".join(self.names[pk] for pk in pair))
        return [
            *about("withdrawn_meanwhile", withdrawn),
            *about("people_gone_meanwhile", changed),
        ]


def next_number(event: Event) -> int:
    """The number of the event's next version. The caller holds the event's row."""
    last = ScheduleVersion.objects.filter(event=event).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _store_version(event: Event, run: Run, result: Result) -> ScheduleVersion:
    return ScheduleVersion.objects.create(
        event=event,
        number=next_number(event),
        run=run,
        parent_id=run.based_on_id,
        objective=result.objective,
        bound=result.bound,
        gap=result.gap,
        is_optimal=result.status == OPTIMAL,
        levels=[asdict(level) for level in result.levels],
        metrics=dict(result.metrics),
    )


def _store_meetings(
    version: ScheduleVersion,
    problem: Problem,
    assignments: Sequence[Assignment],
    there: _Present,
) -> None:
    facts = Facts(problem)
    requests = _requests(version.event)
    uids = known_uids(version.event)
    locked = _locked_pairs(version.event)
    interpreters = assign_interpreters(version.event, facts, assignments)
    rows = []
    for x in assignments:
        candidate = facts.candidates[x.candidate]
        pair = pair_of_candidate(x.candidate)
        slot = there.slots[int(problem.slots[x.slot].id)]
        uid = uids.get(pair) or uuid.uuid4()
        rows.append(
            Meeting(
                uid=uid,
                version=version,
                event=version.event,
                registration_a_id=pair[0],
                registration_b_id=pair[1],
                slot=slot,
                during=slot.during,
                table_id=None if x.table is None else int(x.table),
                online_url=online_url(uid) if facts.is_online(candidate) else "",
                interpreter_id=interpreters.get(x.candidate),
                request_id=requests.get(pair),
                tier=candidate.tier,
                value=candidate.value,
                is_locked=pair in locked,
            )
        )
    meetings = Meeting.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    Seat.objects.bulk_create(
        (
            _seat(meeting, there.people[int(name)])
            for meeting, x in zip(meetings, assignments, strict=True)
            for name in x.representatives
        ),
        batch_size=ROWS_AT_ONCE,
    )


def _seat(meeting: Meeting, person: Representative) -> Seat:
    return Seat(
        meeting=meeting,
        version_id=meeting.version_id,
        event_id=meeting.event_id,
        representative=person,
        registration_id=person.registration_id,
        during=meeting.during,
    )


def online_url(uid: uuid.UUID) -> str:
    """Where the two meet online; empty where the installation names no place."""
    return (
        settings.ONLINE_MEETING_URL.format(meeting=uid.hex) if settings.ONLINE_MEETING_URL else ""
    )


def known_uids(event: Event) -> dict[Pair, uuid.UUID]:
    """The calendar id of every pair that once had a published meeting; the latest counts."""
    once = (
        Meeting.objects.filter(event=event)
        .exclude(version__state=VersionState.DRAFT)
        .order_by("version__published_at", "pk")
    )
    return {
        pair_of(a, b): uid
        for a, b, uid in once.values_list("registration_a_id", "registration_b_id", "uid")
    }


def _requests(event: Event) -> dict[Pair, int]:
    """The live request that a pair's meeting answers: the accepted one, else the first."""
    rows = MeetingRequest.objects.live().filter(event=event).order_by("-pk")
    found = list(rows.values_list("sender_id", "receiver_id", "pk", "state"))
    found.sort(key=lambda row: row[3] == RequestState.ACCEPTED)
    return {pair_of(sender, receiver): pk for sender, receiver, pk, _state in found}


def _locked_pairs(event: Event) -> set[Pair]:
    rows = Meeting.objects.published().filter(
        event=event, is_locked=True, state=MeetingState.PLANNED
    )
    return {pair_of(a, b) for a, b in rows.values_list("registration_a_id", "registration_b_id")}


def _store_unscheduled(
    version: ScheduleVersion,
    problem: Problem,
    unmet: Iterable[Unmet],
    left_out: Iterable[LeftOut],
    lost: dict[str, str | None],
) -> None:
    """Every pair that somebody asked for and that has no meeting. Suggestions are not kept: nobody
    waits for them, and there may be a hundred thousand."""
    candidates: dict[str, Candidate] = {c.id: c for c in problem.candidates}
    rows: dict[Pair, UnscheduledPair] = {}

    def add(pair: Pair, tier: int, reason: str, detail: Detail | None = None) -> None:
        rows[pair] = UnscheduledPair(
            version=version,
            registration_a_id=pair[0],
            registration_b_id=pair[1],
            tier=tier,
            reason=reason,
            detail=detail or {},
        )

    for out in left_out:
        add(out.pair, out.tier, out.reason)
    for item in unmet:
        add(item.pair, item.tier, item.reason, item.detail)
    for name, fault in lost.items():
        if fault is not None and candidates[name].tier != SUGGESTED:
            add(pair_of_candidate(name), candidates[name].tier, fault)
    UnscheduledPair.objects.bulk_create(rows.values(), batch_size=ROWS_AT_ONCE)
