"""Who comes, as far as each company allows: the public list and profiles, and the page on which a
company chooses and sees what others see."""

from copy import copy

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from companies.domain.errors import DomainError
from companies.ordering import by_name
from companies.web.reader import ReaderRequest
from events.choices import Audience
from events.domain.disclosure import DETAILS, Profile, Relation, change_disclosure
from events.models import Registration
from events.web.pages import event_context, own_registration, visible_event
from events.web.public import canonical, languages_of, public_page
from events.web.registering import enrolled

PAGE = 48
EVERYBODY, PARTICIPANTS, NOBODY = "everybody", "participants", "nobody"
READERS = (
    (Relation.STRANGER, _("A stranger")),
    (Relation.PARTICIPANT, _("A participant")),
    (Relation.COUNTERPART, _("Somebody you have agreed to meet")),
)


class VisibilityForm(forms.Form):
    """Who finds the company, who sees which detail, and whose eyes to look through."""

    listing = forms.ChoiceField(
        label=_("Who may know that you take part?"),
        choices=[
            (EVERYBODY, _("Everybody: you stand on the event's public page")),
            (PARTICIPANTS, _("Participants: they find you and can ask to meet you")),
            (NOBODY, _("Nobody finds you; you ask, and only those you ask see you")),
        ],
        widget=forms.RadioSelect,
    )
    people_for = forms.ChoiceField(label=_("Names and job titles of your people"))
    description_for = forms.ChoiceField(label=_("Description"))
    website_for = forms.ChoiceField(label=_("Website"))
    size_for = forms.ChoiceField(label=_("Size"))
    markets_for = forms.ChoiceField(label=_("Markets you want to reach"))
    reader = forms.TypedChoiceField(
        label=_("See it as"),
        choices=[(int(relation), label) for relation, label in READERS],
        coerce=int,
        empty_value=None,
        initial=int(Relation.PARTICIPANT),
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, data: object = None, *, registration: Registration) -> None:
        chosen: dict[str, object] = {
            f"{name}_for": getattr(registration, f"{name}_for") for name in DETAILS
        }
        public = EVERYBODY if registration.is_public else PARTICIPANTS
        chosen["listing"] = public if registration.is_listed else NOBODY
        super().__init__(data, initial=chosen)  # type: ignore[arg-type]
        for name in DETAILS:
            self.fields[f"{name}_for"].choices = Audience.choices  # type: ignore[attr-defined]

    def choices_made(self) -> dict[str, object]:
        """As `change_disclosure` takes them."""
        listing = self.cleaned_data["listing"]
        return {
            "is_listed": listing != NOBODY,
            "is_public": listing == EVERYBODY,
            **{f"{name}_for": self.cleaned_data[f"{name}_for"] for name in DETAILS},
        }


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def visibility(request: ReaderRequest, slug: str) -> HttpResponse:
    """Choose, and beside it the profile as others will see it; kept when saved, not before."""
    registration = enrolled(request, slug, "companies.change_organisation")
    form = VisibilityForm(request.POST or None, registration=registration)
    shown, relation = copy(registration), Relation.PARTICIPANT
    if form.is_bound and form.is_valid():
        reader = form.cleaned_data["reader"]  # a stranger is 0
        relation = Relation.PARTICIPANT if reader is None else Relation(reader)
        if "save" in request.POST:
            try:
                change_disclosure(registration, by=request.user, **form.choices_made())
            except DomainError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, gettext("Saved. Others see you like this from now on."))
                return redirect("events:visibility", registration.event.slug)
        for name, value in form.choices_made().items():
            setattr(shown, name, value)
    context = event_context(
        registration.event,
        registration,
        form=form,
        details=[form[f"{name}_for"] for name in reversed(DETAILS)],
        may_change=request.user.has_perm(
            "companies.change_organisation", registration.organisation
        ),
        preview=preview_of(shown, relation),
    )
    template = "preview" if request.htmx else "choose"
    return render(request, f"events/visibility/{template}.html", context)


def preview_of(registration: Registration, relation: Relation) -> dict[str, object]:
    """What somebody so near sees of the registration: its profile, and whether they find it."""
    seen = {
        Relation.STRANGER: registration.is_listed and registration.is_public,
        Relation.PARTICIPANT: True,
        Relation.COUNTERPART: True,
    }
    return {
        "relation": relation,
        "label": dict(READERS)[relation],
        "profile": Profile(registration, relation) if seen[relation] else None,
        "is_found": relation == Relation.STRANGER or registration.is_listed,
        "is_in_time": registration.is_approved,
    }


@require_safe
@public_page
def companies(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody who lets strangers know that they come, by name."""
    event = visible_event(request, slug)
    found = (
        Registration.objects.on_public_page()
        .filter(event=event)
        .select_related("organisation")
        .prefetch_related("organisation__sectors")
        .order_by(by_name("organisation__name"), "pk")
    )
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    own = own_registration(request, event)
    address = request.build_absolute_uri(request.path)
    context = event_context(
        event,
        own,
        page_obj=page,
        is_kept=True,
        address=canonical(request, address),
        plain_address=address,
        alternates=languages_of(address),
    )
    return render(request, "events/companies.html", context)


@require_safe
@public_page
def company(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What a company shows to strangers; a 404 where it shows them nothing."""
    event = visible_event(request, slug)
    public = (
        Registration.objects.on_public_page()
        .filter(event=event)
        .select_related("organisation")
        .prefetch_related("statements__sectors", "representatives__user")
    )
    registration = get_object_or_404(public, pk=pk)
    own = own_registration(request, event)
    address = request.build_absolute_uri(request.path)
    context = event_context(
        event,
        own,
        profile=Profile(registration, Relation.STRANGER),
        is_kept=True,
        address=canonical(request, address),
        plain_address=address,
        alternates=languages_of(address),
    )
    return render(request, "events/company.html", context)
