"""Rows to a problem: what the engine is told of an event."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from events.choices import EventMode, SessionAudience
from events.models import Event, Registration, Walk
from matchmaking.choices import RequestPriority, VersionState
from matchmaking.domain.parameters import RunParams
from matchmaking.domain.snapshot import Snapshot, take_snapshot
from matchmaking.engine.problem import Busy, Candidate, Lock, Participant, Problem, Resource
from matchmaking.models import BlockedOrganisation
from tests.factories import (
    AbsenceFactory,
    DelegationFactory,
    HallFactory,
    InterpreterFactory,
    MeetingBlockFactory,
    MeetingFactory,
    MeetingRequestFactory,
    MeetingTableFactory,
    MustMeetFactory,
    PairScoreFactory,
    RepresentativeFactory,
    ScheduleVersionFactory,
    SeatFactory,
    SessionFactory,
    SlotFactory,
    moment,
    participant,
    ready_event,
    span,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Event:
    """Three participants, two slots, nothing suggested but by a test's own scores."""
    return ready_event(participants=3, slots=2, tables=1)


@pytest.fixture
def trio(event: Event) -> list[Registration]:
    return list(event.registrations.order_by("pk"))


def problem_of(event: Event, **options: object) -> Problem:
    return take_snapshot(event, **options).problem


def candidate(problem: Problem, a: Registration, b: Registration) -> Candidate | None:
    name = f"{min(a.pk, b.pk)}-{max(a.pk, b.pk)}"
    return next((c for c in problem.candidates if c.id == name), None)


def engine_participant(problem: Problem, registration: Registration) -> Participant:
    return next(p for p in problem.participants if p.id == str(registration.pk))


def codes(snapshot: Snapshot) -> set[str]:
    return {finding.code for finding in snapshot.findings}


def pair(a: Registration, b: Registration) -> tuple[int, int]:
    return min(a.pk, b.pk), max(a.pk, b.pk)


class TestTimeAndPlace:
    def test_slots_in_minutes_and_order(self, event: Event) -> None:
        afternoon = MeetingBlockFactory(event=event, during=span(moment(event, 14), 60), slots=1)
        slots = problem_of(event).slots
        assert [slot.end - slot.start for slot in slots] == [20, 20, 20]
        assert datetime.fromtimestamp(slots[0].start * 60, UTC) == moment(event, 9)
        assert slots[1].start - slots[0].end == event.break_minutes
        assert slots[2].block == str(afternoon.pk) != slots[0].block

    def test_tables_in_use_with_their_hall_and_zone(self, event: Event) -> None:
        MeetingTableFactory(event=event, is_usable=False)
        zoned = MeetingTableFactory(event=event, zone="north")
        tables = problem_of(event).tables
        assert tables is not None
        assert len(tables) == 2
        last = next(table for table in tables if table.id == str(zoned.pk))
        assert (last.zone, last.place) == ("north", str(zoned.hall_id))

    def test_an_online_event_has_no_tables_to_fill(self, event: Event) -> None:
        event.mode = EventMode.ONLINE
        problem = problem_of(event)
        assert problem.tables is None
        assert all(p.online for p in problem.participants)

    def test_walking_times(self, event: Event) -> None:
        near, far = HallFactory.create_batch(2, venue__event=event)
        Walk.objects.create(event=event, start=near, end=far, minutes=8)
        (walk,) = problem_of(event).walking
        assert {walk.a, walk.b} == {str(near.pk), str(far.pk)}
        assert walk.minutes == 8


