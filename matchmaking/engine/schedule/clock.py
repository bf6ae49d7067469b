"""When to stop and what to report: the one place that looks at the clock.

The amount of search is planned from the size of the event, so that a run with time enough gives
the same schedule on any machine. The clock, ``should_stop`` and the target gap only cut it short,
and ``interrupted`` says when the clock or ``should_stop`` did.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from ..result import OnProgress, Progress, Stop


class Clock:
    """Time used, time left, and progress at most a few times a second."""

    def __init__(self, stop: Stop, on_progress: OnProgress | None = None) -> None:
        self._stop = stop
        self._report = on_progress
        self._started = time.monotonic()
        self._reported = 0.0
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
        return time.monotonic() - self._started

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
        """Report progress; a due report is one after 0.5 s of silence."""
        now = time.monotonic()
        if self._report is None or (only_if_due and now - self._reported < 0.5):
            return
        self._reported = now
        self._report(Progress(self.phase, done, total, self.value, self.bound))

    @contextmanager
    def timed(self, phase: str) -> Iterator[None]:
        """Name a phase and add up its time."""
        before, self.phase = time.monotonic(), phase
        self.tell(0, 1)
        try:
            yield
        finally:
            spent = time.monotonic() - before
            self.timings[phase] = self.timings.get(phase, 0.0) + spent
