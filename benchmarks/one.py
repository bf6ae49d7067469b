"""Measure one event with one method in a process of its own; prints one JSON object.

    python -m benchmarks.one EVENT SEED METHOD [BOUND]

EVENT is a name of events.py, METHOD ``reach`` or one of peers.py, BOUND what its value is
compared with.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from typing import Any

from benchmarks.events import EVENTS, PATIENCE, Event
from matchmaking.engine import Stop, check, solve
from matchmaking.engine.generate import generate


def main() -> None:
    name, seed, method = sys.argv[1:4]
    bound = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    event = EVENTS[name]
    answer = {"event": name, "seed": int(seed)}
    answer |= (
        _ours(event, int(seed)) if method == "reach" else _peer(event, int(seed), method, bound)
    )
    usage = resource.getrusage(resource.RUSAGE_SELF)
    answer["megabytes"] = usage.ru_maxrss // 1024
    answer["load"] = round(os.getloadavg()[0], 1)
    sys.stdout.write(json.dumps(answer) + "\n")


def _ours(event: Event, seed: int) -> dict[str, Any]:
    problem = generate(event.shape, seed)
    started, cpu = time.perf_counter(), time.process_time()
    patience = float(os.environ.get(PATIENCE, "1"))
    result = solve(problem, stop=Stop(seconds=event.seconds * patience))
    took, cpu = time.perf_counter() - started, time.process_time() - cpu
    return {
        "status": result.status,
        "gap": result.gap,
        "wanted_gap": event.gap,
        "value": result.objective,
        "bound": result.bound,
        "meetings": len(result.assignments),
        "with_none": result.metrics["participants_with_none"],
        "price_of_fairness": result.metrics["price_of_fairness"],
        "breaks_per_participant": result.metrics["breaks_per_participant"],
        "seconds": round(took, 2),
        "cpu_seconds": round(cpu, 2),
        "interrupted": result.metrics["interrupted"],
        "broken": len(check(problem, result)),
    }


def _peer(event: Event, seed: int, method: str, bound: int) -> dict[str, Any]:
    from benchmarks.peers import row

    patience = float(os.environ.get(PATIENCE, "1"))
    return row(generate(event.shape, seed), method, event.seconds * patience, bound)


if __name__ == "__main__":
    main()
