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
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from companies.choices import Cooperation
from companies.languages import babel_locale, language_in_sentence
from companies.models import Sector, Statement
from events.models import Registration
from matchmaking.domain.passages import Passage, passages_of
from matchmaking.models import PairScore

EXCERPT = 90  # characters of an offer or a need inside a sentence

# Fits are of a million. The text fit of most pairs, good ones too, is near 0: of pairs of the
# first demonstration event nine in ten lie below 310,000. So texts are quoted when they fit better,
# or when their ticked sectors agree as well.
GOOD_FIT = 500_000
SAME_SECTOR = 900_000
QUOTABLE_ALONE = 350_000
QUOTABLE_IN_SECTOR = 100_000

TELLING = ("text", "asked", "sector", "cooperation", "history", "market", "language", "kind")
"""Kinds of reasons: what one could not have guessed comes before what is usual."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence. `need` and `offer` are the whole texts it rests on, where it rests on texts;
    `passages` the parts of them that met, the need's first, and `is_own_need` whose need it is.

    `kind` names the factor of the score: `text`, `sector`, `cooperation`, `market`, `language`,
    `asked` or `history`. `weight` orders reasons: what it added to the score, in millionths.
    """

    kind: str
    sentence: str
    weight: int
    need: str = ""
    offer: str = ""
    passages: tuple[Passage, Passage] | None = None
    is_own_need: bool = False

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True, slots=True)
class Facts:
    """What the sentences name, read once for any number of pairs: texts with their languages."""

    statements: Mapping[int, tuple[str, str]] = field(default_factory=dict)
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
        {
            pk: (text, language)
            for pk, text, language in Statement.objects.filter(pk__in=statements)
            .order_by()
            .values_list("pk", "text", "language")
        }
        if statements
        else {},
        {s.code: s.name for s in Sector.objects.filter(code__in=sectors)} if sectors else {},
    )


def _evidence(pair: PairScore) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    for factor in pair.factors:
        for evidence in factor["evidence"]:
            yield factor, evidence


def _strongest(pair: PairScore, viewer: int, facts: Facts, limit: int) -> list[Reason]:
    """At most `limit` reasons: the most telling kind first, then by what they add to the score."""
    reasons = [
        *_content(pair, viewer, facts),
        *_asked(pair, viewer),
        *_other(pair, viewer),
    ]
    best: dict[str, Reason] = {}
    for reason in sorted(reasons, key=_rank):
        best.setdefault(reason.sentence, reason)
    return list(best.values())[:limit]


def _rank(reason: Reason) -> tuple[int, int, str]:
    return (TELLING.index(reason.kind), -reason.weight, reason.sentence)


@dataclass(slots=True)
class _Match:
    """What one side needs and the other offers: the same two texts under both factors."""

    is_own: bool
    text: Mapping[str, Any] | None = None
    sector: Mapping[str, Any] | None = None
    weight: int = 0

    def fit(self, of: Mapping[str, Any] | None) -> int:
        return of["fit"] if of is not None else 0

    @property
    def is_quotable(self) -> bool:
        """Whether the two texts, side by side, will look to a reader as if they belong together."""
        text, sector = self.fit(self.text), self.fit(self.sector)
        names_the_same = bool(self.text and self.text["items"])
        return (
            text >= QUOTABLE_ALONE
            or (text >= QUOTABLE_IN_SECTOR and sector >= SAME_SECTOR)
            or (names_the_same and sector >= GOOD_FIT)
        )


def _content(pair: PairScore, viewer: int, facts: Facts) -> Iterator[Reason]:
    """A need met by an offer, in each direction: by their words, or by their sectors."""
    matches: dict[str, _Match] = {}
    for factor, evidence in _evidence(pair):
        if factor["name"] not in ("text", "sector") or not evidence.get("need"):
            continue
        match = matches.setdefault(evidence["who"], _Match(int(evidence["who"]) == viewer))
        match.weight += factor["value"] * evidence["fit"] // 1_000_000
        if evidence["code"] == "need_meets_offer":
            match.text = evidence
        elif evidence["code"] == "sector":
            match.sector = evidence
    in_sectors = []
    for match in matches.values():
        texts = _texts(match.text, facts)
        if match.text is not None and match.is_quotable and texts is not None:
            need, offer = texts
            yield Reason(
                "text",
                _quote((need[0], offer[0]), match.is_own),
                match.weight,
                need[0],
                offer[0],
                passages_of(*need, *offer),
                match.is_own,
            )
        elif match.sector is not None and match.sector["fit"] >= GOOD_FIT:
            in_sectors.append(match)
    yield from _in_sectors(in_sectors, facts)


Text = tuple[str, str]
"""A text and its language."""


def _texts(evidence: Mapping[str, Any] | None, facts: Facts) -> tuple[Text, Text] | None:
    """The need and the offer; none where one is gone: the next scoring says it anew."""
    if evidence is None:
        return None
    need = facts.statements.get(int(evidence["need"]))
    offer = facts.statements.get(int(evidence["offer"]))
    return (need, offer) if need and offer else None


def _quote(texts: tuple[str, str], is_own: bool) -> str:
    words = {"need": _excerpt(texts[0]), "offer": _excerpt(texts[1])}
    if is_own:
        return _("You need “%(need)s” · they offer “%(offer)s”") % words
    return _("They need “%(need)s” · you offer “%(offer)s”") % words


