"""Telling the browser which of its forms have arrived, so that it forgets what it kept of them."""

import re
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.translation import gettext

COOKIE = "arrived"
KEPT = re.compile(r"[0-9a-f]{24}")
MOST = 8
HOUR = 60 * 60


class KeptMiddleware:
    """A form that says what it is kept as, and is answered by going on, has arrived.

    Being sent to sign in is not going on: the session had ended, and what was written is lost
    here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method != "POST" or response.status_code != 302:
            return response
        kept = request.POST.get("kept", "")
        if not KEPT.fullmatch(kept):
            return response
        if response["Location"].startswith(resolve_url(settings.LOGIN_URL)):
            said = gettext(
                "You were signed out meanwhile. Sign in: what you wrote is kept for you."
            )
            messages.warning(request, said)
            return response
        before = [part for part in request.COOKIES.get(COOKIE, "").split(".") if part]
        response.set_cookie(
            COOKIE,
            ".".join([*before, kept][-MOST:]),
            max_age=HOUR,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
        return response
