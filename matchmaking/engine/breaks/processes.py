"""Solver processes: started, listened to and ended together."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any

_ROOT = Path(__file__).resolve().parents[3]


class Pool:
    """Solvers of one formula. Leaving the context ends them all, whatever happened."""

    def __init__(self, clauses: bytes) -> None:
        self.clauses = clauses
        self.messages: queue.SimpleQueue[tuple[int, dict[str, Any] | None]] = queue.SimpleQueue()
        self.running: dict[int, subprocess.Popen[bytes]] = {}
        self._started = 0

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number in list(self.running):
            self.stop(number)

    def start(self, solver: str, units: Sequence[int] = (), soft: Sequence[int] = ()) -> int:
        """Start a solver; its messages carry the number returned, and None when it ends."""
        path = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")]))
        process = subprocess.Popen(
            [sys.executable, "-m", f"{__package__}.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
        )
        self._started += 1
        self.running[self._started] = process
        order = {"solver": solver, "units": list(units), "soft": list(soft)}
        head = json.dumps(order).encode() + b"\n"
        for target, stream in ((self._feed, process.stdin), (self._listen, process.stdout)):
            threading.Thread(target=target, args=(self._started, stream, head), daemon=True).start()
        return self._started

    def stop(self, number: int) -> None:
        """End a solver at once. Messages it has sent may still come."""
        process = self.running.pop(number, None)
        if process is not None:
            process.kill()
            process.wait()

    def next_message(self, seconds: float) -> tuple[int, dict[str, Any] | None] | None:
        """The next message of a solver that is still running, or None after ``seconds``."""
        try:
            number, message = self.messages.get(timeout=max(0.0, seconds))
        except queue.Empty:
            return None
        if number not in self.running:
            return None
        if message is None:
            self.stop(number)
        return number, message

    def _feed(self, number: int, stream: IO[bytes], head: bytes) -> None:
        try:
            with stream:
                stream.write(head)
                stream.write(self.clauses)
        except OSError:
            return  # It was stopped while it was reading: the listener tells.

    def _listen(self, number: int, stream: IO[bytes], head: bytes) -> None:
        with stream:
            for line in stream:
                self.messages.put((number, json.loads(line)))
        self.messages.put((number, None))
