"""The sentences that say why two participants fit, from either side."""

import pytest
from django.utils import translation

from matchmaking.domain.reasons import match_reasons, reasons_by_counterpart
from tests import factories
from tests.matchmaking import scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    event = factories.EventFactory()
    return factories.participant(event, trade=0), factories.participant(event, trade=1)


def fact(code, who, other, *, items=(), value=50_000, fit=900_000, name="kind", **ids):
    evidence = {
        "code": code,
        "who": str(who.pk),
        "other": str(other.pk),
        "fit": fit,
        "need": None,
        "offer": None,
        "items": list(items),
        **{k: str(v.pk) for k, v in ids.items()},
    }
    return {"name": name, "weight": 100_000, "value": value, "evidence": [evidence]}


def scored(one, other, *factors):
    first, second = sorted((one, other), key=lambda registration: registration.pk)
    return factories.PairScoreFactory(
        registration_a=first, registration_b=second, factors=list(factors)
    )


def sentences(pair_score, viewer, limit=9):
    return [str(reason) for reason in match_reasons(pair_score, viewer=viewer, limit=limit)]


def test_strongest_first_and_no_more_than_asked_for(pair):
    us, them = pair
    score = scenes.score(us, them)
    need, offer = us.statements.get(kind="need"), them.statements.get(kind="offer")
    expected = [
        f"You need “{need.text}” · they offer “{offer.text}”",
        "You asked to meet them.",
        "You both speak English and Vietnamese.",
    ]
    assert sentences(score, us) == expected
    assert sentences(score, us, limit=2) == expected[:2]
    assert sentences(score, them) == [
        f"They need “{need.text}” · you offer “{offer.text}”",
        "They asked to meet you.",
        "You both speak English and Vietnamese.",
    ]
    top = match_reasons(score, viewer=us)[0]
    assert (top.kind, top.need, top.offer) == ("text", need.text, offer.text)


@pytest.mark.parametrize(
    ("code", "items", "own", "seen_by_the_other"),
    [
        ("cooperation", ("pilot", "pilot"), *["Both of you want a pilot project."] * 2),
        (
            "cooperation",
            ("source", "sell"),
            "You want to buy · they want to sell",
            "You want to sell · they want to buy",
        ),
        (
            "cooperation",
            ("distribute", "sell"),
            "You want distribution · they want to sell",
            "You want to sell · they want distribution",
        ),
        (
            "market",
            ("VN",),
            "You want to enter Vietnam, where they are at home.",
            "They want to enter Vietnam, where you are at home.",
        ),
        (
            "interpreter",
            ("ko", "vi"),
            *["An interpreter between Korean and Vietnamese is at hand."] * 2,
        ),
        ("met", (), *["You have met before."] * 2),
    ],
)
def test_each_fact_from_both_sides(pair, code, items, own, seen_by_the_other):
    us, them = pair
    score = scored(us, them, fact(code, us, them, items=items))
    assert sentences(score, us) == [own]
    assert sentences(score, them) == [seen_by_the_other]


@pytest.mark.parametrize(
    "code", ["favourite", "declined", "new", "unstated", "no_language", "kind"]
)
def test_what_is_nobodys_business_or_no_reason_is_not_said(pair, code):
    us, them = pair
    score = scored(us, them, fact(code, us, them, items=("2",)))
    assert sentences(score, us) == sentences(score, them) == []


def test_a_poor_fit_is_no_reason(pair):
    us, them = pair
    assert sentences(scored(us, them, fact("met", us, them, fit=499_999)), us) == []


def test_a_factor_that_added_nothing_is_no_reason(pair):
    us, them = pair
    assert sentences(scored(us, them, fact("met", us, them, value=0)), us) == []


@pytest.mark.parametrize(
    ("facts", "own", "seen_by_the_other"),
    [
        ("r", "You asked to meet them.", "They asked to meet you."),
        ("R", "They asked to meet you.", "You asked to meet them."),
        ("rR", *["Both of you asked to meet."] * 2),
        (
            "rA",
            "You asked to meet them, and they accepted.",
            "They asked to meet you, and you accepted.",
        ),
        (
            "aR",
            "They asked to meet you, and you accepted.",
            "You asked to meet them, and they accepted.",
        ),
        ("f", None, None),
        ("rF", "You asked to meet them.", "They asked to meet you."),
    ],
)
def test_who_asked(pair, facts, own, seen_by_the_other):
    """r, a, f: we asked, accepted, saved them for later; in capitals they did."""
    us, them = pair
    codes = {"r": "request", "a": "accepted", "f": "favourite"}
    score = scored(
        us,
        them,
        *(
            fact(codes[f.lower()], *((us, them) if f.islower() else (them, us)), name="asked")
            for f in facts
        ),
    )
    assert sentences(score, us) == ([own] if own else [])
    assert sentences(score, them) == ([seen_by_the_other] if seen_by_the_other else [])


