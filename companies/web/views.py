"""A person's own page, and how the pages look to them."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from companies.choices import JoinRequestState
from companies.domain.errors import DomainError
from companies.domain.preferences import change_preferences
from companies.models import JoinRequest, Member
from companies.ordering import by_name
from companies.web.addresses import own_address
from companies.web.forms import ReaderForm
from companies.web.reader import ReaderRequest

YEAR = 365 * 24 * 60 * 60
THEMES = ("light", "dark")


@csrf_exempt  # a cookie about looks is all it sets; a token would put a cookie on every page
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember light or dark in a cookie; anything else follows the system again."""
    response = redirect(own_address(request))
    wanted = request.POST.get("theme")
    if wanted in THEMES:
        response.set_cookie(
            "theme", wanted, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: ReaderRequest) -> HttpResponse:
    """The person's name, language and time zone, and the organisations they belong to."""
    person = request.user
    initial = {
        "full_name": person.full_name,
        "language": person.language,
        "time_zone": person.time_zone,
        "phone": person.phone,
        "photo": person.photo,
    }
    form = ReaderForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_preferences(person, **form.details())  # type: ignore[arg-type]
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            with override(person.language):
                messages.success(request, gettext("Your details are saved."))
            response = redirect("companies:me")
            response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)  # the page follows the person
            return response
    memberships = (
        Member.objects.filter(user=person)
        .select_related("organisation")
        .order_by(by_name("organisation__name"))
    )
    context = {
        "form": form,
        "memberships": memberships,
        "asked": JoinRequest.objects.filter(
            user=person, state=JoinRequestState.PENDING
        ).select_related("organisation"),
    }
    return render(request, "companies/me.html", context)
