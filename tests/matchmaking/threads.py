"""Two callers in the same moment: real threads, a connection each."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import Any

from django.db import connection

Outcome = Any  # what a call returned, or the exception it raised


def at_once(*calls: Callable[[], Any]) -> list[Outcome]:
    """Run the calls in threads that start together; what came of each, in their order."""
    start = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Outcome:
        try:
            start.wait(timeout=10)
            return call()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def meeting_point(parties: int = 2, timeout: float = 2) -> Callable[[], None]:
    """A place where the callers wait for each other, so that the race surely happens.

    Where a lock keeps them apart, the first waits in vain and goes on alone.
    """
    barrier = Barrier(parties)

    def wait() -> None:
        with suppress(BrokenBarrierError):
            barrier.wait(timeout)

    return wait
