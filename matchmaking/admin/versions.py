"""Schedule versions: the certificate, who got what, publishing."""

from typing import Any

from django.contrib import admin, messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.admin.base import actor
from companies.domain.errors import DomainError
from events.admin.scope import permits
from matchmaking.admin.base import ReadOnlyScheduleAdmin
from matchmaking.admin.figures import version_figures
from matchmaking.admin.requests import BY_EVENT
from matchmaking.admin.words import LEVELS, certificate, say_gap, say_points, say_reason
from matchmaking.choices import VersionState
from matchmaking.domain.schedules import changes_between, discard_version, publish_version
from matchmaking.models import ScheduleVersion

PUBLISH = "matchmaking.publish_version"


@admin.register(ScheduleVersion)
class ScheduleVersionAdmin(ReadOnlyScheduleAdmin):
    change_form_template = "matchmaking/admin/version_change.html"
    about = gettext_lazy(
        "Every run leaves a draft. Open one to see how good it is, and publish it; what was "
        "published before stays on record."
    )
    list_display = [
        "number",
        "event",
        "state",
        "created_at",
        "points",
        "gap_words",
        "published_at",
    ]
    list_filter = ["state", BY_EVENT]
    list_select_related = ["event"]
    search_fields = ["event__slug", "event__name_en", "note"]
    date_hierarchy = "created_at"
    fields = [
        "event",
        "number",
        "state",
        "run",
        "parent",
        "note",
        ("created_at", "published_at", "published_by"),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("event", "run__event", "parent__event")

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        name = "matchmaking_scheduleversion"
        return [
            path("<int:version_id>/publish/", view(self.publish), name=f"{name}_publish"),
            path("<int:version_id>/discard/", view(self.discard), name=f"{name}_discard"),
            *super().get_urls(),
        ]

    def page_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        if row is None:
            return {}
        reasons: dict[str, int] = {}
        for code in row.unscheduled.values_list("reason", flat=True):
            reasons[code] = reasons.get(code, 0) + 1
        return {
            "version": row,
            "certificate": certificate(row),
            "levels": [level_words(each) for each in row.levels if each["name"] in LEVELS],
            "figures": version_figures(row),
            "reasons": [
                (number, say_reason(code))
                for code, number in sorted(reasons.items(), key=lambda item: -item[1])
            ],
            "may_publish": permits(request, PUBLISH, row.event)
            and row.state != VersionState.PUBLISHED,
            "may_discard": permits(request, PUBLISH, row.event) and row.state == VersionState.DRAFT,
        }

    def _version(self, request: HttpRequest, version_id: int) -> ScheduleVersion:
        version: ScheduleVersion = get_object_or_404(self.get_queryset(request), pk=version_id)
        if not permits(request, PUBLISH, version.event):
            raise Http404
        return version

    def publish(self, request: HttpRequest, version_id: int) -> HttpResponse:
        """What publishing changes and whom it tells; then the publishing.

        The form carries the version that was published when the page was read: who publishes has
        seen what it replaces.
        """
        version = self._version(request, version_id)
        current = version.event.versions.published().first()
        if request.method == "POST":
            seen = request.POST.get("replacing", "")
            replacing = version.event.versions.filter(pk=seen).first() if seen.isdecimal() else None
            try:
                publish_version(version, by=actor(request), replacing=replacing)
            except DomainError as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(
                    request, _("Version %(number)s is published.") % {"number": version.number}
                )
            return HttpResponseRedirect(version_address(version))
        if version == current:
            return HttpResponseRedirect(version_address(version))
        changes = changes_between(current, version)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Publish the schedule"),
            "subtitle": str(version),
            "opts": self.opts,
            "version": version,
            "current": current,
            "changes": changes,
            "told": len(changes.people),
        }
        return TemplateResponse(request, "matchmaking/admin/version_publish.html", context)

    def discard(self, request: HttpRequest, version_id: int) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        version = self._version(request, version_id)
        try:
            discard_version(version, by=actor(request))
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(version_address(version))
        messages.success(request, _("Version %(number)s is gone.") % {"number": version.number})
        address = reverse("admin:matchmaking_scheduleversion_changelist")
        return HttpResponseRedirect(f"{address}?event__id__exact={version.event_id}")

    @admin.display(description=gettext_lazy("points"), ordering="objective")
    def points(self, version: ScheduleVersion) -> str:
        return say_points(version.objective)

    @admin.display(description=gettext_lazy("gap"), ordering="gap")
    def gap_words(self, version: ScheduleVersion) -> str:
        return say_gap(version.gap)


def version_address(version: ScheduleVersion) -> str:
    return reverse("admin:matchmaking_scheduleversion_change", args=[version.pk])


def level_words(level: dict[str, Any]) -> dict[str, Any]:
    """A level of the objective for a table. Costs, which the engine counts below zero, are shown
    as the counts that they are."""
    name, value, bound = level["name"], level["value"], level.get("bound")
    return {
        "name": str(LEVELS[name]),
        "value": _say_level(name, value),
        "bound": "–" if bound is None else _say_level(name, bound),
        "is_bounded": bound is not None,
        "is_optimal": bool(level.get("optimal")),
    }


def _say_level(name: str, number: int) -> str:
    return say_points(number) if name == "value" else f"{abs(number):,}"
