"""Compile every kernel into numba's cache: python -m matchmaking.engine.schedule.warming"""

from __future__ import annotations

import numpy as np

from ..breaks.compacting import compact_held
from ..facts import Facts
from ..generate import Shape, generate
from .instance import build
from .searching import make_search


def warm() -> None:
    """Call each kernel as the scheduler does, on an event of four companies."""
    problem = generate(Shape(participants=4, candidates=4, slots=3), 1)
    search = make_search(build(Facts(problem)), 1, compiled=True)
    search.insert_all(np.arange(len(problem.candidates), dtype=np.int32), 1)
    search.anneal(
        np.arange(len(problem.candidates), dtype=np.int32),
        1,
        (1.0, 0.5),
        search.board.level.copy(),
        search.held.copy(),
    )
    compact_held(search, search.held.copy(), effort=0.01)


if __name__ == "__main__":
    warm()
