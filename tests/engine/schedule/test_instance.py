"""A problem as arrays says the same as its constraints, one placement at a time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from matchmaking.engine import Candidate, Participant, Problem, Representative, Slot, Table
from matchmaking.engine.constraints import RULES
from matchmaking.engine.facts import Facts
from matchmaking.engine.generate import Shape, generate
from matchmaking.engine.schedule.board import placements
from matchmaking.engine.schedule.instance import bit_rows, build, unpack

RULES_OF_SLOTS = [rule for code, rule in RULES.items() if code != "too-far-from-busy"]


def allowed_by_the_rules(problem: Problem) -> np.ndarray:
    facts = Facts(problem)
    return np.array(
        [
            [
                any(
                    all(rule(facts, c, x) is None for rule in RULES_OF_SLOTS)
                    for x in placements(facts, c, slot)
                )
                for slot in range(len(problem.slots))
            ]
            for c in problem.candidates
        ]
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_allowed_slots_are_those_that_no_rule_forbids(seed: int) -> None:
    """Beyond 64 slots, so that a set of slots takes more than one word."""
    problem = generate(Shape(rich=True, participants=30, candidates=90, slots=70), seed)
    tables = tuple(
        replace(t, available=tuple(range(i, 70, 3))) for i, t in enumerate(problem.tables or ())
    )
    problem = replace(problem, tables=tables, locks=())
    assert (build(Facts(problem)).allowed == allowed_by_the_rules(problem)).all()


def test_a_zone_of_booths_alone_leaves_no_slot() -> None:
    """The only table of the zone belongs to a third company."""
    booth = Table("booth", zone="north")
    problem = Problem(
        slots=(Slot("s0", "day", 0, 20),),
        participants=tuple(
            Participant(name, representatives=(Representative(f"{name}0"),), **more)
            for name, more in (("a", {"zone": "north"}), ("b", {}), ("c", {"table": "booth"}))
        ),
        candidates=(Candidate("ab", "a", "b"), Candidate("bc", "b", "c")),
        tables=(booth, Table("free")),
    )
    assert build(Facts(problem)).allowed.tolist() == [[False], [True]]


def test_masks_and_rows_of_words_are_the_same_sets() -> None:
    masks = [0, 1, 1 << 63, 1 << 64, (1 << 130) - 1]
    rows = unpack(bit_rows(masks, 130), 130)
    assert [sum(1 << int(i) for i in np.flatnonzero(row)) for row in rows] == masks
