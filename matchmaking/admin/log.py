"""The log as an organiser reads it: a sentence an entry, with who did it, for whom, and when."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from companies.ordering import alphabetical
from matchmaking.admin.base import ReadOnlyScheduleAdmin
from matchmaking.admin.requests import BY_EVENT
from matchmaking.admin.tables import Cell, small_table
from matchmaking.choices import Action, NextStep, NoticeKind, RequestPriority, RequestState
from matchmaking.domain.chronicle import tell_activity
from matchmaking.models import Activity, MeetingRequest, Outcome

DETAILS: dict[str, Promise] = {
    "state": _("state"),
    "priority": _("priority"),
    "kind": _("said on coming"),
    "minutes": _("minutes late"),
    "took_place": _("took place"),
    "interest": _("interest"),
    "next_step": _("next step"),
    "follow_up_on": _("follow up on"),
    "version": _("version"),
    "added": _("new meetings"),
    "moved": _("meetings that move"),
    "cancelled": _("meetings that end"),
    "seed": _("seed"),
}
"""What an entry keeps of before and after, but for ids: the sentence names whose they are."""

CHOICES: dict[str, Any] = {
    "state": RequestState,
    "priority": RequestPriority,
    "kind": NoticeKind,
    "next_step": NextStep,
}


class ActionFilter(admin.AllValuesFieldListFilter):
    """What was done, of what occurs, in words and in their order."""

    def choices(self, changelist: Any) -> Any:
        everything, *found = super().choices(changelist)
        yield everything
        words = dict(Action.choices)
        named = [{**each, "display": words.get(str(each["display"]))} for each in found]
        yield from sorted(
            (each for each in named if each["display"]),
            key=lambda each: alphabetical(each["display"]),
        )


class Log(ChangeList):
    """The rows of a page, each with its sentence."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        entries = list(self.result_list)
        told = tell_activity(entries)
        for entry in entries:
            entry.told = told[entry.pk]
        self.result_list = entries


def speaks_of(name: str) -> Q:
    """Entries whose request, outcome or participant is of an organisation with this in its name."""
    requests = MeetingRequest.objects.filter(
        Q(sender__organisation__name__icontains=name)
        | Q(receiver__organisation__name__icontains=name)
    )
    outcomes = Outcome.objects.filter(
        Q(meeting__registration_a__organisation__name__icontains=name)
        | Q(meeting__registration_b__organisation__name__icontains=name)
    )
    return (
        Q(
            subject_type="matchmaking.meetingrequest",
            subject_id__in=requests.order_by().values("pk"),
        )
        | Q(subject_type="matchmaking.outcome", subject_id__in=outcomes.order_by().values("pk"))
        | Q(acted_for__organisation__name__icontains=name)
    )


@admin.register(Activity)
class ActivityAdmin(ReadOnlyScheduleAdmin):
    about = _(
        "What people and the product did: requests, answers, runs, schedules. Newest first; "
        "nothing here can be changed."
    )
    list_display = ["at", "sentence", "actor", "acted_for", "subject", "event"]
    list_display_links = ["sentence"]
    list_filter = [("action", ActionFilter), BY_EVENT]
    list_select_related = ["actor", "acted_for__organisation", "event"]
    search_fields = ["actor__full_name", "actor__email"]
    search_help_text = _("Name or address of whoever did it, or the name of a participant")
    date_hierarchy = "at"
    fields = ["sentence", "what", "at", ("actor", "acted_for"), "event", "subject", "details"]
    readonly_fields = ["sentence", "what", "subject", "details"]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return Log

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Any]", search_term: str
    ) -> "tuple[QuerySet[Any], bool]":
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        if name := search_term.strip():
            found |= queryset.filter(speaks_of(name))
        return found, may_repeat

    @admin.display(description=_("what happened"))
    def sentence(self, entry: Any) -> str:
        told: str = entry.told if hasattr(entry, "told") else tell_activity([entry])[entry.pk]
        return told

    @admin.display(description=_("kind of entry"), ordering="action")
    def what(self, entry: Activity) -> str:
        return entry.what

    @admin.display(description=_("leads to"))
    def subject(self, entry: Activity) -> str:
        """What it was done to, in words, with a way to it where the desk has a page for it."""
        try:
            model = apps.get_model(entry.subject_type)
        except (LookupError, ValueError):
            return "–"
        name = capfirst(model._meta.verbose_name)
        if entry.subject_id is None or model not in self.admin_site._registry:
            return name
        page = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
        return format_html('<a href="{}">{}</a>', reverse(page, args=[entry.subject_id]), name)

    @admin.display(description=_("before and after"))
    def details(self, entry: Activity) -> str:
        rows: list[tuple[Cell, ...]] = [
            (capfirst(str(words)), say_detail(name, entry.before), say_detail(name, entry.after))
            for name, words in DETAILS.items()
            if name in entry.before or name in entry.after
        ]
        return small_table((gettext("What"), gettext("Before"), gettext("After")), rows)


def say_detail(name: str, data: dict[str, Any]) -> str:
    """One value of an entry, as its field says it elsewhere."""
    value = data.get(name)
    if value is None:
        return "–"
    if name in CHOICES and value in CHOICES[name].values:
        return str(CHOICES[name](value).label)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return str(value)