class TestParticipants:
    def test_numbers_of_their_own_come_before_the_events(
        self, event: Event, trio: list[Registration]
    ) -> None:
        event.meeting_minimum, event.meeting_maximum = 2, 5
        trio[0].meeting_minimum, trio[0].meeting_maximum = 0, 1
        trio[0].save()
        trio[1].meeting_maximum = 1  # below the event's minimum
        trio[1].save()
        problem = problem_of(event)
        limits = [
            (p.minimum, p.maximum) for p in (engine_participant(problem, row) for row in trio)
        ]
        assert limits == [(0, 1), (1, 1), (2, 5)]

    def test_what_takes_their_time(self, event: Event, trio: list[Registration]) -> None:
        hall = HallFactory(venue__event=event)
        SessionFactory(event=event, hall=hall, during=span(moment(event, 9), 20))
        SessionFactory(event=event, audience=SessionAudience.NOBODY)
        person = trio[0].representatives.get()
        AbsenceFactory(representative=person, during=span(moment(event, 10), 30))
        (known,) = engine_participant(problem_of(event), trio[0]).representatives
        start = int(moment(event, 9).timestamp()) // 60
        assert known.busy == (
            Busy(start, start + 20, str(hall.pk)),
            Busy(start + 60, start + 90, None),
        )

    def test_who_never_is_free_is_left_out_and_named(
        self, event: Event, trio: list[Registration]
    ) -> None:
        AbsenceFactory(
            representative=trio[0].representatives.get(), during=span(moment(event, 8), 600)
        )
        MeetingRequestFactory(sender=trio[0], receiver=trio[1])
        snapshot = take_snapshot(event)
        assert [p.id for p in snapshot.problem.participants] == [str(r.pk) for r in trio[1:]]
        (left_out,) = snapshot.left_out
        assert (left_out.pair, left_out.tier) == (pair(trio[0], trio[1]), 1)
        assert left_out.reason == "no-free-time"
        finding = next(f for f in snapshot.findings if f.code == "no_free_time")
        assert finding.params["names"] == [str(trio[0])]

    def test_a_colleague_stands_in(self, event: Event, trio: list[Registration]) -> None:
        busy = trio[0].representatives.get()
        AbsenceFactory(representative=busy, during=span(moment(event, 8), 600))
        RepresentativeFactory(registration=trio[0])
        assert len(engine_participant(problem_of(event), trio[0]).representatives) == 2

    def test_who_takes_no_meetings_does_not_come(
        self, event: Event, trio: list[Registration]
    ) -> None:
        RepresentativeFactory(registration=trio[0], takes_meetings=False)
        assert len(engine_participant(problem_of(event), trio[0]).representatives) == 1

    def test_a_booth_that_is_out_of_use_is_told(
        self, event: Event, trio: list[Registration]
    ) -> None:
        trio[0].booth = MeetingTableFactory(event=event)
        trio[0].save()
        assert engine_participant(problem_of(event), trio[0]).table == str(trio[0].booth_id)
        event.tables.filter(pk=trio[0].booth_id).update(is_usable=False)
        snapshot = take_snapshot(event)
        assert engine_participant(snapshot.problem, trio[0]).table is None
        assert "booth_unusable" in codes(snapshot)

    @pytest.mark.parametrize("state", ["withdrawn", "submitted", "rejected"])
    def test_only_approved_ones(self, event: Event, trio: list[Registration], state: str) -> None:
        MeetingRequestFactory(sender=trio[0], receiver=trio[1])
        trio[0].state = state
        trio[0].save()
        snapshot = take_snapshot(event)
        assert len(snapshot.problem.participants) == 2
        assert [out.reason for out in snapshot.left_out] == ["not-taking-part"]


