"""Measure the engine, its peers and the pages; writes CSV and PNG into docs/bench/.

    python -m benchmarks [reach] [peers] [growth] [pages] [--patience N]

The first three when none is named. On two free cores reach takes about 5 minutes, peers 10,
growth 4. Time limits are wall time: where other work shares the machine, ``--patience N`` gives
every method N times its limit; compare ``cpu_seconds`` with the limit then, not ``seconds``.
``load`` is the machine's at the end of a measurement. ``python -m benchmarks.one`` measures one
event with one method.

`pages` needs DATABASE_URL and REDIS_URL of running servers; it makes a database of its own.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.events import PATIENCE, PEERS, REACH, SIZES
from benchmarks.peers import PEERS as METHODS

OUT = Path("docs/bench")
Row = dict[str, Any]


def main() -> int:
    steps = {"reach": reach, "peers": peers, "growth": growth, "pages": pages}
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(steps)}")
    parser.add_argument("--patience", type=float, default=1.0, help="times the time limits")
    options = parser.parse_args()
    for name in options.parts:
        if name not in steps:
            parser.error(f"there is no benchmark {name!r}; there are {', '.join(steps)}")
    os.environ[PATIENCE] = str(options.patience)
    OUT.mkdir(parents=True, exist_ok=True)
    for name in options.parts or ["reach", "peers", "growth"]:
        steps[name]()
    return 0


def _start(event: str, seed: int, method: str, bound: int = 1) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "benchmarks.one", event, str(seed), method, str(bound)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _finish(process: subprocess.Popen[str]) -> Row:
    out, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"a measurement ended with status {process.returncode}")
    row: Row = json.loads(out)
    sys.stdout.write(json.dumps(row) + "\n")
    sys.stdout.flush()
    return row


def _write(name: str, rows: Iterable[Row]) -> None:
    rows = list(rows)
    with (OUT / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(key for row in rows for key in row)))
        writer.writeheader()
        writer.writerows(rows)


def reach() -> None:
    """The events the engine must reach a gap on, one after the other."""
    _finish(_start(f"growth {SIZES[2]}", 1, "reach"))  # compile outside what is measured
    _write(
        "reach",
        [
            _finish(_start(name, seed, "reach"))
            for name, event in REACH.items()
            for seed in event.seeds
        ],
    )


def peers() -> None:
    """The same events by every method, one after the other; where a method gives up, its row
    says so."""
    bounds = {name: _finish(_start(name, 1, "reach"))["bound"] for name in PEERS}
    rows = [
        _finish(_start(name, 1, method, bound))
        for name, bound in bounds.items()
        for method in METHODS
    ]
    _write("peers", rows)
    _plot_peers(rows)


def growth() -> None:
    """Time and memory from 100 to 16,000 participants, alone and two at once."""
    rows = []
    for size in SIZES:
        for workers in (1, 2):
            started = time.perf_counter()
            running = [_start(f"growth {size}", seed + 1, "reach") for seed in range(workers)]
            rows += [
                {"participants": size, "workers": workers}
                | _finish(process)
                | {"wall": round(time.perf_counter() - started, 2)}
                for process in running
            ]
    _write("growth", rows)
    _plot_growth(rows)


def pages() -> None:
    """Pages of a large event beside an empty view, on one server in one run."""
    command = [sys.executable, "-m", "benchmarks.pages"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"a measurement ended with status {done.returncode}")
    sys.stdout.write(done.stdout)
    _write("pages", [json.loads(line) for line in done.stdout.splitlines()])


def _axes(columns: int) -> tuple[Any, Any]:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    return pyplot.subplots(1, columns, figsize=(5 * columns, 4), layout="constrained")


def _plot_peers(rows: list[Row]) -> None:
    columns = {
        "value_of_bound": "value, share of the bound",
        "promised_kept": "promised meetings kept",
        "breaks_per_participant": "breaks a participant",
    }
    figure, axes = _axes(len(columns))
    for axis, (key, title) in zip(axes, columns.items(), strict=True):
        for k, event in enumerate(PEERS):
            some = [r for r in rows if r["event"] == event]
            places = [i + 0.4 * k for i in range(len(some))]
            axis.barh(places, [r[key] for r in some], height=0.38, label=event)
        axis.set_yticks(range(len(METHODS)), list(METHODS) if axis is axes[0] else [])
        axis.invert_yaxis()
        axis.set_title(title)
    axes[-1].legend()
    figure.savefig(OUT / "peers.png", dpi=110)


def _plot_growth(rows: list[Row]) -> None:
    figure, axes = _axes(2)
    for axis, key, title in zip(
        axes, ("cpu_seconds", "megabytes"), ("CPU seconds", "memory, MB"), strict=True
    ):
        for workers in (1, 2):
            some = [r for r in rows if int(r["workers"]) == workers and int(r["seed"]) == 1]
            axis.loglog(
                [int(r["participants"]) for r in some],
                [max(0.01, float(r[key])) for r in some],
                marker="o",
                label=f"{workers} at once",
            )
        axis.set_xlabel("participants")
        if key == "megabytes":
            axis.set_yscale("linear")
            axis.set_ylim(0)
        for one in (axis.xaxis, axis.yaxis):
            one.set_major_formatter("{x:,.0f}")
            one.set_minor_formatter("")
        axis.set_title(title)
        axis.legend()
    figure.savefig(OUT / "growth.png", dpi=110)


if __name__ == "__main__":
    sys.exit(main())
