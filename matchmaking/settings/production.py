"""A real deployment. Starts only when everything that it cannot guess is in the environment."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from matchmaking.settings.base import *  # noqa: F403
from matchmaking.settings.base import ALLAUTH_TRUSTED_PROXY_COUNT, database, env, redis_cache

REQUIRED = {
    "SECRET_KEY": "50 or more random characters",
    "DATABASE_URL": "postgres://user:password@host:5432/name",
    "REDIS_URL": "redis://:password@host:6379/0",
    "ALLOWED_HOSTS": "host names, separated by commas",
    "SITE_URL": "https://host, as visitors type it",
    "EMAIL_URL": "smtp+tls://user:password@host:587",
    "DEFAULT_FROM_EMAIL": "the sender of every message",
}
if missing := [f"{name} ({what})" for name, what in REQUIRED.items() if not env(name, default="")]:
    raise ImproperlyConfigured(f"Set these environment variables: {'; '.join(missing)}.")

DEBUG = False
SECRET_KEY = env("SECRET_KEY")
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5:
    raise ImproperlyConfigured("SECRET_KEY is too weak: set 50 or more random characters.")

SITE_URL = env("SITE_URL").rstrip("/")
if urlsplit(SITE_URL).scheme != "https" or not urlsplit(SITE_URL).netloc:
    raise ImproperlyConfigured(f"SITE_URL is {SITE_URL!r}; it must be https://host.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])

DATABASES = {"default": database()}
REDIS_URL = env("REDIS_URL")
CELERY_BROKER_URL = REDIS_URL
CACHES = {"default": redis_cache(env("CACHE_URL", default=REDIS_URL))}
globals().update(env.email_url("EMAIL_URL"))

# --- HTTPS only -----------------------------------------------------------------------------

if ALLAUTH_TRUSTED_PROXY_COUNT:
    # Only a proxy of ours may say that the visitor came by HTTPS.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=365 * 24 * 3600)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"
LANGUAGE_COOKIE_SECURE = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"

LOGGING["handlers"]["console"]["formatter"] = "structured"
