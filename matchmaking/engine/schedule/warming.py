"""Compile every kernel into numba's cache: python -m matchmaking.engine.schedule.warming [LOCK]

With a LOCK, the path of a file, only when no other process that names the same one does so.
"""

from __future__ import annotations

import sys


def warm() -> None:
    """Call each kernel as the scheduler does, on an event of four companies."""
    import numpy as np

    from ..breaks.compacting import compact_held
    from ..facts import Facts
    from ..generate import Shape, generate
    from .instance import build
    from .searching import make_search

    problem = generate(Shape(participants=4, candidates=4, slots=3), 1)
    search = make_search(build(Facts(problem)), 1, compiled=True)
    order = np.arange(len(problem.candidates), dtype=np.int32)
    empty = search.held.copy()
    search.insert_all(order, 1)
    search.anneal(order, 1, (1.0, 0.5), search.board.level.copy(), search.held.copy())
    search.restore(empty)
    both = np.array([0, 1], np.int32)  # of one company, which waits between them
    search.rearrange(both[:0], both, np.array([0, 2], np.int32))
    compact_held(search, search.held.copy(), chunk=1)


if __name__ == "__main__":
    from .compiling import alone

    with alone(sys.argv[1] if len(sys.argv) > 1 else None):
        warm()  # what another has compiled meanwhile is only loaded
