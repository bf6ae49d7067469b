"""How often the same person, or the same address on the network, may do something."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_ratelimit.core import is_ratelimited

View = Callable[..., HttpResponse]


def _visitor(_group: str, request: HttpRequest) -> str:
    """The person; of somebody who has not signed in, the address that our own proxies saw."""
    if request.user.is_authenticated:
        return f"person {request.user.pk}"
    return f"address {get_adapter(request).get_client_ip(request)}"


def limited(rate: str, *, method: Any = ("POST",)) -> Callable[[View], View]:
    """Answer 429, with a page that says so, to more than `rate`, such as `30/h`."""

    def decorate(view: View) -> View:
        group = f"{view.__module__}.{view.__qualname__}"

        @wraps(view)
        def guard(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if is_ratelimited(
                request, group=group, key=_visitor, rate=rate, method=method, increment=True
            ):
                return render(request, "429.html", status=429)
            return view(request, *args, **kwargs)

        return guard

    return decorate
