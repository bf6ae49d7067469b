"""The WSGI application that gunicorn serves."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "matchmaking.settings.production")

try:
    application = get_wsgi_application()
except ImproperlyConfigured as error:
    # One line that names what is missing says more to an operator than a stack trace.
    sys.exit(f"error: {error}")
