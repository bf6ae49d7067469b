"""What a run gives back: the schedule, its proof, and how both were made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

OPTIMAL = "optimal"
FEASIBLE = "feasible"
INFEASIBLE = "infeasible"
UNKNOWN = "unknown"

PROMISES = ("must", "minimum", "served", "mutual", "one_sided")
"""The parts of level 1, most important first. Each counts what was kept; more is better."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """A meeting that is held: ``slot`` is an index; at least one person of either side."""

    candidate: str
    slot: int
    table: str | None
    representatives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unscheduled:
    """A candidate that is not held, and the code of what it fails on (see constraints.py)."""

    candidate: str
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of the objective. ``bound`` (None: not bounded) holds for every schedule that
    keeps at least as much of each level above; ``optimal`` says that it is met."""

    name: str
    value: int
    bound: int | None = None
    optimal: bool = False

    @property
    def gap(self) -> float:
        """How far the value may be from the best possible, as a share of the bound; of what is
        counted below zero, as a share of the count."""
        if self.bound is None or self.bound <= self.value:
            return 0.0
        return (self.bound - self.value) / max(self.bound, -self.value)


@dataclass(frozen=True, slots=True)
class Params:
    """How to search. ``effort`` scales the deterministic amount of search; ``exact`` allows
    CP-SAT on small events; ``compact`` asks for level 4."""

    effort: float = 1.0
    exact: bool = True
    compact: bool = True


@dataclass(frozen=True, slots=True)
class Stop:
    """When to stop: after ``seconds``, at a ``gap`` of levels 1 and 2, or when told to."""

    seconds: float = 60.0
    gap: float = 0.0
    should_stop: Callable[[], bool] | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run stands; ``value`` and ``bound`` are those of level 2, once known."""

    phase: str
    done: int
    total: int
    value: int | None = None
    bound: int | None = None


OnProgress = Callable[[Progress], None]
"""Called at least once a second, one call at a time, some from a thread beside the run: it should
put the figures into memory and do nothing else."""


@dataclass(frozen=True, slots=True)
class Result:
    """A schedule with its certificate.

    ``objective`` and ``bound`` are total value (level 2) in micro-units; ``gap`` is the largest
    gap of the levels 1 and 2, 0..1. All but ``seconds`` and ``timings`` is the same bytes for
    the same input, parameters and seed, unless the clock or ``should_stop`` cut in
    (``metrics["interrupted"]``).
    """

    status: str
    objective: int
    bound: int | None
    gap: float | None
    levels: tuple[Level, ...]
    assignments: tuple[Assignment, ...]
    unscheduled: tuple[Unscheduled, ...]
    metrics: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0
    timings: dict[str, float] = field(default_factory=dict)
    seed: int = 0
    input_hash: str = ""
    versions: dict[str, str] = field(default_factory=dict)
    params: dict[str, Any] = field(default_factory=dict)

    def to_data(self, slot_ids: tuple[str, ...], *, timed: bool = True) -> dict[str, Any]:
        """Plain values for JSON, with slots by id; without the clock unless ``timed``."""
        from .files import result_to_data

        return result_to_data(self, slot_ids, timed=timed)

    def to_json(self, slot_ids: tuple[str, ...], *, timed: bool = True) -> str:
        """JSON with sorted keys; ``timed=False`` gives the reproducible bytes."""
        from .files import result_to_json

        return result_to_json(self, slot_ids, timed=timed)
