"""Random events of a given size for tests, benchmarks and trials, the same for the same seed."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from .problem import (
    Busy,
    Candidate,
    Lock,
    Participant,
    Problem,
    Representative,
    Resource,
    Slot,
    Table,
    Walk,
)

DAY = 24 * 60
FIRST_MORNING = 29_000_000 // DAY * DAY + 9 * 60


@dataclass(frozen=True, slots=True)
class Shape:
    """What kind of event to make.

    ``blocks`` runs of slots (None: about 10 slots each); a person is available in each block
    with probability ``available``, or in each slot when ``per_slot``. ``two_sided`` events are
    half hosts, half guests. ``tables`` None: expected meetings a slot plus 15 %. ``rich``
    switches on every kind of constraint at once.
    """

    participants: int = 80
    candidates: int = 300
    slots: int = 16
    blocks: int | None = None
    available: float = 1.0
    per_slot: bool = False
    two_sided: bool = True
    representatives: int = 1
    minimum: int = 0
    maximum: int | None = None
    tables: int | None = None
    locks: int = 0
    must: int = 0
    slot_minutes: int = 25
    rich: bool = False
    fairness: bool = True


def generate(shape: Shape, seed: int = 0) -> Problem:
    """A problem of this shape. Values are skewed: a few partners are wanted by many."""
    rng = random.Random(seed)  # noqa: S311 - repeatable, not secret
    slots = _slots(shape)
    participants = _participants(shape, slots, rng)
    candidates = _candidates(shape, participants, len(slots), rng)
    problem = Problem(
        slots=slots,
        participants=participants,
        candidates=candidates,
        tables=_tables(shape, participants, rng),
        resources=_resources(shape, len(slots)),
        walking=(Walk("hall-1", "hall-2", 8),) if shape.rich else (),
        fairness=shape.fairness,
    )
    return _with_locks(shape, problem, rng)


def _slots(shape: Shape) -> tuple[Slot, ...]:
    blocks = shape.blocks or max(1, round(shape.slots / 10))
    slots = []
    for i in range(shape.slots):
        block = i * blocks // shape.slots
        first = -(-block * shape.slots // blocks)
        day, half = divmod(block, 2)
        start = FIRST_MORNING + day * DAY + half * 5 * 60
        if blocks > 1 and shape.slots / blocks * (shape.slot_minutes + 5) > 5 * 60:
            start = FIRST_MORNING + block * DAY
        start += (i - first) * (shape.slot_minutes + 5)
        slots.append(Slot(f"s{i:03d}", f"b{block:02d}", start, start + shape.slot_minutes))
    return tuple(slots)


def _participants(
    shape: Shape, slots: tuple[Slot, ...], rng: random.Random
) -> tuple[Participant, ...]:
    blocks = sorted({s.block for s in slots})
    made = []
    for i in range(shape.participants):
        name = f"p{i:05d}"
        count = rng.randint(1, 2) if shape.rich else shape.representatives
        people = []
        for j in range(count):
            if shape.per_slot:
                here = [k for k in range(len(slots)) if rng.random() < shape.available]
            else:
                open_blocks = {b for b in blocks if rng.random() < shape.available}
                open_blocks = open_blocks or {rng.choice(blocks)}
                here = [k for k, s in enumerate(slots) if s.block in open_blocks]
            if not here:
                here = [rng.randrange(len(slots))]
            busy: tuple[Busy, ...] = ()
            if shape.rich and rng.random() < 0.2:
                at = rng.choice(slots)
                busy = (Busy(at.start, at.end, rng.choice(("hall-1", "hall-2", None))),)
                if len(here) == 1:
                    busy = ()
            full = len(here) == len(slots)
            people.append(Representative(f"{name}-{j}", None if full else tuple(here), busy))
        online = shape.rich and rng.random() < 0.1
        zone = rng.choice(("north", "south")) if shape.rich and rng.random() < 0.2 else None
        booth = f"booth-{name}" if shape.rich and not online and rng.random() < 0.1 else None
        made.append(
            Participant(
                name,
                ("host", "guest")[i % 2] if shape.two_sided else None,
                tuple(people),
                minimum=rng.randint(0, 2) if shape.rich else _least(shape),
                maximum=rng.choice((None, 5, 8)) if shape.rich else shape.maximum,
                online=online,
                table=booth,
                zone=zone,
                name=f"Company {i}",
            )
        )
    return tuple(made)


def _least(shape: Shape) -> int:
    return shape.minimum if shape.maximum is None else min(shape.minimum, shape.maximum)


def _candidates(
    shape: Shape, participants: tuple[Participant, ...], slots: int, rng: random.Random
) -> tuple[Candidate, ...]:
    n = len(participants)
    appeal = [rng.random() ** 2 for _ in range(n)]
    pairs: set[tuple[int, int]] = set()
    possible = (n // 2) * (n - n // 2) if shape.two_sided else n * (n - 1) // 2
    wanted = min(shape.candidates, possible)
    everybody = list(range(n))
    rng.shuffle(everybody)
    k = 0
    while len(pairs) < wanted:
        i = everybody[k % n]  # in turn, so that nobody is left without a candidate
        k += 1
        j = rng.randrange(n)
        if k > 2 and rng.random() > 0.4 + 0.6 * appeal[j]:
            continue
        if i == j or (shape.two_sided and i % 2 == j % 2):
            continue
        pairs.add((min(i, j), max(i, j)))
    made = []
    for number, (i, j) in enumerate(sorted(pairs)):
        tier = rng.choices((0, 1, 2), (0.6, 0.3, 0.1))[0]
        value = int(
            10**6 * min(1.0, 0.55 * rng.random() + 0.3 * (appeal[i] + appeal[j]) / 2 + 0.15)
        )
        named: tuple[str, ...] = ()
        resources: tuple[str, ...] = ()
        allowed = None
        if shape.rich:
            if rng.random() < 0.15:
                named = (rng.choice(participants[i].representatives).id,)
            if rng.random() < 0.2:
                resources = (rng.choice(("interpreter-ko-vi", "interpreter-vi-zh")),)
            if rng.random() < 0.1:
                allowed = tuple(sorted(rng.sample(range(slots), max(1, slots // 2))))
        made.append(
            Candidate(
                f"c{number:06d}",
                participants[i].id,
                participants[j].id,
                value,
                tier,
                representatives=named,
                resources=resources,
                slots=allowed,
            )
        )
    must = shape.must or (max(1, len(made) // 50) if shape.rich else 0)
    for number in rng.sample(range(len(made)), min(must, len(made))):
        c = made[number]
        made[number] = Candidate(
            c.id, c.a, c.b, c.value, c.tier, True, c.representatives, c.resources, c.slots
        )
    return tuple(made)


def _tables(
    shape: Shape, participants: tuple[Participant, ...], rng: random.Random
) -> tuple[Table, ...]:
    count = shape.tables
    if count is None:
        expected = min(shape.candidates, shape.participants * shape.slots // 2)
        count = max(2, round(1.15 * expected / shape.slots))
    if shape.rich:
        count = max(3, count)  # a table in each zone and place
    tables = []
    for i in range(count):
        zone = ("north", "south", None)[i % 3] if shape.rich else None
        place = ("hall-1", "hall-2")[i % 2] if shape.rich else None
        tables.append(Table(f"t{i:04d}", zone, None, place))
    tables += [
        Table(p.table, None, None, "hall-2", max(1, len(p.representatives)))
        for p in participants
        if p.table is not None
    ]
    return tuple(tables)


def _resources(shape: Shape, slots: int) -> tuple[Resource, ...]:
    if not shape.rich:
        return ()
    most = tuple(range(slots - slots // 8))
    return (Resource("interpreter-ko-vi", 2, most), Resource("interpreter-vi-zh", 3))


def _with_locks(shape: Shape, problem: Problem, rng: random.Random) -> Problem:
    """Lock meetings of a schedule that exists, so that the locks never contradict."""
    count = shape.locks or (max(1, len(problem.candidates) // 40) if shape.rich else 0)
    if not count:
        return problem
    from .facts import Facts
    from .schedule.board import Board

    board = Board(Facts(problem))
    locks: list[Lock] = []
    order = list(problem.candidates)
    rng.shuffle(order)
    slots = list(range(len(problem.slots)))
    for c in order:
        if len(locks) == count:
            break
        rng.shuffle(slots)
        x = board.first_fit(c, slots)
        if x is not None:
            board.add(x)
            keep_table = rng.random() < 0.5
            locks.append(Lock(c.id, x.slot, x.table if keep_table else None, x.representatives))
    return replace(problem, locks=tuple(locks))
