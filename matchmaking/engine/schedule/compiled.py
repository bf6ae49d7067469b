"""Compilation of the hot loops, cached on disk, never in the way.

A small event is over before a compiler has started, so the kernels exist twice: compiled by
numba, and the same source interpreted. ``searching`` chooses by the amount of work; for the same
moves both give the same schedule.

The first compilation on a machine takes half a minute in which nothing could be stopped. So it
runs in a process of its own (``compiling.py``), which fills the cache on disk; the run goes on
interpreted and changes over once it is done.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from functools import lru_cache
from types import ModuleType
from typing import Any

ENTRIES = (
    ("matchmaking.engine.schedule.kernels", ("insert_all", "anneal", "rearrange")),
    ("matchmaking.engine.breaks.moves", ("breaks_of", "compact_moves")),
)
"""The kernels that are called from Python; all others are compiled with them."""
ALLOCATING = ("_remember", "compact_moves")
"""Those that need memory of their own, as copying one array to another does."""
INTERPRETED = "matchmaking.engine.schedule.interpreted_kernels"


def jit(function: Callable[..., Any]) -> Callable[..., Any]:
    """numba.njit, or nothing at all in the interpreted copy of the kernels."""
    if function.__module__ == INTERPRETED:
        return function
    import numba

    inner = function.__name__.startswith("_")  # called by other kernels only
    # The arrays belong to the caller. Without counting references to them at every call of one
    # kernel by another, moves are more than twice as fast; but nothing can be allocated.
    compiled: Callable[..., Any] = numba.njit(  # type: ignore[call-overload]
        cache=True,
        no_cpython_wrapper=inner,
        no_cfunc_wrapper=True,
        _nrt=function.__name__ in ALLOCATING,
    )(function)
    _compile_once(compiled)
    return compiled


def _compile_once(dispatcher: Any) -> None:
    """Let other kernels call it with any signed integer as with 64 bits. Otherwise each mix of
    indices from arrays, counters and constants is compiled by itself, which takes twice as long.

    Where numba has no such method any more, compiling takes longer, and that is all.
    """
    from numba.core import types

    choose = getattr(dispatcher, "get_call_template", None)
    if choose is not None:
        dispatcher.get_call_template = lambda args, kws: choose(
            [types.int64 if getattr(a, "signed", False) else a for a in map(types.unliteral, args)],
            kws,
        )


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


def _package_path() -> list[str]:
    from . import __path__

    return list(__path__)


def loaded() -> bool:
    """Whether this process has the compiled kernels of a repair at hand already."""
    module = sys.modules.get(ENTRIES[0][0])
    return module is not None and all(
        getattr(module, entry).signatures for entry in ("insert_all", "anneal")
    )


def cached() -> bool:
    """Whether all kernels are compiled for this machine, so that using them starts no compiler
    and loads them in about half a second."""
    entries = (
        getattr(importlib.import_module(name), entry) for name, names in ENTRIES for entry in names
    )
    return all(entry.signatures or _in_cache(entry) for entry in entries)


def folder() -> str | None:
    """Where the compiled kernels are kept, by all processes that would keep theirs there."""
    name, entries = ENTRIES[0]
    path: str | None = getattr(importlib.import_module(name), entries[0]).stats.cache_path
    return path


def _in_cache(dispatcher: Any) -> bool:
    """Whether numba has a compiled version on disk, of this source and for this processor.

    Numba has no public question for it. Should a later version answer it otherwise, the kernels
    pass for not compiled: another process compiles, finds that there is nothing to do, and ends.
    """
    try:
        index = dispatcher._cache._cache_file._load_index()
        machine = dispatcher.targetctx.codegen().magic_tuple()
        return any(key[1] == machine for key in index)
    except (AttributeError, LookupError, TypeError, OSError):
        return False
