"""The day's changes on a large event: ``python -m benchmarks.repairs``.

5,000 participants, 60,000 candidates, 30,000 meetings. One JSON object a change and number of
moves allowed: wall and processor seconds of one call (the median of several in one process, from
the problem and the result in memory), what was lost, added and moved, and the gap. The last is
about the reasons for all unscheduled candidates.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from matchmaking.engine import Candidate, Change, Problem, Result, Stop, check, repair, solve
from matchmaking.engine.changes import apply_changes
from matchmaking.engine.explain import Explainer
from matchmaking.engine.generate import Shape, generate

SHAPE = Shape(participants=5000, candidates=60_000, slots=60, two_sided=False, tables=500)
MOVES = (0, 10, 100)
CALLS = 5


def changes_of_the_day(problem: Problem, result: Result) -> dict[str, list[Change]]:
    """By name: what happens to the busiest, to a table, and to one participant in fifty."""
    rng = random.Random(1)
    sides = {one.id: (one.a, one.b) for one in problem.candidates}
    busy = Counter(side for each in result.assignments for side in sides[each.candidate])
    busiest = busy.most_common(1)[0][0]
    a, b = problem.participants[0].id, problem.participants[-1].id
    absent = rng.sample([one.id for one in problem.participants], len(problem.participants) // 50)
    return {
        "one no-show": [Change("unavailable", busiest)],
        "2 % not there": [Change("unavailable", one) for one in absent],
        "a late arrival": [Change("unavailable", busiest, slots=tuple(range(20)))],
        "a table withdrawn": [Change("table-withdrawn", rng.choice(problem.tables or ()).id)],
        "a request added": [Change("candidate-added", candidate=Candidate("new", a, b, 10**6, 2))],
    }


def timed(call: Callable[[], Any]) -> tuple[Any, float, float]:
    """What ``call`` returns, its wall seconds and its processor seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    answer = call()
    return answer, time.perf_counter() - wall, time.process_time() - cpu


def rows() -> Iterator[dict[str, Any]]:
    problem = generate(SHAPE, 1)
    result = solve(problem, stop=Stop(seconds=120))
    for name, changes in changes_of_the_day(problem, result).items():
        for moves in MOVES:
            yield {"change": name, "max_moves": moves} | _repaired(problem, result, changes, moves)
    yield {"change": "reasons for all unscheduled"} | _explained(problem, result)


def _repaired(
    problem: Problem, result: Result, changes: list[Change], moves: int
) -> dict[str, Any]:
    calls = [timed(lambda: repair(problem, result, changes, max_moves=moves)) for _ in range(CALLS)]
    after: Result = calls[0][0]
    return {
        "lost": len(after.metrics["lost"]),
        "added": len(after.metrics["added"]),
        "moved": len(after.metrics["moved"]),
        "gap": after.gap,
        "broken": len(check(apply_changes(problem, changes), after)),
        "seconds": round(statistics.median(wall for _, wall, _ in calls), 3),
        "cpu_seconds": round(statistics.median(cpu for *_, cpu in calls), 3),
        "load": round(os.getloadavg()[0], 1),
    }


def _explained(problem: Problem, result: Result) -> dict[str, Any]:
    missing = [one.candidate for one in result.unscheduled]

    def explain_all() -> int:
        explainer = Explainer(problem, result.assignments)
        return len([explainer.explain(each) for each in missing])

    count, wall, cpu = timed(explain_all)
    return {
        "explained": count,
        "seconds": round(wall, 3),
        "cpu_seconds": round(cpu, 3),
        "load": round(os.getloadavg()[0], 1),
    }


def main() -> None:
    for row in rows():
        sys.stdout.write(json.dumps(row) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
