"""Recommendations follow the profiles: who is marked, what is scored again, what stays."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from companies.domain.organisations import change_organisation
from companies.domain.statements import add_statement, change_statement
from events.choices import RegistrationState
from events.domain.registrations import (
    change_registration,
    decide_registration,
    withdraw_registration,
)
from events.domain.representatives import add_representative, change_representative
from events.models import Event, Registration
from matchmaking import tasks
from matchmaking.choices import RunPhase
from matchmaking.domain import renewal
from matchmaking.domain.blocks import block_organisation, unblock_organisation
from matchmaking.domain.renewal import events_to_renew, mark_stale, renew_scores
from matchmaking.domain.requests import (
    accept_request,
    decline_request,
    send_request,
    withdraw_request,
)
from matchmaking.domain.scores import compute_scores
from matchmaking.models import EventScores, MeetingRequest, PairScore, StaleScore
from tests.factories import (
    EventFactory,
    PhaseFactory,
    RunFactory,
    UserFactory,
    participant,
    ready_event,
)

Committed = Callable[[], AbstractContextManager[object]]
LIGHTS = "LED street lights with remote dimming and fault alarms"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_encoder")]


@pytest.fixture(autouse=True)
def _follows(settings) -> None:
    settings.FOLLOWS_PROFILES = True


@pytest.fixture(autouse=True)
def woken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Events whose renewal a worker is asked for."""
    sent: list[int] = []
    monkeypatch.setattr(
        tasks.renew_scores_task, "apply_async", lambda args, **_kwargs: sent.append(args[0])
    )
    return sent


@pytest.fixture
def committed(django_capture_on_commit_callbacks) -> Committed:
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def event() -> Event:
    """Six participants of six trades, scored."""
    event = ready_event(participants=6)
    compute_scores(event)
    return event


def first(event: Event) -> Registration:
    return event.registrations.order_by("pk").first()


def values(event: Event) -> dict[tuple[int, int], int]:
    rows = PairScore.objects.filter(event=event)
    return {(r.registration_a_id, r.registration_b_id): r.value for r in rows}


def of(registration: Registration, pairs: dict[tuple[int, int], int]) -> dict[tuple[int, int], int]:
    return {pair: value for pair, value in pairs.items() if registration.pk in pair}


class TestWhoIsMarked:
    def test_on_each_change_of_what_is_scored(
        self, committed: Committed, event: Event, woken: list[int]
    ) -> None:
        one = first(event)
        statement = one.statements.first()
        person = one.representatives.first()
        changes = [
            lambda: change_organisation(one.organisation, by=None, target_markets=["KR"]),
            lambda: add_statement(one.organisation, kind="need", text=LIGHTS, language="en"),
            lambda: change_statement(statement, text=LIGHTS),
            lambda: change_registration(one, by=None, statements=[statement]),
            lambda: add_representative(one, UserFactory(), languages=["ko"]),
            lambda: change_representative(person, languages=["vi"]),
            lambda: decide_registration(one, state="waitlisted", by=None),
            lambda: withdraw_registration(one, by=None),
        ]
        for change in changes:
            StaleScore.objects.all().delete()
            woken.clear()
            cache.clear()
            with committed():
                change()
            assert list(StaleScore.objects.values_list("registration", flat=True)) == [one.pk]
            assert set(woken) == {event.pk}

    def test_nobody_who_does_not_take_part(self, committed: Committed, event: Event) -> None:
        other = participant(event, state=RegistrationState.SUBMITTED)
        with committed():
            change_organisation(other.organisation, by=None, target_markets=["KR"])
        assert not StaleScore.objects.exists()
        with committed():
            decide_registration(other, state="approved", by=None)
        assert StaleScore.objects.get().registration == other

    def test_nobody_once_the_event_is_over(self) -> None:
        day = timezone.now().date() - timedelta(days=3)
        mark_stale([participant(EventFactory(starts_on=day, ends_on=day))])
        assert not StaleScore.objects.exists()

    def test_a_second_change_moves_the_mark(self, event: Event) -> None:
        mark_stale([first(event)])
        since = StaleScore.objects.get().since
        mark_stale([first(event)])
        assert StaleScore.objects.get().since > since

    def test_both_sides_of_a_request_with_each_of_its_states(
        self, committed: Committed, event: Event, woken: list[int]
    ) -> None:
        PhaseFactory(event=event)
        one, two = event.registrations.order_by("pk")[:2]
        sent: list[MeetingRequest] = []
        steps = [
            lambda: sent.append(send_request(one, two, by=None)),
            lambda: accept_request(sent[-1], by=None),
            lambda: withdraw_request(sent[-1], by=None),
            lambda: sent.append(send_request(two, one, by=None)),
            lambda: decline_request(sent[-1], by=None),
        ]
        for step in steps:
            StaleScore.objects.all().delete()
            woken.clear()
            cache.clear()
            with committed():
                step()
            rows = StaleScore.objects.order_by("registration")
            assert [row.registration for row in rows] == [one, two]
            assert all(row.says_the_same for row in rows)
            assert set(woken) == {event.pk}

    def test_who_is_woken_once_hears_of_all(
        self, committed: Committed, event: Event, woken: list[int]
    ) -> None:
        for _change in range(5):
            with committed():
                mark_stale([first(event)])
        assert woken == [event.pk]

    def test_a_request_does_not_make_a_changed_profile_say_the_same(self, event: Event) -> None:
        mark_stale([first(event)])
        mark_stale([first(event)], says_the_same=True)
        assert not StaleScore.objects.get().says_the_same
        StaleScore.objects.all().delete()
        mark_stale([first(event)], says_the_same=True)
        mark_stale([first(event)])
        assert not StaleScore.objects.get().says_the_same


