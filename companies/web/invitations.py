"""The page that the link of an invitation opens, for its receiver alone.

The link was sent to one address; whoever has it reads that address's mail. So somebody without an
account gets one by accepting, with the address confirmed. Who has an account signs in to it: a
link in a mail must not be a way around a password or a second step.
"""

from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from companies.domain.errors import DomainError
from companies.domain.invitations import (
    accept_invitation,
    decline_invitation,
    find_invitation,
    has_address,
    is_newest_link,
    refuse_unless_open,
)
from companies.domain.people import join_by_invitation, person_with_address
from companies.models import Invitation
from companies.web.forms import OwnNameForm
from companies.web.limits import limited

BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("300/h", method=("GET", "POST"))
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Accept or decline. Says what to do where that is no longer possible."""
    found = find_invitation(token)
    if found is None or (refusal := _refusal(found, token)):
        return _nothing_to_accept(request, found, "" if found is None else refusal)
    if request.method == "POST" and "decline" in request.POST:
        return _decline(request, found)
    if request.method == "POST" and "other" in request.POST:
        logout(request)
        return redirect(request.path)
    if request.user.is_authenticated:
        return _of_member(request, found)
    if person_with_address(found.email) is not None:
        sign_in = f"{reverse('account_login')}?{urlencode({'next': request.path})}"
        by_code = f"{reverse('account_request_login_code')}?{urlencode({'next': request.path})}"
        return _page(request, found, sign_in=sign_in, by_code=by_code)
    return _of_newcomer(request, found)


def _refusal(found: Invitation, token: str) -> str:
    try:
        refuse_unless_open(found)
    except DomainError as refusal:
        return str(refusal)
    if not is_newest_link(found, token):
        return gettext("A newer mail has replaced this link. Open the link of the last mail.")
    return ""


def _nothing_to_accept(
    request: HttpRequest, found: Invitation | None, refusal: str
) -> HttpResponse:
    if found is None:
        title = gettext("This link does not work")
        refusal = gettext(
            "It is incomplete. Copy the whole address from the mail, or ask whoever invited you to "
            "send it again."
        )
    else:
        title = gettext("This invitation is no longer open")
    return render(
        request,
        "companies/invitation_over.html",
        {
            "title": title,
            "refusal": refusal,
            "is_accepted": found is not None and found.state == "accepted",
        },
        status=404 if found is None else 410,
    )


def _page(request: HttpRequest, found: Invitation, **more: object) -> HttpResponse:
    return render(request, "companies/invitation.html", {"invitation": found, **more})


def _of_member(request: HttpRequest, found: Invitation) -> HttpResponse:
    """For somebody who has signed in, perhaps as somebody else."""
    if not has_address(request.user, found.email):  # type: ignore[arg-type]
        return _page(request, found, is_another=True)
    if request.method == "POST":
        return _accept(request, found)
    return _page(request, found, may_accept=True)


def _of_newcomer(request: HttpRequest, found: Invitation) -> HttpResponse:
    """For an address without an account: accepting makes one and signs in."""
    form = OwnNameForm(request.POST or None, initial={"full_name": found.full_name})
    if form.is_bound and form.is_valid():
        person = join_by_invitation(found, full_name=form.cleaned_data["full_name"])
        if person is not None:
            login(request, person, backend=BACKEND)
            return _accept(request, found)
        return redirect(request.path)  # the account was made in this moment: sign in
    return _page(request, found, form=form, may_accept=True)


def _accept(request: HttpRequest, found: Invitation) -> HttpResponse:
    try:
        accept_invitation(found, request.user)  # type: ignore[arg-type]
    except DomainError as refusal:
        messages.warning(request, str(refusal))
        return redirect(request.path)
    done = gettext("You belong to %(organisation)s now.")
    messages.success(request, done % {"organisation": found.organisation})
    return redirect("companies:me")


def _decline(request: HttpRequest, found: Invitation) -> HttpResponse:
    try:
        decline_invitation(found)
    except DomainError as refusal:
        messages.warning(request, str(refusal))
    return redirect(request.path)
