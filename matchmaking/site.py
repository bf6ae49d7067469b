"""The admin's front door: it opens to whoever works for an event, and to superusers."""

from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.template.response import TemplateResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from events.rules import staff_roles

APPS = ("events", "matchmaking", "companies")
ORDER = (
    # the event and who takes part
    "Event", "Registration", "Representative", "Absence", "Delegation", "Question",
    # what the schedule is made of
    "MeetingBlock", "Slot", "Venue", "Hall", "MeetingTable", "Walk", "Interpreter", "Session",
    "SiteVisit",
    # who meets whom
    "MeetingRequest", "MustMeet", "Run", "ScheduleVersion", "Meeting", "UnscheduledPair",
    "Outcome", "PairScore", "BlockedOrganisation", "Notification", "Activity",
    # organisations and people
    "Organisation", "User", "Sector",
)  # fmt: skip
"""The lists of the desk in the order in which an event needs them."""


class OrganiserSite(AdminSite):
    """Django's admin with the product's sign-in: second factors and limits apply here too.

    To people who work for no event the admin does not exist, nor does a page to anybody who may
    not see it.
    """

    site_header = _("Organiser's desk")
    site_title = _("Organiser's desk")
    index_title = _("Your events")
    enable_nav_sidebar = True

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """The reader's events first, those to come before those that are over."""
        from events.models import Event  # models are loaded after the site

        events = self.get_model_admin(Event).get_queryset(request)
        soonest = sorted(events, key=lambda each: (each.ends_on < each.today, each.starts_on))
        return super().index(request, {"events": soonest, **(extra_context or {})})

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """What is used most comes first, not what begins with A."""
        apps: list[Any] = super().get_app_list(request, app_label)
        order = {name: place for place, name in enumerate(ORDER)}
        for app in apps:
            app["models"].sort(key=lambda model: order.get(model["object_name"], len(order)))
        place = {label: place for place, label in enumerate(APPS)}
        return sorted(apps, key=lambda app: place.get(app["app_label"], len(place)))

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return user.is_active and (user.is_superuser or bool(staff_roles(user)))

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def hiding(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            try:
                return inner(request, *args, **kwargs)
            except PermissionDenied as denied:
                raise Http404 from denied

        return hiding

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.user.is_authenticated and not self.has_permission(request):
            raise Http404
        wanted = request.GET.get("next", "")
        if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}):
            wanted = resolve_url("admin:index")
        if self.has_permission(request):
            return HttpResponseRedirect(resolve_url("admin:index"))
        return redirect_to_login(wanted, resolve_url(settings.LOGIN_URL))

    def password_change(  # type: ignore[override] # allauth has the page
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return HttpResponseRedirect(resolve_url("account_change_password"))
