"""Why somebody who asked for a meeting has none, and what it would take."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from matchmaking.domain.pairs import SUGGESTED, Pair
from matchmaking.domain.snapshot import pair_of_candidate
from matchmaking.engine.explain import Explainer
from matchmaking.engine.problem import Problem
from matchmaking.engine.result import Result

Detail = dict[str, Any]


@dataclass(frozen=True)
class Unmet:
    """A pair without a meeting. `reason` is the label of the constraint that binds; `detail` says
    what the cheapest change would be:

    - `displaced`: pairs of registrations whose meetings would have to go, worth `price` in all,
    - `moved`: how many meetings would move,
    - `needs`: labels of what there is not enough of,
    - `gain`: what the meeting itself is worth. Price and gain are in millionths of a perfect match.
    """

    pair: Pair
    tier: int
    reason: str
    detail: Detail


def explain_unmet(problem: Problem, result: Result) -> Iterator[Unmet]:
    """The requests and promises that the schedule does not hold. No queries."""
    explainer = Explainer(problem, result.assignments)
    candidates = {c.id: c for c in problem.candidates}
    for item in result.unscheduled:
        candidate = candidates[item.candidate]
        if candidate.tier == SUGGESTED and not candidate.must:
            continue
        reason = explainer.explain(candidate.id)
        yield Unmet(
            pair_of_candidate(candidate.id),
            candidate.tier,
            reason.code,
            {
                "displaced": [list(pair_of_candidate(name)) for name in reason.displaced],
                "moved": len(reason.moves),
                "needs": [need.code for need in reason.needs],
                "price": reason.price,
                "gain": reason.gain,
            },
        )
