"""When to stop and what to report: the one place that looks at the clock.

The amount of search is planned from the size of the event, so that a run with time enough gives
the same schedule on any machine. The clock, ``should_stop`` and the target gap only cut it short,
and ``interrupted`` says when the clock or ``should_stop`` did.

Progress does not depend on what the run is doing: ``beating`` keeps a thread beside it that
reports the last figures known whenever nothing was reported for half a second, through compiled
code and long calls of a solver. Stopping does: every step asks ``expired`` between pieces of at
most about a second, and what cannot be asked is run beside (``linear.run_beside``,
``compiled.Compilation``) and left behind when time is up.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ..result import OnProgress, Progress, Stop

SILENCE = 0.5
"""Seconds without a report after which one is due."""


class Clock:
    """Time used, time left, and progress at least once a second while ``beating``."""

    def __init__(
        self,
        stop: Stop,
        on_progress: OnProgress | None = None,
        *,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stop = stop
        self._report = on_progress
        self._now = now
        self._started = now()
        self._reported = float("-inf")
        self._reporting = threading.RLock()
        self._failed: BaseException | None = None
        self.interrupted = False
        self.reserve = 0.0
        self.hurried = False
        """A solver inside ran out of its share of the time: the run went on with less."""
        self.timings: dict[str, float] = {}
        self.phase = "start"
        self.value: int | None = None
        self.bound: int | None = None

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return self._now() - self._started

    @property
    def left(self) -> float:
        """Seconds until the search must end, at least 0: ``reserve`` is for what follows it."""
        return max(0.0, self._stop.seconds - self.reserve - self.elapsed)

    @property
    def limit(self) -> float:
        """The time limit in seconds."""
        return self._stop.seconds

    @property
    def target(self) -> float:
        """The gap that is good enough."""
        return self._stop.gap

    @property
    def cut_in(self) -> bool:
        """Whether time, not the search, decided what the schedule looks like."""
        return self.interrupted or self.hurried

    def expired(self) -> bool:
        """Whether to stop now. Also keeps progress flowing; cheap enough to call often."""
        self.tell(0, 0, only_if_due=True)
        if self.left <= 0 or (self._stop.should_stop is not None and self._stop.should_stop()):
            self.interrupted = True
        return self.interrupted

    def tell(self, done: int, total: int, *, only_if_due: bool = False) -> None:
        """Report progress; a due report is one after half a second of silence. Raises what a
        report made from the thread of ``beating`` has raised."""
        if self._failed is not None:
            failed, self._failed = self._failed, None
            raise failed
        self._tell(done, total, only_if_due)

    def _tell(self, done: int, total: int, only_if_due: bool) -> None:
        if self._report is None or (only_if_due and self._now() - self._reported < SILENCE):
            return
        with self._reporting:
            self._reported = self._now()
            self._report(Progress(self.phase, done, total, self.value, self.bound))

    @contextmanager
    def beating(self) -> Iterator[Clock]:
        """While this lasts, whatever the run does, a report comes at least each second, one at a
        time, some of them from a thread beside it."""
        ended = threading.Event()

        def beat() -> None:
            while not ended.wait(SILENCE / 2):
                try:
                    self._tell(0, 0, True)
                except BaseException as error:  # handed to the run, which raises it
                    self._failed = error
                    return

        thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
        if self._report is not None:
            thread.start()
        try:
            yield self
        finally:
            ended.set()
            if self._report is not None:
                thread.join()

    @contextmanager
    def timed(self, phase: str) -> Iterator[None]:
        """Name a phase and add up its time."""
        before, self.phase = self._now(), phase
        self.tell(0, 1)
        try:
            yield
        finally:
            spent = self._now() - before
            self.timings[phase] = self.timings.get(phase, 0.0) + spent
