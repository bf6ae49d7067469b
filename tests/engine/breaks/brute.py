"""The fewest breaks by trying every schedule: for instances of a few meetings."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import strategies as st

from matchmaking.engine.breaks.checking import breaks_of, find_faults
from matchmaking.engine.breaks.instance import Instance


def fewest_by_trying(instance: Instance) -> int | None:
    """None where no schedule exists."""
    return min(
        (
            sum(breaks_of(instance, x))
            for x in _schedules(instance, [])
            if not find_faults(instance, x)
        ),
        default=None,
    )


def _schedules(instance: Instance, chosen: list[int]) -> Iterator[list[int]]:
    """Every schedule in which nobody is in two places at once."""
    if len(chosen) == len(instance.meetings):
        yield chosen
        return
    pair = set(instance.meetings[len(chosen)])
    taken = {x for m, x in zip(instance.meetings, chosen, strict=False) if pair & set(m)}
    for slot in sorted(instance.domains[len(chosen)] - taken):
        yield from _schedules(instance, [*chosen, slot])


@st.composite
def instances(draw: st.DrawFn) -> Instance:
    """Up to five meetings of up to five participants in up to five slots."""
    slots = draw(st.integers(1, 5))
    participants = draw(st.integers(2, 5))
    pairs = [(a, b) for a in range(participants) for b in range(participants) if a < b]
    meetings = draw(st.lists(st.sampled_from(pairs), min_size=1, max_size=5))
    some_slots = st.frozensets(st.integers(0, slots - 1), min_size=1)
    domain = st.one_of(st.just(frozenset(range(slots))), some_slots)
    numbers = st.integers(0, len(meetings) - 1)
    order = st.tuples(numbers, numbers).filter(lambda pair: pair[0] != pair[1])
    return Instance(
        slots=slots,
        participants=participants,
        meetings=tuple(meetings),
        domains=tuple(draw(domain) for _ in meetings),
        tables=tuple(draw(st.integers(1, 3)) for _ in range(slots)),
        precedences=tuple(draw(st.lists(order, max_size=2))),
        fairness=draw(st.integers(0, 2)),
    )