class TestWakingHours:
    """People online meet from 8 to 21 o'clock where they are; here 9:00 is 9:00 in Hồ Chí Minh."""

    @pytest.mark.parametrize(
        ("zone", "free"),
        [
            ("Asia/Ho_Chi_Minh", None),
            ("Asia/Kathmandu", (1, 2)),  # 7:45, 8:10, 8:35
            ("Pacific/Auckland", None),  # 15:00 on
            ("America/Bogota", ()),  # 21:00 on, the evening before
            ("America/Los_Angeles", (0, 1, 2)),  # 18:00 on, the evening before
        ],
    )
    def test_in_their_own_zone(self, zone: str, free: tuple[int, ...] | None) -> None:
        event = ready_event(participants=2, slots=3, mode=EventMode.HYBRID)
        remote = participant(event, is_online=True, time_zone=zone)
        problem = problem_of(event)
        if free == ():
            assert len(problem.participants) == 2
            return
        person = engine_participant(problem, remote).representatives[0]
        assert person.available == (None if free in (None, (0, 1, 2)) else free)
        on_site = problem.participants[0].representatives[0]
        assert on_site.available is None

    def test_is_a_setting(self) -> None:
        event = ready_event(participants=2, slots=3, mode=EventMode.ONLINE)
        night = RunParams(wake_from=9, wake_until=10)
        for known in take_snapshot(event, params=night).problem.participants:
            assert known.representatives[0].available == (0, 1)

    def test_a_slot_over_midnight_is_in_nobodys_day(self) -> None:
        event = ready_event(participants=2, slots=0, mode=EventMode.ONLINE)
        block = MeetingBlockFactory(event=event, during=span(moment(event, 23), 120))
        SlotFactory(event=event, block=block, during=span(moment(event, 23, 50), 20))
        SlotFactory(event=event, block=block, during=span(moment(event, 23, 10), 20))
        late = RunParams(wake_from=8, wake_until=24)
        person = take_snapshot(event, params=late).problem.participants[0].representatives[0]
        assert person.available == (0,)


class TestWhoMayMeet:
    def test_tiers(self, event: Event, trio: list[Registration]) -> None:
        a, b, c = trio
        MeetingRequestFactory(sender=a, receiver=b)
        MeetingRequestFactory(sender=b, receiver=a)
        MeetingRequestFactory(sender=a, receiver=c)
        PairScoreFactory(registration_a=b, registration_b=c)
        problem = problem_of(event)
        tiers = [candidate(problem, *two).tier for two in ((a, b), (a, c), (b, c))]  # type: ignore[union-attr]
        assert tiers == [2, 1, 0]

    def test_accepted_is_mutual(self, event: Event, trio: list[Registration]) -> None:
        MeetingRequestFactory(sender=trio[0], receiver=trio[1], state="accepted")
        (only,) = problem_of(event).candidates
        assert only.tier == 2

    @pytest.mark.parametrize("state", ["withdrawn", "expired", "declined"])
    def test_a_request_that_is_over_is_none(
        self, event: Event, trio: list[Registration], state: str
    ) -> None:
        MeetingRequestFactory(sender=trio[0], receiver=trio[1], state=state)
        assert problem_of(event).candidates == ()

    def test_declined_is_never_suggested(self, event: Event, trio: list[Registration]) -> None:
        a, b, _c = trio
        PairScoreFactory(registration_a=a, registration_b=b)
        assert candidate(problem_of(event), a, b)
        MeetingRequestFactory(sender=a, receiver=b, state="declined")
        assert candidate(problem_of(event), a, b) is None

    def test_who_declined_may_ask_of_their_own_accord(
        self, event: Event, trio: list[Registration]
    ) -> None:
        a, b, _c = trio
        MeetingRequestFactory(sender=a, receiver=b, state="declined")
        again = MeetingRequestFactory(sender=b, receiver=a)
        assert candidate(problem_of(event), a, b)
        again.delete()
        MeetingRequestFactory(sender=a, receiver=b)  # the same side asks again
        assert candidate(problem_of(event), a, b) is None

    @pytest.mark.parametrize("order", [0, 1])
    def test_blocked_by_either_is_never(
        self, event: Event, trio: list[Registration], order: int
    ) -> None:
        a, b = trio[order], trio[1 - order]
        MeetingRequestFactory(sender=trio[0], receiver=trio[1], state="accepted")
        BlockedOrganisation.objects.create(organisation=a.organisation, blocked=b.organisation)
        snapshot = take_snapshot(event)
        assert snapshot.problem.candidates == ()
        assert [out.reason for out in snapshot.left_out] == ["forbidden"]

    def test_one_delegation_only_where_the_event_says_so(
        self, event: Event, trio: list[Registration]
    ) -> None:
        delegation = DelegationFactory(event=event)
        event.registrations.filter(pk__in=[trio[0].pk, trio[1].pk]).update(delegation=delegation)
        scores = {pair(trio[0], trio[1]): 500_000, pair(trio[0], trio[2]): 400_000}
        assert len(problem_of(event, scores=scores).candidates) == 1
        event.same_delegation_meets = True
        assert len(problem_of(event, scores=scores).candidates) == 2

    def test_two_sides(self) -> None:
        event = ready_event(participants=4, two_sided=True)
        a, b, c, d = event.registrations.order_by("pk")
        stray = participant(event)
        scores = {pair(x, y): 1 for x in (a, b, c, d, stray) for y in (a, b, c, d) if x.pk != y.pk}
        problem = problem_of(event, scores=scores)
        found = {x.id for x in problem.candidates}
        assert found == {f"{x}-{y}" for x, y in (pair(a, b), pair(a, d), pair(b, c), pair(c, d))}
        assert str(stray.pk) not in {p.id for p in problem.participants}

    def test_promises_come_with_their_own_tier(
        self, event: Event, trio: list[Registration]
    ) -> None:
        MustMeetFactory(registration_a=trio[2], registration_b=trio[0])
        (only,) = problem_of(event).candidates
        assert (only.must, only.tier) == (True, 2)

    def test_a_promise_that_cannot_be_kept_is_told(
        self, event: Event, trio: list[Registration]
    ) -> None:
        MustMeetFactory(registration_a=trio[0], registration_b=trio[1])
        MeetingRequestFactory(sender=trio[0], receiver=trio[1], state="declined")
        PairScoreFactory(registration_a=trio[0], registration_b=trio[2])
        snapshot = take_snapshot(event)
        assert "promise_impossible" in codes(snapshot)
        assert len(snapshot.problem.candidates) == 1


