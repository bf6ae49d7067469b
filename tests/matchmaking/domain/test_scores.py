"""What scoring reads of an event, and what is kept of what it says."""

import json

import pytest

from events.models import Event, Registration
from matchmaking.domain import scores
from matchmaking.domain.profiles import ScoringInput, read_scoring_input
from matchmaking.domain.scores import compute_scores
from matchmaking.domain.vectors import missing_texts
from matchmaking.engine.result import Progress
from matchmaking.engine.scoring import Block, History, Profile, Wish
from matchmaking.models import BlockedOrganisation, Outcome, PairScore, Run, TextVector
from tests.factories import (
    DelegationFactory,
    InterpreterFactory,
    MeetingFactory,
    MeetingRequestFactory,
    RegistrationFactory,
    RepresentativeFactory,
    RunFactory,
    ready_event,
)
from tests.matchmaking.conftest import WordEncoder

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Event:
    return ready_event(participants=4, two_sided=True)


@pytest.fixture
def four(event: Event) -> list[Registration]:
    return list(event.registrations.order_by("pk"))


def profile(scoring: ScoringInput, registration: Registration) -> Profile:
    return next(p for p in scoring.profiles if p.id == str(registration.pk))


class TestWhatIsRead:
    def test_a_participant(self, event: Event, four: list[Registration]) -> None:
        a = four[0]
        a.delegation = DelegationFactory(event=event)
        a.save()
        RepresentativeFactory(registration=a, languages=["ko", "en"])
        RepresentativeFactory(registration=a, languages=["fr"], takes_meetings=False)
        known = profile(read_scoring_input(event), a)
        offer, need = a.statements.get(kind="offer"), a.statements.get(kind="need")
        assert (known.side, known.country, known.kind) == ("local", "VN", "company")
        assert known.languages == ("en", "ko")
        assert known.delegation == str(a.delegation_id)
        assert [(s.id, s.text) for s in known.offers] == [(str(offer.pk), offer.text)]
        assert [s.sectors for s in known.needs] == [(need.sectors.get().code,)]

    def test_only_approved_ones(self, event: Event, four: list[Registration]) -> None:
        RegistrationFactory(event=event, state="submitted")
        assert len(read_scoring_input(event).profiles) == 4

    def test_the_events_rules(self, event: Event) -> None:
        InterpreterFactory(event=event)
        params = read_scoring_input(event).params
        assert (params.rule, params.same_delegation_allowed) == ("two_sided", False)
        assert params.interpreters == (("vi", "zh-hant"),)

    def test_wishes(self, event: Event, four: list[Registration]) -> None:
        a, b, c, d = four
        MeetingRequestFactory(sender=a, receiver=b, priority=3)
        MeetingRequestFactory(sender=c, receiver=d, state="accepted")
        MeetingRequestFactory(sender=a, receiver=d, state="withdrawn")
        MeetingRequestFactory(
            sender=a, receiver=RegistrationFactory(event=event, state="submitted")
        )
        assert read_scoring_input(event).wishes == (
            Wish(str(a.pk), str(b.pk), priority=1),
            Wish(str(c.pk), str(d.pk), priority=2, accepted=True),
        )

    def test_who_must_not_meet(self, event: Event, four: list[Registration]) -> None:
        a, b, c, d = four
        BlockedOrganisation.objects.create(organisation=d.organisation, blocked=a.organisation)
        MeetingRequestFactory(sender=b, receiver=c, state="declined")
        scoring = read_scoring_input(event)
        assert scoring.blocks == (Block(str(a.pk), str(d.pk)), Block(str(b.pk), str(c.pk)))

    def test_who_met_at_another_event(self, event: Event, four: list[Registration]) -> None:
        a, b, *_ = four
        before = MeetingFactory(
            registration_a__organisation=b.organisation,
            registration_b__organisation=a.organisation,
        )
        Outcome.objects.create(meeting=before, registration=before.registration_a, took_place=True)
        assert read_scoring_input(event).history == (History(str(a.pk), str(b.pk)),)

    def test_survives_json(self, event: Event, four: list[Registration]) -> None:
        MeetingRequestFactory(sender=four[0], receiver=four[1])
        InterpreterFactory(event=event)
        scoring = read_scoring_input(event)
        assert ScoringInput.from_data(json.loads(json.dumps(scoring.to_data()))) == scoring

    @pytest.mark.parametrize("participants", [2, 8])
    def test_queries_do_not_grow(self, participants: int, django_assert_num_queries) -> None:
        event = ready_event(participants=participants)
        with django_assert_num_queries(11):
            read_scoring_input(event)


@pytest.mark.usefixtures("quick_encoder")
class TestWhatIsStored:
    def test_pairs_of_both_sides_with_factors_that_sum(self, event: Event) -> None:
        assert compute_scores(event) == 4
        for pair in PairScore.objects.select_related("registration_a", "registration_b"):
            assert pair.registration_a.side_id != pair.registration_b.side_id
            assert sum(factor["value"] for factor in pair.factors) == pair.value

    def test_factors_are_those_of_the_engine(self, event: Event, four: list[Registration]) -> None:
        MeetingRequestFactory(sender=four[0], receiver=four[1])
        made = scores.merge_blocks
        kept: list[object] = []

        def merge(*args: object) -> object:
            kept.append(made(*args))
            return kept[-1]

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(scores, "merge_blocks", merge)
            compute_scores(event)
        for pair in PairScore.objects.all():
            score = kept[0].get(str(pair.registration_a_id), str(pair.registration_b_id))
            assert pair.factors == json.loads(json.dumps(score.to_json()["factors"]))

    def test_anew_each_time(self, event: Event, four: list[Registration]) -> None:
        compute_scores(event)
        Registration.objects.filter(pk=four[0].pk).update(state="withdrawn")
        assert compute_scores(event) == 2
        assert PairScore.objects.filter(event=event).count() == 2

    def test_nothing_is_lost_when_told_to_stop(self, event: Event) -> None:
        compute_scores(event)
        before = set(PairScore.objects.values_list("pk", flat=True))
        assert compute_scores(event, should_stop=lambda: True) is None
        assert set(PairScore.objects.values_list("pk", flat=True)) == before

    def test_progress_is_told(self, event: Event) -> None:
        told: list[Progress] = []
        compute_scores(event, on_progress=told.append)
        assert [p.phase for p in told] == ["encoding", "scoring"]
        assert all(p.done == p.total for p in told)

    def test_another_encoder_reads_texts_anew(
        self, event: Event, quick_encoder: WordEncoder
    ) -> None:
        compute_scores(event)
        texts = read_scoring_input(event).texts()
        assert missing_texts(texts, quick_encoder) == []
        newer = WordEncoder()
        newer.version = "2"
        assert len(missing_texts(texts, newer)) == TextVector.objects.count() == 8


def test_a_list_of_runs_does_not_load_their_inputs(django_assert_num_queries) -> None:
    run = RunFactory(problem={"slots": []}, scoring_input={"profiles": []})
    with django_assert_num_queries(1) as captured:
        (found,) = Run.objects.all()
    assert '"problem"' not in captured.captured_queries[0]["sql"]
    assert found.problem == run.problem
