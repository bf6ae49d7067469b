"""What every test may use, and what a machine may lack."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from matchmaking.launcher.browser import find_chromium

# Playwright's synchronous face runs an event loop in the test's thread, where Django would refuse
# the ORM. Each test still has one thread and one connection.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = find_chromium()
BROWSER = {"page", "browser", "context"}


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """No test sees another's cached values or used-up rate limits."""
    yield
    cache.clear()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Chromium of this machine, quiet, and without its sandbox where the user is root."""
    quiet = ["--disable-background-networking", "--disable-gpu", "--disable-dev-shm-usage"]
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {
        **browser_type_launch_args,
        "executable_path": str(CHROMIUM),
        "args": [*quiet, *sandbox],
    }


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Faults run one after the other; without a Chromium the browser tests are skipped."""
    for item in items:
        if item.get_closest_marker("faults"):  # each measures what killing does, undisturbed
            item.add_marker(pytest.mark.xdist_group("faults"))
        if CHROMIUM is None and BROWSER & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


def pytest_report_header() -> str:
    return f"chromium: {CHROMIUM or 'none; browser tests are skipped'}"


@pytest.fixture(scope="session")
def project_root() -> Path:
    return Path(__file__).resolve().parents[1]
