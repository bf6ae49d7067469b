"""Rows to a `Problem`: everything that the engine is to know of an event, read at one moment."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from events.choices import EventMode
from events.models import Event, MeetingTable, Registration, Representative, Walk
from events.models import Slot as SlotRow
from matchmaking.choices import MeetingState
from matchmaking.domain.findings import Finding, about, stops
from matchmaking.domain.pairs import (
    SUGGESTED,
    Pair,
    Wanted,
    forbidden_pairs,
    kept_apart,
    pair_of,
    wanted_pairs,
)
from matchmaking.domain.parameters import RunParams
from matchmaking.domain.participants import Participants, minutes, read_participants
from matchmaking.domain.tongues import Talk, Tongues
from matchmaking.engine.constraints import lock_violations
from matchmaking.engine.problem import Candidate, Lock, Problem, Slot, Table
from matchmaking.engine.problem import Walk as EngineWalk
from matchmaking.models import Meeting, PairScore

VALUE_WITHOUT_SCORE = 300_000
"""Value of a wanted pair that was never scored."""

FORBIDDEN, KEPT_APART = "forbidden", "kept-apart"


@dataclass(frozen=True)
class LeftOut:
    """A pair that somebody wants, or that is held, and that the engine never saw; and why."""

    pair: Pair
    tier: int
    reason: str


@dataclass(frozen=True)
class Snapshot:
    """The engine's input, what was left out of it, and what the organiser should know.

    `first_slot` is the index of the first slot that has not begun.
    """

    problem: Problem
    left_out: list[LeftOut]
    findings: list[Finding]
    first_slot: int


@dataclass(frozen=True)
class Held:
    """A meeting of a version that is to be checked: its pair, and who sits in it."""

    pair: Pair
    tier: int
    value: int
    people: frozenset[int]


def candidate_id(pair: Pair) -> str:
    return f"{pair[0]}-{pair[1]}"


def pair_of_candidate(candidate: str) -> Pair:
    a, b = candidate.split("-")
    return int(a), int(b)


@contextmanager
def consistent_read() -> Iterator[None]:
    """All reads in the block see the database as it was at the first one."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def take_snapshot(
    event: Event,
    *,
    scores: Mapping[Pair, int] | None = None,
    params: RunParams | None = None,
    now: datetime | None = None,
    held: Iterable[Held] = (),
) -> Snapshot:
    """What the engine is to schedule, with the stored scores unless `scores` are given.

    `held` are the meetings of a version that is to be checked: candidates whether wanted or not,
    unless they must not be, with the people who sit in them. Twenty queries.
    """
    held = tuple(held)
    with consistent_read():
        builder = _Builder(event, params or RunParams(), now or timezone.now(), held)
        return builder.build(scores)


