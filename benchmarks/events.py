"""The events that are measured, by name."""

from __future__ import annotations

from dataclasses import dataclass

from matchmaking.engine.generate import Shape

PATIENCE = "BENCHMARK_PATIENCE"
"""Environment: how many times its limit the engine may take, on a machine that is not free."""


@dataclass(frozen=True)
class Event:
    """A shape, its seeds, the seconds it may take, and the gap it should reach."""

    shape: Shape
    seconds: float
    gap: float
    seeds: tuple[int, ...] = (1, 2, 3)


REACH = {
    "80 / 300 / 16, every constraint": Event(Shape(rich=True), 5, 0.005),
    "300 / 3,000 / 24, blocks, 60 %": Event(
        Shape(participants=300, candidates=3000, slots=24, blocks=4, available=0.6), 5, 0.0
    ),
    "5,000 / 60,000 / 60, two-sided, blocks": Event(
        Shape(participants=5000, candidates=60_000, slots=60, blocks=12, available=0.5, tables=800),
        60,
        0.0001,
        (1, 2),
    ),
    "5,000 / 60,000 / 60, per slot, locks, two people, minimum 2": Event(
        Shape(
            participants=5000,
            candidates=60_000,
            slots=60,
            available=0.6,
            per_slot=True,
            representatives=2,
            minimum=2,
            locks=300,
            tables=700,
        ),
        120,
        0.002,
        (1, 2),
    ),
    "5,000 / 60,000 / 60, any to any": Event(
        Shape(participants=5000, candidates=60_000, slots=60, two_sided=False, tables=700),
        120,
        0.002,
        (1, 2),
    ),
    "16,000 / 120,000 / 90, 5 days": Event(
        Shape(participants=16_000, candidates=120_000, slots=90, blocks=5, tables=700),
        600,
        0.002,
        (1, 2),
    ),
}

PEERS = {
    "300 / 3,000 / 24": Event(
        Shape(
            participants=300, candidates=3000, slots=24, blocks=4, available=0.6, tables=70, must=30
        ),
        20,
        0.0,
        (1,),
    ),
    "1,000 / 10,000 / 30": Event(
        Shape(
            participants=1000,
            candidates=10_000,
            slots=30,
            blocks=6,
            available=0.7,
            tables=200,
            must=100,
        ),
        60,
        0.0,
        (1,),
    ),
    "5,000 / 60,000 / 60": Event(
        Shape(
            participants=5000,
            candidates=60_000,
            slots=60,
            blocks=12,
            available=0.5,
            tables=800,
            must=300,
        ),
        60,
        0.0,
        (1,),
    ),
}


def growing(participants: int) -> Event:
    """An event of this size: 10 candidates a participant, 40 slots in 4 blocks."""
    shape = Shape(
        participants=participants,
        candidates=10 * participants,
        slots=40,
        blocks=4,
        tables=max(3, participants // 8),
    )
    return Event(shape, 300, 0.002, (1,))


SIZES = (100, 250, 500, 1000, 2000, 4000, 8000, 16_000)
EVENTS = REACH | PEERS | {f"growth {n}": growing(n) for n in SIZES}
