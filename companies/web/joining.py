"""Founding an organisation, or asking to belong to one that is here already."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from companies.choices import JoinRequestState
from companies.domain.errors import DomainError
from companies.domain.join_requests import ask_to_join, withdraw_join_request
from companies.domain.likeness import likely_organisations
from companies.domain.organisations import found_organisation
from companies.domain.preferences import name_oneself
from companies.models import JoinRequest, Organisation, User
from companies.web.addresses import own_address
from companies.web.forms import AskToJoinForm, NewOrganisationForm
from companies.web.limits import limited
from companies.web.reader import ReaderRequest

SIGNER = Signer(salt="companies.offered")


class Offered:
    """An organisation that somebody may ask to join: its number cannot be made up."""

    def __init__(self, organisation: Organisation) -> None:
        self.organisation = organisation
        self.ticket = SIGNER.sign(str(organisation.pk))


def offered(request: ReaderRequest, form: NewOrganisationForm) -> list[Offered]:
    """What is here already and may be meant by a valid form, without what the reader is in."""
    likely = likely_organisations(
        form.cleaned_data["name"],
        website=form.cleaned_data["website"],
        email=request.user.email,
        country=form.cleaned_data["country"],
    )
    own = set(Organisation.objects.of(request.user).values_list("pk", flat=True))
    return [Offered(organisation) for organisation in likely if organisation.pk not in own]


def names_oneself(person: User, form: NewOrganisationForm) -> bool:
    """Store what the person is called, where a valid form asked for it; false if that is refused.

    It is said once: what they do next, asking to join or founding, needs it no more.
    """
    if "full_name" not in form.fields:
        return True
    try:
        name_oneself(person, form.cleaned_data["full_name"])
    except DomainError as refusal:
        form.add_error("full_name", str(refusal))
        return False
    del form.fields["full_name"]
    return True


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("30/h")
def found(request: ReaderRequest) -> HttpResponse:
    """A new organisation; whoever founds it owns it. Likely ones are offered first."""
    form = NewOrganisationForm(request.POST or None, person=request.user)
    alike: list[Offered] = []
    if form.is_bound and form.is_valid() and names_oneself(request.user, form):
        alike = offered(request, form)
        if not alike or form.cleaned_data["is_another"]:
            try:
                organisation = found_organisation(by=request.user, **form.profile())  # type: ignore[arg-type]
            except DomainError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, gettext("Your organisation is here. Say more about it."))
                return redirect("companies:organisation", organisation.pk)
    context = {"form": form, "alike": alike, "ask": AskToJoinForm()}
    return render(request, "companies/found.html", context)


@login_required
@require_POST
@limited("10/h")
def ask(request: ReaderRequest) -> HttpResponse:
    """Ask the owners of an organisation that was offered."""
    try:
        number = SIGNER.unsign(request.POST.get("organisation", ""))
    except BadSignature as error:
        raise Http404 from error
    organisation = get_object_or_404(Organisation, pk=number)
    form = AskToJoinForm(request.POST)
    message = form.cleaned_data["message"] if form.is_valid() else ""
    try:
        ask_to_join(organisation, request.user, message=message)
    except DomainError as refusal:
        messages.warning(request, str(refusal))
    else:
        said = gettext("The owners of %(organisation)s are told. You get a mail with their answer.")
        messages.success(request, said % {"organisation": organisation})
    return redirect(own_address(request, "/me/"))


@login_required
@require_POST
def withdraw(request: ReaderRequest, pk: int) -> HttpResponse:
    """Ask no longer."""
    own = JoinRequest.objects.filter(user=request.user, state=JoinRequestState.PENDING)
    try:
        withdraw_join_request(get_object_or_404(own, pk=pk), by=request.user)
    except DomainError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, gettext("You no longer ask to join."))
    return redirect(own_address(request, "/me/"))
