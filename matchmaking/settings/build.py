"""No services at all: for what a build or a linter does with the code and nothing else.

collectstatic in the image, mypy's Django plugin, migrations in step with models, the API schema.
"""

from matchmaking.settings.base import *  # noqa: F403
from matchmaking.settings.base import INSTALLED_APPS

SECRET_KEY = "build-only"
DATABASES = {"default": {"ENGINE": "django.db.backends.dummy"}}
CELERY_BROKER_URL = "memory://"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
# The demonstration is type-checked like everything else; it has no models and no static files.
INSTALLED_APPS = [*INSTALLED_APPS, "matchmaking.demonstration"]