class TestSuggestions:
    def test_only_where_the_event_suggests(self, event: Event, trio: list[Registration]) -> None:
        PairScoreFactory(registration_a=trio[0], registration_b=trio[1])
        assert len(problem_of(event).candidates) == 1
        event.suggests_meetings = False
        assert problem_of(event).candidates == ()

    def test_the_best_of_each_participant(self) -> None:
        event = ready_event(participants=6)
        rows = list(event.registrations.order_by("pk"))
        scores = {
            (a.pk, b.pk): 1000 * (10 * i + j)
            for i, a in enumerate(rows)
            for j, b in enumerate(rows)
            if i < j
        }
        two = take_snapshot(event, scores=scores, params=RunParams(suggestions=1)).problem
        best = max(scores, key=lambda key: scores[key])
        assert f"{best[0]}-{best[1]}" in {x.id for x in two.candidates}
        assert len(two.candidates) < len(scores)
        everybody = {name for x in two.candidates for name in (x.a, x.b)}
        assert everybody == {str(row.pk) for row in rows}


class TestValue:
    def test_is_the_score(self, event: Event, trio: list[Registration]) -> None:
        PairScoreFactory(registration_a=trio[0], registration_b=trio[1], value=612_345)
        (only,) = problem_of(event).candidates
        assert only.value == 612_345

    def test_priority_raises_it(self, event: Event, trio: list[Registration]) -> None:
        request = MeetingRequestFactory(sender=trio[0], receiver=trio[1])
        PairScoreFactory(registration_a=trio[0], registration_b=trio[1], value=500_000)
        values = []
        for priority in RequestPriority:
            request.priority = priority
            request.save()
            values.append(problem_of(event).candidates[0].value)
        assert values == sorted(set(values))
        assert values[0] == 500_000

    def test_wanted_by_both_counts_both(self, event: Event, trio: list[Registration]) -> None:
        MeetingRequestFactory(sender=trio[0], receiver=trio[1])
        one = problem_of(event).candidates[0].value
        MeetingRequestFactory(sender=trio[1], receiver=trio[0])
        assert problem_of(event).candidates[0].value > one


