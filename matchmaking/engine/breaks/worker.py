"""A process that decides one formula: ``python -m matchmaking.engine.breaks.worker``.

Standard input: one line of JSON (``solver`` and what it needs), then the clauses as 32-bit
integers, each ended by 0. Standard output: lines of JSON. ``{"bound": n}``: every schedule has
n breaks or more. ``{"answer": false}``: there is no model. ``{"answer": true, "true": [...]}``:
there is one, and these are its true variables.

``solver`` is the name of a SAT solver, which decides the clauses with the unit clauses
``units``; or one of the three below.

A process of its own, because a solver that is deep in its search hears nothing but a kill.
"""

from __future__ import annotations

import ctypes
import json
import os
import random
import signal
import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

CORE_GUIDED = "core-guided"
"""Raises the bound until a model reaches it; that is then the last answer. Needs ``soft``."""
DESCENDING = "descending"
"""Gives ever better models. Needs ``soft``, ``total`` and ``groups``."""
PATTERNS = "patterns"
"""Gives the bound of ``patterns.py``. Needs ``instance`` and no clauses."""

_CONFLICTS = 400
"""Conflicts spent on one neighbourhood."""
_VAIN = 300
"""Neighbourhoods in a row without a better schedule after which the whole formula is asked."""
_COUNTING_SECONDS = 6.0
_PR_SET_PDEATHSIG = 1


def main() -> int:
    _die_with_parent()
    order = json.loads(sys.stdin.buffer.readline())
    clauses = _split(np.frombuffer(sys.stdin.buffer.read(), dtype=np.int32))
    if order["solver"] == CORE_GUIDED:
        _minimise(clauses, order["soft"])
    elif order["solver"] == DESCENDING:
        _descend(clauses, order["soft"], order["total"], order["groups"])
    elif order["solver"] == PATTERNS:
        _count(order["instance"])
    else:
        _decide(clauses + [[unit] for unit in order["units"]], order["solver"])
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


def _descend(
    clauses: list[list[int]], soft: list[int], total: list[int], groups: list[list[list[int]]]
) -> None:
    """Ever better models. First the neighbourhood of the best is searched: all meetings keep
    their slots but those of some people, or of some slots, and a few conflicts decide. Where
    that finds nothing any more, the whole formula is asked for one break less."""
    from pysat.solvers import Solver

    chance = random.Random(0)  # noqa: S311 - repeatable, not secret
    with Solver(name="glucose4", bootstrap_with=clauses) as solver:
        if not solver.solve():
            _say({"answer": False})
            return
        best = _tell(solver, soft)
        size, vain, step = 0.25, 0, 1
        while count := len(best.intersection(soft)):
            if vain < _VAIN:
                freed = _freed(groups, best, chance, size)
                held = [v for own in groups[0] for v in own if v in best and v not in freed]
                step = max(1, count // 10) if vain < 3 else 1
                solver.conf_budget(_CONFLICTS)
                found = solver.solve_limited(assumptions=[*held, -total[count - step]])
            else:
                found = solver.solve(assumptions=[-total[count - 1]])
                if not found:
                    _say({"bound": count})
                    return
            if found:
                best, vain = _tell(solver, soft), 0
            else:  # exhausted: a larger one; out of conflicts: a smaller one
                vain += 1
                size = min(0.8, size * 1.1) if found is False else max(0.08, size * 0.9)


def _tell(solver: Any, soft: list[int]) -> set[int]:
    """Report the solver's model; its true variables."""
    true = _positive(solver.get_model())
    _say({"answer": True, "true": true})
    return set(true)


def _freed(
    groups: list[list[list[int]]], best: set[int], chance: random.Random, size: float
) -> set[int]:
    """Variables of a share of the meetings: by person (or by slot, as it is held in ``best``)."""
    kind = groups[1 + chance.randrange(len(groups) - 1)]
    chosen = chance.sample(kind, min(len(kind), max(2, round(size * len(kind)))))
    return {variable for own in chosen for variable in own}


def _count(plain: dict[str, Any]) -> None:
    from .instance import Instance
    from .patterns import bound_breaks

    bound = bound_breaks(Instance.from_plain(plain), _COUNTING_SECONDS)
    _say({"answer": False} if bound is None else {"bound": bound})


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
