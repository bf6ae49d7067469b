"""Where a form wants to go back to."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def own_address(request: HttpRequest, fallback: str = "/", *, field: str = "next") -> str:
    """The path in the form's `next`, if that is one of ours: a word that is no path would be taken
    for the name of a view where somebody is sent on to it."""
    address = request.POST.get(field, "")
    allowed = address.startswith("/") and url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if allowed else fallback
