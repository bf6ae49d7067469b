"""What may be done by somebody only who has just shown that it is them."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

RECENT = 15 * 60  # seconds


def signed_in_recently(request: HttpRequest) -> bool:
    """Whether the person signed in, or confirmed that it is them, within a quarter of an hour."""
    records = get_authentication_records(request, request.user)
    return any(time.time() - record.get("at", 0) < RECENT for record in records)


def recently(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Ask for the password or passkey once more where that is long ago, then go on.

    Who has neither signs in by a code: they sign in anew.
    """

    @wraps(view)
    @login_required
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if signed_in_recently(request):
            return view(request, *args, **kwargs)
        after = urlencode({"next": request.get_full_path() if request.method == "GET" else "/me/"})
        if get_reauthentication_flows(request.user):
            return redirect(f"{reverse('account_reauthenticate')}?{after}")
        logout(request)
        messages.info(request, gettext("Sign in once more, to show that it is you."))
        return redirect(f"{reverse('account_login')}?{after}")

    return guarded
