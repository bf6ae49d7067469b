"""Production's settings, with the empty view among the addresses and static files of their own."""

from matchmaking.settings.base import env
from matchmaking.settings.production import *  # noqa: F403

ROOT_URLCONF = "benchmarks.site.urls"
STATIC_ROOT = env("BENCHMARK_STATIC_ROOT")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