class TestLanguages:
    @pytest.fixture
    def event(self) -> Event:
        event = ready_event(participants=0, slots=2, tables=1)
        participant(event, languages=("vi",))
        participant(event, languages=("zh-hant",))
        return event

    def test_no_interpreter_where_they_share_one(self, event: Event) -> None:
        InterpreterFactory(event=event)
        third = participant(event, languages=("en", "vi"))
        viet = event.registrations.order_by("pk").first()
        problem = problem_of(event, scores={pair(viet, third): 1})
        assert problem.candidates[0].resources == ()

    def test_an_interpreter_where_they_do_not(self, event: Event) -> None:
        InterpreterFactory.create_batch(2, event=event)
        a, b = event.registrations.order_by("pk")
        problem = problem_of(event, scores={pair(a, b): 1})
        assert problem.resources == (Resource("vi+zh-hant", 2),)
        assert problem.candidates[0].resources == ("vi+zh-hant",)

    def test_nobody_to_interpret(self, event: Event) -> None:
        """Not suggested; where they asked they know what they do, and the organiser is told."""
        a, b = event.registrations.order_by("pk")
        assert problem_of(event, scores={pair(a, b): 1}).candidates == ()
        MeetingRequestFactory(sender=a, receiver=b)
        snapshot = take_snapshot(event)
        assert len(snapshot.problem.candidates) == 1
        assert "no_common_language" in codes(snapshot)

    def test_only_the_colleague_who_can_talk_is_sent(self, event: Event) -> None:
        a, b = event.registrations.order_by("pk")
        speaker = RepresentativeFactory(registration=a, languages=["zh-hant", "vi"])
        (only,) = problem_of(event, scores={pair(a, b): 1}).candidates
        assert only.representatives == (str(speaker.pk),)
        assert only.resources == ()

    def test_several_who_can_talk_take_turns(self, event: Event) -> None:
        a, b = event.registrations.order_by("pk")
        speakers = RepresentativeFactory.create_batch(2, registration=a, languages=["zh-hant"])
        c = participant(event, languages=("zh-hant",))
        problem = problem_of(event, scores={pair(a, b): 1, pair(a, c): 2})
        named = {candidate(problem, a, other).representatives for other in (b, c)}  # type: ignore[union-attr]
        assert named == {(str(speaker.pk),) for speaker in speakers}

    def test_unknown_languages_keep_nobody_apart(self, event: Event) -> None:
        a, b = event.registrations.order_by("pk")
        a.representatives.update(languages=[])
        type(a.organisation).objects.filter(pk=a.organisation_id).update(languages=[])
        assert len(problem_of(event, scores={pair(a, b): 1}).candidates) == 1


class TestWishedPeople:
    def test_are_named(self, event: Event, trio: list[Registration]) -> None:
        RepresentativeFactory(registration=trio[1])
        wished = RepresentativeFactory(registration=trio[1])
        request = MeetingRequestFactory(sender=trio[0], receiver=trio[1])
        request.wished_people.add(wished)
        (only,) = problem_of(event).candidates
        assert only.representatives == (str(wished.pk),)

    def test_who_no_longer_takes_meetings_is_told(
        self, event: Event, trio: list[Registration]
    ) -> None:
        wished = RepresentativeFactory(registration=trio[1], takes_meetings=False)
        request = MeetingRequestFactory(sender=trio[0], receiver=trio[1])
        request.wished_people.add(wished)
        snapshot = take_snapshot(event)
        assert snapshot.problem.candidates[0].representatives == ()
        assert "wished_person_missing" in codes(snapshot)


