"""Level 3 at no cost above: among the best selections, the one that spreads meetings evenly.

Every schedule that reaches the bound of a flow is an optimal flow itself, and so keeps its
complementary slackness: an arc of positive reduced worth is full, one of negative reduced worth
is empty. What is left open is a face of the flow's polytope, and on it level 3 (the k-th meeting
of a participant counts 1/k) is concave: parallel arcs of falling worth, one more exact flow.
Its bound holds for every schedule that reaches the first flow's bound, and for no other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .figures import FAIR
from .flow import Network, Relaxed, potentials, send
from .instance import I64, Bools, Instance


@dataclass(frozen=True)
class Even:
    """``bound`` on level 3 of every schedule whose weighted levels reach ``reaches``; ``chosen``
    as in Relaxed: a selection that has it, where the bound is exact."""

    reaches: int
    bound: int
    chosen: I64


def evenness_of(degrees: I64) -> int:
    """Level 3 of participants with so many meetings each."""
    most = int(degrees.max(initial=0))
    steps = np.concatenate([[0], np.cumsum(FAIR // np.arange(1, most + 1))])
    return int(steps[degrees].sum())


def even_out(x: Instance, relaxed: Relaxed, locked: Bools) -> Even | None:
    """The most even of the selections that ``relaxed`` stands for. None where its flow is not
    proven optimal, so that there is no face to look at."""
    network, flow, reduced = relaxed.network, relaxed.flow, relaxed.reduced
    worth = int(np.sum(flow * network.worth))
    if worth != int(np.sum(network.capacity * np.maximum(reduced, 0))):
        return None
    first, halves = network.first_candidate, network.halves
    full, open_arcs = reduced > 0, reduced == 0
    p = len(x.minimum)
    degree = np.bincount(x.a[locked], minlength=p) + np.bincount(x.b[locked], minlength=p)
    face = _face(network, full, open_arcs, np.tile(degree, 2))
    spread = send(face.network, face.supply)
    if spread is None:
        return None
    price = potentials(face.network, spread)
    rest = face.network.worth + price[face.network.tail] - price[face.network.head]
    bound = int(np.sum(face.network.capacity * np.maximum(rest, 0)))
    # What enters a node by what is decided counts at the node's price, whatever the solver did.
    bound += face.decided - int(np.sum(face.supply * price))
    on = np.where(full[first:], 1, 0)
    on[open_arcs[first:]] = spread[face.network.first_candidate :]
    chosen = relaxed.chosen.astype(np.int64)
    chosen[relaxed.open_ones] = on.reshape(halves, -1).sum(axis=0) * (2 // halves)
    alone = evenness_of(degree)
    # In the double cover everybody is there twice, and so is what the locks give.
    whole = bound // halves + alone
    return Even(relaxed.bound, whole, chosen)


@dataclass(frozen=True)
class _Face:
    """The arcs that are still open, what flows through the others (``supply`` of a node: what
    enters it less what leaves it), and what that counts in level 3."""

    network: Network
    supply: I64
    decided: int


def _face(network: Network, full: I64, open_arcs: I64, degree: I64) -> _Face:
    """``degree``: meetings of the locks at every node of a participant."""
    first = network.first_candidate
    supply = np.zeros(network.nodes, np.int64)
    sides = np.zeros(network.nodes, np.int64)  # certain meetings of the participant at a node
    room = np.zeros(network.nodes, np.int64)  # further meetings that its capacity leaves open
    arcs = np.arange(len(network.tail))
    node = np.where(network.tail >= len(degree), network.head, network.tail)
    segment = (arcs < first) & (node < len(degree))
    np.add.at(sides, node[segment & full], network.capacity[segment & full])
    np.add.at(room, node[segment & open_arcs], network.capacity[segment & open_arcs])
    table = (arcs < first) & ~segment & full
    np.add.at(supply, network.head[table], network.capacity[table])
    np.add.at(supply, network.tail[table], -network.capacity[table])
    held = (arcs >= first) & full
    np.add.at(supply, network.head[held], 1)
    np.add.at(supply, network.tail[held], -1)
    free = (arcs >= first) & open_arcs
    certain = np.zeros(network.nodes, np.int64)
    maybe = np.zeros(network.nodes, np.int64)
    for ends in (network.tail, network.head):
        np.add.at(certain, ends[held], 1)
        np.add.at(maybe, ends[free], 1)
    least = np.maximum(sides, certain)
    most = np.maximum(np.minimum(sides + room, certain + maybe), least)
    source, sink = network.nodes - 2, network.nodes - 1
    here = np.arange(len(degree))
    is_left = np.zeros(network.nodes, bool)
    is_left[network.tail[first:]] = True
    left, right = here[is_left[here]], here[~is_left[here]]
    for ids, into, sign in ((left, source, 1), (right, sink, -1)):
        supply[ids] += sign * least[ids]
        supply[into] -= sign * int(least[ids].sum())
    count = (most - least)[here]
    unit = np.repeat(here, count)
    step = np.arange(len(unit)) - np.repeat(np.cumsum(count) - count, count)
    rank = degree[unit] + least[unit] + step + 1
    from_left = is_left[unit]
    tail = np.where(from_left, source, unit)
    head = np.where(from_left, unit, sink)
    tables = (arcs < first) & ~segment & open_arcs
    rows = [
        (network.tail[tables], network.head[tables], network.capacity[tables], 0),
        (tail, head, np.ones(len(unit), np.int64), FAIR // rank),
    ]
    start = sum(len(row[0]) for row in rows)
    rows.append((network.tail[free], network.head[free], np.ones(int(free.sum()), np.int64), 0))
    columns = [
        np.concatenate([np.broadcast_to(row[k], row[0].shape) for row in rows]).astype(np.int64)
        for k in range(4)
    ]
    decided = evenness_of(degree + least[here]) - evenness_of(degree)
    return _Face(Network(network.nodes, *columns, start, network.halves), supply, decided)