class _Builder:
    """Reads an event and puts the pieces together; used once."""

    def __init__(
        self, event: Event, params: RunParams, now: datetime, held: Iterable[Held]
    ) -> None:
        self.event, self.params = event, params
        self.held = {meeting.pair: meeting for meeting in held}
        rows = list(SlotRow.objects.filter(event=event).order_by("during"))
        self.slots = tuple(
            Slot(
                str(row.pk),
                str(row.block_id),
                minutes(row.starts_at),
                minutes(row.ends_at + timedelta(seconds=59)),
            )
            for row in rows
        )
        self.slot_index = {row.pk: index for index, row in enumerate(rows)}
        begun = [index for index, row in enumerate(rows) if row.starts_at <= now]
        # An event that is over is scheduled as a whole: a rehearsal, or an old event looked at.
        self.begun = frozenset(begun if len(begun) < len(rows) else ())
        self.tables = list(MeetingTable.objects.filter(event=event, is_usable=True))
        self.participants: Participants = read_participants(event, self.slots, self.tables, params)
        self.tongues = Tongues.read(event, self.participants.rows, self.participants.people)
        self.forbidden = forbidden_pairs(event, self.participants.rows.values())
        self.wanted = wanted_pairs(event)
        self.left_out: list[LeftOut] = []
        self.findings: list[Finding] = list(self.participants.findings)
        self.speechless: list[str] = []
        self.missed: list[str] = []

    def build(self, scores: Mapping[Pair, int] | None) -> Snapshot:
        values = self._stored_scores() if scores is None else scores
        meetings = self._published_meetings()
        candidates = self._wanted(values)
        for pair, held in sorted(self.held.items()):
            self._add(candidates, Wanted(pair, held.tier), held.value)
            if reason := self._ruled_out(pair):
                self.left_out.append(LeftOut(pair, held.tier, reason))
        if self.params.moves is not None:
            self._keep(candidates, meetings)
        locks = list(self._locks(meetings, candidates))
        self._suggest(candidates, values, meetings)
        problem = Problem(
            slots=self.slots,
            participants=tuple(self.participants.included.values()),
            candidates=tuple(candidates.values()),
            tables=self._engine_tables(),
            resources=self.tongues.resources(),
            locks=tuple(locks),
            walking=self._walking(),
            fairness=self.event.is_fair,
        )
        findings = [*self.findings, *self._found(problem)]
        return Snapshot(problem, self.left_out, findings, max(self.begun, default=-1) + 1)

    # Pairs

    def _wanted(self, values: Mapping[Pair, int]) -> dict[Pair, Candidate]:
        candidates: dict[Pair, Candidate] = {}
        broken: list[str] = []
        for pair, wanted in sorted(self.wanted.items()):
            reason = self._ruled_out(pair)
            if reason is None:
                value = values.get(pair, VALUE_WITHOUT_SCORE) + wanted.bonus
                self._add(candidates, wanted, value)
                continue
            self.left_out.append(LeftOut(pair, wanted.tier, reason))
            if wanted.must:
                broken.append(self._name(pair))
        self.findings += about("promise_impossible", broken)
        return candidates

    def _keep(self, candidates: dict[Pair, Candidate], meetings: list[Meeting]) -> None:
        """What was published may stay, whether somebody asked for it or not, with its people."""
        for meeting in meetings:
            if meeting.state != MeetingState.PLANNED:
                continue
            pair = pair_of(meeting.registration_a_id, meeting.registration_b_id)
            self._add(candidates, Wanted(pair, meeting.tier), meeting.value)
            if pair in candidates and candidates[pair].representatives:
                seated = {seat.representative_id for seat in meeting.seats.all() if seat.is_held}
                candidates[pair] = self._with_people(candidates[pair], pair, seated)

    def _with_people(self, candidate: Candidate, pair: Pair, seated: set[int]) -> Candidate:
        """Those who sit in the meeting are as good as the ones named by turns, if they can talk
        and nobody asked for others."""
        ours, theirs = (
            [person for person in self.participants.people[pk] if person.pk in seated]
            for pk in pair
        )
        wished = self.wanted[pair].people if pair in self.wanted else ()
        if not ours or not theirs or not seated.issuperset(wished):
            return candidate
        talk = self.tongues.between(ours, theirs)
        if not talk.is_possible:
            return candidate
        people = tuple(sorted(str(person.pk) for person in (*ours, *theirs)))
        return replace(candidate, representatives=people, resources=talk.resources)

    def _suggest(
        self, candidates: dict[Pair, Candidate], values: Mapping[Pair, int], old: list[Meeting]
    ) -> None:
        """The best pairs of each participant that nobody asked for, but for cancelled ones."""
        if not self.event.suggests_meetings:
            return
        cancelled = {
            pair_of(meeting.registration_a_id, meeting.registration_b_id)
            for meeting in old
            if meeting.state == MeetingState.CANCELLED
        }
        counts: dict[int, int] = dict.fromkeys(self.participants.included, 0)
        for pair, value in sorted(values.items(), key=lambda item: (-item[1], item[0])):
            if pair in candidates or pair in cancelled or self._ruled_out(pair):
                continue
            if min(counts[pair[0]], counts[pair[1]]) >= self.params.suggestions:
                continue
            if self._add(candidates, Wanted(pair, SUGGESTED), value):
                counts[pair[0]] += 1
                counts[pair[1]] += 1

    def _add(self, candidates: dict[Pair, Candidate], wanted: Wanted, value: int) -> bool:
        """Make the pair a candidate unless it is one or may not be; whether it was added."""
        pair = wanted.pair
        if pair in candidates or self._ruled_out(pair):
            return False
        a, b = (self.participants.people[pk] for pk in pair)
        named = [person for person in (*a, *b) if person.pk in wanted.people]
        if len(named) < len(wanted.people):
            self.missed.append(self._name(pair))
        talk = self._talk(pair, named)
        if not talk.is_possible:
            if wanted.tier == SUGGESTED:
                return False
            self.speechless.append(self._name(pair))
        people = {str(person.pk) for person in named} | set(talk.people)
        candidates[pair] = Candidate(
            id=candidate_id(pair),
            a=str(pair[0]),
            b=str(pair[1]),
            value=value,
            tier=wanted.tier,
            must=wanted.must,
            representatives=tuple(sorted(people)),
            resources=talk.resources,
            slots=self._to_come(),
        )
        return True

    def _talk(self, pair: Pair, named: list[Representative]) -> Talk:
        """How the two talk. In a meeting that is held, whoever sits there has to; to name others
        who could as well would be to find fault with a good meeting."""
        a, b = (self.participants.people[pk] for pk in pair)
        held = self.held.get(pair)
        if held is not None:
            named = [person for person in (*a, *b) if person.pk in held.people]
        ours = [p for p in named if p.registration_id == pair[0]] or a
        theirs = [p for p in named if p.registration_id == pair[1]] or b
        talk = self.tongues.between(ours, theirs)
        return talk if held is None else replace(talk, people=())

    def _ruled_out(self, pair: Pair) -> str | None:
        """Why the pair is no candidate, or None."""
        for registration in pair:
            if registration not in self.participants.included:
                return self.participants.reason(registration)
        if pair in self.forbidden:
            return FORBIDDEN
        a, b = (self.participants.rows[pk] for pk in pair)
        return KEPT_APART if kept_apart(self.event, a, b) else None

    def _to_come(self) -> tuple[int, ...] | None:
        """Slots that have not begun; None where none has."""
        if not self.begun:
            return None
        return tuple(k for k in range(len(self.slots)) if k not in self.begun)

    def _stored_scores(self) -> dict[Pair, int]:
        rows = PairScore.objects.filter(event=self.event).order_by()
        return {
            (a, b): value
            for a, b, value in rows.values_list("registration_a_id", "registration_b_id", "value")
        }

    # What stays

    def _published_meetings(self) -> list[Meeting]:
        return list(
            Meeting.objects.published()
            .filter(event=self.event)
            .order_by("pk")
            .prefetch_related("seats")
        )

    def _locks(self, meetings: list[Meeting], candidates: dict[Pair, Candidate]) -> Iterator[Lock]:
        """Meetings of the published version that are locked, or have begun, stay."""
        usable = {table.pk for table in self.tables}
        lost: list[str] = []
        for meeting in meetings:
            slot = self.slot_index[meeting.slot_id]
            stays = meeting.is_locked or slot in self.begun
            if meeting.state != MeetingState.PLANNED or not stays:
                continue
            pair = pair_of(meeting.registration_a_id, meeting.registration_b_id)
            self._add(candidates, Wanted(pair, meeting.tier), meeting.value)
            if pair not in candidates:
                lost.append(self._name(pair))
                continue
            people = {person.pk for pk in pair for person in self.participants.people[pk]}
            seated = {
                str(seat.representative_id)
                for seat in meeting.seats.all()
                if seat.is_held and seat.representative_id in people
            }
            # What is locked overrules what a request or the clock says of people and slots.
            candidates[pair] = replace(candidates[pair], slots=None, representatives=())
            yield Lock(
                candidate_id(pair),
                slot,
                str(meeting.table_id) if meeting.table_id in usable else None,
                tuple(sorted(seated)),
            )
        self.findings += about("lock_impossible", lost)

    # Places

    def _engine_tables(self) -> tuple[Table, ...] | None:
        if self.event.mode == EventMode.ONLINE:
            return None
        return tuple(
            Table(str(table.pk), table.zone or None, None, str(table.hall_id))
            for table in self.tables
        )

    def _walking(self) -> tuple[EngineWalk, ...]:
        walks = Walk.objects.filter(event=self.event).values_list("start_id", "end_id", "minutes")
        return tuple(EngineWalk(str(a), str(b), duration) for a, b, duration in walks)

    # What to tell

    def _found(self, problem: Problem) -> Iterator[Finding]:
        yield from about("no_common_language", self.speechless)
        yield from about("wished_person_missing", self.missed)
        if not problem.candidates:
            yield stops("nothing_possible")
            return
        stuck = {violation.candidate for violation in lock_violations(problem)}
        if stuck:
            names = sorted(self._name(pair_of_candidate(candidate)) for candidate in stuck)
            yield stops("lock_impossible", number=len(names), names=names)

    def _name(self, pair: Pair) -> str:
        return " – ".join(self._name_of(pk) for pk in pair)

    def _name_of(self, registration: int) -> str:
        row = self.participants.rows.get(registration)
        if row is None:  # no longer approved, but somebody promised or asked
            row = Registration.objects.select_related("organisation").get(pk=registration)
            self.participants.rows[registration] = row
        return str(row)
