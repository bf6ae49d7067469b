"""Slots that a meeting can never have, found before any search.

Three rules to a fixed point: a precedence leaves time on either side; the meetings of one
participant are all in different slots (Régin's filtering: a slot stays in a domain only where
some matching of that participant's meetings uses it); and the tables of all slots together
hold all meetings (a flow). What a clause learner proves only by exhausting pigeon holes is
found here in polynomial time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, maximum_bipartite_matching, maximum_flow

from .instance import Instance


class InfeasibleError(Exception):
    """No schedule exists; the message says what showed it."""


def tighten(instance: Instance) -> Instance:
    """The same instance with smaller domains. Raises InfeasibleError where there is none."""
    domains = [set(domain) for domain in instance.domains]
    before = -1
    while before != (before := sum(map(len, domains))):
        for earlier, later in instance.precedences:
            _precede(domains, earlier, later)
        for participant, meetings in enumerate(instance.attends):
            _differ(domains, meetings, instance.slots, participant)
    _fit_tables(instance, domains)
    return replace(instance, domains=tuple(frozenset(domain) for domain in domains))


def _precede(domains: list[set[int]], earlier: int, later: int) -> None:
    for meeting in (earlier, later):
        if not domains[meeting]:
            raise InfeasibleError(f"Meeting {meeting + 1} has no slot.")
    first, last = min(domains[earlier]), max(domains[later])
    domains[later] -= set(range(first + 1))
    domains[earlier] -= set(range(last, max(domains[earlier], default=-1) + 1))
    for meeting in (earlier, later):
        if not domains[meeting]:
            raise InfeasibleError(f"Meeting {meeting + 1} has no slot between its neighbours.")


def _differ(domains: list[set[int]], meetings: Sequence[int], slots: int, participant: int) -> None:
    """Keep of the domains of ``meetings`` what a matching of all of them can use."""
    if not meetings:
        return
    rows = [row for row, m in enumerate(meetings) for _ in domains[m]]
    columns = [slot for m in meetings for slot in sorted(domains[m])]
    edges = csr_array(
        (np.ones(len(rows), dtype=np.int32), (rows, columns)), shape=(len(meetings), slots)
    )
    matched = maximum_bipartite_matching(edges, perm_type="column")
    if (matched < 0).any():
        raise InfeasibleError(f"Participant {participant + 1} has more meetings than slots.")
    # An edge is in some maximum matching where it is matched, lies on an alternating cycle (its
    # ends are in one component) or on an alternating path from a free slot. Matched edges run
    # from slot to meeting, others from meeting to slot; free slots lead to one node and back.
    count = len(meetings)
    hub = count + slots
    slot_of = {row: int(matched[row]) for row in range(count)}
    taken = set(slot_of.values())
    tails, heads = [], []
    for row, slot in zip(rows, columns, strict=True):
        if slot_of[row] == slot:
            tails.append(count + slot)
            heads.append(row)
        else:
            tails.append(row)
            heads.append(count + slot)
    for slot in range(slots):
        tails.append(hub if slot in taken else count + slot)
        heads.append(count + slot if slot in taken else hub)
    graph = csr_array((np.ones(len(tails), dtype=np.int8), (tails, heads)), shape=(hub + 1,) * 2)
    component = connected_components(graph, directed=True, connection="strong")[1]
    for row, slot in zip(rows, columns, strict=True):
        if slot_of[row] != slot and component[row] != component[count + slot]:
            domains[meetings[row]].discard(slot)


def _fit_tables(instance: Instance, domains: Sequence[set[int]]) -> None:
    """Raise InfeasibleError where some meetings have too few tables in all their slots."""
    count = len(domains)
    if not count:
        return
    source, sink = count + instance.slots, count + instance.slots + 1
    tails, heads, capacities = [], [], []
    for meeting, domain in enumerate(domains):
        tails += [source, *[meeting] * len(domain)]
        heads += [meeting, *(count + slot for slot in sorted(domain))]
        capacities += [1] * (1 + len(domain))
    for slot in range(instance.slots):
        tails.append(count + slot)
        heads.append(sink)
        capacities.append(instance.tables[slot])
    graph = csr_array(
        (np.array(capacities, dtype=np.int32), (tails, heads)), shape=(sink + 1, sink + 1)
    )
    if maximum_flow(graph, source, sink).flow_value < count:
        raise InfeasibleError("The tables cannot hold all meetings.")
