"""Level 4 on the scheduler's own state: fewer breaks, the same meetings."""

from __future__ import annotations

from ..breaks.compacting import compact_held
from .instance import I32
from .pipeline import Run


def compact(state: Run) -> I32:
    """The best schedule with its meetings in slots that leave fewer breaks."""
    if state.clock.expired():
        return state.best
    with state.clock.timed("compact"):
        return compact_held(
            state.search, state.best, effort=state.params.effort, expired=state.clock.expired
        )
