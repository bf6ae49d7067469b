"""Solve every B2BSP instance of a folder and compare with optima, where they are given.

    python -m benchmarks.b2bsp FOLDER [--optima OPTIMA.csv] [--seconds 60] [--only TEXT]
        [--fairness 2] [--csv OUT.csv]

The optima file has a column ``base`` and one a variant: ``original_d2``, ``forb0003``, ...,
``prec25``, and ``original_d0``, ``original_d1``, ``original_d3`` for the original instance at
that fairness bound; a cell is the optimum or ``infeasible``. Each instance is solved through
the command line of the engine, as a reader would, one after the other, and each schedule is
checked again. Exit status 1 where an answer contradicts the file or a schedule breaks a rule.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from matchmaking.engine.breaks.checking import breaks_of, find_faults
from matchmaking.engine.breaks.dzn import read_instance

GRACE = 30


@dataclass(frozen=True)
class Row:
    instance: str
    fairness: int
    status: str
    breaks: int | None
    bound: int | None
    seconds: float
    cpu_seconds: float
    published: str
    verdict: str


def main() -> int:
    options = _options()
    optima = _read_optima(options.optima)
    rows = []
    for path in sorted(options.folder.glob("*.dzn")):
        for fairness in _fairness_bounds(path, optima, options.fairness):
            if options.only in f"{path.stem} d={fairness}":
                row = _measure(path, fairness, options.seconds, optima)
                rows.append(row)
                print(_line(row), flush=True)
    if options.csv:
        with options.csv.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, [field.name for field in fields(Row)])
            writer.writeheader()
            writer.writerows(map(asdict, rows))
    proven = sum(row.status in ("optimal", "infeasible") for row in rows)
    wrong = [row for row in rows if row.verdict in ("WRONG", "INVALID")]
    print(f"{proven} of {len(rows)} proven, {len(wrong)} wrong")
    return 1 if wrong else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--optima", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--fairness", type=int, default=2)
    parser.add_argument("--only", default="")
    parser.add_argument("--csv", type=Path)
    return parser.parse_args()


def _read_optima(path: Path | None) -> dict[tuple[str, str, int], str]:
    """(base, variant, fairness bound) to what was published."""
    optima = {}
    if path is not None:
        with path.open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                for column, value in row.items():
                    variant, _, bound = column.partition("_d")
                    optima[row["base"], variant, int(bound) if bound else 2] = value
    return optima


def _name(path: Path) -> tuple[str, str]:
    base, _, variant = path.stem.rpartition(".")
    return base, variant.removesuffix("-Forb")


def _fairness_bounds(
    path: Path, optima: dict[tuple[str, str, int], str], default: int
) -> list[int]:
    base, variant = _name(path)
    known = {bound for b, v, bound in optima if (b, v) == (base, variant)}
    return sorted(known | {default})


def _measure(
    path: Path, fairness: int, seconds: float, optima: dict[tuple[str, str, int], str]
) -> Row:
    started, before = time.monotonic(), os.times()
    command = [sys.executable, "-m", "matchmaking.engine", "b2bsp", str(path)]
    command += ["--fairness", str(fairness), "--seconds", str(seconds)]
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, timeout=seconds + GRACE
    )
    elapsed, after = time.monotonic() - started, os.times()
    if done.returncode:
        raise SystemExit(f"{path.name}: {done.stderr.strip()}")
    answer = json.loads(done.stdout)
    published = optima.get((*_name(path), fairness), "")
    return Row(
        instance=path.stem,
        fairness=fairness,
        status=answer["status"],
        breaks=answer["breaks"],
        bound=answer["bound"],
        seconds=round(elapsed, 2),
        cpu_seconds=round(
            after.children_user
            + after.children_system
            - before.children_user
            - before.children_system,
            2,
        ),
        published=published,
        verdict=_verdict(path, fairness, answer, published),
    )


def _verdict(path: Path, fairness: int, answer: dict, published: str) -> str:
    if answer["slots"] is not None:
        instance = read_instance(path, fairness)
        chosen = [slot - 1 for slot in answer["slots"]]
        if find_faults(instance, chosen) or sum(breaks_of(instance, chosen)) != answer["breaks"]:
            return "INVALID"
    status, breaks, bound = answer["status"], answer["breaks"], answer["bound"]
    if not published:
        return ""
    if status == "infeasible" or published == "infeasible":
        agrees = status in (published, "unknown")
    else:
        agrees = bound <= int(published) and (breaks is None or int(published) <= breaks)
    if not agrees:
        return "WRONG"
    return "agrees" if status in ("optimal", "infeasible") else "open"


def _line(row: Row) -> str:
    found = row.status if row.breaks is None else f"{row.status} {row.breaks} (≥ {row.bound})"
    return (
        f"{row.instance:32} d={row.fairness} {found:22} {row.seconds:6.1f} s "
        f"(cpu {row.cpu_seconds:6.1f} s)  {row.verdict}"
    )


if __name__ == "__main__":
    sys.exit(main())
