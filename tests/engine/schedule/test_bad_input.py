"""Whatever the files say: an answer or one clear line, never a traceback."""

from __future__ import annotations

import copy
import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from matchmaking.engine import Params, Stop, solve
from matchmaking.engine.command import main
from matchmaking.engine.generate import Shape, generate

Data = Any
Path_ = tuple[Any, ...]
MANY = settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


def _valid() -> tuple[Data, Data, Data]:
    """A rich event of eight companies with locks, its schedule, and changes of every kind."""
    shape = Shape(rich=True, participants=8, candidates=12, slots=4, locks=2)
    problem = generate(shape, 5)
    result = solve(problem, params=Params(effort=0.1), stop=Stop(seconds=20))
    ids = tuple(s.id for s in problem.slots)
    first, second = problem.participants[0], problem.participants[1]
    changes = [
        {"kind": "unavailable", "subject": first.id, "slots": [ids[0]]},
        {"kind": "table-withdrawn", "subject": problem.tables[0].id},  # type: ignore[index]
        {"kind": "candidate-withdrawn", "subject": problem.candidates[-1].id},
        {
            "kind": "candidate-added",
            "candidate": {"id": "new", "a": first.id, "b": second.id, "value": 5},
        },
    ]
    return json.loads(problem.to_json()), json.loads(result.to_json(ids)), changes


VALID = _valid()
JUNK = st.sampled_from(
    [
        None, True, -1, 0, 3, 10**30, 1.5, float("nan"), float("inf"), "", "x", "s000", "p00000",
        "\ud800", "đ", [], [[]], [None], ["s000", "s000"], {}, {"id": "x"}, [{}],
    ]
)  # fmt: skip


def _places(data: Data, here: Path_ = ()) -> list[Path_]:
    """Every place in a tree of plain values."""
    found = [here] if here else []
    if isinstance(data, dict):
        items = list(data.items())
    else:
        items = list(enumerate(data)) if isinstance(data, list) else []
    for key, value in items:
        found += _places(value, (*here, key))
    return found


@st.composite
def spoiled(draw: st.DrawFn) -> tuple[Data, Data, Data]:
    """The three files with one to three faults in one of them."""
    files = list(copy.deepcopy(VALID))
    which = draw(st.integers(0, 2))
    for _ in range(draw(st.integers(1, 3))):
        places = _places(files[which])
        if not places:
            break
        *way, last = draw(st.sampled_from(places))
        holder = files[which]
        for key in way:
            holder = holder[key]
        what = draw(st.integers(0, 3))
        if what == 0:
            del holder[last]
        elif what == 1 and isinstance(holder, list):
            holder.append(copy.deepcopy(holder[last]))
        else:
            holder[last] = draw(JUNK)
    return files[0], files[1], files[2]


def run(*arguments: str) -> tuple[int, str]:
    """Exit status and what was written to standard error."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            status = main(arguments)
        except SystemExit as ended:  # how argparse ends
            status = int(ended.code or 0)
    return status, err.getvalue()


@given(spoiled())
@example(VALID)
@MANY
def test_no_file_brings_a_traceback(tmp_path: Path, files: tuple[Data, Data, Data]) -> None:
    paths = [str(tmp_path / name) for name in ("problem.json", "result.json", "changes.json")]
    for path, data in zip(paths, files, strict=True):
        Path(path).write_text(json.dumps(data), encoding="utf-8")
    problem, result, changes = paths
    candidate = VALID[0]["candidates"][0]["id"]
    for command in (
        ("solve", problem, "--quiet", "--seconds", "0.2"),
        ("check", problem, result),
        ("why", problem, result, candidate),
        ("repair", problem, result, changes, "--max-moves", "2"),
    ):
        status, said = run(*command)
        assert status in (0, 1, 2)
        if status == 2:
            assert said.startswith("error: ")
            assert len(said.splitlines()) == 1
        if json.dumps(files) == json.dumps(VALID) and command[0] != "why":
            assert (status, said) == (0, "")


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace")))
@MANY
def test_no_bytes_bring_a_traceback(tmp_path: Path, content: bytes) -> None:
    bad = tmp_path / "bad"
    bad.write_bytes(content)
    good = tmp_path / "good.json"
    good.write_text(json.dumps(VALID[0]))
    for command in (
        ("solve", str(bad), "--quiet"),
        ("check", str(good), str(bad)),
        ("why", str(good), str(bad), "x"),
        ("repair", str(good), str(bad), str(bad)),
        ("b2bsp", str(bad), "--seconds", "1"),
    ):
        status, said = run(*command)
        assert status == 2
        assert said.startswith("error: ")
        assert len(said.splitlines()) == 1
        assert str(bad) in said


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("dance",),
        ("solve",),
        ("solve", "x.json", "--seconds", "soon"),
        ("solve", "x.json", "--seconds", "nan"),
        ("solve", "x.json", "--seconds", "-1"),
        ("solve", "x.json", "--gap", "2"),
        ("solve", "x.json", "--seed", "lucky"),
        ("repair", "x.json", "y.json", "z.json", "--max-moves", "-1"),
        ("generate", "--participants", "0"),
        ("generate", "--minimum", "-1"),
        ("generate", "--available", "all"),
        ("b2bsp", "x.dzn", "--fairness", "-1"),
        ("solve", "/"),
        ("check", "/nowhere", "/nowhere"),
    ],
)
def test_bad_arguments_are_one_line(arguments: tuple[str, ...]) -> None:
    status, said = run(*arguments)
    assert status == 2
    assert said.startswith("error: ")
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("--participants", "1"),
        ("--participants", "2", "--candidates", "1000"),
        ("--participants", "3", "--slots", "1", "--blocks", "5"),
        ("--available", "0"),
        ("--participants", "3", "--candidates", "2", "--locks", "50", "--must", "50"),
        ("--participants", "3", "--any-to-any", "--rich", "--minimum", "9", "--maximum", "1"),
    ],
)
def test_odd_shapes_are_generated_or_refused(arguments: tuple[str, ...]) -> None:
    status, said = run("generate", *arguments)
    assert (status == 0 and not said) or (status == 2 and len(said.splitlines()) == 1)


def test_ctrl_c_is_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from matchmaking.engine import solver

    path = tmp_path / "problem.json"
    path.write_text(json.dumps(VALID[0]))

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(solver, "solve", stopped)
    status, said = run("solve", str(path), "--quiet")
    assert status == 130
    assert len(said.splitlines()) == 1


def test_a_repair_from_files(tmp_path: Path) -> None:
    paths = [str(tmp_path / name) for name in ("problem.json", "result.json", "changes.json")]
    for path, data in zip(paths, VALID, strict=True):
        Path(path).write_text(json.dumps(data), encoding="utf-8")
    schema = json.loads(Path("matchmaking/engine/schema/changes.schema.json").read_text())
    jsonschema.validate(VALID[2], schema)
    out = tmp_path / "after.json"
    assert run("repair", *paths, "--out", str(out)) == (0, "")
    after = json.loads(out.read_text())
    withdrawn = VALID[2][1]["subject"]
    assert withdrawn not in {x["table"] for x in after["assignments"]}
    assert after["bound"] >= after["objective"]
    late = VALID[0]["slots"][-1]["id"]
    assert run("repair", *paths, "--first-slot", late, "--out", str(out))[0] == 0
    assert run("repair", *paths, "--first-slot", "never")[0] == 2
