"""Which mails a person gets, and when: their own page, and the way out that each mail carries."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from companies.domain.errors import DomainError
from companies.models import User
from companies.web.reader import ReaderRequest
from matchmaking.domain.notifications import choose_mails, mail_preferences
from matchmaking.domain.unsubscribing import (
    DAILY_MAIL,
    Subscription,
    read_unsubscribe,
)
from matchmaking.domain.unsubscribing import resubscribe as take_back
from matchmaking.domain.unsubscribing import unsubscribe as turn_off
from matchmaking.web.mail_forms import MailForm


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mails(request: ReaderRequest) -> HttpResponse:
    """By group: at once, once a day, not by mail; the hour of the daily mail; quiet hours."""
    form = MailForm(
        request.POST or None, initial=MailForm.values_of(mail_preferences(request.user))
    )
    if form.is_bound and form.is_valid():
        try:
            choose_mails(request.user, **form.choices())
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Your choice is kept."))
            return redirect("matchmaking:mails")
    return render(
        request,
        "matchmaking/notifications/mails.html",
        {"form": form, "zone": request.user.time_zone},
    )


@csrf_exempt  # mail programs post here without ever having been on a page; the link is the proof
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Asks before it changes anything: scanners of mail follow every link, but post nothing.

    A mail program's own button posts at once and reads no answer (RFC 8058).
    """
    try:
        subscription = read_unsubscribe(token)
        with translation.override(_language(request, subscription.person)):
            if request.method != "POST":
                return _page(request, subscription, "confirm")
            undo = turn_off(token)
            return _page(request, subscription, "stopped", undo=undo)
    except DomainError as refusal:
        return _refused(request, refusal)


@require_POST
def resubscribe(request: HttpRequest) -> HttpResponse:
    """Take it back, from the page that said it was done."""
    try:
        person = take_back(request.POST.get("undo", ""))
    except DomainError as refusal:
        return _refused(request, refusal)
    with translation.override(_language(request, person)):
        return render(request, "matchmaking/notifications/stop.html", {"state": "resumed"})


def _language(request: HttpRequest, person: User) -> str:
    """What was chosen in this browser; else the language of the mail that led here."""
    chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    return translation.get_language_from_request(request) if chosen else person.language


def _page(
    request: HttpRequest, subscription: Subscription, state: str, **more: str
) -> HttpResponse:
    return render(
        request,
        "matchmaking/notifications/stop.html",
        {
            "state": state,
            "address": subscription.person.email,
            "groups": [group.label for group in subscription.groups],
            "is_daily": subscription.what == DAILY_MAIL,
            **more,
        },
    )


def _refused(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    context = {"state": "refused", "reason": str(refusal)}
    return render(request, "matchmaking/notifications/stop.html", context, status=404)
