"""Problems and results as JSON. Every fault is a ProblemError that names its place."""

from __future__ import annotations

import json
from dataclasses import asdict
from json.encoder import encode_basestring as _quoted
from typing import Any

from .changes import Change
from .errors import ProblemError
from .problem import (
    Busy,
    Candidate,
    Lock,
    Participant,
    Problem,
    Representative,
    Resource,
    Slot,
    Table,
    Walk,
)
from .reading import Reader
from .result import Assignment, Level, Result, Unscheduled


def parse_json(text: str) -> Any:
    """JSON to plain values. Raises ProblemError with line and column."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise ProblemError(
            f"not JSON: {error.msg}", f"line {error.lineno}, column {error.colno}"
        ) from None
    except (RecursionError, ValueError) as error:
        raise ProblemError(f"not JSON that can be read: {error}") from None


def problem_from_data(data: Any) -> Problem:
    """A Problem from plain values, in any order of its lists."""
    top = Reader(data, "")
    slots = [
        Slot(s.text("id"), s.text("block", "day"), s.integer("start"), s.integer("end"))
        for s in top.objects("slots")
    ]
    order = sorted(range(len(slots)), key=lambda i: (slots[i].start, slots[i].end, slots[i].id))
    slots = [slots[i] for i in order]
    index = {s.id: i for i, s in enumerate(slots)}
    tables = None
    if top.data.get("tables") is not None:
        tables = tuple(
            Table(
                t.text("id"),
                t.optional_text("zone"),
                t.slots("available", index),
                t.optional_text("place"),
                t.integer("capacity", 1),
            )
            for t in top.objects("tables")
        )
    return Problem(
        slots=tuple(slots),
        participants=tuple(_participant(p, index) for p in top.objects("participants")),
        candidates=tuple(_candidate(c, index) for c in top.objects("candidates")),
        tables=tables,
        resources=tuple(
            Resource(r.text("id"), r.integer("capacity", 1), r.slots("available", index))
            for r in top.objects("resources", [])
        ),
        locks=tuple(
            Lock(
                x.text("candidate"),
                x.slot("slot", index),
                x.optional_text("table"),
                x.texts("representatives"),
            )
            for x in top.objects("locks", [])
        ),
        walking=tuple(
            Walk(w.text("a"), w.text("b"), w.integer("minutes")) for w in top.objects("walking", [])
        ),
        fairness=top.boolean("fairness", True),
        format=top.integer("format", 1),
    )


def _participant(p: Reader, index: dict[str, int]) -> Participant:
    return Participant(
        id=p.text("id"),
        side=p.optional_text("side"),
        representatives=tuple(
            Representative(
                r.text("id"),
                r.slots("available", index),
                tuple(
                    Busy(b.integer("start"), b.integer("end"), b.optional_text("place"))
                    for b in r.objects("busy", [])
                ),
            )
            for r in p.objects("representatives")
        ),
        minimum=p.integer("minimum", 0),
        maximum=p.optional_integer("maximum"),
        online=p.boolean("online", False),
        table=p.optional_text("table"),
        zone=p.optional_text("zone"),
        name=p.text("name", ""),
    )


def _candidate(c: Reader, index: dict[str, int]) -> Candidate:
    return Candidate(
        id=c.text("id"),
        a=c.text("a"),
        b=c.text("b"),
        value=c.integer("value"),
        tier=c.integer("tier", 0),
        must=c.boolean("must", False),
        representatives=c.texts("representatives"),
        resources=c.texts("resources"),
        slots=c.slots("slots", index),
        online=c.optional_boolean("online"),
    )


def changes_from_data(data: Any, problem: Problem) -> tuple[Change, ...]:
    """Changes of an event from plain values; slots are named by id."""
    if not isinstance(data, list):
        raise ProblemError("expected a list of changes", "")
    index = {s.id: i for i, s in enumerate(problem.slots)}
    found = []
    for i, item in enumerate(data):
        x = Reader(item, f"changes[{i}]")
        candidate = None
        if x.data.get("candidate") is not None:
            candidate = _candidate(Reader(x.data["candidate"], f"changes[{i}].candidate"), index)
        found.append(
            Change(x.text("kind"), x.text("subject", ""), x.slots("slots", index), candidate)
        )
    return tuple(found)


def problem_to_data(problem: Problem) -> dict[str, Any]:
    """Plain values with slots by id; what stands at its default is left out."""
    ids = [s.id for s in problem.slots]

    def plain(item: Any) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for name, default in _DEFAULTS[type(item)].items():
            value = getattr(item, name)
            if value == default:
                continue
            if name in ("available", "slots"):
                value = [ids[i] for i in value]
            elif name == "slot":
                value = ids[value]
            elif name == "busy" or (name == "representatives" and type(item) is Participant):
                value = [plain(x) for x in value]
            data[name] = list(value) if isinstance(value, tuple) else value
        return data

    return {
        "format": problem.format,
        "fairness": problem.fairness,
        "slots": [plain(x) for x in problem.slots],
        "participants": [plain(x) for x in problem.participants],
        "candidates": [_plain_candidate(c, ids) for c in problem.candidates],
        "tables": None if problem.tables is None else [plain(x) for x in problem.tables],
        "resources": [plain(x) for x in problem.resources],
        "locks": [plain(x) for x in problem.locks],
        "walking": [plain(x) for x in problem.walking],
    }


def _plain_candidate(c: Candidate, ids: list[str]) -> dict[str, Any]:
    """As ``plain``, three times as fast: there are many, and every repair hashes them all."""
    data: dict[str, Any] = {"a": c.a, "b": c.b, "id": c.id, "value": c.value}
    if c.tier:
        data["tier"] = c.tier
    if c.must:
        data["must"] = True
    if c.representatives:
        data["representatives"] = list(c.representatives)
    if c.resources:
        data["resources"] = list(c.resources)
    if c.slots is not None:
        data["slots"] = [ids[i] for i in c.slots]
    if c.online is not None:
        data["online"] = c.online
    return data


_REQUIRED = object()
_DEFAULTS: dict[type, dict[str, Any]] = {
    Slot: dict.fromkeys(("id", "block", "start", "end"), _REQUIRED),
    Busy: {"start": _REQUIRED, "end": _REQUIRED, "place": None},
    Representative: {"id": _REQUIRED, "available": None, "busy": ()},
    Participant: {
        "id": _REQUIRED,
        "side": None,
        "representatives": _REQUIRED,
        "minimum": 0,
        "maximum": None,
        "online": False,
        "table": None,
        "zone": None,
        "name": "",
    },
    Table: {"id": _REQUIRED, "zone": None, "available": None, "place": None, "capacity": 1},
    Resource: {"id": _REQUIRED, "capacity": 1, "available": None},
    Lock: {"candidate": _REQUIRED, "slot": _REQUIRED, "table": None, "representatives": ()},
    Walk: {"a": _REQUIRED, "b": _REQUIRED, "minutes": _REQUIRED},
}


def result_to_data(
    result: Result, slot_ids: tuple[str, ...], *, timed: bool = True
) -> dict[str, Any]:
    """Plain values of a result; ``timed=False`` leaves out what a clock measured."""
    data: dict[str, Any] = {
        "status": result.status,
        "objective": result.objective,
        "bound": result.bound,
        "gap": result.gap,
        "levels": [asdict(level) for level in result.levels],
        "assignments": [
            {
                "candidate": x.candidate,
                "slot": slot_ids[x.slot],
                "table": x.table,
                "representatives": list(x.representatives),
            }
            for x in result.assignments
        ],
        "unscheduled": [
            {"candidate": x.candidate, "reason": x.reason, "detail": x.detail}
            for x in result.unscheduled
        ],
        "metrics": result.metrics,
        "seed": result.seed,
        "input_hash": result.input_hash,
        "versions": result.versions,
        "params": result.params,
    }
    if timed:
        data["seconds"] = round(result.seconds, 3)
        data["timings"] = {name: round(t, 3) for name, t in result.timings.items()}
    return data


def result_to_json(result: Result, slot_ids: tuple[str, ...], *, timed: bool) -> str:
    """``result_to_data`` with sorted keys and an indent of 1. The two long lists are written by
    hand, to the same bytes: with an indent, json's own writer takes a second for 100,000 items."""
    data = result_to_data(result, slot_ids, timed=timed)
    meetings = [
        f'  {{\n   "candidate": {_quoted(x["candidate"])},\n   "representatives": [\n    '
        + ",\n    ".join(map(_quoted, x["representatives"]))
        + f'\n   ],\n   "slot": {_quoted(x["slot"])},\n   "table": '
        + ("null" if x["table"] is None else _quoted(x["table"]))
        + "\n  }"
        for x in data["assignments"]
    ]
    others = [
        f'  {{\n   "candidate": {_quoted(x["candidate"])},\n   "detail": {_quoted(x["detail"])},\n'
        f'   "reason": {_quoted(x["reason"])}\n  }}'
        for x in data["unscheduled"]
    ]
    data["assignments"] = data["unscheduled"] = []
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, indent=1)
    for name, items in (("assignments", meetings), ("unscheduled", others)):
        if items:  # the top level alone is indented by 1
            before, after = text.split(f'\n "{name}": []', 1)
            text = f'{before}\n "{name}": [\n' + ",\n".join(items) + "\n ]" + after
    return text


