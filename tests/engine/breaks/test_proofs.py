"""Every part of the proof against schedules found by trying them all."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pysat.solvers import Solver

from matchmaking.engine.breaks import worker
from matchmaking.engine.breaks.checking import breaks_of, find_faults
from matchmaking.engine.breaks.clauses import Clauses
from matchmaking.engine.breaks.domains import InfeasibleError, tighten
from matchmaking.engine.breaks.encoding import encode
from matchmaking.engine.breaks.instance import Instance, count_breaks
from matchmaking.engine.breaks.patterns import bound_breaks

from .brute import fewest_by_trying, instances

examples = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _by_clauses(instance: Instance) -> int | None:
    """The smallest k whose formula has a model, each model checked."""
    try:
        encoding = encode(tighten(instance))
    except InfeasibleError:
        return None
    with Solver(name="cadical195", bootstrap_with=encoding.clauses.clauses) as solver:
        for k in range(len(encoding.total) + 1):
            if solver.solve(assumptions=encoding.at_most(k)):
                chosen = encoding.decode(solver.get_model())
                assert find_faults(instance, chosen) == []
                assert sum(breaks_of(instance, chosen)) <= k
                return k
    return None


@examples
@given(instances())
def test_the_formula_has_the_optimum(instance):
    assert _by_clauses(instance) == fewest_by_trying(instance)


@examples
@given(instances())
def test_domains_lose_no_schedule(instance):
    best = fewest_by_trying(instance)
    try:
        tight = tighten(instance)
    except InfeasibleError:
        assert best is None
    else:
        assert fewest_by_trying(tight) == best
        assert all(a <= b for a, b in zip(tight.domains, instance.domains, strict=True))


@examples
@given(instances())
def test_counting_patterns_gives_a_bound(instance):
    best = fewest_by_trying(instance)
    bound = bound_breaks(instance)
    assert best is None or (bound is not None and bound <= best)


def test_counting_patterns_sees_tight_tables():
    """Six participants, three slots, two tables: in any slot only four of them can be busy."""
    meetings = ((0, 1), (2, 3), (4, 5), (0, 1), (2, 3), (4, 5))
    whole = frozenset(range(3))
    instance = Instance(3, 6, meetings, (whole,) * 6, (2, 2, 2))
    assert bound_breaks(instance) == fewest_by_trying(instance) == 2


@pytest.mark.parametrize("solver", [worker.CORE_GUIDED, worker.DESCENDING])
@settings(parent=examples, max_examples=20)
@given(instance=instances())
def test_a_worker_ends_with_the_optimum(solver, instance):
    best = fewest_by_trying(instance)
    try:
        encoding = encode(tighten(instance))
    except InfeasibleError:
        return
    order = {"solver": solver, "soft": encoding.soft, "total": encoding.total}
    order["groups"] = encoding.groups(instance)
    with pytest.MonkeyPatch.context() as patch:
        said = _run_worker(patch, order, encoding.clauses.flat().tobytes())
    if best is None:
        assert said == [{"answer": False}]
        return
    models = [m["true"] for m in said if m.get("answer")]
    breaks = [sum(breaks_of(instance, encoding.decode(model))) for model in models]
    assert min(breaks) == best
    assert max([m["bound"] for m in said if "bound" in m], default=0) == best


def _run_worker(patch: pytest.MonkeyPatch, order: dict, clauses: bytes) -> list[dict]:
    class Input:
        buffer = io.BytesIO(json.dumps(order).encode() + b"\n" + clauses)

    output = io.StringIO()
    patch.setattr("sys.stdin", Input)
    patch.setattr("sys.stdout", output)
    patch.setattr(worker, "_die_with_parent", lambda: None)
    assert worker.main() == 0
    return [json.loads(line) for line in output.getvalue().splitlines()]


@examples
@given(st.integers(0, 7), st.integers(-1, 8), st.integers(-1, 8))
def test_a_counter_counts(size, low, high):
    formula = Clauses()
    literals = [formula.new() for _ in range(size)]
    formula.count(literals, low, high)
    with Solver(name="cadical195", bootstrap_with=formula.clauses) as solver:
        for chosen in range(2**size):
            signs = [x if chosen >> k & 1 else -x for k, x in enumerate(literals)]
            assert solver.solve(assumptions=signs) == (low <= chosen.bit_count() <= high)


@examples
@given(st.integers(0, 12))
def test_at_most_one_of_many(size):
    formula = Clauses()
    literals = [formula.new() for _ in range(size)]
    formula.at_most_one(literals)
    with Solver(name="cadical195", bootstrap_with=formula.clauses) as solver:
        for i, x in enumerate(literals):
            others = [-y for y in literals if y != x]
            assert solver.solve(assumptions=[x, *others])
            assert not any(solver.solve(assumptions=[x, y]) for y in literals[:i])


@pytest.mark.parametrize(
    ("used", "breaks"),
    [(set(), 0), ({3}, 0), ({1, 2, 3}, 0), ({0, 2}, 1), ({0, 3}, 1), ({0, 2, 3, 7}, 2)],
)
def test_a_run_of_idle_slots_is_one_break(used, breaks):
    assert count_breaks(used) == breaks
