"""`manage.py run_matching`: what it prints, and how it ends."""

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from events.models import Event
from matchmaking.choices import RunState, VersionState
from matchmaking.domain import execution
from matchmaking.management.commands import run_matching
from matchmaking.models import Run, ScheduleVersion
from tests.factories import RegistrationFactory, RunFactory, ready_event

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("quick_encoder"),
]


def command(*arguments: str, **options: Any) -> tuple[str, str]:
    """What the command printed as output and as errors, working in this process."""
    output, errors = io.StringIO(), io.StringIO()
    call_command("run_matching", *arguments, "--inline", stdout=output, stderr=errors, **options)
    return output.getvalue(), errors.getvalue()


@pytest.fixture
def event() -> Event:
    return ready_event(participants=6, two_sided=True)


def test_makes_a_draft(event: Event) -> None:
    output, errors = command(event.slug, "--seconds=5")
    version = ScheduleVersion.objects.get()
    assert version.state == VersionState.DRAFT
    assert f"Version 1: {version.meetings.count()} meetings" in output
    assert "Draft" in output
    assert errors == ""


def test_publishes_where_it_is_asked_to(event: Event) -> None:
    output, _errors = command(event.slug, "--publish", "--seed=4")
    assert ScheduleVersion.objects.get().state == VersionState.PUBLISHED
    assert "Published" in output
    assert Run.objects.get().seed == 4


def test_says_what_is_missing_without_stopping(event: Event) -> None:
    RegistrationFactory(event=event)
    _output, errors = command(event.slug)
    assert errors.count("has nobody who takes meetings") == 1


@pytest.mark.parametrize(
    ("prepare", "said"),
    [
        (lambda event: event.slots.all().delete(), "The event has no meeting slots."),
        (lambda event: event.tables.all().delete(), "There is no table to meet at."),
        (lambda event: event.registrations.update(state="draft"), "No registration is approved."),
        (lambda event: RunFactory(event=event), "is under way already"),
    ],
)
def test_refuses_in_one_line(event: Event, prepare: Any, said: str) -> None:
    prepare(event)
    with pytest.raises(CommandError, match=said) as refusal:
        command(event.slug)
    assert "\n" not in str(refusal.value)
    assert not ScheduleVersion.objects.exists()


def test_an_event_that_is_not() -> None:
    with pytest.raises(CommandError, match="There is no event “nowhere”"):
        command("nowhere")


def test_fails_with_the_sentence_of_the_run(event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(execution, "solve", broken)
    with pytest.raises(CommandError, match="Something went wrong"):
        command(event.slug)


def test_ctrl_c_cancels_the_run(event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(run_id: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(run_matching, "execute_run", interrupted)
    with pytest.raises(CommandError, match="cancelled"):
        command(event.slug)
    assert Run.objects.get().state == RunState.CANCELLED


def test_exit_status_is_one_and_there_is_no_traceback(project_root: Path) -> None:
    server, _slash, _name = os.environ["DATABASE_URL"].rpartition("/")
    done = subprocess.run(
        [sys.executable, "manage.py", "run_matching", "nowhere"],
        cwd=project_root,
        env={**os.environ, "DATABASE_URL": f"{server}/{connection.settings_dict['NAME']}"},
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr.strip() == "CommandError: There is no event “nowhere”."
