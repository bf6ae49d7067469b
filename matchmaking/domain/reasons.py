"""Why two participants fit: whole sentences in the reader's language, from either side's view.

The facts are the evidence that the scoring stored with a pair (`engine.scoring.pairscores`): ids of
needs and offers, sector codes, types of cooperation, languages, who asked. `who` and `other` are
ids of registrations, `need` and `offer` ids of statements.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from babel.lists import format_list
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from companies.choices import Cooperation, Language
from companies.languages import babel_locale
from companies.models import Sector, Statement
from events.models import Registration
from matchmaking.models import PairScore

EXCERPT = 90  # characters of an offer or a need inside a sentence
GOOD_FIT = 500_000  # of a million: what fits less is no reason to meet


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence. `need` and `offer` are the whole texts it rests on, where it rests on texts.

    `kind` names the factor of the score: `text`, `sector`, `cooperation`, `market`, `language`,
    `asked` or `history`. `weight` orders reasons: what it added to the score, in millionths.
    """

    kind: str
    sentence: str
    weight: int
    need: str = ""
    offer: str = ""

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True, slots=True)
class Facts:
    """What the sentences name, read once for any number of pairs."""

    statements: Mapping[int, str] = field(default_factory=dict)
    sectors: Mapping[str, str] = field(default_factory=dict)


def match_reasons(pair_score: PairScore, *, viewer: Registration, limit: int = 3) -> list[Reason]:
    """The strongest reasons of one pair, seen by `viewer`, one of the two. Two queries."""
    return reasons_of([pair_score], viewer=viewer, limit=limit)[pair_score.pk]


def reasons_of(
    pair_scores: Collection[PairScore], *, viewer: Registration, limit: int = 3
) -> dict[int, list[Reason]]:
    """The strongest reasons of each pair by its id, in two queries however many pairs there are."""
    facts = read_facts(pair_scores)
    return {pair.pk: _strongest(pair, viewer.pk, facts, limit) for pair in pair_scores}


def reasons_by_counterpart(
    viewer: Registration, others: Collection[int], *, limit: int = 3
) -> dict[int, list[Reason]]:
    """The reasons to meet each of the registrations `others`, by its id. Three queries.

    A counterpart whose score is not among the kept ones is left out.
    """
    if not others:
        return {}
    pairs = list(
        PairScore.objects.filter(registration_a=viewer.pk, registration_b__in=others)
        | PairScore.objects.filter(registration_b=viewer.pk, registration_a__in=others)
    )
    reasons = reasons_of(pairs, viewer=viewer, limit=limit)
    return {
        pair.registration_b_id if pair.registration_a_id == viewer.pk else pair.registration_a_id:
            reasons[pair.pk]
        for pair in pairs
    }  # fmt: skip


def read_facts(pair_scores: Iterable[PairScore]) -> Facts:
    """The texts and names that the evidence of these pairs points to. Two queries at most."""
    statements: set[int] = set()
    sectors: set[str] = set()
    for pair in pair_scores:
        for _factor, evidence in _evidence(pair):
            statements.update(int(evidence[k]) for k in ("need", "offer") if evidence.get(k))
            if evidence["code"] == "sector":
                sectors.update(evidence["items"])
    return Facts(
        dict(Statement.objects.filter(pk__in=statements).values_list("pk", "text"))
        if statements
        else {},
        {s.code: s.name for s in Sector.objects.filter(code__in=sectors)} if sectors else {},
    )


def _evidence(pair: PairScore) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    for factor in pair.factors:
        for evidence in factor["evidence"]:
            yield factor, evidence


def _strongest(pair: PairScore, viewer: int, facts: Facts, limit: int) -> list[Reason]:
    """At most `limit` reasons, strongest first: the best of each kind and direction, none twice."""
    found: dict[str, Reason] = {}
    for factor, evidence in _evidence(pair):
        reason = _reason(factor, evidence, viewer, facts)
        if reason is None:
            continue
        direction = evidence["who"] if reason.kind in ("text", "sector") else ""
        key = f"{reason.kind}:{direction}"
        if key not in found or found[key].weight < reason.weight:
            found[key] = reason
    ranked = sorted(found.values(), key=lambda reason: (-reason.weight, reason.sentence))
    once = {reason.sentence: reason for reason in reversed(ranked)}
    return [reason for reason in ranked if once[reason.sentence] is reason][:limit]


