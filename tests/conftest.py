"""What every test may use, and what a machine may lack."""

import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import AppConfig
from django.core.cache import cache
from django.core.management.commands import flush
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from django.utils import translation
from xdist.scheduler import LoadScopeScheduling

from companies.models import Sector
from matchmaking.launcher.browser import find_chromium

# Playwright's synchronous face runs an event loop in the test's thread, where Django would refuse
# the ORM. Each test still has one thread and one connection.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = find_chromium()
BROWSER = {"page", "browser", "context"}
LONG = tuple(Path(__file__).parent / name for name in ("browser", "faults", "operations"))


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """No test sees another's cached values or used-up rate limits."""
    yield
    cache.clear()


@pytest.fixture
def one_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits count by the clock's minutes and hours: none ends in the middle of the test."""
    now = time.time()
    monkeypatch.setattr("django_ratelimit.core.time", SimpleNamespace(time=lambda: now))


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """A request leaves its reader's language active; the next test begins without."""
    yield
    translation.deactivate()


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
    """The longest begin first. Without a Chromium the browser tests are skipped; the summary says
    so."""
    for item in items:
        if CHROMIUM is None and BROWSER & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))
    items.sort(key=lambda item: not any(item.path.is_relative_to(one) for one in LONG))  # stable


class Together(LoadScopeScheduling):
    """Where tests run side by side, a file stays together, for what it prepares once. So do all
    faults, each of which measures what killing does, and all pages in a browser, which has many
    processes: neither is disturbed by another of its kind. And so does a part of the engine, which
    compiles its kernels on a machine's first run."""

    def _split_scope(self, nodeid: str) -> str:
        file = PurePosixPath(nodeid.partition("::")[0])
        folder = file.parent
        is_together = folder.name in {"browser", "faults"} or folder.parent.name == "engine"
        return str(folder if is_together else file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    return Together(config, log)


def pytest_report_header() -> str:
    return f"chromium: {CHROMIUM or 'none; browser tests are skipped'}"


OF_THE_MODELS = {"django_content_type", "auth_permission"}
"""Tables whose rows follow from the models alone: they stay."""


def _deletions(
    operations: DatabaseOperations, _style: Any, tables: Iterable[str], **_how: Any
) -> list[str]:
    """Empty the tables of a test that commits. Truncating makes new files of every table, which
    takes longer than most tests; here the few rows are deleted, under the locks that truncating
    takes, in one statement, at whose end all references are checked."""
    names = [operations.quote_name(table) for table in tables if table not in OF_THE_MODELS]
    deletions = ", ".join(f"d{n} AS (DELETE FROM {name})" for n, name in enumerate(names))
    lock = f"LOCK TABLE {', '.join(names)} IN ACCESS EXCLUSIVE MODE"
    return [lock, f"WITH {deletions} SELECT 1"]


SHIPPED: list[Sector] = []
"""The sectors that the migrations put there."""


@receiver(post_migrate)
def _remember_sectors(app_config: AppConfig, **_signal: Any) -> None:
    if app_config.label == "companies":
        SHIPPED[:] = Sector.objects.order_by("pk")


def _sectors_again(*_migrated: Any, **_how: Any) -> None:
    """A test that commits empties every table at its end: what migrations put there comes back, so
    that tests may run in any order. What else follows from migrating stays, see `OF_THE_MODELS`."""
    Sector.objects.bulk_create(SHIPPED)


@pytest.fixture(scope="session", autouse=True)
def _quick_flush() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", _deletions)
        patch.setattr(flush, "emit_post_migrate_signal", _sectors_again)
        yield


@pytest.fixture(scope="session")
def project_root() -> Path:
    return Path(__file__).resolve().parents[1]
