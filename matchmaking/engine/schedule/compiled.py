"""Compilation of the hot loops, cached on disk, never in the way.

A small event is over before a compiler has started, so the kernels exist twice: compiled by
numba, and the same source interpreted. ``searching`` chooses by the amount of work; for the same
moves both give the same schedule.

The first compilation on a machine takes half a minute in which nothing could be stopped. So it
runs in a process of its own, which fills the cache on disk; the run goes on interpreted and
changes over once it is done.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

ENTRIES = (
    ("matchmaking.engine.schedule.kernels", ("insert_all", "anneal")),
    ("matchmaking.engine.breaks.moves", ("breaks_of", "compact_moves")),
)
"""The kernels that are called from Python; all others are compiled with them."""
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


def _package_path() -> list[str]:
    from . import __path__

    return list(__path__)


def loaded() -> bool:
    """Whether this process has the compiled kernels of a search at hand already."""
    name, entries = ENTRIES[0]
    module = sys.modules.get(name)
    return module is not None and all(getattr(module, entry).signatures for entry in entries)


def cached() -> bool:
    """Whether all kernels are compiled for this machine, so that using them starts no compiler
    and loads them in about half a second."""
    return loaded() or all(
        _in_cache(getattr(importlib.import_module(name), entry))
        for name, entries in ENTRIES
        for entry in entries
    )


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


class Compilation:
    """The kernels being compiled by a process beside this one, once for all runs here.

    It is left to end by itself when a run is over: the next run finds the kernels ready.
    """

    _process: subprocess.Popen[bytes] | None = None

    @classmethod
    def start(cls) -> Compilation:
        """Joins the one that is running, if there is one."""
        if cls._process is None or cls._process.poll() is not None:
            root = str(Path(__file__).parents[3])
            path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
            cls._process = subprocess.Popen(
                [sys.executable, "-m", "matchmaking.engine.schedule.warming"],
                env=os.environ | {"PYTHONPATH": path},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        return cls()

    def ended(self) -> bool:
        """Whether the kernels can be had without waiting; also where compiling them failed, as
        it does where no folder for the cache can be written: then the caller's call compiles."""
        return self._process is None or self._process.poll() is not None
