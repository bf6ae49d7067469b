"""b-matching by minimum-cost flow: the bound that looks at capacities, not at slots.

A participant's capacity is the slots of all its people (or its maximum, or its locks less), all
tables together are one more capacity. Between two sides this is a flow, exact and integral.
Where anybody may meet anybody, half of the flow on the double cover bounds it (Balinski 1965:
the fractional optimum is half-integral).

The bound reported is not the solver's objective: it is the dual value of integer potentials,
Σ capacity · max(0, reduced worth), which holds whatever the solver did.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .instance import I64, Bools, Instance
from .levels import MINIMUM, SERVED, Weights

ALL = 2**31


@dataclass(frozen=True)
class Relaxed:
    """``bound`` on the weighted levels; ``chosen`` (M,) 0, 1 or 2 halves; ``slack`` (M,): what
    a candidate's worth exceeds the prices of its sides by (negative: not worth it). The flow
    itself: what each arc carries, and its worth less the prices of its ends; ``open_ones`` are
    the candidates that have arcs."""

    bound: int
    chosen: NDArray[np.int8]
    slack: I64
    network: Network
    flow: I64
    reduced: I64
    open_ones: I64


@dataclass(frozen=True)
class Network:
    """Arcs of a circulation: tail, head, capacity, worth a unit. Nodes are the participants,
    twice, then source and sink; arcs from ``first_candidate`` on are the candidates, each
    ``halves`` times (1 between two sides, 2 in the double cover)."""

    nodes: int
    tail: I64
    head: I64
    capacity: I64
    worth: I64
    first_candidate: int
    halves: int


def capacities(x: Instance, used: Bools) -> tuple[I64, I64, int]:
    """Of participants (less what locks use), of people, and of all tables together."""
    p = len(x.minimum)
    locked = np.bincount(x.a[used], minlength=p) + np.bincount(x.b[used], minlength=p)
    people = x.person_free.sum(axis=1).astype(np.int64)
    slots = np.add.reduceat(people, x.person_ptr[:-1])
    participants = np.maximum(np.minimum(slots, x.maximum) - locked, 0)
    tables = int(x.room_capacity.sum()) - int((used & x.on_site).sum())
    return participants, people, tables


def relax(x: Instance, weights: Weights, locked: Bools) -> Relaxed:
    """Bound and selection for these weights; ``locked`` candidates are held in any case."""
    open_ones = np.flatnonzero(~locked & x.allow.any(axis=1))
    network = _network(x, weights, locked, open_ones)
    halves = network.halves
    flow = send(network)
    if flow is None:
        flow = np.zeros(len(network.tail), np.int64)
    potential = potentials(network, flow)
    reduced = network.worth + potential[network.tail] - potential[network.head]
    bound = int(np.sum(network.capacity * np.maximum(reduced, 0)))
    first = network.first_candidate
    count = len(open_ones)
    chosen = np.zeros(len(x.a), np.int8)
    slack = np.full(len(x.a), -(2**40), np.int64)
    on_arcs = flow[first:].reshape(halves, count).sum(axis=0) * (2 // halves)
    chosen[open_ones] = on_arcs
    chosen[locked] = 2
    slack[open_ones] = reduced[first:].reshape(halves, count).sum(axis=0) // halves
    slack[locked] = 2**40
    whole = bound // halves + worth_of_locks(x, weights, locked)
    return Relaxed(whole, chosen, slack, network, flow, reduced, open_ones)


def bound_by_degree(x: Instance, weights: Weights, locked: Bools) -> int:
    """What everybody's best candidates alone would be worth, half to either side, as many as its
    slots allow: a bound at once, for runs that have no time for a flow."""
    room, _, _ = capacities(x, locked)
    ones = np.flatnonzero(~locked & x.allow.any(axis=1))
    whose = np.concatenate([x.a[ones], x.b[ones]])
    worth = np.tile(np.maximum(weights.worth[ones], 0), 2)
    order = np.lexsort((-worth, whose))
    first = np.searchsorted(whose[order], whose[order])
    within = np.arange(len(order)) - first < room[whose[order]]
    held = np.bincount(x.a[locked], minlength=len(room))
    held += np.bincount(x.b[locked], minlength=len(room))
    most = np.minimum(np.bincount(whose, minlength=len(room)), room) + held
    promised = int(np.minimum(most, x.minimum).sum()) * weights.levels[MINIMUM]
    served = int((most > 0).sum()) * weights.levels[SERVED]
    alone = int(weights.worth[locked].sum()) + int(worth[order][within].sum()) // 2
    return alone + promised + served


def worth_of_locks(x: Instance, weights: Weights, locked: Bools) -> int:
    """What the locked candidates add to the weighted levels by themselves."""
    p = len(x.minimum)
    degree = np.bincount(x.a[locked], minlength=p) + np.bincount(x.b[locked], minlength=p)
    kept = int(np.minimum(degree, x.minimum).sum())
    served = int((degree > 0).sum())
    alone = int(weights.worth[locked].sum())
    return alone + weights.levels[MINIMUM] * kept + weights.levels[SERVED] * served


def _network(x: Instance, weights: Weights, locked: Bools, ones: I64) -> Network:
    """The circulation; 1 copy of each candidate between two sides, 2 in the double cover."""
    p = len(x.minimum)
    side = x.two_sided
    room, _, tables = capacities(x, locked)
    halves = 1 if side is not None else 2
    if side is not None:
        flip = side[x.a[ones]] == 1
        left = np.where(flip, x.b[ones], x.a[ones])
        right = np.where(flip, x.a[ones], x.b[ones]) + p
        lefts, rights = np.flatnonzero(side == 0), np.flatnonzero(side == 1)
    else:
        left = np.concatenate([x.a[ones], x.b[ones]])
        right = np.concatenate([x.b[ones], x.a[ones]]) + p
        lefts = rights = np.arange(p)
    source, sink = 2 * p, 2 * p + 1
    steps = _segments(x, weights, locked, room)
    parts: list[tuple[I64, I64, I64, I64]] = []
    every_table = bool(x.on_site[ones].all())
    total = tables * halves if every_table else int(room.sum()) + 1
    parts.append(_arcs([sink], [source], [min(total, ALL)], [0]))
    for count, worth in steps:
        for ids, tails, heads in (
            (lefts, np.full(len(lefts), source), lefts),
            (rights, rights + p, np.full(len(rights), sink)),
        ):
            some = count[ids] > 0
            parts.append(_arcs(tails[some], heads[some], count[ids][some], worth[ids][some]))
    first = sum(len(part[0]) for part in parts)
    worth = np.tile(weights.worth[ones], halves)
    parts.append(_arcs(left, right, np.ones(len(left)), worth))
    tail, head, capacity, gain = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Network(2 * p + 2, tail, head, capacity, gain, first, halves)


def _segments(x: Instance, weights: Weights, locked: Bools, room: I64) -> list[tuple[I64, I64]]:
    """(capacity, worth) of each participant's first, promised and further meetings, after what
    its locks have used up. The worth falls, so the flow takes them in order."""
    p = len(x.minimum)
    degree = np.bincount(x.a[locked], minlength=p) + np.bincount(x.b[locked], minlength=p)
    promised = np.clip(x.minimum - degree, 0, None).astype(np.int64)
    unserved = (degree == 0).astype(np.int64)
    minimum, served = weights.levels[MINIMUM], weights.levels[SERVED]
    first = np.minimum(room, unserved)
    rest_promised = np.minimum(room - first, np.maximum(promised - first, 0))
    others = room - first - rest_promised
    return [
        (first, served + minimum * np.minimum(promised, 1)),
        (rest_promised, np.full(p, minimum, np.int64)),
        (others, np.zeros(p, np.int64)),
    ]


def _arcs(*columns: object) -> tuple[I64, I64, I64, I64]:
    tail, head, capacity, worth = (np.asarray(c, dtype=np.int64) for c in columns)
    return tail, head, capacity, worth


def send(network: Network, supply: I64 | None = None) -> I64 | None:
    """Flow of greatest worth, by OR-Tools; None where it found none. ``supply``: what enters
    each node from outside."""
    from ortools.graph.python import min_cost_flow

    solver = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(
        network.tail, network.head, network.capacity, -network.worth
    )
    if supply is not None:
        solver.set_nodes_supplies(np.arange(network.nodes), supply)
    if solver.solve() != solver.OPTIMAL:
        return None
    flows: I64 = np.asarray(solver.flows(arcs), np.int64)
    return flows


def potentials(network: Network, flow: I64) -> I64:
    """Integer potentials by Bellman and Ford on what is left of the arcs. Any potentials give a
    valid bound, so the number of rounds may be limited."""
    forward = flow < network.capacity
    backward = flow > 0
    tail = np.concatenate([network.tail[forward], network.head[backward]])
    head = np.concatenate([network.head[forward], network.tail[backward]])
    length = np.concatenate([-network.worth[forward], network.worth[backward]])
    distance = np.zeros(network.nodes, np.int64)
    order = np.argsort(head, kind="stable")
    tail, head, length = tail[order], head[order], length[order]
    heads, starts = np.unique(head, return_index=True)
    for _ in range(4 * network.nodes):
        shortest = (
            np.minimum.reduceat(distance[tail] + length, starts) if len(starts) else distance[:0]
        )
        better = shortest < distance[heads]
        if not np.any(better):
            break
        distance[heads[better]] = shortest[better]
    return -distance