def _reason(
    factor: Mapping[str, Any], evidence: Mapping[str, Any], viewer: int, facts: Facts
) -> Reason | None:
    """The sentence of one fact, or none where it says nothing that speaks for the meeting."""
    if not factor["value"] or evidence["fit"] < GOOD_FIT:
        return None
    sentence = _sentence(evidence, int(evidence["who"]) == viewer, facts)
    if not sentence:
        return None
    weight = factor["value"] * evidence["fit"] // 1_000_000
    need, offer = (
        facts.statements.get(int(evidence[k]), "") if evidence.get(k) else ""
        for k in ("need", "offer")
    )
    return Reason(factor["name"], sentence, weight, need, offer)


def _sentence(evidence: Mapping[str, Any], is_own: bool, facts: Facts) -> str:
    """`is_own` where the fact is about what the reader's side needs, targets or asked for."""
    items: Sequence[str] = evidence["items"]
    sentence = ""  # of what speaks against it, is unknown, or is nobody else's business
    match evidence["code"]:
        case "need_meets_offer":
            sentence = _need_meets_offer(evidence, is_own, facts)
        case "sector":
            sentence = _sector(items, is_own, facts)
        case "cooperation":
            sentence = _cooperation(items, is_own)
        case "market":
            sentence = _market(items, is_own)
        case "common_language":
            sentence = _("You both speak %(languages)s.") % {"languages": _languages(items)}
        case "interpreter":
            sentence = _("An interpreter between %(languages)s is at hand.") % {
                "languages": _languages(items)
            }
        case "accepted" if is_own:
            sentence = _("You accepted their request.")
        case "accepted":
            sentence = _("They accepted your request.")
        case "request" if is_own:
            sentence = _("You asked to meet them.")
        case "request":
            sentence = _("They asked to meet you.")
        case "met":
            sentence = _("You have met before.")
    return sentence


def _need_meets_offer(evidence: Mapping[str, Any], is_own: bool, facts: Facts) -> str:
    need = facts.statements.get(int(evidence["need"] or 0))
    offer = facts.statements.get(int(evidence["offer"] or 0))
    if not need or not offer:
        return ""  # rewritten since; the next run of the scoring says it anew
    texts = {"need": _excerpt(need), "offer": _excerpt(offer)}
    if is_own:
        return _("You need “%(need)s” · they offer “%(offer)s”") % texts
    return _("They need “%(need)s” · you offer “%(offer)s”") % texts


def _sector(items: Sequence[str], is_own: bool, facts: Facts) -> str:
    need, offer = (facts.sectors.get(code, "") for code in items)
    if not need or not offer:
        return ""
    names = {"need": need, "offer": offer}
    if need == offer:
        if is_own:
            return _("You look for %(need)s · they offer it") % names
        return _("They look for %(need)s · you offer it") % names
    if is_own:
        return _("You look for %(need)s · they offer %(offer)s") % names
    return _("They look for %(need)s · you offer %(offer)s") % names


def _cooperation(items: Sequence[str], is_own: bool) -> str:
    need, offer = items
    if need == offer:
        return {
            Cooperation.DISTRIBUTE: _("Distribution is what both of you are after."),
            Cooperation.PILOT: _("Both of you want a pilot project."),
            Cooperation.CO_DEVELOP: _("Both of you want to develop something together."),
            Cooperation.INVEST: _("Investment is what both of you are after."),
            Cooperation.TRANSFER: _("Technology transfer is what both of you are after."),
        }.get(Cooperation(need), "")
    if {need, offer} == {Cooperation.SELL, Cooperation.SOURCE}:
        buys = is_own == (need == Cooperation.SOURCE)
        return (
            _("You want to buy · they want to sell")
            if buys
            else _("They want to buy · you want to sell")
        )
    names = {"need": Cooperation(need).label, "offer": Cooperation(offer).label}
    if is_own:
        return _("You look for: %(need)s · they bring: %(offer)s") % names
    return _("They look for: %(need)s · you bring: %(offer)s") % names


def _market(items: Sequence[str], is_own: bool) -> str:
    if not items:
        return ""
    territory = babel_locale(get_language()).territories.get(items[0], items[0])
    if is_own:
        return _("You want to enter %(country)s, where they are at home.") % {"country": territory}
    return _("They want to enter %(country)s, where you are at home.") % {"country": territory}


def _languages(codes: Sequence[str]) -> str:
    """Names joined as the active language joins them: “English and Korean”."""
    known = {language.value.lower(): str(language.label) for language in Language}
    names = [known.get(code.lower(), code) for code in codes]
    return format_list(names, locale=babel_locale(get_language()))


def _excerpt(text: str) -> str:
    """One line, cut at a word, or at a character where the script has no spaces."""
    line = " ".join(text.split()).rstrip(".。")
    if len(line) <= EXCERPT:
        return line
    cut = Truncator(line).chars(EXCERPT, truncate="")
    head, space, _rest = cut.rpartition(" ")
    return f"{head if space and len(head) > EXCERPT // 2 else cut}…"
