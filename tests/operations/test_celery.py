"""Queues that do not share messages; a clock that knows only tasks that exist."""

import fnmatch
import subprocess
import sys

import pytest
from django.conf import settings
from kombu import Connection, Queue

from matchmaking.celery import app


@pytest.fixture
def broker():
    """Celery's own queues, on an in-memory broker that no worker listens to."""
    with Connection("memory://") as connection:
        yield connection


def test_a_message_goes_to_its_queue_and_to_no_other(broker):
    queues: list[Queue] = settings.CELERY_TASK_QUEUES
    with broker.channel() as channel:
        for queue in queues:
            queue(channel).declare()
        with broker.Producer(channel) as producer:
            target = next(queue for queue in queues if queue.name == "scoring")
            producer.publish({}, exchange=target.exchange, routing_key=target.routing_key)
        received = {queue.name: queue(channel).get() is not None for queue in queues}
    assert received == {"default": False, "scoring": True, "scheduling": False, "mail": False}


def test_every_task_of_the_clock_exists():
    app.loader.import_default_modules()
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        assert entry["task"] in app.tasks


def queue_of(task: str) -> str:
    return str(app.amqp.router.route({}, task)["queue"].name)


def test_every_task_of_ours_goes_to_a_queue_that_a_worker_serves():
    app.loader.import_default_modules()
    queues = {queue.name for queue in settings.CELERY_TASK_QUEUES}
    ours = [name for name in app.tasks if not name.startswith("celery.")]
    assert ours
    for name in ours:
        assert queue_of(name) in queues, name


def test_mail_waits_behind_no_calculation():
    assert queue_of("matchmaking.tasks.send_outbox") == "mail"
    assert queue_of("matchmaking.tasks.reap_runs") == "default"


def test_every_route_is_of_a_task_that_exists():
    app.loader.import_default_modules()
    for pattern in settings.CELERY_TASK_ROUTES:
        assert fnmatch.filter(app.tasks, pattern), pattern


def test_a_message_comes_back_only_after_its_task_must_have_ended():
    app.loader.import_default_modules()
    back = settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]
    limits = [settings.CELERY_TASK_TIME_LIMIT]
    limits += [task.time_limit for task in app.tasks.values() if task.time_limit]
    assert max(limits) < back


def test_work_is_acknowledged_when_it_is_done_and_is_json():
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.accept_content == ["json"]
    assert not app.conf.task_create_missing_queues


@pytest.mark.parametrize(("queue", "loads"), [("scheduling", True), ("mail", False)])
def test_a_worker_that_schedules_loads_its_solvers_before_it_forks(queue: str, loads: bool) -> None:
    program = (
        "import sys, types; import django; django.setup();"
        "from matchmaking.celery import app, load_solvers;"
        f"app.amqp.queues.select([{queue!r}]);"
        "load_solvers(sender=types.SimpleNamespace(app=app));"
        "print('highspy' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split()[-1] == str(loads)
