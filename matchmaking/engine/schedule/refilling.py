"""Filling what a change left free, beside meetings that stay where they are.

The meetings that stay are locks; a candidate is open in the slots in which it fits beside them.
So the flows, the search and the certificate are those of a whole run, and every level of the
result is the event's own. Nothing is compiled for it: kernels that are at hand are used, the
interpreted ones otherwise, with the same moves and so the same schedule.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from ..result import Assignment, Params
from .certificate import Certificate
from .clock import Clock
from .compiled import loaded
from .flow import Relaxed, relax
from .instance import I32, I64, U64, Bools, Instance, bit_rows
from .layout import snapshot_of
from .levels import VALUE, levels_of, present, weights_up_to
from .pipeline import COLD, HOT, STEPS, Run, finished
from .searching import assignments_of, make_search

MOST_CHAINS = 50
"""Candidates for which room is made by Kempe chains among what was added."""
MOVES, MOVES_EACH = 3_000, 10
"""Moves of the search where the flow's selection could not be held: at most, and for each
candidate that might be."""


def refill(
    x: Instance, survivors: list[Assignment], first_slot: int, seed: int, clock: Clock
) -> tuple[list[Assignment], Certificate]:
    """What is added beside the survivors, from ``first_slot`` on, and the certificate of all
    schedules that leave them where they are."""
    held = snapshot_of(x, survivors)
    stays = held[:, 0] >= 0
    search = make_search(x, seed, locked=stays, compiled=loaded())
    search.restore(held)
    allow = np.where(stays[:, None], x.allow, search.fitting() & _from(x, first_slot))
    search.instance = replace(x, allow=allow)
    search.board.bits[: len(x.a)] = allow
    state = Run(search, Params(), seed, clock)
    state.best, state.best_levels = held, search.levels.copy()
    relaxed = _select(search.instance, stays, state.certificate)
    state.slack = relaxed.slack
    _hold(state, np.flatnonzero(relaxed.chosen > 0), 1)
    _bound_promises(stays, state.certificate, state.best_levels, clock)
    if not finished(state):
        _search(state)
    new = np.where(stays[:, None], -1, state.best).astype(np.int32)
    added = assignments_of(x, new, [None] * len(new))
    return _seated(x, survivors, added, new), state.certificate


def bound_moves(
    x: Instance, survivors: set[str], held: set[str], first_slot: int, clock: Clock
) -> tuple[Certificate, float]:
    """The certificate of all schedules that hold every survivor, in whichever slot, and the gap
    that it leaves to what is ``held``."""
    stays = np.array([c.id in survivors for c in x.facts.problem.candidates], bool)
    allow = np.where(stays[:, None], x.allow, x.allow & _from(x, first_slot))
    certificate = Certificate(replace(x, allow=allow))
    kept = levels_of(x, np.array([c.id in held for c in x.facts.problem.candidates], bool))
    _select(certificate.instance, stays, certificate)
    _bound_promises(stays, certificate, kept, clock)
    return certificate, certificate.gap(kept)


def _from(x: Instance, first_slot: int) -> U64:
    """The slots that are still to come, as a row of words."""
    slots = x.sizes[3]
    return bit_rows([((1 << slots) - 1) >> first_slot << first_slot], slots)


def _select(x: Instance, stays: Bools, certificate: Certificate) -> Relaxed:
    """Bounds on value by flows; returns the one that selects."""
    selects, _ = (_bound(x, stays, certificate, VALUE, step) for step in STEPS)
    return selects


def _bound(x: Instance, stays: Bools, certificate: Certificate, level: int, step: int) -> Relaxed:
    weights = weights_up_to(x, level, step)
    relaxed = relax(x, weights, stays)
    certificate.add(weights, relaxed.bound)
    return relaxed


def _bound_promises(stays: Bools, certificate: Certificate, kept: I64, clock: Clock) -> None:
    """Bounds of the levels above value that are not met by what is known already."""
    x = certificate.instance
    for level in present(x):
        for step in STEPS if level != VALUE else ():
            if certificate.level_bound(level, kept) > kept[level] and not clock.expired():
                _bound(x, stays, certificate, level, step)


def _hold(state: Run, chosen: I64, tries: int = 0) -> None:
    """Hold what the flow selects, where need be after ``tries`` rounds of chains, then whatever
    else fits."""
    search = state.search
    weight = search.board.worth[:, 4]
    order = chosen[np.lexsort((chosen, -weight[chosen]))].astype(np.int32)
    search.insert_all(search.still_fitting(order), 0)
    if tries:
        missing = order[search.held[order, 0] < 0]
        search.insert_all(missing[:MOST_CHAINS], tries)
    everything = np.arange(len(weight))
    order = np.lexsort((everything, -weight)).astype(np.int32)
    search.insert_all(search.still_fitting(order), 0)
    state.keep()


def _search(state: Run) -> None:
    """A short search by ejection among what was added."""
    x, search = state.x, state.search
    able = x.allow.any(axis=1) & ~state.locked
    pool = np.flatnonzero(able & (state.slack > -state.narrow)).astype(np.int32)
    top = float(max(1, int(x.value.max(initial=0))))
    best_level, best = search.board.level.copy(), search.held.copy()
    left = min(MOVES, MOVES_EACH * len(pool))
    for start in range(0, left, 100):
        if state.clock.expired():
            break
        hot, cold = (top * HOT * (COLD / HOT) ** (k / left) for k in (start, start + 100))
        search.anneal(pool, 100, (hot, cold), best_level, best)
    search.restore(best)
    _hold(state, np.flatnonzero(able))


def _seated(
    x: Instance, survivors: list[Assignment], added: list[Assignment], held: I32
) -> list[Assignment]:
    """Tables for what was added: free ones of its room, where its people are before or after if
    that can be."""
    index = {c.id: m for m, c in enumerate(x.facts.problem.candidates)} if added else {}
    slots = {at.slot for at in added}
    taken = Counter((at.table, at.slot) for at in survivors if at.slot in slots)
    where = _places(survivors, {r for at in added for r in at.representatives})
    seats: dict[tuple[int, int], dict[str, int]] = {}
    seated = []
    for at in sorted(added, key=lambda at: (at.slot, at.candidate)):
        table, room = None, int(held[index[at.candidate], 1])
        if room >= 0:
            if (room, at.slot) not in seats:
                seats[room, at.slot] = _seats(x, room, at.slot, taken)
            free = seats[room, at.slot]
            near = (_nearest(where[r], at.slot) for r in at.representatives)
            table = next((t for t in near if t in free), None) or next(iter(free))
            free[table] -= 1
            if not free[table]:
                del free[table]
        for r in at.representatives:
            where[r][at.slot] = table
        seated.append(replace(at, table=table))
    return seated


def _seats(
    x: Instance, room: int, slot: int, taken: Counter[tuple[str | None, int]]
) -> dict[str, int]:
    """Tables of a room with seats left in a slot, and how many."""
    capacity, stands = x.facts.table_capacity, x.facts.table_slots
    left = {t: capacity[t] - taken[t, slot] for t in x.room_tables[room] if stands[t] >> slot & 1}
    return {t: count for t, count in left.items() if count > 0}


def _places(survivors: Iterable[Assignment], people: set[str]) -> dict[str, dict[int, str | None]]:
    """At which table each of these people is in each slot."""
    where: dict[str, dict[int, str | None]] = defaultdict(dict)
    for at in survivors:
        if not people.isdisjoint(at.representatives):
            for r in at.representatives:
                where[r][at.slot] = at.table
    return where


def _nearest(day: dict[int, str | None], slot: int) -> str | None:
    """The table of the meeting that is nearest in time, the earlier one of two."""
    return day[min(day, key=lambda s: (abs(s - slot), s))] if day else None
