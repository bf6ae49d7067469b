"""The installer says in one line what is missing, and a second call does nothing."""

import shutil
import subprocess
import sys

import pytest

from matchmaking.launcher import install


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """An installer that looks at an empty checkout."""
    (tmp_path / "requirements.lock").write_text(
        "other==1.0 \\\n    --hash=sha256:aa\n"
        "uv==0.9.1 \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc\n    # via project\n"
        "uvloop==0.1 \\\n    --hash=sha256:dd\n"
    )
    monkeypatch.setattr(install, "ROOT", tmp_path)
    monkeypatch.setattr(install, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(install, "LOCK", tmp_path / "requirements.lock")
    monkeypatch.setattr(install, "STAMP", tmp_path / ".venv" / ".installed")
    monkeypatch.setattr(install, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    return tmp_path


@pytest.fixture
def installs(checkout, monkeypatch):
    """Records installations instead of doing them; the venv is real, but for its slow pip."""

    def create_venv() -> None:
        shutil.rmtree(install.VENV, ignore_errors=True)
        command = [sys.executable, "-m", "venv", "--without-pip", install.VENV]
        subprocess.run(command, check=True)

    calls: list[str] = []
    monkeypatch.setattr(install, "uv_sync", lambda: bool(calls.append("uv")) or True)
    monkeypatch.setattr(install, "pip_install", lambda: bool(calls.append("pip")) or True)
    monkeypatch.setattr(install, "create_venv", create_venv)
    return calls


def test_a_second_call_does_nothing_until_the_lock_changes(checkout, installs):
    install.main()
    assert installs == ["uv"]
    install.main()
    assert installs == ["uv"]
    install.LOCK.write_text(install.LOCK.read_text() + "new==1.0\n")
    install.main()
    assert installs == ["uv", "uv"]


def test_a_venv_whose_python_is_gone_is_made_anew(checkout, installs):
    install.main()
    install.PYTHON.unlink()
    install.main()
    assert installs == ["uv", "uv"]
    assert install.works(install.PYTHON)


def test_pip_takes_over_where_uv_cannot(checkout, installs, monkeypatch):
    monkeypatch.setattr(install, "uv_sync", lambda: False)
    install.main()
    assert installs == ["pip"]


def test_a_failed_installation_is_said_and_tried_again(checkout, installs, monkeypatch):
    monkeypatch.setattr(install, "uv_sync", lambda: False)
    monkeypatch.setattr(install, "pip_install", lambda: False)
    with pytest.raises(SystemExit) as end:
        install.main()
    assert "could not be installed" in str(end.value.code)
    assert not install.STAMP.exists()
    monkeypatch.setattr(install, "uv_sync", lambda: True)
    install.main()
    assert install.STAMP.exists()


def test_a_python_without_ensurepip_names_the_package_to_install(checkout, monkeypatch):
    monkeypatch.setattr(install, "has", lambda module: False)
    monkeypatch.setattr(install.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit) as end:
        install.main()
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    assert f"apt-get install {version}-venv" in str(end.value.code)
    assert "\n" not in str(end.value.code)


def test_root_installs_the_package_itself(checkout, monkeypatch):
    commands: list[list[str]] = []

    def run(command, environment=None):
        commands.append(list(map(str, command)))
        return True

    monkeypatch.setattr(install, "has", lambda module: False)
    monkeypatch.setattr(install.os, "geteuid", lambda: 0)
    monkeypatch.setattr(
        install.shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None
    )
    monkeypatch.setattr(install, "run", run)
    install.create_venv()
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    assert commands[0] == ["apt-get", "install", "-yq", package]
    assert commands[1][1:3] == ["-m", "venv"]


def test_only_uv_itself_is_cut_out_of_the_lock(checkout):
    entry = install.lock_entry("uv")
    assert entry.startswith("uv==0.9.1 ")
    assert "sha256:bb" in entry
    assert "sha256:cc" in entry
    assert "aa" not in entry
    assert "uvloop" not in entry


def test_it_runs_on_a_bare_python(project_root):
    """No import outside the standard library: -S hides site-packages."""
    result = subprocess.run(
        [sys.executable, "-I", "-S", "-c", "import runpy; runpy.run_path('install.py')"],
        cwd=project_root / "matchmaking" / "launcher",
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
