"""Compact days: schedules whose participants have as few breaks as can be.

``b2bsp`` solves files of the B2BSP, with a proof; ``compacting`` is level 4 of the scheduler.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .b2bsp import solve_b2bsp as solve_b2bsp
    from .compacting import compact_days as compact_days

_WHERE = {"compact_days": "compacting", "solve_b2bsp": "b2bsp"}

__all__ = list(_WHERE)


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f".{_WHERE[name]}", __name__), name)
