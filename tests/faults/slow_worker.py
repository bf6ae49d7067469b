"""The Celery application of a real worker, made slow at the places that tests want to hit.

`celery -A tests.faults.slow_worker worker`. Texts are read with the stand-in encoder; `TEST_SLOW`
names the step that takes `TEST_SECONDS` longer: encoding, scoring, scheduling, applying.
"""

import importlib
import os
import pkgutil
import time
from collections.abc import Callable
from typing import Any

import django

django.setup()

from matchmaking.celery import app  # noqa: E402
from matchmaking.domain import apply, execution, vectors  # noqa: E402
from matchmaking.engine import schedule  # noqa: E402
from tests.matchmaking.conftest import WordEncoder  # noqa: E402

__all__ = ["app"]

SLOW = os.environ.get("TEST_SLOW", "")
SECONDS = float(os.environ.get("TEST_SECONDS", "0"))


def slowed(step: str, work: Callable[..., Any]) -> Callable[..., Any]:
    def slow(*args: Any, **kwargs: Any) -> Any:
        stop = kwargs.get("stop")
        end = time.monotonic() + (SECONDS if step == SLOW else 0)
        while time.monotonic() < end:
            if stop is not None and stop.should_stop():
                break  # as a solver does
            time.sleep(0.05)
        return work(*args, **kwargs)

    return slow


# What the solver imports when it is first used, which takes seconds on a busy machine.
for name in ("ortools.sat.python.cp_model", "scipy.optimize", "scipy.sparse", "numba", "highspy"):
    importlib.import_module(name)
for module in pkgutil.iter_modules(schedule.__path__, f"{schedule.__name__}."):
    importlib.import_module(module.name)

encoder = WordEncoder()
encoder.encode = slowed("encoding", encoder.encode)  # type: ignore[method-assign]
vectors.this_encoder = lambda: encoder
vectors.this_space = lambda: encoder
execution.score_rows = slowed("scoring", execution.score_rows)
execution.solve = slowed("scheduling", execution.solve)
apply.hold_run = slowed("applying", apply.hold_run)