def result_from_data(data: Any, problem: Problem) -> Result:
    """A Result from plain values. Only ``assignments`` is required, so that a schedule made
    by hand can be checked."""
    top = Reader(data, "")
    index = {s.id: i for i, s in enumerate(problem.slots)}
    return Result(
        status=top.text("status", "unknown"),
        objective=top.integer("objective", 0),
        bound=top.optional_integer("bound"),
        gap=top.optional_number("gap"),
        levels=tuple(
            Level(
                x.text("name"),
                x.integer("value"),
                x.optional_integer("bound"),
                x.boolean("optimal", False),
            )
            for x in top.objects("levels", [])
        ),
        assignments=tuple(
            sorted(
                (
                    Assignment(
                        x.text("candidate"),
                        x.slot("slot", index),
                        x.optional_text("table"),
                        x.texts("representatives"),
                    )
                    for x in top.objects("assignments")
                ),
                key=lambda x: (x.candidate, x.slot),
            )
        ),
        unscheduled=tuple(
            Unscheduled(x.text("candidate"), x.text("reason"), x.text("detail", ""))
            for x in top.objects("unscheduled", [])
        ),
        metrics=top.mapping("metrics"),
        seconds=top.optional_number("seconds") or 0.0,
        timings=top.mapping("timings"),
        seed=top.integer("seed", 0),
        input_hash=top.text("input_hash", ""),
        versions=top.mapping("versions"),
        params=top.mapping("params"),
    )
