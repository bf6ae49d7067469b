"""A Chromium for the browser tests: the machine's, playwright's, or one installed now."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
INSTALL_SECONDS = 300


def find_chromium() -> Path | None:
    """The Chromium to use: `CHROMIUM`, one on the path, or one that playwright installed."""
    named = os.environ.get("CHROMIUM")
    if named:
        return Path(named) if Path(named).exists() else None
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or "~/.cache/ms-playwright")
    return max(cache.expanduser().glob("chromium-*/chrome-*/chrome"), default=None)


def ensure_chromium() -> str | None:
    """None when there is a Chromium, else why there is none and what to do about it."""
    if find_chromium():
        return None
    if os.environ.get("CHROMIUM"):
        return f"CHROMIUM names {os.environ['CHROMIUM']}, which does not exist"
    attempts = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        # Of the distribution where there is one: it comes with the libraries that it needs.
        install = ["apt-get", "install", "-yq", "--no-install-recommends", "chromium"]
        attempts = [install, ["apt-get", "update", "-q"], install, *attempts]
    for command in attempts:
        print(f"Looking for a Chromium: {' '.join(command[-3:])} ...", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        try:
            subprocess.run(
                command,
                check=False,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=INSTALL_SECONDS,
            )
        except subprocess.TimeoutExpired:
            continue
        if find_chromium():
            return None
    return "no Chromium here and none could be installed; install one or name it in CHROMIUM"
