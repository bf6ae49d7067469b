"""A lower bound that counts: days as patterns of slots, meetings and partners forgotten.

Each participant chooses the slots of its day; all together fill at most two seats a table, and
an even number of them in each slot. Participants with equally many meetings and the same
slots to hold them in are interchangeable, so that only how many of them choose a pattern
matters. Where tables are tight this is what makes breaks necessary, and what a clause
learner sees last: it would refute each renaming of the participants on its own.

The patterns of a day are the paths of a network whose nodes say, before each slot, how many
meetings are over, how many runs have begun and whether one is going on; a mixed integer
program sends as many units through it as participants share the day.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from .encoding import most_breaks
from .instance import Instance

_TOLERANCE = 0.01
"""Every cost is a whole number: a bound less than this above one is rounding."""

State = tuple[int, int, bool]
"""Meetings over, runs begun, in a meeting in the slot before."""


@dataclass(frozen=True)
class Day:
    """What is asked of the slots of a participant's day.

    ``length`` slots out of ``available``; at least as many of each set of ``needs`` as stated.
    """

    length: int
    available: frozenset[int]
    needs: frozenset[tuple[frozenset[int], int]]

    @property
    def required(self) -> frozenset[int]:
        """Slots that every pattern has: those of fixed meetings, above all."""
        sets = (slots for slots, number in self.needs if len(slots) == number)
        return frozenset().union(*sets)

    def can_go_on(self, slot: int, over: int) -> bool:
        """Whether ``over`` meetings before ``slot`` can leave the rest a place. May be too
        generous, never too strict."""
        rest = self.length - over
        if not 0 <= rest <= sum(s >= slot for s in self.available):
            return False
        return all(
            min(over, sum(s < slot for s in slots)) + min(rest, sum(s >= slot for s in slots))
            >= number
            for slots, number in self.needs
        )


def count_days(instance: Instance) -> dict[Day, int]:
    """The days of all participants that have a meeting, and how many share each."""
    days: Counter[Day] = Counter()
    for meetings in instance.attends:
        if not meetings:
            continue
        domains = [instance.domains[meeting] for meeting in meetings]
        needs = {(slots, sum(domain <= slots for domain in domains)) for slots in domains}
        days[
            Day(
                length=len(meetings),
                available=frozenset().union(*domains),
                needs=frozenset(need for need in needs if need[1] < len(meetings)),
            )
        ] += 1
    return dict(days)


def bound_breaks(instance: Instance, seconds: float = 60.0) -> int | None:
    """A number of breaks that no schedule is below; None where there is no schedule at all."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    if not instance.meetings:
        return 0
    limit = instance.fairness if min(most_breaks(instance), default=0) == 0 else instance.slots
    program = _Program()
    seats = []
    for tables in instance.tables:
        seats.append(program.row(0))
        program.column(0, tables, {seats[-1]: -2})
    days = sorted(
        count_days(instance).items(), key=lambda x: (x[0].length, sorted(x[0].available), x[1])
    )
    for day, number in days:
        if not _add_network(program, seats, day, number, limit + 1):
            return None
    entries = csr_array(
        (program.values, (program.rows, program.columns)),
        shape=(len(program.right), len(program.cost)),
    )
    found = milp(
        np.array(program.cost),
        integrality=np.ones(len(program.cost), dtype=np.int64),
        bounds=Bounds(0, program.most),
        constraints=LinearConstraint(entries, program.right, program.right),
        options={"time_limit": seconds},
    )
    if found.status == _INFEASIBLE:
        return None
    bound = found.mip_dual_bound
    return max(0, math.ceil(bound - _TOLERANCE)) if bound is not None and bound < math.inf else 0


_INFEASIBLE = 2


@dataclass
class _Program:
    """Rows with a right hand side, integer columns from 0 to ``most`` with a cost."""

    right: list[float] = field(default_factory=list)
    cost: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)

    def row(self, right: float) -> int:
        self.right.append(right)
        return len(self.right) - 1

    def column(self, cost: float, most: float, entries: dict[int, float]) -> None:
        self.rows += entries
        self.columns += [len(self.cost)] * len(entries)
        self.values += entries.values()
        self.cost.append(cost)
        self.most.append(most)


def _add_network(program: _Program, seats: list[int], day: Day, number: int, runs: int) -> bool:
    """Send ``number`` units along patterns of at most ``runs`` runs; False: there is none."""
    end = program.row(-number)
    layer: dict[State, int] = {(0, 0, False): program.row(number)}
    reached = False
    required = day.required
    for slot, seat in enumerate(seats):
        choices = [True] if slot in required else [False, True]
        if slot not in day.available:
            choices = [False]
        following: dict[State, int] = {}
        for (over, begun, going), node in layer.items():
            for busy in choices:
                begins = busy and not going
                state = over + busy, begun + begins, busy
                if state[1] > runs or not day.can_go_on(slot + 1, state[0]):
                    continue
                if state[0] == day.length:
                    head, reached = end, True
                else:
                    if state not in following:
                        following[state] = program.row(0)
                    head = following[state]
                entries: dict[int, float] = {node: 1, head: -1}
                if busy:
                    entries[seat] = 1
                program.column(float(begins and begun > 0), number, entries)
        layer = following
    return reached
