"""The Celery application. Workers and beat start it with `celery -A matchmaking`.

It is loaded by `MatchmakingConfig.ready`, not by the package's `__init__`, so that importing
`matchmaking.engine` loads neither Celery nor Django.
"""

import os
import sys

from celery import Celery
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
