"""Tests: the same PostgreSQL and Valkey as everywhere, tasks run where they are called."""

from matchmaking.settings.development import *  # noqa: F403

DEBUG = False
SECRET_KEY = "test-only-" + "x" * 60
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MAIL_QUIET_HOURS = False  # no test passes by day and fails by night
# One cache a process: parallel tests cannot use up each other's rate limits.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# A static file is looked for when it is asked for, not all of them for each client.
WHITENOISE_AUTOREFRESH = True
# Which other processes cannot see: a session is read where all of them can.
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# A test that wants a real worker starts one with the development settings.
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
# Reading texts takes a language model: tests of it say so.
FOLLOWS_PROFILES = False
# Reading a text takes the whole model; a test of suggestions names who makes them.
SECTOR_SUGGESTER = ""