class TestNeedsAndOffers:
    """Whether two texts are quoted, or only their sectors named, or nothing is said."""

    def score(self, pair, *, text, sector, items=(), sectors=("energy", "energy"), back=False):
        factories.SectorFactory(code="transport", name="Transport")
        factories.SectorFactory(code="energy", name="Energy")
        facts = []
        for one, other in (pair, pair[::-1]) if back else (pair,):
            ids = {
                "need": one.statements.get(kind="need"),
                "offer": other.statements.get(kind="offer"),
            }
            facts += [
                fact("need_meets_offer", one, other, fit=text, items=items, name="text", **ids),
                fact("sector", one, other, fit=sector, items=sectors, name="sector", **ids),
            ]
        return scored(*pair, *facts)

    @pytest.mark.parametrize(
        ("text", "sector", "items", "expected"),
        [
            (400_000, 0, (), "quote"),
            (349_999, 0, (), None),
            (100_000, 1_000_000, (), "quote"),
            (99_999, 1_000_000, (), "You look for Energy · they offer it"),
            (0, 600_000, ("battery",), "quote"),
            (0, 499_999, ("battery",), None),
            (0, 500_000, (), "You look for Energy · they offer it"),
            (0, 0, (), None),
        ],
    )
    def test_thresholds(self, pair, text, sector, items, expected):
        us, _them = pair
        score = self.score(pair, text=text, sector=sector, items=items)
        said = sentences(score, us)
        if expected == "quote":
            assert said[0].startswith("You need “")
            assert len(said) == 1
        else:
            assert said == ([expected] if expected else [])

    def test_different_sectors_are_both_named(self, pair):
        us, them = pair
        score = self.score(pair, text=0, sector=600_000, sectors=("energy", "transport"))
        assert sentences(score, us) == ["You look for Energy · they offer Transport"]
        assert sentences(score, them) == ["They look for Energy · you offer Transport"]

    def test_one_sector_both_ways_is_one_sentence(self, pair):
        us, them = pair
        score = self.score(pair, text=0, sector=900_000, back=True)
        both = ["In Energy, each of you offers what the other looks for."]
        assert sentences(score, us) == sentences(score, them) == both

    def test_two_needs_that_are_met_are_two_sentences(self, pair):
        us, _them = pair
        said = sentences(self.score(pair, text=900_000, sector=900_000, back=True), us)
        assert [sentence.split(" ")[0] for sentence in said] in (["You", "They"], ["They", "You"])


def test_a_deleted_statement_is_left_out(pair):
    us, them = pair
    score = scenes.score(us, them)
    them.statements.get(kind="offer").delete()
    assert not any("need “" in sentence for sentence in sentences(score, us))


def test_long_texts_are_cut_at_a_word_and_cjk_at_a_character(pair):
    us, them = pair
    need, offer = us.statements.get(kind="need"), them.statements.get(kind="offer")
    need.text = "A platform\nthat collects " + "and compares " * 20
    need.save()
    offer.text = "智慧城市路燈遠端調光與故障告警平台" * 12
    offer.save()
    (sentence, *_) = sentences(scenes.score(us, them), us)
    assert "“A platform that collects and compares" in sentence
    assert "compares…”" in sentence or "and…”" in sentence
    assert len(sentence) < 230
    assert sentence.endswith("…”")


def test_in_the_active_language(pair):
    us, them = pair
    score = scored(
        us,
        them,
        fact("market", us, them, items=("KR",)),
        fact("common_language", us, them, items=("en", "ko"), name="language"),
    )
    with translation.override("ko"):
        assert any("대한민국" in sentence for sentence in sentences(score, us))


@pytest.mark.parametrize("others", [1, 3])
def test_reasons_for_many_in_three_queries(pair, others, django_assert_num_queries):
    us, _them = pair
    rest = [factories.participant(us.event, trade=k) for k in range(1, others + 1)]
    for other in rest:
        scenes.score(us, other)
    with django_assert_num_queries(3):
        reasons = reasons_by_counterpart(us, {other.pk for other in rest})
    assert set(reasons) == {other.pk for other in rest}
    assert all(reasons.values())


def test_no_counterparts_no_query(pair, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert reasons_by_counterpart(pair[0], set()) == {}
