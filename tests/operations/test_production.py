"""Production starts only with its secrets, is clean under Django's own check, shows no demo."""

import os
import subprocess
import sys

import pytest

COMPLETE = {
    "SECRET_KEY": "k3Jx9-" * 10,
    "DATABASE_URL": os.environ["DATABASE_URL"],
    "REDIS_URL": os.environ["REDIS_URL"],
    "ALLOWED_HOSTS": "match.example.org",
    "SITE_URL": "https://match.example.org",
    "EMAIL_URL": "smtp+tls://user:password@localhost:587",
    "DEFAULT_FROM_EMAIL": "Matchmaking <matchmaking@example.org>",
}
SETTINGS = {
    "PATH": os.environ["PATH"],
    "DJANGO_SETTINGS_MODULE": "matchmaking.settings.production",
}
STARTS = {
    "manage": ["manage.py", "check"],
    "worker": ["-m", "celery", "-A", "matchmaking", "worker"],
    "web": ["-m", "gunicorn", "-c", "python:matchmaking.gunicorn", "--bind", "127.0.0.1:0"],
}


@pytest.fixture
def production(project_root):
    def run(command: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *command],
            cwd=project_root,
            env={**SETTINGS, **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return run


@pytest.mark.parametrize("name", COMPLETE)
def test_each_missing_setting_is_named(production, name):
    given = {key: value for key, value in COMPLETE.items() if key != name}
    result = production(["-c", "import matchmaking.settings.production"], **given)
    assert result.returncode != 0
    last = result.stderr.strip().splitlines()[-1]
    assert f"Set these environment variables: {name} (" in last
    assert not any(f"{other} (" in last for other in given)


@pytest.mark.parametrize("start", STARTS)
def test_nothing_starts_without_secrets_and_says_so_in_one_line(production, start):
    result = production(STARTS[start])
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
    assert all(name in line for name in COMPLETE)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too weak"),
        ({"SECRET_KEY": "x" * 60}, "SECRET_KEY is too weak"),
        ({"SITE_URL": "http://match.example.org"}, "must be https://"),
        ({"SITE_URL": "match.example.org"}, "must be https://"),
    ],
)
def test_a_setting_that_is_no_protection_is_refused(production, changed, reason):
    result = production(["manage.py", "check"], **COMPLETE | changed)
    assert result.returncode == 1
    assert reason in result.stderr


def test_the_deployment_check_is_clean_with_warnings_as_errors(production):
    command = ["-W", "error", "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    result = production(command, **COMPLETE)
    assert result.returncode == 0, result.stderr
    assert "no issues (0 silenced)" in result.stdout


def test_production_knows_nothing_of_the_demonstration(production):
    result = production(["manage.py", "help", "--commands"], **COMPLETE)
    assert result.returncode == 0, result.stderr
    assert "run_matching" in result.stdout
    assert "load_demonstration" not in result.stdout
    assert "demonstrate" not in result.stdout
    program = (
        "import sys, django; django.setup();"
        "from django.urls import get_resolver; get_resolver().url_patterns;"
        "sys.exit(any('demonstration' in name for name in sys.modules))"
    )
    assert production(["-c", program], **COMPLETE).returncode == 0


def test_the_development_settings_do_know_it(project_root):
    """The other side of the test above: the command is looked for under its real name."""
    result = subprocess.run(
        [sys.executable, "manage.py", "help", "--commands"],
        cwd=project_root,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "matchmaking.settings.development"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "load_demonstration" in result.stdout
    assert "demonstrate" in result.stdout


def test_only_a_proxy_of_ours_may_claim_https(production):
    program = (
        "from django.conf import settings; print(getattr(settings, 'SECURE_PROXY_SSL_HEADER', 0))"
    )
    assert "None" in production(["-c", program], **COMPLETE).stdout
    behind = production(["-c", program], TRUSTED_PROXY_COUNT="1", **COMPLETE)
    assert "HTTP_X_FORWARDED_PROTO" in behind.stdout
