"""Create `.venv` and install the lock into it. Run by any Python >= 3.11, standard library only.

A second call finds the stamp of the same lock and returns at once. Whatever is wrong is said in
one line: this is the first thing a newcomer sees of the product.
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / ".installed"
PYTHON = VENV / "bin" / "python"


class InstallError(Exception):
    """What is missing and what to do about it, in one line."""


def main() -> None:
    try:
        # Two calls of make at once: the second waits, then finds everything done.
        with (ROOT / ".venv.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            install()
    except InstallError as error:
        sys.exit(f"error: {error}")
    except KeyboardInterrupt:
        sys.exit("error: interrupted; run make again.")


def install() -> None:
    """Bring `.venv` in step with the lock."""
    wanted = hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()
    if works(PYTHON) and STAMP.exists() and STAMP.read_text() == wanted:
        return
    if not works(PYTHON):
        create_venv()
    STAMP.unlink(missing_ok=True)
    print("Installing what requirements.lock names into .venv ...", flush=True)
    if not (uv_sync() or pip_install()):
        raise InstallError(
            "the packages of requirements.lock could not be installed (see above). "
            "Check the connection to the package index and run make again."
        )
    STAMP.write_text(wanted)


def works(python: Path) -> bool:
    """Whether this Python starts and is new enough."""
    code = "import sys; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([python, "-c", code], check=False).returncode == 0
    except OSError:
        return False


def create_venv() -> None:
    """An empty virtual environment, with pip where this Python can provide it."""
    print(f"Creating .venv with Python {sys.version.split()[0]} ...", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    if not has("ensurepip") and not tools_without_ensurepip():
        install_ensurepip()
    options = [] if has("ensurepip") else ["--without-pip"]
    if not run([sys.executable, "-m", "venv", *options, VENV]):
        shutil.rmtree(VENV, ignore_errors=True)
        raise InstallError(f"{sys.executable} could not create {VENV} (see above).")


def tools_without_ensurepip() -> bool:
    """Whether uv or pip is on this machine, either of which can fill a venv from outside."""
    return bool(shutil.which("uv")) or has("pip")


def install_ensurepip() -> None:
    """Debian and Ubuntu keep ensurepip in a package of its own; root can fetch it."""
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {package} ...", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        if run(["apt-get", "install", "-yq", package], environment) or (
            run(["apt-get", "update", "-q"], environment)
            and run(["apt-get", "install", "-yq", package], environment)
        ):
            return
    raise InstallError(
        f"this Python cannot create virtual environments. Install its package {package} "
        f"(on Debian and Ubuntu: apt-get install {package}) and run make again."
    )


def uv_sync() -> bool:
    """Install with uv: the one in .venv, the one that the lock pins, or the machine's."""
    uv = VENV / "bin" / "uv"
    if not uv.exists() and works_with_pip():
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as pinned:
            pinned.write(lock_entry("uv"))
            pinned.flush()
            run([PYTHON, "-m", "pip", "install", "-q", "--require-hashes", "-r", pinned.name])
    program = str(uv) if uv.exists() else shutil.which("uv")
    if program is None:
        return False
    return run([program, "pip", "sync", "-q", "--python", PYTHON, "--require-hashes", LOCK])


def pip_install() -> bool:
    """Install with pip: slower, but it knows every index that the machine is set up for."""
    if works_with_pip():
        command: list[str | Path] = [PYTHON, "-m", "pip"]
    elif has("pip"):
        command = [sys.executable, "-m", "pip", "--python", PYTHON]
    else:
        return False
    return run([*command, "install", "-q", "--require-hashes", "-r", LOCK])


def works_with_pip() -> bool:
    return next(VENV.glob("lib/python*/site-packages/pip"), None) is not None


def lock_entry(name: str) -> str:
    """The lines of one package in the lock: its pin and its hashes."""
    found = re.search(rf"^{name}==.*?(?=^\S|\Z)", LOCK.read_text(), re.MULTILINE | re.DOTALL)
    if found is None:
        raise InstallError(f"requirements.lock does not pin {name}; the checkout is incomplete.")
    return found.group()


def has(module: str) -> bool:
    """Whether the Python that runs this file can import `module`."""
    code = f"import {module}"
    return (
        subprocess.run([sys.executable, "-c", code], check=False, capture_output=True).returncode
        == 0
    )


def run(command: Sequence[str | Path], environment: dict[str, str] | None = None) -> bool:
    return subprocess.run(list(map(str, command)), check=False, env=environment).returncode == 0


if __name__ == "__main__":
    main()
