"""Compilation of the hot loops, cached on disk.

A small event is over before a compiler has started, so the kernels exist twice: compiled by
numba, and the same source interpreted. ``searching`` chooses by the amount of work; for the same
moves both give the same schedule.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from functools import lru_cache
from types import ModuleType
from typing import Any

ENTRIES = ("insert_all", "anneal")
"""The kernels that a search calls from Python."""
INTERPRETED = "matchmaking.engine.schedule.interpreted_kernels"


def jit(function: Callable[..., Any]) -> Callable[..., Any]:
    """numba.njit, or nothing at all in the interpreted copy of the kernels."""
    if function.__module__ == INTERPRETED:
        return function
    import numba

    inner = function.__name__.startswith("_")  # called by other kernels only
    compiled: Callable[..., Any] = numba.njit(  # type: ignore[call-overload]
        cache=True, no_cpython_wrapper=inner, no_cfunc_wrapper=True
    )(function)
    return compiled


@lru_cache(maxsize=2)
def kernels(compiled: bool) -> ModuleType:
    """The kernels module, compiled or interpreted."""
    if compiled:
        from . import kernels as module

        return module
    from importlib.machinery import PathFinder

    found = PathFinder.find_spec("matchmaking.engine.schedule.kernels", list(_package_path()))
    assert found is not None
    assert found.origin is not None
    spec = importlib.util.spec_from_file_location(INTERPRETED, found.origin)
    assert spec is not None
    assert spec.loader is not None
    copy = importlib.util.module_from_spec(spec)
    sys.modules[INTERPRETED] = copy
    spec.loader.exec_module(copy)
    return copy


def loaded() -> bool:
    """Whether this process has the compiled kernels at hand, so that a call starts no compiler."""
    module = sys.modules.get("matchmaking.engine.schedule.kernels")
    return module is not None and all(getattr(module, name).signatures for name in ENTRIES)


def _package_path() -> list[str]:
    from . import __path__

    return list(__path__)
