"""Solve a B2BSP file."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from .dzn import read_instance
from .search import fewest_breaks


def solve_b2bsp(
    path: str | Path, *, fairness: int = 2, seconds: float = 60.0, seed: int = 0
) -> dict[str, Any]:
    """The fewest breaks of the instance in the file, with a proof where time allows.

    The answer: ``status`` (optimal, feasible, infeasible, unknown), ``breaks`` and ``slots``
    (the slot of each meeting, from 1, in the order of the file; both None without a schedule),
    ``bound`` (no schedule has fewer breaks; None where none exists), ``fairness``, ``seconds``
    and ``seed``. The status and the number of breaks of a proven answer are the same in every
    run; which of the best schedules is given is not, since the processes race. No step is
    random: ``seed`` is recorded only.

    Raises ProblemError, naming the line, where the file is not an instance.
    """
    started = time.monotonic()
    instance = read_instance(path, fairness)
    answer = fewest_breaks(instance, seconds)
    return {
        "status": answer.status,
        "breaks": answer.breaks,
        "bound": None if answer.infeasible else answer.bound,
        "fairness": fairness,
        "seconds": round(time.monotonic() - started, 3),
        "seed": seed,
        "slots": None if answer.chosen is None else [slot + 1 for slot in answer.chosen],
    }
