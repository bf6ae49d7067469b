"""Which table each meeting takes, once slots and rooms are known: few changes for people.

Slot by slot in order of time, each room's meetings are matched with its tables so that as many
people as possible stay where they were: an assignment problem a slot and room. Tables do not
touch the slots, so this costs nothing else.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from ..facts import Facts
from ..problem import Lock
from .instance import I32, Instance
from .layout import attending

LARGEST_EXACT = 400
"""Meetings of one room and slot up to which the matching is solved exactly."""


def assign_tables(x: Instance, held: I32) -> list[str | None]:
    """A table id for each candidate (None: not held, or needs none). ``held`` as in Search."""
    facts = x.facts
    tables: list[str | None] = [None] * len(held)
    locks = {lock.candidate: lock for lock in facts.problem.locks}
    by_slot: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for m in map(int, np.flatnonzero((held[:, 0] >= 0) & (held[:, 1] >= 0))):
        by_slot[int(held[m, 0])][int(held[m, 1])].append(m)
    teams = _teams(x, held)
    last: dict[int, str] = {}
    for slot in sorted(by_slot):
        for room in sorted(by_slot[slot]):
            meetings = by_slot[slot][room]
            chosen = _match(x, facts, locks, slot, room, meetings, teams, last)
            for m, table in zip(meetings, chosen, strict=True):
                tables[m] = table
        for meetings in by_slot[slot].values():
            for m in meetings:
                for person in teams[m]:
                    last[person] = str(tables[m])
    return tables


def _teams(x: Instance, held: I32) -> dict[int, list[int]]:
    """The people of every meeting that is held."""
    meetings, people = attending(x, held, np.flatnonzero(held[:, 0] >= 0))
    order = np.argsort(meetings, kind="stable")
    teams: dict[int, list[int]] = defaultdict(list)
    for m, person in zip(meetings[order].tolist(), people[order].tolist(), strict=True):
        teams[m].append(person)
    return teams


def _match(
    x: Instance,
    facts: Facts,
    locks: dict[str, Lock],
    slot: int,
    room: int,
    meetings: list[int],
    teams: dict[int, list[int]],
    last: dict[int, str],
) -> list[str]:
    """Tables for the meetings of one room in one slot; locked ones first."""
    free: dict[str, int] = {
        t: facts.table_capacity[t] for t in x.room_tables[room] if facts.table_slots[t] >> slot & 1
    }
    chosen: dict[int, str] = {}
    candidates = facts.problem.candidates
    for m in meetings:
        lock = locks.get(candidates[m].id)
        if lock is not None and lock.table is not None:
            chosen[m] = lock.table
            free[lock.table] -= 1
    wishes: dict[int, dict[str, int]] = {}
    for m in meetings:
        if m not in chosen:
            wish: dict[str, int] = defaultdict(int)
            for person in teams[m]:
                table = last.get(person)
                if table is not None and free.get(table, 0) > 0:
                    wish[table] += 1
            wishes[m] = wish
    _grant(wishes, free, chosen)
    rest = iter(sorted(t for t, n in free.items() for _ in range(n)))
    return [chosen[m] if m in chosen else next(rest) for m in meetings]


def _grant(wishes: dict[int, dict[str, int]], free: dict[str, int], chosen: dict[int, str]) -> None:
    """Give meetings the tables their people were at: best total, exactly where small."""
    asking = [m for m, wish in wishes.items() if wish]
    wanted = sorted({t for m in asking for t in wishes[m]})
    if not asking:
        return
    if len(asking) <= LARGEST_EXACT and len(wanted) <= LARGEST_EXACT:
        from scipy.optimize import linear_sum_assignment

        places = [t for t in wanted for _ in range(min(free[t], len(asking)))]
        gain = np.array([[wishes[m].get(t, 0) for t in places] for m in asking])
        pairs = [
            (asking[i], places[j])
            for i, j in zip(*linear_sum_assignment(gain, maximize=True), strict=True)
            if gain[i, j] > 0
        ]
    else:
        # Each meeting has two people and so two wishes at most: doubles first, then in order.
        ranked = sorted((-n, m, t) for m in asking for t, n in wishes[m].items())
        pairs = [(m, t) for _, m, t in ranked]
    for m, table in pairs:
        if m not in chosen and free[table] > 0:
            chosen[m] = table
            free[table] -= 1
