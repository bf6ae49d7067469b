"""What the engine refuses, and where in the input it stands."""

from __future__ import annotations


class EngineError(Exception):
    """Base of everything the engine raises on purpose."""


class ProblemError(EngineError):
    """The input cannot be used.

    ``message`` is one sentence; ``path`` names the place in the input, such as
    ``candidates[3].value``, or is empty when the input as a whole is meant.
    """

    def __init__(self, message: str, path: str = "") -> None:
        super().__init__(message, path)
        self.message = message
        self.path = path

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message
