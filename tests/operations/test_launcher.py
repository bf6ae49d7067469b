"""`make run`: what it says when it cannot, and that Ctrl-C leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from matchmaking.embedded import DataFolder
from matchmaking.launcher.running import Child, LaunchError
from matchmaking.processes import spawn, stop

SERVICES = ("DATABASE_URL", "REDIS_URL", "CACHE_URL")
CLEAN = {key: value for key, value in os.environ.items() if key not in SERVICES}


@pytest.fixture
def launch(project_root, tmp_path):
    """Run the launcher to its end; the exit code and what it wrote to standard error."""

    def run(**environment: str) -> tuple[int, str]:
        result = subprocess.run(
            [sys.executable, "-m", "matchmaking.launcher", "run"],
            cwd=project_root,
            env={**CLEAN, "DATA_DIR": str(tmp_path / "data"), **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        return result.returncode, result.stderr

    return run


def one_line(text: str) -> str:
    (line,) = text.strip().splitlines()
    assert line.startswith("error: ")
    return line


def test_a_port_in_use_is_said_in_one_line_before_anything_starts(launch, tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        code, errors = launch(PORT=str(port))
    assert code == 1
    line = one_line(errors)
    assert f"Port {port} of 127.0.0.1 cannot be used (Address already in use)" in line
    assert "make run PORT=" in line
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("port", ["eighty", "0", "70000", "-1"])
def test_a_port_that_is_none_is_said_in_one_line(launch, port):
    code, errors = launch(PORT=port)
    assert code == 1
    assert f"PORT is '{port}'" in one_line(errors)


def test_a_data_folder_in_use_is_said_in_one_line(launch, tmp_path):
    with DataFolder(tmp_path / "data"):
        code, errors = launch(PORT=free_port())
    assert code == 1
    assert f"is in use by another run (pid {os.getpid()})" in one_line(errors)


def test_a_broken_installation_is_said_in_one_line(launch, tmp_path):
    (tmp_path / "psycopg2.py").write_text("raise ImportError('libpq.so.5: cannot open')")
    code, errors = launch(PYTHONPATH=str(tmp_path))
    assert code == 1
    assert "the installation is broken (libpq.so.5: cannot open)" in one_line(errors)
    assert "remove the folder .venv and run make again" in one_line(errors)


def free_port() -> str:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return str(listener.getsockname()[1])


def leftovers(folder: Path) -> list[list[str]]:
    """Command lines of processes that still have to do with a data folder."""
    lines = [process.info["cmdline"] or [] for process in psutil.process_iter(["cmdline"])]
    return [line for line in lines if any(str(folder) in part for part in line)]


@pytest.mark.parametrize("line", ["Starting Valkey ...", "Bringing the database up to date ..."])
def test_ctrl_c_in_the_middle_of_the_start_leaves_nothing_behind(project_root, tmp_path, line):
    data = tmp_path / "data"
    with subprocess.Popen(
        [sys.executable, "-m", "matchmaking.launcher", "run"],
        cwd=project_root,
        env={**CLEAN, "DATA_DIR": str(data), "PORT": free_port()},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout
        for written in process.stdout:
            if written.strip() == line:
                break
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
    assert process.returncode == 0
    assert "Traceback" not in rest
    assert rest.strip().endswith("Stopped.")
    assert not leftovers(data)
    with DataFolder(data):
        pass


def test_a_child_that_ends_by_itself_ends_the_run_with_its_last_words(tmp_path):
    child = Child("worker", tmp_path / "worker.log")
    command = ["sh", "-c", "echo the broker is gone; exit 3"]
    with child.running(command, signal.SIGTERM, 1, dict(os.environ)):
        child.process.wait()
        with pytest.raises(LaunchError) as end:
            child.check()
    assert "The worker process ended by itself (3)" in str(end.value)
    assert str(end.value).endswith("the broker is gone")


def test_a_child_that_does_not_listen_is_ended_with_its_children(tmp_path):
    """The shell and its child ignore SIGTERM."""
    log = tmp_path / "stubborn.log"
    program = "trap '' TERM; echo begun; sleep 60"
    process = spawn(["sh", "-c", program], stop_signal=signal.SIGTERM, log=log)
    while "begun" not in log.read_text():
        time.sleep(0.01)
    (child,) = wait_for_children(process.pid)
    started = time.monotonic()
    stop(process, signal.SIGTERM, seconds=0.5)
    assert time.monotonic() - started < 5
    psutil.wait_procs([child], timeout=5)
    assert not child.is_running()


def wait_for_children(pid: int) -> list[psutil.Process]:
    for _attempt in range(200):
        if children := psutil.Process(pid).children():
            return children
        time.sleep(0.01)
    raise AssertionError("no child")