class TestRenewing:
    def test_a_request_raises_the_pair_and_grows_the_scores_no_older(
        self, committed: Committed, event: Event
    ) -> None:
        PhaseFactory(event=event)
        one, two = event.registrations.order_by("pk")[:2]
        before = values(event)
        with committed():
            request = send_request(one, two, by=None)
        assert renew_scores(event.pk) == 2
        asked = values(event)
        assert asked[one.pk, two.pk] > before[one.pk, two.pk]
        del before[one.pk, two.pk]
        assert {pair: asked[pair] for pair in before} == before
        with committed():
            accept_request(request, by=None)
        renew_scores(event.pk)
        accepted = values(event)
        assert accepted[one.pk, two.pk] > asked[one.pk, two.pk]
        assert EventScores.objects.get(event=event).renewed == 0
        compute_scores(event)
        assert values(event) == accepted

    def test_a_new_need_finds_its_offer(self, committed: Committed, event: Event) -> None:
        one, seller = event.registrations.order_by("pk")[2], first(event)
        pair = (seller.pk, one.pk)
        before = values(event)
        need = one.statements.get(kind="need")
        with committed():
            change_statement(need, text=LIGHTS)
            need.sectors.set(seller.statements.get(kind="offer").sectors.all())
        assert renew_scores(event.pk) == 1
        after = values(event)
        assert after[pair] > before[pair]
        assert not StaleScore.objects.exists()
        untouched = {p: v for p, v in before.items() if one.pk not in p}
        assert {p: v for p, v in after.items() if one.pk not in p} == untouched

    @pytest.mark.parametrize(("state", "renewed"), [("closed", 2), ("declined", 1)])
    def test_who_leaves_leaves_the_others_recommendations_whole(
        self, committed: Committed, event: Event, state: str, renewed: int
    ) -> None:
        """What they had declined forbids a pair of which one is no longer."""
        PhaseFactory(event=event)
        one, two = event.registrations.order_by("pk")[:2]
        request = send_request(two, one, by=None)
        if state == "declined":
            decline_request(request, by=None)
        with committed():
            withdraw_registration(one, by=None)
        assert MeetingRequest.objects.get().state == state
        assert renew_scores(event.pk) == renewed  # who left, and whose open request was closed
        assert of(one, values(event)) == {}
        assert of(two, values(event))
        compute_scores(event)

    def test_who_comes_is_found_and_who_leaves_is_gone(
        self, committed: Committed, event: Event
    ) -> None:
        new = participant(event, state=RegistrationState.SUBMITTED)
        with committed():
            decide_registration(new, state="approved", by=None)
        renew_scores(event.pk)
        assert len(of(new, values(event))) == 6
        with committed():
            withdraw_registration(new, by=None)
        renew_scores(event.pk)
        assert of(new, values(event)) == {}

    def test_a_block_parts_the_two_and_its_end_brings_them_back(
        self, committed: Committed, event: Event
    ) -> None:
        one, two = event.registrations.order_by("pk")[:2]
        before = values(event)
        with committed():
            block_organisation(one.organisation, two.organisation, by=None)
        renew_scores(event.pk)
        assert (one.pk, two.pk) not in values(event)
        with committed():
            unblock_organisation(one.organisation, two.organisation, by=None)
        renew_scores(event.pk)
        assert values(event) == before

    def test_an_event_that_no_run_has_scored(self, committed: Committed) -> None:
        event = ready_event(participants=4)
        one = first(event)
        with committed():
            change_organisation(one.organisation, by=None, target_markets=["KR"])
        assert renew_scores(event.pk) == 1
        assert len(values(event)) == 6
        state = EventScores.objects.get(event=event)
        assert (state.profiles, state.renewed, state.generation) == (4, 0, 1)

    def test_the_whole_event_where_much_has_changed(
        self, event: Event, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mark_stale([first(event)])
        renew_scores(event.pk)
        state = EventScores.objects.get(event=event)
        assert (state.renewed, state.generation) == (1, 2)
        monkeypatch.setattr(renewal, "FEW", 1)
        monkeypatch.setattr(renewal, "MUCH", 0.2)
        mark_stale([first(event)])
        renew_scores(event.pk)
        state.refresh_from_db()
        assert (state.renewed, state.generation) == (0, 3)

    def test_nothing_to_do(self, event: Event) -> None:
        assert renew_scores(event.pk) == 0
        assert renew_scores(event.pk + 1) == 0


class TestOthersAtWork:
    def test_one_worker_at_a_time(self, event: Event) -> None:
        mark_stale([first(event)])
        EventScores.objects.filter(event=event).update(claimed_at=timezone.now())
        assert renew_scores(event.pk) is None
        assert StaleScore.objects.exists()
        assert events_to_renew(timezone.now() + timedelta(minutes=1)) == []

    def test_a_dead_worker_is_followed(self, event: Event) -> None:
        mark_stale([first(event)])
        long_ago = timezone.now() - renewal.ABANDONED - timedelta(seconds=1)
        EventScores.objects.filter(event=event).update(claimed_at=long_ago)
        assert events_to_renew() == []
        StaleScore.objects.update(since=long_ago)
        assert events_to_renew() == [event.pk]
        assert renew_scores(event.pk) == 1

    @pytest.mark.parametrize("phase", renewal.SCORING_PHASES)
    def test_a_run_that_scores_is_waited_for(self, event: Event, phase: RunPhase) -> None:
        run = RunFactory(event=event, state="running", phase=phase)
        mark_stale([first(event)])
        StaleScore.objects.update(since=timezone.now() - timedelta(minutes=1))
        assert renew_scores(event.pk) is None
        assert events_to_renew() == []
        run.phase = RunPhase.SCHEDULING
        run.save()
        assert events_to_renew() == [event.pk]
        assert renew_scores(event.pk) == 1

    def test_what_a_run_stored_meanwhile_is_not_touched(
        self, event: Event, monkeypatch: pytest.MonkeyPatch, woken: list[int]
    ) -> None:
        made = renewal.renew

        def overtaken(*args: object, **kwargs: object) -> object:
            compute_scores(event)
            return made(*args, **kwargs)

        mark_stale([first(event)])
        woken.clear()
        monkeypatch.setattr(renewal, "renew", overtaken)
        assert renew_scores(event.pk) is None
        assert StaleScore.objects.exists()
        monkeypatch.setattr(renewal, "renew", made)
        assert renew_scores(event.pk) == 1

    def test_what_changes_meanwhile_is_renewed_next(
        self, event: Event, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = renewal.renew

        def changed(*args: object, **kwargs: object) -> object:
            mark_stale([first(event)])
            return made(*args, **kwargs)

        mark_stale([first(event)])
        monkeypatch.setattr(renewal, "renew", changed)
        assert renew_scores(event.pk) == 1
        assert StaleScore.objects.get().registration == first(event)

    def test_a_failure_lets_go_of_the_event(
        self, event: Event, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_args: object, **_kwargs: object) -> None:
            raise MemoryError

        mark_stale([first(event)])
        with monkeypatch.context() as patch:
            patch.setattr(renewal, "renew", fail)
            with pytest.raises(MemoryError):
                renew_scores(event.pk)
        assert EventScores.objects.get(event=event).claimed_at is None
        assert renew_scores(event.pk) == 1
