"""A developer's machine, and `make run`. Safe defaults, the demonstration installed."""

from matchmaking.settings.base import *  # noqa: F403
from matchmaking.settings.base import INSTALLED_APPS, STORAGES, database, env, redis_cache

DEBUG = env.bool("DEBUG", default=True)
SECRET_KEY = env("SECRET_KEY", default="development-only-" + "x" * 50)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *env.list("ALLOWED_HOSTS", default=[])]

DATABASES = {"default": database()}
REDIS_URL = env("REDIS_URL")
CELERY_BROKER_URL = REDIS_URL
CACHES = {"default": redis_cache(env("CACHE_URL", default=REDIS_URL))}

EMAIL_BACKEND = env("EMAIL_BACKEND", default="django.core.mail.backends.console.EmailBackend")
EMAIL_FILE_PATH = env("EMAIL_FILE_PATH", default=None)

# Serve static files straight from their sources: nothing to collect, nothing stale.
WHITENOISE_USE_FINDERS = True
STATIC_ROOT = None
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# Passkeys on http://localhost, which browsers treat as a secure origin.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True

ONLINE_MEETING_URL = env("ONLINE_MEETING_URL", default="https://meet.jit.si/{meeting}")

DEMONSTRATION = True
INSTALLED_APPS = [*INSTALLED_APPS, "matchmaking.demonstration"]
