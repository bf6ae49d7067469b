"""What pair scoring reads of an event, as one value that any worker can be handed as JSON."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import F, Prefetch

from companies.choices import StatementKind
from companies.models import Sector
from companies.models import Statement as StatementRow
from events.choices import Pairing
from events.models import Event, Interpreter, Registration, Representative
from matchmaking.choices import RequestState
from matchmaking.domain.pairs import Pair, forbidden_pairs, pair_of
from matchmaking.engine.scoring import (
    Block,
    History,
    Profile,
    ScoreParams,
    SectorTree,
    Statement,
    Wish,
)
from matchmaking.engine.scoring.profiles import MAX_STATEMENTS
from matchmaking.models import MeetingRequest, Outcome

MOST_WANTED_FIRST = 4  # a request's priority 3 is the engine's 1


@dataclass(frozen=True)
class ScoringInput:
    """The arguments of `engine.scoring.prepare`; ids are those of our rows, as text."""

    profiles: tuple[Profile, ...]
    params: ScoreParams
    sectors: SectorTree
    wishes: tuple[Wish, ...]
    history: tuple[History, ...]
    blocks: tuple[Block, ...]

    def texts(self) -> list[tuple[str, str]]:
        """Every (role, text) of every profile."""
        return [
            (role, statement.text)
            for profile in self.profiles
            for role, statements in (("need", profile.needs), ("offer", profile.offers))
            for statement in statements
        ]

    def to_data(self) -> dict[str, Any]:
        return {
            "profiles": [asdict(profile) for profile in self.profiles],
            "rule": self.params.rule,
            "same_delegation_allowed": self.params.same_delegation_allowed,
            "interpreters": self.params.interpreters,
            "sectors": self.sectors.nodes,
            "wishes": [asdict(wish) for wish in self.wishes],
            "history": [asdict(item) for item in self.history],
            "blocks": [asdict(block) for block in self.blocks],
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "ScoringInput":
        """The inverse of `to_data`, JSON's lists instead of tuples included."""
        return cls(
            tuple(_profile(row) for row in data["profiles"]),
            ScoreParams(
                rule=data["rule"],
                same_delegation_allowed=data["same_delegation_allowed"],
                interpreters=tuple((a, b) for a, b in data["interpreters"]),
            ),
            SectorTree(tuple((code, parent) for code, parent in data["sectors"])),
            tuple(Wish(**row) for row in data["wishes"]),
            tuple(History(**row) for row in data["history"]),
            tuple(Block(**row) for row in data["blocks"]),
        )


def _profile(row: dict[str, Any]) -> Profile:
    statements = {
        role: tuple(Statement(**_tuples(statement)) for statement in row[role])
        for role in ("offers", "needs")
    }
    return Profile(**_tuples(row | statements))


def _tuples(row: dict[str, Any]) -> dict[str, Any]:
    """What JSON made lists of is tuples again."""
    return {name: tuple(v) if isinstance(v, list) else v for name, v in row.items()}


def read_scoring_input(event: Event) -> ScoringInput:
    """What the approved registrations of the event offer, need and asked for. Eleven queries."""
    registrations = list(
        Registration.objects.approved()
        .filter(event=event)
        .select_related("organisation", "side")
        .prefetch_related(
            "organisation__sectors",
            Prefetch(
                "statements",
                StatementRow.objects.order_by("kind", "position", "pk").prefetch_related("sectors"),
            ),
            Prefetch(
                "representatives",
                Representative.objects.filter(takes_meetings=True).order_by("pk"),
            ),
        )
    )
    known = {registration.pk for registration in registrations}
    forbidden = forbidden_pairs(event, registrations, told=True)
    two_sided = event.pairing == Pairing.TWO_SIDED
    return ScoringInput(
        tuple(profile_of(registration, two_sided=two_sided) for registration in registrations),
        ScoreParams(
            rule="two_sided" if two_sided else "any_to_any",
            same_delegation_allowed=event.same_delegation_meets,
            interpreters=_interpreted(event),
        ),
        SectorTree(tuple(Sector.objects.values_list("code", "parent__code"))),
        tuple(_wishes(event, known, forbidden)),
        tuple(_history(event, registrations)),
        tuple(Block(str(a), str(b)) for a, b in sorted(forbidden)),
    )


def profile_of(registration: Registration, *, two_sided: bool) -> Profile:
    """One participant as the scoring knows it; uses what was prefetched."""
    organisation = registration.organisation
    spoken = {
        language
        for person in registration.representatives.all()
        for language in person.languages or organisation.languages
    }
    statements: dict[str, list[Statement]] = defaultdict(list)
    for row in registration.statements.all():
        if len(statements[row.kind]) < MAX_STATEMENTS:
            statements[row.kind].append(
                Statement(
                    str(row.pk),
                    row.text,
                    row.language,
                    tuple(sorted(sector.code for sector in row.sectors.all())),
                    tuple(row.cooperation),
                )
            )
    delegation = registration.delegation_id
    return Profile(
        id=str(registration.pk),
        side=registration.side.code if two_sided and registration.side else None,
        kind=organisation.kind,
        country=organisation.country,
        languages=tuple(sorted(spoken or set(organisation.languages))),
        target_markets=tuple(sorted(organisation.target_markets)),
        offers=tuple(statements[StatementKind.OFFER]),
        needs=tuple(statements[StatementKind.NEED]),
        delegation=None if delegation is None else str(delegation),
        sectors=tuple(sorted(sector.code for sector in organisation.sectors.all())),
    )


def _interpreted(event: Event) -> tuple[tuple[str, str], ...]:
    spoken = Interpreter.objects.filter(event=event).values_list("language_a", "language_b")
    return tuple(sorted({(min(pair), max(pair)) for pair in spoken}))


def _wishes(event: Event, known: set[int], forbidden: set[Pair]) -> Iterable[Wish]:
    """Live requests between participants who may meet."""
    for request in MeetingRequest.objects.live().filter(event=event).order_by("pk"):
        sender, receiver = request.sender_id, request.receiver_id
        if {sender, receiver} <= known and pair_of(sender, receiver) not in forbidden:
            yield Wish(
                str(sender),
                str(receiver),
                priority=MOST_WANTED_FIRST - request.priority,
                accepted=request.state == RequestState.ACCEPTED,
            )


def _history(event: Event, registrations: Iterable[Registration]) -> Iterable[History]:
    """Whose organisations met at another event."""
    here = {r.organisation_id: r.pk for r in registrations}
    met = (
        Outcome.objects.filter(took_place=True)
        .exclude(meeting__event=event)
        .filter(meeting__registration_a__organisation__in=here)
        .filter(meeting__registration_b__organisation__in=here)
        .values_list(
            F("meeting__registration_a__organisation"), F("meeting__registration_b__organisation")
        )
    )
    for a, b in sorted({pair_of(here[a], here[b]) for a, b in met}):
        yield History(str(a), str(b))
