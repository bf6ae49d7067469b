"""The matching engine: pair scores and schedules with a proof. Knows no Django.

The names below are its face; each is loaded when first used, so that importing the engine is
cheap and a caller pays only for what it calls.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .checker import check as check
    from .constraints import Violation as Violation
    from .errors import EngineError as EngineError
    from .errors import ProblemError as ProblemError
    from .explain import Reason as Reason
    from .explain import explain_unscheduled as explain_unscheduled
    from .problem import Busy as Busy
    from .problem import Candidate as Candidate
    from .problem import Lock as Lock
    from .problem import Participant as Participant
    from .problem import Problem as Problem
    from .problem import Representative as Representative
    from .problem import Resource as Resource
    from .problem import Slot as Slot
    from .problem import Table as Table
    from .problem import Walk as Walk
    from .repairing import Change as Change
    from .repairing import repair as repair
    from .result import Assignment as Assignment
    from .result import Level as Level
    from .result import Params as Params
    from .result import Progress as Progress
    from .result import Result as Result
    from .result import Stop as Stop
    from .result import Unscheduled as Unscheduled
    from .scoring import score as score
    from .solver import solve as solve

_WHERE = {
    "check": "checker",
    "Violation": "constraints",
    "EngineError": "errors",
    "ProblemError": "errors",
    "Reason": "explain",
    "explain_unscheduled": "explain",
    "Change": "repairing",
    "repair": "repairing",
    "score": "scoring",
    "solve": "solver",
    "Busy": "problem",
    "Candidate": "problem",
    "Lock": "problem",
    "Participant": "problem",
    "Problem": "problem",
    "Representative": "problem",
    "Resource": "problem",
    "Slot": "problem",
    "Table": "problem",
    "Walk": "problem",
    "Assignment": "result",
    "Level": "result",
    "Params": "result",
    "Progress": "result",
    "Result": "result",
    "Stop": "result",
    "Unscheduled": "result",
}

__all__ = list(_WHERE)


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f".{_WHERE[name]}", __name__), name)
    globals()[name] = value
    return value
