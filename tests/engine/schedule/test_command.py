"""The command line on good files and on bad ones: a clear line each, and never a traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from matchmaking.engine.command import main
from matchmaking.engine.files import problem_from_data
from matchmaking.engine.generate import Shape, generate

SCHEMAS = Path("matchmaking/engine/schema")
Data = dict[str, Any]


def small() -> Data:
    data: Data = json.loads(generate(Shape(participants=8, candidates=12, slots=4)).to_json())
    return data


@pytest.fixture
def problem_file(tmp_path: Path) -> Path:
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(small()))
    return path


def test_solve_then_check(problem_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "result.json"
    assert main(["solve", str(problem_file), "--out", str(out), "--quiet"]) == 0
    result = json.loads(out.read_text())
    schema = json.loads((SCHEMAS / "result.schema.json").read_text())
    jsonschema.validate(result, schema)
    assert result["status"] == "optimal"
    assert result["gap"] == 0
    assert result["objective"] == result["bound"]
    assert main(["check", str(problem_file), str(out)]) == 0


def test_check_names_what_is_broken(
    problem_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "result.json"
    main(["solve", str(problem_file), "--out", str(out), "--quiet"])
    result = json.loads(out.read_text())
    for x in result["assignments"]:
        x["slot"] = result["assignments"][0]["slot"]
    out.write_text(json.dumps(result))
    assert main(["check", str(problem_file), str(out)]) == 1
    assert "person-busy" in capsys.readouterr().out


def test_check_reads_what_a_result_says_of_itself(
    problem_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "result.json"
    main(["solve", str(problem_file), "--out", str(out), "--quiet"])
    result = json.loads(out.read_text())
    result["objective"] += 1
    result["levels"][0]["value"] -= 1
    result["unscheduled"] = result["unscheduled"][1:]
    out.write_text(json.dumps(result))
    assert main(["check", str(problem_file), str(out)]) == 1
    said = capsys.readouterr().out.splitlines()
    assert any(line.startswith("objective: says") for line in said)
    assert any(line.startswith(f"{result['levels'][0]['name']}: says") for line in said)
    only = {"assignments": result["assignments"]}
    out.write_text(json.dumps(only))
    assert main(["check", str(problem_file), str(out)]) == 0


def test_numbers_and_marks_as_other_programs_write_them(problem_file: Path) -> None:
    """25.0 for 25, and a byte order mark: the same event. 25.5 minutes are refused."""
    data = json.loads(problem_file.read_text())
    plain = problem_from_data(data).input_hash
    data["slots"][0]["start"] = float(data["slots"][0]["start"])
    problem_file.write_text("\ufeff" + json.dumps(data), encoding="utf-8")
    assert problem_from_data(data).input_hash == plain
    assert main(["solve", str(problem_file), "--quiet", "--out", "/dev/null"]) == 0
    data["slots"][0]["start"] += 0.5
    problem_file.write_text(json.dumps(data))
    assert main(["solve", str(problem_file), "--quiet"]) == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d["slots"][0].update(end=10**30), "slots[s000].end"),
        (
            lambda d: d["participants"][0]["representatives"][0].update(
                busy=[{"start": 0, "end": 10**30}]
            ),
            "busy[0].end",
        ),
    ],
)
def test_times_beyond_the_calendar_are_refused(
    change: Callable[[Data], Any],
    said: str,
    problem_file: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    data = small()
    change(data)
    problem_file.write_text(json.dumps(data))
    assert main(["solve", str(problem_file), "--quiet"]) == 2
    assert said in capsys.readouterr().err


def test_why(problem_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "result.json"
    main(["solve", str(problem_file), "--out", str(out), "--quiet"])
    result = json.loads(out.read_text())
    dropped = result["assignments"].pop()
    out.write_text(json.dumps(result))
    assert main(["why", str(problem_file), str(out), dropped["candidate"]]) == 0
    assert json.loads(capsys.readouterr().out)["code"] == "fits"
    assert main(["why", str(problem_file), str(out), "nobody"]) == 2


def test_generated_problems_fit_their_schema(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["generate", "--participants", "20", "--candidates", "40", "--rich", "--seed", "4"]
    assert main(arguments) == 0
    text = capsys.readouterr().out
    schema = json.loads((SCHEMAS / "problem.schema.json").read_text())
    jsonschema.validate(json.loads(text), schema)
    assert main(arguments) == 0
    assert capsys.readouterr().out == text


def _without(*names: str) -> Callable[[Data], None]:
    def spoil(data: Data) -> None:
        for name in names:
            del data[name]

    return spoil


def _emptied(name: str) -> Callable[[Data], None]:
    return lambda data: data[name].clear()


def _one_side(data: Data) -> None:
    for p in data["participants"]:
        p["side"] = "host"
    data["candidates"] = data["candidates"][:1]


def _all_one_side_but_legal(data: Data) -> None:
    data["participants"] = data["participants"][::2]
    data["candidates"] = []


def _unknown_participant(data: Data) -> None:
    data["candidates"][0]["a"] = "nobody"


def _twice(data: Data) -> None:
    data["participants"].append(data["participants"][0])


def _no_slot(data: Data) -> None:
    data["participants"][0]["representatives"][0]["available"] = []


def _contradictory_locks(data: Data) -> None:
    a = data["candidates"][0]["a"]
    both = [c["id"] for c in data["candidates"] if a in (c["a"], c["b"])][:2]
    if len(both) < 2:
        data["candidates"].append({**data["candidates"][0], "id": "again"})
        both = [data["candidates"][0]["id"], "again"]
    data["locks"] = [{"candidate": name, "slot": data["slots"][0]["id"]} for name in both]


def _text_for_number(data: Data) -> None:
    data["candidates"][3]["value"] = "much"


def _unknown_slot(data: Data) -> None:
    data["locks"] = [{"candidate": data["candidates"][0]["id"], "slot": "never"}]


def _overlap(data: Data) -> None:
    data["slots"][1]["start"] = data["slots"][0]["start"]


BAD: dict[str, tuple[Callable[[Data], Any], str]] = {
    "no slots key": (_without("slots"), "slots: is missing"),
    "no slot": (_emptied("slots"), "slots"),
    "no participant": (_emptied("participants"), "participant"),
    "no candidate": (_emptied("candidates"), "no candidate"),
    "no table": (_emptied("tables"), "no table"),
    "one side": (_one_side, "side"),
    "one side, no candidates": (_all_one_side_but_legal, "candidate"),
    "unknown participant": (_unknown_participant, "'nobody'"),
    "duplicate id": (_twice, "more than once"),
    "participant without a slot": (_no_slot, "any slot"),
    "contradictory locks": (_contradictory_locks, "lock"),
    "text for a number": (_text_for_number, "candidates[3].value: expected a whole number"),
    "unknown slot": (_unknown_slot, "'never'"),
    "overlapping slots": (_overlap, "overlap"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_one_clear_line(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil, said = BAD[name]
    data = small()
    spoil(data)
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(data))
    assert main(["solve", str(path), "--quiet"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.strip().splitlines()) == 1
    assert said in captured.err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "not JSON"),
        (b"[]", "expected an object, found a list"),
        (b"\xff\xfe", "UTF-8"),
        (b"", "not JSON"),
        (b'{"slots": 3}', "slots: expected a list, found a number"),
        (b'{"slots": [3], "participants": [], "candidates": []}', "slots[0]: expected an object"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_malformed_files(
    content: bytes, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    assert main(["check", str(path), str(path)]) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert len(captured.err.strip().splitlines()) == 1


def test_a_missing_file_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["solve", "/nowhere/at-all.json"]) == 2
    assert "/nowhere/at-all.json" in capsys.readouterr().err


def test_the_engine_loads_no_web_framework(problem_file: Path) -> None:
    """A fresh interpreter solves a problem without Django, Celery or an app."""
    program = (
        "import sys; from matchmaking.engine.command import main; "
        f"code = main(['solve', {str(problem_file)!r}, '--quiet', '--out', '/dev/null']); "
        "bad = [m for m in sys.modules if m.split('.')[0] in "
        "('django', 'celery', 'companies', 'events') or m.startswith('matchmaking.') and "
        "not m.startswith('matchmaking.engine')]; "
        "print(code, bad)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.strip() == "0 []"


def test_two_processes_write_the_same_bytes(problem_file: Path, tmp_path: Path) -> None:
    texts = []
    for name in ("one.json", "two.json"):
        out = tmp_path / name
        subprocess.run(
            [
                *(sys.executable, "-m", "matchmaking.engine", "solve", str(problem_file)),
                *("--untimed", "--quiet", "--seed", "5", "--out", str(out)),
            ],
            check=True,
            timeout=120,
        )
        texts.append(out.read_bytes())
    assert texts[0] == texts[1]
