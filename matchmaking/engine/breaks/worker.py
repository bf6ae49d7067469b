"""A process that decides one formula: ``python -m matchmaking.engine.breaks.worker``.

Standard input: one line of JSON (``solver``, ``soft``, ``units``), then the clauses as 32-bit
integers, each ended by 0. Standard output: lines of JSON. ``{"bound": n}``: n of the soft
literals or more are true in every model. ``{"answer": false}``: there is no model.
``{"answer": true, "true": [...]}``: there is one, and these are its true variables; with
soft literals it makes as few of them true as can be.

A process of its own, because a solver that is deep in its search hears nothing but a kill.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

CORE_GUIDED = "core-guided"
_PR_SET_PDEATHSIG = 1


def main() -> int:
    _die_with_parent()
    order = json.loads(sys.stdin.buffer.readline())
    clauses = _split(np.frombuffer(sys.stdin.buffer.read(), dtype=np.int32))
    clauses += [[unit] for unit in order["units"]]
    if order["solver"] == CORE_GUIDED:
        _minimise(clauses, order["soft"])
    else:
        _decide(clauses, order["solver"])
    return 0


def _split(flat: NDArray[np.int32]) -> list[list[int]]:
    clauses, clause = [], []
    for literal in flat.tolist():
        if literal:
            clause.append(literal)
        else:
            clauses.append(clause)
            clause = []
    return clauses


def _decide(clauses: list[list[int]], name: str) -> None:
    from pysat.solvers import Solver

    with Solver(name=name, bootstrap_with=clauses) as solver:
        found = solver.solve()
        _say({"answer": bool(found), "true": _positive(solver.get_model()) if found else []})


def _minimise(clauses: list[list[int]], soft: list[int]) -> None:
    from pysat.examples.rc2 import RC2
    from pysat.formula import WCNF

    class Reporting(RC2):  # type: ignore[misc]
        """RC2 (Ignatiev, Morgado & Marques-Silva 2019) that tells each better bound."""

        def process_core(self) -> None:
            super().process_core()
            _say({"bound": int(self.cost)})

    formula = WCNF()
    formula.extend(clauses)
    formula.extend([[-literal] for literal in soft], weights=[1] * len(soft))
    with Reporting(formula, solver="g4", adapt=True, exhaust=True, trim=5) as solver:
        model = solver.compute()
        if model is None:
            _say({"answer": False})
        else:
            _say({"bound": int(solver.cost)})
            _say({"answer": True, "true": _positive(model)})


def _positive(model: list[int]) -> list[int]:
    return [literal for literal in model if literal > 0]


def _say(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def _die_with_parent() -> None:
    """Where the system can (Linux): no solver outlives the process that asked."""
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    except (AttributeError, OSError):
        return
    if os.getppid() == 1:
        sys.exit(1)


if __name__ == "__main__":
    sys.exit(main())
