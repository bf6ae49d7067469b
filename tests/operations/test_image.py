"""The image: what .dockerignore lets through is enough to build it and to start from it."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.operations.test_production import COMPLETE

ROOT = Path(__file__).resolve().parents[2]
LINES = (ROOT / ".dockerignore").read_text().splitlines()


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """A copy of exactly what `COPY . .` would bring, with the build's own steps done."""
    folder = tmp_path_factory.mktemp("image")
    assert LINES[0] == "*", "nothing gets in unless it is named"
    for line in LINES[1:]:
        if line.startswith("!"):
            source = ROOT / line[1:]
            if source.is_dir():
                ignored = shutil.ignore_patterns("__pycache__", "*.mo")
                shutil.copytree(source, folder / source.name, ignore=ignored)
            else:
                shutil.copy(source, folder)
    for line in LINES[1:]:
        if not line.startswith(("!", "**")):
            shutil.rmtree(folder / line)
    return folder


def execute(folder: Path, command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    binaries = Path(sys.executable).parent
    return subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env={"PATH": f"{binaries}:{os.environ['PATH']}", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def build_steps() -> list[str]:
    """The commands of the RUN instruction that follows `COPY . .`."""
    dockerfile = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    run = re.search(r"^COPY \. \.$.*?^RUN (.*?)$", dockerfile, re.MULTILINE | re.DOTALL)
    assert run
    return [step.strip() for step in run[1].split("&&")]


def test_the_image_holds_no_demonstration_no_tests_no_data(image):
    assert not (image / "matchmaking" / "demonstration").exists()
    for name in ("tests", ".git", ".venv", ".data", ".env"):
        assert not (image / name).exists()


def test_every_build_step_runs_and_production_starts_from_it(image):
    for step in build_steps():
        result = execute(image, step)
        assert result.returncode == 0, f"{step}\n{result.stderr}"
    assert (image / "staticfiles" / "staticfiles.json").exists()
    assert list(image.glob("*/locale/vi/LC_MESSAGES/django.mo"))
    settings = {"DJANGO_SETTINGS_MODULE": "matchmaking.settings.production", **COMPLETE}
    check = "python -W error manage.py check --deploy --fail-level WARNING"
    result = execute(image, check, **settings)
    assert result.returncode == 0, result.stderr


def test_uv_is_installed_as_the_lock_pins_it(tmp_path):
    """The extraction of uv's entry from the lock, as the Dockerfile does it."""
    command = re.search(r"sed -n .* requirements\.lock", (ROOT / "Dockerfile").read_text())
    assert command
    entry = execute(ROOT, command[0]).stdout
    assert re.match(r"uv==[\d.]+ ", entry)
    assert entry.count("--hash=sha256:") > 5
    assert len(re.findall(r"^\S+==", entry, re.MULTILINE)) == 1


def test_every_dependency_of_the_project_is_locked():
    """The image installs pyproject's dependencies with the lock as constraint, by hash."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    lock = (ROOT / "requirements.lock").read_text().lower()
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    for dependency in wanted:
        match = re.match(r"[\w.-]+", dependency)
        assert match
        name = canonical(match[0])
        assert re.search(rf"^{re.escape(name)}==", lock, re.MULTILINE), name


def test_the_image_has_every_package_that_its_code_imports(image):
    """Developers' packages are installed here but not there: an import of one would end there."""
    provided = distributions_of_the_project()
    providers = packages_distributions()
    here = {"companies", "events", "matchmaking"}
    optional = {"sentence_transformers"}  # an operator who names a model's folder installs it
    embedded = {"embedded.py", "launcher"}
    for path in image.rglob("*.py"):
        if embedded & set(path.relative_to(image).parts):
            continue
        for name in imported_names(path) - here - optional - set(sys.stdlib_module_names):
            names = {canonical(found) for found in providers.get(name, [])}
            assert names & provided, f"{path.relative_to(image)} imports {name}"


def imported_names(path: Path) -> set[str]:
    """Top-level names of the packages that a file imports anywhere, unless for types only."""
    names = set()
    waiting: list[ast.AST] = [ast.parse(path.read_text())]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            waiting += node.orelse
        else:
            waiting += ast.iter_child_nodes(node)
    return names


def distributions_of_the_project() -> set[str]:
    """What pyproject's dependencies install here, with all that they need in turn."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    waiting = [Requirement(line) for line in project["dependencies"]]
    found: set[str] = set()
    while waiting:
        requirement = waiting.pop()
        key = canonical(requirement.name)
        extras = requirement.extras or {""}
        if not any(
            requirement.marker is None or requirement.marker.evaluate({"extra": extra})
            for extra in extras
        ):
            continue
        if key not in found:
            found.add(key)
            for line in requires(key) or []:
                needed = Requirement(line)
                if needed.marker is None or any(
                    needed.marker.evaluate({"extra": extra}) for extra in {"", *extras}
                ):
                    needed.marker = None
                    waiting.append(needed)
    return found


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