class TestWhatStays:
    @pytest.fixture
    def meeting(self, event: Event, trio: list[Registration]):
        version = ScheduleVersionFactory(event=event, state=VersionState.PUBLISHED)
        meeting = MeetingFactory(
            version=version,
            registration_a=trio[0],
            registration_b=trio[1],
            slot=event.slots.order_by("during")[1],
            table=event.tables.get(),
            is_locked=True,
            tier=1,
            value=77,
        )
        for registration in trio[:2]:
            SeatFactory(meeting=meeting, representative=registration.representatives.get())
        return meeting

    def expected(self, meeting) -> Lock:
        return Lock(
            f"{meeting.registration_a_id}-{meeting.registration_b_id}",
            1,
            str(meeting.table_id),
            tuple(sorted(str(seat.representative_id) for seat in meeting.seats.all())),
        )

    def test_locked_meetings_stay(self, event: Event, meeting) -> None:
        problem = problem_of(event)
        assert problem.locks == (self.expected(meeting),)
        (only,) = problem.candidates
        assert (only.tier, only.value) == (1, 77)

    def test_others_may_move(self, event: Event, meeting) -> None:
        meeting.is_locked = False
        meeting.save()
        assert problem_of(event).locks == ()

    def test_a_draft_binds_nobody(self, event: Event, meeting) -> None:
        event.versions.update(state=VersionState.DRAFT)
        assert problem_of(event).locks == ()

    def test_a_lock_of_who_left_is_told(
        self, event: Event, meeting, trio: list[Registration]
    ) -> None:
        trio[1].state = "withdrawn"
        trio[1].save()
        snapshot = take_snapshot(event, scores={pair(trio[0], trio[2]): 1})
        assert snapshot.problem.locks == ()
        assert str(trio[1]) in next(
            f.sentence for f in snapshot.findings if f.code == "lock_impossible"
        )
        assert not any(finding.stops for finding in snapshot.findings)

    def test_a_lock_that_cannot_hold_stops_the_run(
        self, event: Event, meeting, trio: list[Registration]
    ) -> None:
        """Its person has since been invited on stage at that time."""
        person = trio[0].representatives.get()
        AbsenceFactory(representative=person, during=meeting.during)
        snapshot = take_snapshot(event, scores={pair(trio[0], trio[2]): 1})
        finding = next(f for f in snapshot.findings if f.code == "lock_impossible")
        assert finding.stops

    def test_what_has_begun_stays_and_nothing_new_begins_in_the_past(
        self, event: Event, meeting, trio: list[Registration]
    ) -> None:
        first, _second = event.slots.order_by("during")
        type(meeting).objects.filter(pk=meeting.pk).update(
            is_locked=False, slot=first, during=first.during
        )
        meeting.seats.update(during=first.during)
        scores = {pair(trio[0], trio[2]): 1}
        during_first = first.during.lower + timedelta(minutes=1)
        problem = problem_of(event, scores=scores, now=during_first)
        (lock,) = problem.locks
        assert lock.slot == 0
        assert candidate(problem, trio[0], trio[1]).slots is None  # type: ignore[union-attr]
        assert candidate(problem, trio[0], trio[2]).slots == (1,)  # type: ignore[union-attr]

    def test_an_event_that_is_over_is_scheduled_as_if_to_come(
        self, event: Event, trio: list[Registration]
    ) -> None:
        later = event.slots.order_by("during")[1].during.upper + timedelta(days=3)
        problem = problem_of(event, scores={pair(trio[0], trio[2]): 1}, now=later)
        assert problem.candidates[0].slots is None


def test_nothing_possible_stops_the_run(event: Event) -> None:
    snapshot = take_snapshot(event)
    assert "nothing_possible" in {f.code for f in snapshot.findings if f.stops}


def test_is_the_same_read_twice_and_a_valid_file() -> None:
    event = ready_event(participants=6, two_sided=True)
    a, b, *_ = event.registrations.order_by("pk")
    MeetingRequestFactory(sender=a, receiver=b)
    now = timezone.now()
    first, second = problem_of(event, now=now), problem_of(event, now=now)
    assert first.input_hash == second.input_hash
    assert Problem.from_json(first.to_json()) == first
    first.validate()


@pytest.mark.parametrize("participants", [4, 12])
def test_queries_do_not_grow(
    participants: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    event = ready_event(participants=participants, two_sided=True)
    rows = list(event.registrations.order_by("pk"))
    version = ScheduleVersionFactory(event=event, state=VersionState.PUBLISHED)
    for a, b in zip(rows[::2], rows[1::2], strict=True):
        request = MeetingRequestFactory(sender=a, receiver=b)
        request.wished_people.add(b.representatives.get())
        PairScoreFactory(registration_a=a, registration_b=b)
        meeting = MeetingFactory(version=version, registration_a=a, registration_b=b)
        SeatFactory(meeting=meeting, representative=a.representatives.get())
    with django_assert_num_queries(22):  # two of them are the savepoint
        take_snapshot(event)