def _in_sectors(matches: list[_Match], facts: Facts) -> Iterator[Reason]:
    """One sentence for both directions where they are in one and the same sector."""
    named = [
        (match, names)
        for match in matches
        if match.sector is not None and all(names := _sector_names(match.sector, facts))
    ]
    if len(named) == 2 and len({name for _match, names in named for name in names}) == 1:
        sentence = _("In %(sector)s, each of you offers what the other looks for.")
        weight = sum(match.weight for match, _names in named)
        yield Reason("sector", sentence % {"sector": named[0][1][0]}, weight)
        return
    for match, (need, offer) in named:
        yield Reason("sector", _sector(need, offer, match.is_own), match.weight)


def _sector_names(evidence: Mapping[str, Any], facts: Facts) -> tuple[str, str]:
    need, offer = (facts.sectors.get(code, "") for code in evidence["items"])
    return need, offer


def _sector(need: str, offer: str, is_own: bool) -> str:
    names = {"need": need, "offer": offer}
    if need == offer:
        if is_own:
            return _("You look for %(need)s · they offer it") % names
        return _("They look for %(need)s · you offer it") % names
    if is_own:
        return _("You look for %(need)s · they offer %(offer)s") % names
    return _("They look for %(need)s · you offer %(offer)s") % names


def _asked(pair: PairScore, viewer: int) -> Iterator[Reason]:
    """Who asked whom. A favourite is nobody's business but its owner's."""
    asked: dict[str, set[bool]] = {"request": set(), "accepted": set()}
    weight = 0
    for factor, evidence in _evidence(pair):
        if factor["name"] == "asked" and evidence["code"] in asked:
            asked[evidence["code"]].add(int(evidence["who"]) == viewer)
            weight = factor["value"]
    if asked["accepted"] == {True}:
        yield Reason("asked", _("They asked to meet you, and you accepted."), weight)
    elif asked["accepted"] == {False}:
        yield Reason("asked", _("You asked to meet them, and they accepted."), weight)
    elif len(asked["request"]) == 2:
        yield Reason("asked", _("Both of you asked to meet."), weight)
    elif asked["request"] == {True}:
        yield Reason("asked", _("You asked to meet them."), weight)
    elif asked["request"] == {False}:
        yield Reason("asked", _("They asked to meet you."), weight)


def _other(pair: PairScore, viewer: int) -> Iterator[Reason]:
    """Cooperation, markets, languages, history: the better direction of each."""
    best: dict[str, Reason] = {}
    for factor, evidence in _evidence(pair):
        if not factor["value"] or evidence["fit"] < GOOD_FIT:
            continue  # what fits less speaks for no meeting
        sentence = _sentence(evidence, int(evidence["who"]) == viewer)
        weight = factor["value"] * evidence["fit"] // 1_000_000
        name = factor["name"]
        if sentence and (name not in best or best[name].weight < weight):
            best[name] = Reason(name, sentence, weight)
    yield from best.values()


def _sentence(evidence: Mapping[str, Any], is_own: bool) -> str:
    """`is_own` where the fact is about what the reader's side wants."""
    items: Sequence[str] = evidence["items"]
    sentence = ""  # of what speaks against it, is unknown, or is said elsewhere
    match evidence["code"]:
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
        case "met":
            sentence = _("You have met before.")
    return sentence


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
    yours, theirs = (need, offer) if is_own else (offer, need)
    names = {"yours": _wish(Cooperation(yours)), "theirs": _wish(Cooperation(theirs))}
    return _("You want %(yours)s · they want %(theirs)s") % names


def _wish(cooperation: Cooperation) -> str:
    """What stands after “you want”."""
    return {
        Cooperation.SELL: pgettext("you want", "to sell"),
        Cooperation.SOURCE: pgettext("you want", "to buy"),
        Cooperation.DISTRIBUTE: pgettext("you want", "distribution"),
        Cooperation.PILOT: pgettext("you want", "a pilot project"),
        Cooperation.CO_DEVELOP: pgettext("you want", "joint development"),
        Cooperation.INVEST: pgettext("you want", "investment"),
        Cooperation.TRANSFER: pgettext("you want", "technology transfer"),
    }[cooperation]


def _market(items: Sequence[str], is_own: bool) -> str:
    if not items:
        return ""
    territory = babel_locale(get_language()).territories.get(items[0], items[0])
    if is_own:
        return _("You want to enter %(country)s, where they are at home.") % {"country": territory}
    return _("They want to enter %(country)s, where you are at home.") % {"country": territory}


def _languages(codes: Sequence[str]) -> str:
    """Names joined as the active language joins them: “English and Korean”."""
    names = [language_in_sentence(code) for code in codes]
    return format_list(names, locale=babel_locale(get_language()))


def _excerpt(text: str) -> str:
    """One line, cut at a word, or at a character where the script has no spaces."""
    line = " ".join(text.split()).rstrip(".。")
    if len(line) <= EXCERPT:
        return line
    cut = Truncator(line).chars(EXCERPT, truncate="")
    head, space, _rest = cut.rpartition(" ")
    return f"{head if space and len(head) > EXCERPT // 2 else cut}…"
