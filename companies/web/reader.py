"""The request of a person who has signed in, and how others are sent to sign in."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from companies.models import User


class ReaderRequest(HttpRequest):
    """For annotations only: what the middleware has put there."""

    user: User
    htmx: HtmxDetails


def signed_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """`login_required`, for views that htmx calls too: where the session has ended meanwhile, the
    whole page goes to sign in and comes back, instead of the sign-in form landing in its middle."""
    guarded = login_required(view)

    @wraps(view)
    def guard(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.htmx and not request.user.is_authenticated:
            back = quote(request.htmx.current_url_abs_path or "/")
            return HttpResponseClientRedirect(f"{resolve_url(settings.LOGIN_URL)}?next={back}")
        return guarded(request, *args, **kwargs)

    return guard
