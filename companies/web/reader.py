"""The request of a person who has signed in, as views behind `login_required` get it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from companies.models import User


class ReaderRequest(HttpRequest):
    """For annotations only: what the middleware has put there."""

    user: User
    htmx: HtmxDetails
