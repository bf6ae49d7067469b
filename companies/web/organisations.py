"""An organisation's own page: its profile, changed outside any event too."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from companies.domain.errors import DomainError
from companies.domain.organisations import change_organisation
from companies.domain.sectors import sector_branches
from companies.models import Organisation
from companies.web.forms import OrganisationForm
from companies.web.reader import ReaderRequest


def own_organisation(request: ReaderRequest, pk: int, permission: str = "") -> Organisation:
    """One of the reader's organisations; a 404 for anybody else, and without the permission."""
    organisation = get_object_or_404(Organisation.objects.of(request.user), pk=pk)
    if permission and not request.user.has_perm(permission, organisation):
        raise Http404
    return organisation


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def organisation(request: ReaderRequest, pk: int) -> HttpResponse:
    """The profile: owners change it, the others read it."""
    needed = "companies.change_organisation" if request.method == "POST" else ""
    own = own_organisation(request, pk, needed)
    form = OrganisationForm(
        request.POST or None, request.FILES or None, initial=OrganisationForm.profile_of(own)
    )
    if form.is_bound and form.is_valid():
        try:
            change_organisation(own, by=request.user, **form.profile())
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Saved."))
            return redirect("companies:organisation", own.pk)
    context = {
        "organisation": own,
        "form": form,
        "is_owner": request.user.has_perm("companies.change_organisation", own),
        "sectors": sector_branches(),
        "ticked": form.ticked(),
        "waiting": own.join_requests.filter(state="pending").count(),
    }
    return render(request, "companies/organisation.html", context)
