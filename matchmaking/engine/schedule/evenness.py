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


def _face(network: Network, full: Bools, open_arcs: Bools, degree: I64) -> _Face:
    """``degree``: meetings of the locks at every node of a participant."""
    first, here = network.first_candidate, np.arange(len(degree))
    source, sink = network.nodes - 2, network.nodes - 1
    arcs = np.arange(len(network.tail))
    table = (arcs < first) & (np.minimum(network.tail, network.head) >= len(degree))
    supply = np.zeros(network.nodes, np.int64)
    decided = full & (table | (arcs >= first))
    np.add.at(supply, network.head[decided], network.capacity[decided])
    np.add.at(supply, network.tail[decided], -network.capacity[decided])
    least, most = _degrees(network, full, open_arcs, here)
    is_left = np.zeros(network.nodes, bool)
    is_left[network.tail[first:]] = True
    for ids, end, sign in ((here[is_left[here]], source, 1), (here[~is_left[here]], sink, -1)):
        supply[ids] += sign * least[ids]
        supply[end] -= sign * int(least[ids].sum())
    count = most - least
    unit = np.repeat(here, count)
    step = np.arange(len(unit)) - np.repeat(np.cumsum(count) - count, count)
    free = (arcs >= first) & open_arcs
    rows = [
        (network.tail[table & open_arcs], network.head[table & open_arcs],
         network.capacity[table & open_arcs], np.zeros(int((table & open_arcs).sum()))),
        (np.where(is_left[unit], source, unit), np.where(is_left[unit], unit, sink),
         np.ones(len(unit)), FAIR // (degree[unit] + least[unit] + step + 1)),
        (network.tail[free], network.head[free], np.ones(free.sum()), np.zeros(free.sum())),
    ]  # fmt: skip
    tails, heads, capacity, worth = (
        np.concatenate(column).astype(np.int64) for column in zip(*rows, strict=True)
    )
    candidates = len(rows[0][0]) + len(unit)
    return _Face(
        Network(network.nodes, tails, heads, capacity, worth, candidates, network.halves),
        supply,
        evenness_of(degree + least) - evenness_of(degree),
    )


def _degrees(network: Network, full: Bools, open_arcs: Bools, here: I64) -> tuple[I64, I64]:
    """The fewest and the most meetings of the nodes ``here`` that the face leaves open."""
    first, nodes = network.first_candidate, network.nodes
    node = np.where(network.tail >= len(here), network.head, network.tail)[:first]
    least, room = (
        np.bincount(node[some[:first]], network.capacity[:first][some[:first]], nodes)
        for some in (full, open_arcs)
    )
    certain, maybe = (
        np.bincount(network.tail[first:][some[first:]], minlength=nodes)
        + np.bincount(network.head[first:][some[first:]], minlength=nodes)
        for some in (full, open_arcs)
    )
    fewest = np.maximum(least, certain)
    most = np.maximum(np.minimum(least + room, certain + maybe), fewest)
    return fewest[here].astype(np.int64), most[here].astype(np.int64)
