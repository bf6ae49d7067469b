"""What an event lacks before its matching can run."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from companies.domain.errors import DomainError
from events.choices import EventMode, Pairing, RegistrationState
from events.models import Event
from matchmaking.domain.findings import Finding, find_obstacles, read_findings, warns
from matchmaking.domain.runs import start_run
from matchmaking.models import Run
from tests.factories import (
    MeetingRequestFactory,
    MustMeetFactory,
    RegistrationFactory,
    RepresentativeFactory,
    participant,
    ready_event,
)

pytestmark = pytest.mark.django_db


def found(event: Event) -> dict[str, Finding]:
    return {finding.code: finding for finding in find_obstacles(event)}


def stopping(event: Event) -> list[str]:
    return [finding.code for finding in find_obstacles(event) if finding.stops]


class TestWhatStops:
    def test_nothing_when_all_is_there(self) -> None:
        assert find_obstacles(ready_event(two_sided=True)) == []
        assert find_obstacles(ready_event()) == []

    def test_no_slots(self) -> None:
        assert stopping(ready_event(slots=0)) == ["no_slots"]

    def test_no_tables(self) -> None:
        assert stopping(ready_event(tables=0)) == ["no_tables"]

    def test_tables_out_of_use_are_none(self) -> None:
        event = ready_event()
        event.tables.update(is_usable=False)
        assert stopping(event) == ["no_tables"]

    def test_nobody_needs_a_table_online(self) -> None:
        assert stopping(ready_event(tables=0, mode=EventMode.ONLINE)) == []

    def test_nobody_needs_a_table_where_all_but_one_are_online(self) -> None:
        event = ready_event(tables=0, mode=EventMode.HYBRID)
        event.registrations.update(is_online=True)
        participant(event)
        assert stopping(event) == []
        participant(event)
        assert stopping(event) == ["no_tables"]

    def test_no_registrations(self) -> None:
        assert stopping(ready_event(participants=0)) == ["no_registrations"]

    def test_registrations_that_are_not_approved_do_not_count(self) -> None:
        event = ready_event(participants=3)
        event.registrations.update(state=RegistrationState.SUBMITTED)
        assert stopping(event) == ["no_registrations"]
        assert "3 registrations wait" in found(event)["waiting_registrations"].sentence

    def test_one_registration(self) -> None:
        event = ready_event(participants=1)
        assert stopping(event) == ["one_registration"]
        assert str(event.registrations.get()) in found(event)["one_registration"].sentence

    def test_nobody_takes_meetings(self) -> None:
        event = ready_event()
        event.representatives.update(takes_meetings=False)
        assert stopping(event) == ["nobody_meets"]

    def test_no_sides(self) -> None:
        assert stopping(ready_event(pairing=Pairing.TWO_SIDED)) == ["no_sides"]

    def test_an_empty_side(self) -> None:
        event = ready_event(participants=4, two_sided=True)
        event.registrations.filter(side__code="visiting").update(state=RegistrationState.WITHDRAWN)
        assert stopping(event) == ["empty_side"]
        assert "“Visiting”" in found(event)["empty_side"].sentence

    def test_nothing_wanted(self) -> None:
        event = ready_event(suggests_meetings=False)
        assert stopping(event) == ["nothing_wanted"]
        first, second, third, *_ = event.registrations.all()
        request = MeetingRequestFactory(sender=first, receiver=second, state="declined")
        assert stopping(event) == ["nothing_wanted"]
        request.state = "pending"
        request.save()
        assert stopping(event) == []
        request.delete()
        MustMeetFactory(registration_a=first, registration_b=third)
        assert stopping(event) == []


class TestWhatWarns:
    def test_participants_without_offers_or_needs(self) -> None:
        event = ready_event()
        silent = event.registrations.first()
        silent.statements.clear()
        assert stopping(event) == []
        assert str(silent) in found(event)["no_statements"].sentence

    def test_participants_without_people(self) -> None:
        event = ready_event()
        lonely = RegistrationFactory(event=event)
        finding = found(event)["no_people"]
        assert not finding.stops
        assert finding.params == {"number": 1, "names": [str(lonely)]}

    def test_participants_on_no_side(self) -> None:
        event = ready_event(two_sided=True)
        stray = participant(event)
        assert found(event)["no_side"].params["names"] == [str(stray)]

    def test_an_event_that_is_over(self) -> None:
        long_ago = timezone.now().date() - timedelta(days=30)
        event = ready_event(starts_on=long_ago)
        assert [finding.code for finding in find_obstacles(event)] == ["slots_over"]


def test_what_stops_comes_first() -> None:
    event = ready_event(slots=0)
    RegistrationFactory(event=event)
    assert [finding.severity for finding in find_obstacles(event)] == ["stops", "warns"]


def test_a_run_that_cannot_start_says_why_and_leaves_nothing() -> None:
    event = ready_event(slots=0)
    with pytest.raises(DomainError, match="Add a meeting block") as refusal:
        start_run(event)
    assert refusal.value.code == "no_slots"
    assert not Run.objects.exists()


@pytest.mark.parametrize("participants", [2, 6])
def test_queries_do_not_grow(
    participants: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    event = ready_event(participants=participants, two_sided=True)
    for registration in event.registrations.all():
        RepresentativeFactory(registration=registration)
    with django_assert_num_queries(4):
        find_obstacles(event)


class TestSentences:
    def test_a_long_list_is_cut(self) -> None:
        finding = warns("no_people", number=7, names=list("ABCDEFG"))
        assert "A, B, C, D, E and 2 more" in finding.sentence

    def test_is_said_in_the_language_of_the_reader(self) -> None:
        """Stored without words: whoever reads it later has it in their own language."""
        stored = warns("no_people", number=1, names=["A"]).to_data()
        (finding,) = read_findings([stored])
        with translation.override("en"):
            assert finding.sentence.startswith("1 participant has nobody")

    def test_codes_of_another_release_are_left_out(self) -> None:
        assert read_findings([{"severity": "warns", "code": "later", "params": {}}]) == []

    def test_every_sentence_can_be_said(self) -> None:
        from matchmaking.domain.sentences import SENTENCES

        for code in SENTENCES:
            sentence = warns(code, number=2, names=["A", "B"], side="Local").sentence
            assert "%(" not in sentence
            assert sentence.endswith(".")
