"""Figures of a schedule, counted by hand and one meeting at a time."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import pytest

from matchmaking.engine import Params, solve
from matchmaking.engine.facts import Facts
from matchmaking.engine.generate import Shape, generate
from matchmaking.engine.schedule.figures import Figures
from matchmaking.engine.schedule.instance import build


@pytest.mark.parametrize("seed", [1, 2])
def test_figures_are_those_of_a_plain_count(seed: int) -> None:
    problem = generate(Shape(rich=True, participants=40, candidates=200, slots=10), seed)
    assignments = solve(problem, params=Params(effort=0.1, exact=False)).assignments
    found = Figures(build(Facts(problem)), assignments).metrics()
    sides = {c.id: (c.a, c.b) for c in problem.candidates}
    block = [s.block for s in problem.slots]
    companies: dict[tuple[str, str], list[int]] = defaultdict(list)
    people: dict[tuple[str, str], list[tuple[int, str | None]]] = defaultdict(list)
    for x in assignments:
        for side in sides[x.candidate]:
            companies[side, block[x.slot]].append(x.slot)
        for name in x.representatives:
            people[name, block[x.slot]].append((x.slot, x.table))
    held = {x.candidate for x in assignments}
    breaks = sum(b - a > 1 for day in companies.values() for a, b in pairwise(sorted(day)))
    changes = sum(
        None not in (a, b) and a != b
        for day in people.values()
        for (_, a), (_, b) in pairwise(sorted(day))
    )
    shares = []
    for p in problem.participants:
        asked = [c.id for c in problem.candidates if (c.tier or c.must) and p.id in sides[c.id]]
        if asked:
            shares.append(len(held.intersection(asked)) / len(asked))
    served = {side for name in held for side in sides[name]}
    wanting = {side for pair in sides.values() for side in pair}
    assert found["breaks"] == breaks > 0
    assert found["table_changes"] == changes > 0
    assert found["participants_with_none"] == len(wanting - served)
    assert found["smallest_share_of_asked"] == round(min(shares), 4)
    assert found["mean_share_of_asked"] == round(sum(shares) / len(shares), 4)
    assert found["meetings"] == len(held)
