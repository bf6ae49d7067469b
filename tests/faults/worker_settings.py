"""Settings of a real worker in tests: the test's own database, queues of its own, a quick clock."""

import os

from matchmaking.settings.development import *  # noqa: F403
from matchmaking.settings.development import CELERY_BEAT_SCHEDULE, CELERY_BROKER_TRANSPORT_OPTIONS

EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
RUN_STALE_SECONDS = 3.0
CELERY_BROKER_TRANSPORT_OPTIONS = {
    **CELERY_BROKER_TRANSPORT_OPTIONS,
    "global_keyprefix": os.environ["TEST_QUEUE_PREFIX"],
}
CELERY_BEAT_SCHEDULE = {
    name: {**CELERY_BEAT_SCHEDULE[name], "schedule": 1.0}
    for name in ("reap runs", "look for stale scores", "follow requests")
}
