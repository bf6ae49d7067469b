"""What a person may do with their own data: take it along, and delete the account."""

import logging

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from companies.domain.errors import DomainError
from companies.models import User
from companies.web.limits import limited
from companies.web.reader import ReaderRequest
from companies.web.recently import recently, signed_in_recently
from events.web.account_mails import ACCOUNT_DELETED
from matchmaking.choices import ExportState
from matchmaking.domain.personal.exports import ACTIVE, exports_of, request_export
from matchmaking.domain.personal.leaving import delete_account, look_at_leaving
from matchmaking.models import DataExport

logger = logging.getLogger(__name__)


@login_required
@never_cache
@limited("10/h")
@require_http_methods(["GET", "HEAD", "POST"])
def own_data(request: ReaderRequest) -> HttpResponse:
    """Ask for the file, see how far it is, download it."""
    if request.method == "POST":
        try:
            request_export(request.user)
        except DomainError as refusal:
            messages.warning(request, str(refusal))
        return redirect("matchmaking:own_data")
    exports = list(exports_of(request.user)[:5])
    context = {
        "exports": exports,
        "active": next((export for export in exports if export.state in ACTIVE), None),
        "ready": [export for export in exports if export.state == ExportState.READY],
        "must_sign_in": not signed_in_recently(request),
    }
    template = "exports" if request.htmx else "own_data"
    return render(request, f"matchmaking/account/{template}.html", context)


@recently
@never_cache
@limited("30/h", method=("GET", "HEAD"))
@require_safe
def own_data_file(request: ReaderRequest, pk: int) -> HttpResponse:
    """The file, for whom it is about, as long as it is there."""
    export = DataExport.objects.filter(
        person=request.user, pk=pk, state=ExportState.READY, expires_at__gt=timezone.now()
    ).first()
    if export is None or export.archive is None:
        raise Http404
    response = HttpResponse(bytes(export.archive), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="my-data-{export}.zip"'
    return response


class LeaveForm(forms.Form):
    address = forms.CharField(
        label=_("Type your email address, to confirm"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: object = None, *, person: User) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.person = person

    def clean_address(self) -> str:
        address = str(self.cleaned_data["address"]).strip()
        if address.lower() != self.person.email.lower():
            raise forms.ValidationError(gettext("This is not the address of your account."))
        return address


@recently
@never_cache
@limited("10/h")
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: ReaderRequest) -> HttpResponse:
    """Say exactly what deleting the account does, then, confirmed by the address, do it."""
    form = LeaveForm(request.POST or None, person=request.user)
    if form.is_bound and form.is_valid():
        person, address = request.user, request.user.email
        try:
            delete_account(person)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            logout(request)
            _say_goodbye(request, person, address)
            messages.success(request, gettext("Your account is deleted."))
            return redirect("events:home")
    context = {"form": form, "leaving": look_at_leaving(request.user)}
    return render(request, "matchmaking/account/leave.html", context)


def _say_goodbye(request: HttpRequest, person: User, address: str) -> None:
    """Whoever is gone is gone, also where no mail can be sent."""
    try:
        get_adapter(request).send_notification_mail(ACCOUNT_DELETED, person, email=address)
    except OSError as trouble:  # what `smtplib` raises is one
        logger.warning("no mail tells of a deleted account: %s", type(trouble).__name__)
