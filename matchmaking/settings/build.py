"""No services at all: for what a build or a linter does with the code and nothing else.

collectstatic in the image, mypy's Django plugin, migrations in step with models, the API schema.
"""

from importlib.util import find_spec

from matchmaking.settings.base import *  # noqa: F403
from matchmaking.settings.base import INSTALLED_APPS

SECRET_KEY = "build-only"
DATABASES = {"default": {"ENGINE": "django.db.backends.dummy"}}
CELERY_BROKER_URL = "memory://"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
# Checked like everything else where it is there; an image leaves it out.
if find_spec("matchmaking.demonstration"):
    INSTALLED_APPS = [*INSTALLED_APPS, "matchmaking.demonstration"]
