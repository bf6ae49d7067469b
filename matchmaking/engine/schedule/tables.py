"""Which table each meeting takes, once slots and rooms are known: few changes for people.

Slot by slot in order of time, each room's meetings are matched with its tables so that as many
people as possible stay where they were: an assignment problem a slot and room. Tables do not
touch the slots, so this costs nothing else.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from .instance import I32, I64, Instance
from .layout import attending

LARGEST_EXACT = 400
"""Meetings of one room and slot up to which the matching is solved exactly."""


def assign_tables(x: Instance, held: I32) -> list[str | None]:
    """A table id for each candidate (None: not held, or needs none). ``held`` as in Search."""
    tables: list[str | None] = [None] * len(held)
    index = {c.id: m for m, c in enumerate(x.facts.problem.candidates)}
    locked = {index[lock.candidate]: lock.table for lock in x.facts.problem.locks if lock.table}
    by_slot: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    seated = np.flatnonzero((held[:, 0] >= 0) & (held[:, 1] >= 0))
    for m, slot, room in zip(seated.tolist(), *held[seated, :2].T.tolist(), strict=True):
        by_slot[slot][room].append(m)
    teams = _teams(x, held, seated)
    last: dict[int, str] = {}
    for slot in sorted(by_slot):
        for room in sorted(by_slot[slot]):
            meetings = by_slot[slot][room]
            chosen = _match(_free(x, slot, room), locked, meetings, teams, last)
            for m, table in zip(meetings, chosen, strict=True):
                tables[m] = table
        for meetings in by_slot[slot].values():
            for m in meetings:
                table = str(tables[m])
                for person in teams[m]:
                    last[person] = table
    return tables


def _teams(x: Instance, held: I32, ones: I64) -> dict[int, list[int]]:
    """The people of the meetings ``ones``."""
    meetings, people = attending(x, held, ones)
    order = np.argsort(meetings, kind="stable")
    listed = people[order].tolist()
    ends = np.cumsum(np.bincount(meetings, minlength=len(held))[ones]).tolist()
    return {
        m: listed[start:end] for m, start, end in zip(ones.tolist(), [0, *ends], ends, strict=False)
    }


def _free(x: Instance, slot: int, room: int) -> dict[str, int]:
    """The tables of a room that stand in a slot, and how many meetings each seats."""
    facts = x.facts
    return {
        t: facts.table_capacity[t] for t in x.room_tables[room] if facts.table_slots[t] >> slot & 1
    }


def _match(
    free: dict[str, int],
    locked: dict[int, str],
    meetings: list[int],
    teams: dict[int, list[int]],
    last: dict[int, str],
) -> list[str]:
    """Tables for the meetings of one room in one slot; locked ones first."""
    chosen = {m: locked[m] for m in meetings if m in locked}
    for table in chosen.values():
        free[table] -= 1
    wishes: dict[int, dict[str, int]] = {}
    for m in meetings:
        if m in chosen:
            continue
        wish: dict[str, int] = {}
        for person in teams[m]:
            wanted = last.get(person)
            if wanted is not None and free.get(wanted, 0) > 0:
                wish[wanted] = wish.get(wanted, 0) + 1
        if wish:
            wishes[m] = wish
    _grant(wishes, free, chosen)
    rest = iter(sorted(t for t, n in free.items() for _ in range(n)))
    return [chosen[m] if m in chosen else next(rest) for m in meetings]


def _grant(wishes: dict[int, dict[str, int]], free: dict[str, int], chosen: dict[int, str]) -> None:
    """Give meetings the tables their people were at: best total, exactly where small."""
    asking = list(wishes)
    wanted = sorted({t for wish in wishes.values() for t in wish})
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
