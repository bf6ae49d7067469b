"""The search as a whole: its answers, its processes, its limits."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time

import psutil
import pytest
from hypothesis import HealthCheck, given, settings

from matchmaking.engine.breaks.b2bsp import solve_b2bsp
from matchmaking.engine.breaks.checking import find_faults
from matchmaking.engine.breaks.instance import Instance
from matchmaking.engine.breaks.search import fewest_breaks

from .brute import fewest_by_trying, instances

ANY = frozenset(range(4))


def make(meetings, **fields) -> Instance:
    slots = fields.pop("slots", 4)
    return Instance(
        slots=slots,
        participants=fields.pop("participants", 1 + max((max(m) for m in meetings), default=0)),
        meetings=tuple(meetings),
        domains=fields.pop("domains", (frozenset(range(slots)),) * len(meetings)),
        tables=(fields.pop("tables", 9),) * slots,
        **fields,
    )


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(instances())
def test_it_agrees_with_trying_every_schedule(instance):
    answer = fewest_breaks(instance, 30)
    best = fewest_by_trying(instance)
    assert answer.status == ("infeasible" if best is None else "optimal")
    assert answer.breaks == best
    if best is not None:
        assert answer.bound == best
        assert find_faults(instance, answer.chosen) == []


def test_a_break_that_cannot_be_helped():
    instance = make([(0, 1), (0, 2)], domains=(frozenset({0}), frozenset({2, 3})))
    answer = fewest_breaks(instance, 30)
    assert (answer.status, answer.breaks, answer.bound) == ("optimal", 1, 1)


def test_fairness_forbids_it():
    domains = (frozenset({0}), frozenset({2, 3}))
    assert fewest_breaks(make([(0, 1), (0, 2)], domains=domains, fairness=0), 30).infeasible


def test_everybody_may_have_the_same_breaks():
    """Nobody is free of breaks, so that the fairness bound counts from the fewest."""
    ends = (frozenset({0}), frozenset({2}))
    instance = make([(0, 1), (0, 1)], domains=ends, fairness=0)
    answer = fewest_breaks(instance, 30)
    assert (answer.status, answer.breaks) == ("optimal", 2)


def test_more_meetings_than_tables():
    meetings = [(2 * k, 2 * k + 1) for k in range(5)]
    assert fewest_breaks(make(meetings, tables=1), 30).status == "infeasible"


def test_precedences_in_a_circle():
    circle = ((0, 1), (1, 0))
    assert fewest_breaks(make([(0, 1), (2, 3)], precedences=circle), 30).infeasible


def test_an_event_without_meetings():
    answer = fewest_breaks(make([]), 30)
    assert (answer.status, answer.breaks, answer.chosen) == ("optimal", 0, [])


def _hard() -> Instance:
    """Everybody meets everybody, all tables full: a 1-factorisation of a complete graph."""
    pairs = [(a, b) for a in range(30) for b in range(a)]
    return make(pairs, slots=29, tables=15)


def test_it_stops_in_time_and_leaves_no_process():
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    started = time.monotonic()
    answer = fewest_breaks(_hard(), 2.0)
    assert time.monotonic() - started < 2.0 + 2.0
    assert answer.status in ("unknown", "feasible", "optimal")
    assert {child.pid for child in psutil.Process().children(recursive=True)} <= before


def test_it_stops_when_told():
    told = threading.Event()
    threading.Timer(1.0, told.set).start()
    started = time.monotonic()
    fewest_breaks(_hard(), 60.0, told.is_set)
    assert time.monotonic() - started < 1.0 + 2.0


def test_a_killed_search_takes_its_solvers_with_it():
    code = (
        "from tests.engine.breaks.test_search import _hard\n"
        "from matchmaking.engine.breaks.search import fewest_breaks\n"
        "fewest_breaks(_hard(), 60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code])
    children = []
    try:
        deadline = time.monotonic() + 30
        while len(children) < 2 and time.monotonic() < deadline:
            children = psutil.Process(parent.pid).children()
            time.sleep(0.05)
        assert len(children) == 2
        time.sleep(1)
    finally:
        parent.kill()
        parent.wait()
    _, alive = psutil.wait_procs(children, timeout=5)
    assert not alive


def test_the_file_of_an_event(tmp_path):
    path = tmp_path / "event.dzn"
    path.write_text(
        "nBusiness = 3; nMeetings = 2; nTables = 1; nTotalSlots = 4; nMorningSlots = 2;\n"
        "requested = [|1,2,1,|1,3,2,|];\n"
        "forbidden = [{0},{0,2},{0,3}];\nfixed = [0,0];\nprecedences = [{},{}];\n"
    )
    answer = solve_b2bsp(path, seconds=30)
    assert answer["slots"] == [1, 4]
    assert (answer["status"], answer["breaks"], answer["bound"]) == ("optimal", 1, 1)
    assert answer["fairness"] == 2


def test_the_command_line(tmp_path):
    path = tmp_path / "event.dzn"
    path.write_text("nBusiness = 3;\nnMeetings = many;\n")
    done = subprocess.run(
        [sys.executable, "-m", "matchmaking.engine", "b2bsp", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "line 2" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("fairness", [0, 1])
def test_the_command_line_answers_in_json(tmp_path, fairness):
    path = tmp_path / "event.dzn"
    path.write_text(
        "nBusiness=2;nMeetings=1;nTables=1;nTotalSlots=1;nMorningSlots=1;requested=[|1,2,3|];"
    )
    command = [sys.executable, "-m", "matchmaking.engine", "b2bsp", str(path)]
    done = subprocess.run(
        [*command, "--fairness", str(fairness)], capture_output=True, text=True, check=True
    )
    answer = json.loads(done.stdout)
    assert answer["status"] == "optimal"
    assert answer["slots"] == [1]


def test_a_search_that_is_cut_off_gives_back_a_good_schedule():
    """Twice twelve people who have six meetings each at six tables: nothing to prove in 8 s."""
    pairs = [(a, 12 + (a + k) % 12) for a in range(12) for k in range(6)]
    instance = make(pairs, slots=14, tables=6, domains=(frozenset(range(14)),) * len(pairs))
    answer = fewest_breaks(instance, 8)
    assert answer.chosen is not None
    assert find_faults(instance, answer.chosen) == []
    assert answer.bound <= answer.breaks <= 30
