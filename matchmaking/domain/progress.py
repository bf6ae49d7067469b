"""Signs of life: while a worker works, a thread beside it writes how far it is.

The work itself only puts numbers into memory: a solver's callback never touches the database. The
thread has a connection of its own; it also reads whether somebody cancels the run.
"""

import logging
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from django.db import DatabaseError, connection
from django.utils import timezone

from matchmaking.choices import RunState
from matchmaking.engine.result import Progress
from matchmaking.models import Run, RunBlock

logger = logging.getLogger(__name__)

SECONDS = 0.5


class Pulse:
    """Context manager around work. `should_stop` is cheap and may be called from any thread."""

    def __init__(self, beat: Callable[[], bool], *, seconds: float = SECONDS) -> None:
        """`beat` writes one sign of life and says whether to go on."""
        self._beat, self._seconds = beat, seconds
        self._ending, self._stopped = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="pulse", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ending.set()
        self._thread.join()

    def should_stop(self) -> bool:
        return self._stopped.is_set()

    def _run(self) -> None:
        try:
            while not self._ending.wait(self._seconds):
                self._once()
        finally:
            connection.close()

    def _once(self) -> None:
        try:
            if not self._beat():
                self._stopped.set()
        except DatabaseError as error:
            # Whoever is silent too long loses the run; until then the next beat may get through.
            logger.warning("a sign of life was not written: %s", error)
            connection.close()


class RunPulse(Pulse):
    """The signs of life of a worker that has claimed a run."""

    def __init__(self, run: Run, *, seconds: float = SECONDS) -> None:
        super().__init__(self._write, seconds=seconds)
        self._own = Run.objects.filter(pk=run.pk, claim=run.claim, state=RunState.RUNNING)
        self._progress: Progress | None = None

    def report(self, progress: Progress) -> None:
        """Keep the solver's figures for the next beat. Numbers in memory, nothing else."""
        self._progress = progress

    def forget(self) -> None:
        """What the solver said is over."""
        self._progress = None

    def _write(self) -> bool:
        progress = self._progress
        figures = {}
        if progress is not None:
            figures = {
                "done": progress.done,
                "total": progress.total,
                "value": progress.value,
                "bound": progress.bound,
            }
        if not self._own.update(heartbeat_at=timezone.now(), **figures):
            return False
        return not self._own.filter(cancel_requested_at__isnull=False).exists()


class BlockPulse(Pulse):
    """The signs of life of a worker on one block; any number of blocks of a run go on at once."""

    def __init__(self, block: RunBlock, *, seconds: float = SECONDS) -> None:
        super().__init__(self._write, seconds=seconds)
        self._block = block

    def _write(self) -> bool:
        now = timezone.now()
        RunBlock.objects.filter(pk=self._block.pk).update(beat_at=now)
        running = Run.objects.filter(
            pk=self._block.run_id, state=RunState.RUNNING, cancel_requested_at__isnull=True
        )
        return bool(running.update(heartbeat_at=now))
