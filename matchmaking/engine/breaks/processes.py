"""Solver processes: started, listened to and ended together."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
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

    def start(self, solver: str, *, clauses: bool = True, **needs: Any) -> int:
        """Start a solver; its messages carry the number returned, and None when it ends."""
        path = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")]))
        process = subprocess.Popen(
            [sys.executable, "-m", f"{__package__}.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
        )
        order = json.dumps({"solver": solver, **needs}).encode() + b"\n"
        order += self.clauses if clauses else b""
        number = self._started = self._started + 1
        self.running[number] = process
        for target, arguments in (
            (_feed, (process.stdin, order)),
            (self._listen, (number, process.stdout)),
        ):
            threading.Thread(target=target, args=arguments, daemon=True).start()
        return number

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

    def _listen(self, number: int, stream: IO[bytes]) -> None:
        with stream:
            for line in stream:
                self.messages.put((number, json.loads(line)))
        self.messages.put((number, None))


def _feed(stream: IO[bytes], order: bytes) -> None:
    try:
        with stream:
            stream.write(order)
    except OSError:
        return  # It was stopped while it was reading.
