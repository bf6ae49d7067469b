"""The Celery application. Workers and beat start it with `celery -A matchmaking`.

It is loaded by `MatchmakingConfig.ready`, not by the package's `__init__`, so that importing
`matchmaking.engine` loads neither Celery nor Django.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "matchmaking.settings.production")

app = Celery("matchmaking")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
