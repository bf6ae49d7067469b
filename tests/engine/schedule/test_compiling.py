"""One process compiles the kernels for all that share a cache; the others wait or go on without."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from matchmaking.engine.schedule import compiled
from matchmaking.engine.schedule.compiling import LOCK, Compilation


class Started:
    """Stands for processes that compile: none is started, and each ends when it is told."""

    def __init__(self) -> None:
        self.commands: list[list[str]] = []
        self.status: int | None = None

    def __call__(self, command: list[str], **_kwargs: Any) -> Started:
        self.commands.append(command)
        return self

    def poll(self) -> int | None:
        return self.status


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache that no process of this test compiles into."""
    monkeypatch.setattr(compiled, "folder", lambda: str(tmp_path))
    monkeypatch.setattr(compiled, "cached", (tmp_path / "kernels").exists)
    monkeypatch.setattr(Compilation, "_process", None)
    return tmp_path


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Started:
    started = Started()
    monkeypatch.setattr(subprocess, "Popen", started)
    return started


@contextmanager
def compiled_elsewhere(cache: Path) -> Iterator[None]:
    """While this lasts, another process holds the lock."""
    with (cache / LOCK).open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def test_whoever_comes_second_joins(cache: Path, started: Started) -> None:
    first, second = Compilation.start(), Compilation.start()
    assert started.commands == [
        [sys.executable, "-m", "matchmaking.engine.schedule.warming", str(cache / LOCK)]
    ]
    assert not first.ended()
    assert not second.ended()
    (cache / "kernels").touch()
    assert not first.ended(), "the last of them may still be on its way to the disk"
    started.status = 0
    assert first.ended()
    assert second.ended()


def test_nothing_is_started_while_another_process_compiles(cache: Path, started: Started) -> None:
    with compiled_elsewhere(cache):
        beside = Compilation.start()
        assert not beside.ended()
        assert not beside.ended()
    (cache / "kernels").touch()
    assert beside.ended()
    assert started.commands == []


def test_who_waited_in_vain_compiles_once(cache: Path, started: Started) -> None:
    """Whoever compiled was killed in the middle of it."""
    with compiled_elsewhere(cache):
        beside = Compilation.start()
    assert not beside.ended()
    assert len(started.commands) == 1
    started.status = -9
    assert beside.ended(), "no third time: the caller goes on by itself"
    assert len(started.commands) == 1


def test_only_one_compiles_at_a_time(tmp_path: Path) -> None:
    """Each process notes when it begins and when it ends: no two overlap."""
    lock, notes = tmp_path / LOCK, tmp_path / "notes"
    program = (
        "import sys, time; from matchmaking.engine.schedule.compiling import alone\n"
        "with alone(sys.argv[1]), open(sys.argv[2], 'a', buffering=1) as notes:\n"
        "    notes.write('begin\\n'); time.sleep(0.2); notes.write('end\\n')"
    )
    environment = os.environ | {"PYTHONPATH": str(Path.cwd())}
    command = [sys.executable, "-c", program, str(lock), str(notes)]
    running = [subprocess.Popen(command, env=environment) for _ in range(3)]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    assert notes.read_text().split() == ["begin", "end"] * 3


def test_a_cache_without_a_folder_for_locks_is_used_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, started: Started
) -> None:
    monkeypatch.setattr(compiled, "folder", lambda: str(tmp_path / "missing"))
    monkeypatch.setattr(compiled, "cached", lambda: False)
    monkeypatch.setattr(Compilation, "_process", None)
    Compilation.start()
    assert len(started.commands) == 1


@pytest.mark.slow_run
def test_a_new_installation_compiles_once(tmp_path: Path) -> None:
    """Three processes find nothing compiled, and one of them does it: two wait without working."""
    program = (
        "import resource; from matchmaking.engine.schedule import compiled, compiling\n"
        "compiling.wait(); assert compiled.cached()\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN); print(used.ru_utime)"
    )
    environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path), "PYTHONPATH": str(Path.cwd())}
    running = [
        subprocess.Popen([sys.executable, "-c", program], env=environment, stdout=subprocess.PIPE)
        for _ in range(3)
    ]
    seconds = sorted(float(process.communicate(timeout=500)[0]) for process in running)
    assert [process.returncode for process in running] == [0, 0, 0]
    assert seconds[1] < seconds[2] / 2
