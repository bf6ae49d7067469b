"""Running the matching: what is missing, the start, the progress, the end."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from companies.admin.base import actor
from companies.domain.errors import DomainError
from events.admin.scope import events_permitting
from events.choices import PhaseKind
from matchmaking.admin.base import ReadOnlyScheduleAdmin
from matchmaking.admin.progress import advice_on, progress_of
from matchmaking.admin.requests import BY_EVENT
from matchmaking.admin.run_words import settings_table, software_table
from matchmaking.admin.words import certificate, say_gap
from matchmaking.choices import RunPhase
from matchmaking.domain.findings import find_obstacles, read_findings
from matchmaking.domain.runs import cancel_run, start_run
from matchmaking.models import Run, RunBlock

BIG_COLUMNS = ["problem", "scoring_input"]
MOVABLE = 10  # meetings that may move while times still can


class StartForm(forms.Form):
    """How to run. The seed makes a run that can be repeated.

    Where a schedule is published, it is kept unless the organiser wants a new one. Until the event
    is live, times are movable, and a few meetings may move; then none does unless it is asked for.
    """

    KEEP, RENEW = "keep", "renew"

    how = forms.ChoiceField(
        label=_("The published schedule"),
        choices=[
            (KEEP, _("keep it, and change as little as possible")),
            (RENEW, _("make a wholly new one; most meetings get another time")),
        ],
        widget=forms.RadioSelect,
        initial=KEEP,
    )
    moves = forms.IntegerField(
        label=_("Meetings that may move"),
        min_value=0,
        max_value=1000,
        initial=MOVABLE,
        required=False,
        help_text=_(
            "Meetings that are still possible stay where they are. Of these, at most so many move "
            "so that others, who would have none, get one."
        ),
    )
    publish = forms.BooleanField(
        label=_("Publish the schedule when it is done"),
        required=False,
        help_text=_("Everybody whose meetings change is told. Leave it off to look first."),
    )
    seed = forms.IntegerField(
        label=_("Seed"),
        min_value=0,
        max_value=2**31,
        initial=0,
        help_text=_("The same event and seed give the same schedule."),
    )

    def __init__(
        self, *args: Any, has_schedule: bool, is_live: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if is_live:
            self.fields["moves"].initial = 0
        if not has_schedule:
            del self.fields["how"], self.fields["moves"]

    def wishes(self) -> dict[str, Any]:
        """The arguments of `start_run`."""
        given = self.cleaned_data
        keeps = given.get("how") == self.KEEP
        return {
            "publish": given["publish"],
            "seed": given["seed"],
            "params": {"moves": given["moves"] or 0} if keeps else None,
        }


@admin.register(Run)
class RunAdmin(ReadOnlyScheduleAdmin):
    change_form_template = "matchmaking/admin/run_change.html"
    about = _(
        "Each time the matching was run: how it ended and how long it took. Start one on "
        "the page of its event."
    )
    list_display = ["created_at", "event", "how_far", "requested_by", "seconds", "gap_words"]
    list_filter = ["state", BY_EVENT]
    list_select_related = ["event", "version", "requested_by"]
    search_fields = ["event__slug", "event__name_en"]
    date_hierarchy = "created_at"
    fieldsets = [
        (None, {"fields": ["event", "state", "proof", "failure", "publishes", "requested_by"]}),
        (_("Time"), {"fields": [("created_at", "started_at", "finished_at"), "time_spent"]}),
        (
            _("To repeat it"),
            {
                "fields": [
                    "based_on",
                    "seed",
                    "asked_with",
                    "computed_with",
                    "input_hash",
                    "attempts",
                ]
            },
        ),
    ]
    readonly_fields = ["proof", "asked_with", "computed_with"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer(*BIG_COLUMNS)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("start/<int:event_id>/", view(self.start), name="matchmaking_run_start"),
            path("<int:run_id>/progress/", view(self.progress), name="matchmaking_run_progress"),
            path("<int:run_id>/cancel/", view(self.cancel), name="matchmaking_run_cancel"),
            *super().get_urls(),
        ]

    def page_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        if row is None:
            return {}
        return {
            "findings": read_findings(row.findings),
            "version": getattr(row, "version", None),
            "run": row,
        }

    # --- pages ------------------------------------------------------------------------------

    def start(self, request: HttpRequest, event_id: int) -> HttpResponse:
        """What stops a run or would be left out of it; then the start."""
        events = events_permitting(request, self.view_permission)
        event = get_object_or_404(events, pk=event_id)
        active = Run.objects.active().filter(event=event).first()
        if active is not None:
            return HttpResponseRedirect(progress_address(active))
        findings = find_obstacles(event)
        published = event.versions.published().first()
        form = StartForm(
            request.POST or None,
            has_schedule=published is not None,
            is_live=event.phase == PhaseKind.LIVE,
        )
        if request.method == "POST" and form.is_valid():
            try:
                run = start_run(event, by=actor(request), **form.wishes())
            except DomainError as refusal:
                form.add_error(None, str(refusal))
                findings = find_obstacles(event)
            else:
                return HttpResponseRedirect(progress_address(run))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Run the matching"),
            "subtitle": event.name,
            "opts": self.opts,
            "event": event,
            "stopping": [finding for finding in findings if finding.stops],
            "warnings": [finding for finding in findings if not finding.stops],
            "published": published,
            "form": form,
        }
        return TemplateResponse(request, "matchmaking/admin/run_start.html", context)

    def _run(self, request: HttpRequest, run_id: int) -> Run:
        runs = self.get_queryset(request).select_related("event", "version")
        run: Run = get_object_or_404(runs, pk=run_id)
        if not self.has_view_permission(request, run):
            raise PermissionDenied
        return run

    def progress(self, request: HttpRequest, run_id: int) -> HttpResponse:
        """How far the run is; asked again each second by htmx, or by the browser without it."""
        run = self._run(request, run_id)
        version = getattr(run, "version", None)
        context = {
            "run": run,
            "version": version,
            "progress": progress_of(run),
            "advice": advice_on(run, timezone.now()),
            "findings": read_findings(run.findings),
            "certificate": certificate(run),
            "is_cancelling": run.is_active and run.cancel_requested_at is not None,
        }
        if getattr(request, "htmx", False):
            return TemplateResponse(request, "matchmaking/admin/run_progress_part.html", context)
        page = {
            **self.admin_site.each_context(request),
            **context,
            "title": _("Matching"),
            "subtitle": run.event.name,
            "opts": self.opts,
        }
        return TemplateResponse(request, "matchmaking/admin/run_progress.html", page)

    def cancel(self, request: HttpRequest, run_id: int) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        run = self._run(request, run_id)
        try:
            cancel_run(run, by=actor(request))
        except DomainError as refusal:
            messages.error(request, str(refusal))
        return HttpResponseRedirect(progress_address(run))

    # --- columns ----------------------------------------------------------------------------

    @admin.display(description=_("how far"), ordering="state")
    def how_far(self, run: Run) -> str:
        return progress_of(run).words

    @admin.display(description=_("seconds"))
    def seconds(self, run: Run) -> str:
        if run.started_at is None or run.finished_at is None:
            return "–"
        return f"{(run.finished_at - run.started_at).total_seconds():.1f}"

    @admin.display(description=_("seconds by phase"))
    def time_spent(self, run: Run) -> str:
        """“Reading offers and needs 74.0 · Finding the schedule 4.0”."""
        names = dict(RunPhase.choices)
        spent = ((phase, run.timings[phase]) for phase in RunPhase.values if phase in run.timings)
        return " · ".join(f"{names[phase]} {seconds:.1f}" for phase, seconds in spent) or "–"

    @admin.display(description=_("settings"))
    def asked_with(self, run: Run) -> str:
        return settings_table(run)

    @admin.display(description=_("computed with"))
    def computed_with(self, run: Run) -> str:
        return software_table(run)

    @admin.display(description=_("gap"), ordering="gap")
    def gap_words(self, run: Run) -> str:
        return say_gap(run.gap)

    @admin.display(description=_("certificate"))
    def proof(self, run: Run) -> str:
        return certificate(run)


def progress_address(run: Run) -> str:
    return reverse("admin:matchmaking_run_progress", args=[run.pk])


@admin.register(RunBlock)
class RunBlockAdmin(ReadOnlyScheduleAdmin):
    event_path = "run__event"

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Of no use to an organiser; whoever looks after the server may find it telling."""
        return bool(request.user.is_superuser)

    about = _("Pieces of the work of runs that go on. They are gone when their run ends.")
    list_display = ["run", "kind", "first", "last", "attempts", "beat_at", "done_at"]
    list_filter = ["kind", ("done_at", admin.EmptyFieldListFilter)]
    list_select_related = ["run__event"]
    fields = ["run", "kind", ("first", "last"), "attempts", ("beat_at", "done_at")]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("product")
