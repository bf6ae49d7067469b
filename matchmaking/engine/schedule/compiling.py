"""The process beside a run that compiles the kernels: one for all who share a cache.

Whoever finds the kernels missing starts a process that fills the cache on disk. Only the holder of
a lock in the folder of the cache compiles; all others wait for it, or go on without. The lock is
the operating system's: it is gone with the process that holds it, however that ended.
"""

from __future__ import annotations

import fcntl
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from . import compiled

_ROOT = str(Path(__file__).parents[3])
LOCK = "compiling.lock"
MOST_CPU_SECONDS = 120
"""What compiling may take of a processor: four times what it takes."""


class Compilation:
    """The kernels being compiled, once for all runs that share their cache.

    The process is left to end by itself when a run is over: the next one, here or elsewhere, finds
    the kernels ready. It uses no more than ``MOST_CPU_SECONDS``, and keeps what it has done by
    then.
    """

    _process: subprocess.Popen[bytes] | None = None

    def __init__(self) -> None:
        self._tried = False

    @classmethod
    def start(cls) -> Compilation:
        """Joins the one that is running, in whichever process, if there is one."""
        beside = cls()
        if not _running(cls._process) and not _taken(_path()):
            beside._compile()
        return beside

    def ended(self) -> bool:
        """Whether the kernels can be had without waiting; also where compiling them failed, as
        it does where no folder for the cache can be written: then the caller's call compiles."""
        if _running(Compilation._process) or (_taken(_path()) and not compiled.cached()):
            return False
        if not self._tried and not compiled.cached():  # whoever compiled was ended in the middle
            self._compile()
            return False
        return True

    def _compile(self) -> None:
        self._tried = True
        lock = _path()
        path = os.pathsep.join(filter(None, (_ROOT, os.environ.get("PYTHONPATH"))))
        Compilation._process = subprocess.Popen(
            [sys.executable, "-m", f"{__package__}.warming", *([str(lock)] if lock else [])],
            env=os.environ | {"PYTHONPATH": path},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def wait() -> None:
    """Return when the kernels are in the cache, or cannot be brought there."""
    if not compiled.cached():
        beside = Compilation.start()
        while not beside.ended():
            time.sleep(0.05)


@contextmanager
def alone(lock: str | None) -> Iterator[None]:
    """Wait until nobody else compiles into the same cache; nobody does while this lasts."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    most = MOST_CPU_SECONDS if hard == resource.RLIM_INFINITY else min(hard, MOST_CPU_SECONDS)
    resource.setrlimit(resource.RLIMIT_CPU, (most, hard))
    if lock is None:
        yield
        return
    with Path(lock).open("a") as file:
        _take(file, fcntl.LOCK_EX)
        yield


def _running(process: subprocess.Popen[bytes] | None) -> bool:
    return process is not None and process.poll() is None


def _path() -> Path | None:
    where = compiled.folder()
    return None if where is None else Path(where) / LOCK


def _taken(lock: Path | None) -> bool:
    """Whether somebody holds the lock at this moment."""
    if lock is None:
        return False
    try:
        with lock.open("a") as file:
            return not _take(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return False


def _take(file: IO[str], how: int) -> bool:
    """Whether the lock was had. A file system without locks is as if nobody held any."""
    try:
        fcntl.flock(file, how)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True
