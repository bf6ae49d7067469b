"""The Celery application. Workers and beat start it with `celery -A matchmaking`.

It is loaded by `MatchmakingConfig.ready`, not by the package's `__init__`, so that importing
`matchmaking.engine` loads neither Celery nor Django.
"""

import os
import sys
from importlib import import_module
from typing import Any

from celery import Celery
from celery.signals import worker_init
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "matchmaking.settings.production")

try:
    settings.CELERY_BROKER_URL  # noqa: B018 - loads the settings, which may refuse
except ImproperlyConfigured as error:
    sys.exit(f"error: {error}")

app = Celery("matchmaking")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

SOLVERS = (
    "numba",
    "scipy.optimize",
    "ortools.graph.python.min_cost_flow",
    "ortools.sat.python.cp_model",
    "highspy",
)


@worker_init.connect
def load_solvers(sender: Any, **_signal: Any) -> None:
    """Import what schedules are found with before a worker of that queue forks.

    An import cannot be interrupted: without this, whoever cancels a worker's first run waits for
    seconds of it.
    """
    if "scheduling" in sender.app.amqp.queues.consume_from:
        for name in SOLVERS:
            import_module(name)
