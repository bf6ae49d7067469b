"""Settings of the whole product beside a test: its database, queues of its own, mails as files."""

import os

from matchmaking.settings.development import *  # noqa: F403
from matchmaking.settings.development import CELERY_BEAT_SCHEDULE, CELERY_BROKER_TRANSPORT_OPTIONS

DEBUG = False
# As the test's own settings have it, so that a session opened there is one here.
SECRET_KEY = "test-only-" + "x" * 60
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = os.environ["TEST_MAIL_FOLDER"]
MAIL_QUIET_HOURS = False  # no story passes by day and fails by night
MEDIA_ROOT = os.environ["TEST_MEDIA_FOLDER"]
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": os.environ["REDIS_URL"],
        "KEY_PREFIX": os.environ["TEST_QUEUE_PREFIX"],
    }
}
CELERY_BROKER_TRANSPORT_OPTIONS = {
    **CELERY_BROKER_TRANSPORT_OPTIONS,
    "global_keyprefix": os.environ["TEST_QUEUE_PREFIX"],
}
# The clock goes round quickly: nobody waits a minute for what is looked at each minute.
CELERY_BEAT_SCHEDULE = {
    name: {**entry, "schedule": 2.0, "options": {}} for name, entry in CELERY_BEAT_SCHEDULE.items()
}
