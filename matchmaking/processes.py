"""Child processes that a supervisor starts, and ends, in the order it wants.

Every child runs in a session of its own, so that Ctrl-C in the terminal reaches only the
supervisor. On Linux the kernel also sends the child its stop signal when the supervisor dies
without a chance to clean up (`setpriv --pdeathsig`), so nothing is left behind.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

SETPRIV = shutil.which("setpriv") if sys.platform == "linux" else None


def spawn(
    command: Sequence[str | Path],
    *,
    stop_signal: signal.Signals,
    log: Path | None = None,
    env: Mapping[str, str] | None = None,
    privileges: Sequence[str] = (),
    inherit: Sequence[int] = (),
    stdin: bytes | None = None,
) -> subprocess.Popen[bytes]:
    """Start `command` in a session of its own and return at once.

    `log` is emptied and receives both outputs; without it they are the supervisor's.
    `privileges` are further options of setpriv(1). `inherit` are file descriptors that stay open
    in the child. `stdin` is all that the child can read.
    """
    prefix: list[str] = []
    if SETPRIV:
        prefix = [SETPRIV, "--pdeathsig", stop_signal.name.removeprefix("SIG"), *privileges]
    output = log.open("wb") if log else None
    try:
        process = subprocess.Popen(
            [*prefix, *map(str, command)],
            stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            env=env,
            pass_fds=inherit,
            start_new_session=True,
        )
    finally:
        if output:
            output.close()
    if stdin is not None and process.stdin:
        process.stdin.write(stdin)
        process.stdin.close()
    return process


def stop(process: subprocess.Popen[bytes], stop_signal: signal.Signals, seconds: float) -> None:
    """Send `stop_signal` and `wait`."""
    if process.poll() is None:
        process.send_signal(stop_signal)
    wait(process, seconds)


def wait(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Wait up to `seconds` for the end of a child, then end its whole session by force."""
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            # The child leads its session's process group: this reaches its own children too.
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def tail(log: Path, lines: int = 5) -> str:
    """The last lines of a log, for an error message; empty when there is none."""
    try:
        return "\n".join(log.read_text(errors="replace").strip().splitlines()[-lines:])
    except OSError:
        return ""
