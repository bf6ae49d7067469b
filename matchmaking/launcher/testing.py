"""`make test`: pytest on embedded services of its own, and a plain word on what did not run."""

import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from matchmaking.embedded import DataFolder, postgres, valkey
from matchmaking.launcher.browser import ensure_chromium

ROOT = Path(__file__).resolve().parents[2]
MOST_AT_ONCE = 4
"""Each has a database, a browser and a language model of its own: half a gigabyte."""

SIDE_BY_SIDE = [
    f"--numprocesses={min(os.cpu_count() or 1, MOST_AT_ONCE)}",
    "--dist=loadscope",
    "--no-loadscope-reorder",
]
"""The whole suite uses all cores; a part that was asked for runs as pytest would run it."""


def run_tests(arguments: list[str]) -> int:
    """Run pytest with `arguments`; its exit code."""
    with ExitStack() as stack:
        environment = dict(os.environ)
        if not {"DATABASE_URL", "REDIS_URL"} <= environment.keys():
            path = Path(os.environ.get("TEST_DATA_DIR") or ROOT / ".data" / "test")
            folder = stack.enter_context(DataFolder(path))
            if "DATABASE_URL" not in environment:
                environment["DATABASE_URL"] = stack.enter_context(postgres(folder, durable=False))
            if "REDIS_URL" not in environment:
                url = stack.enter_context(valkey(folder, durable=False))
                environment["REDIS_URL"] = f"{url}/0"
        missing = ensure_chromium()
        command = [sys.executable, "-m", "pytest", *(arguments or SIDE_BY_SIDE)]
        if not any(argument.startswith("-m") for argument in arguments):
            command += ["-m", "not slow_run"]
        # Ctrl-C reaches pytest, in the same process group; it reports and ends, then we do.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        code = subprocess.run(
            command,
            check=False,
            cwd=ROOT,
            env=environment,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        ).returncode
    if missing:
        print(f"NOT RUN: the browser tests: {missing}.", file=sys.stderr)
    return code
