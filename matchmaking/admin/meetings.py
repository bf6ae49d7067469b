"""Meetings of a version and the pairs that have none."""

from typing import Any

from django.contrib import admin
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef
from django.db.models.functions import JSONObject
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from import_export.fields import Field

from companies.admin.base import ReadOnlyMixin
from events.admin.export import SafeResource, export_actions
from events.admin.scope import ScopedInline
from events.admin.times import local_span
from matchmaking.admin.base import ReadOnlyScheduleAdmin, ScheduleAdmin
from matchmaking.admin.requests import BY_EVENT
from matchmaking.admin.words import TIERS, say_points, say_price, say_reason
from matchmaking.choices import NoticeKind
from matchmaking.models import Meeting, MeetingNotice, ScheduleVersion, Seat, UnscheduledPair
from matchmaking.querysets import MeetingNoticeQuerySet

PAIR = ["registration_a__organisation", "registration_b__organisation"]
PAIR_NAMES = ["registration_a__organisation__name", "registration_b__organisation__name"]


class VersionFilter(admin.RelatedOnlyFieldListFilter):
    """Versions with the name of their event, in one query."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        shown = model_admin.get_queryset(request).order_by().values("version")
        versions = ScheduleVersion.objects.filter(pk__in=shown).select_related("event")
        return [(version.pk, str(version)) for version in versions.order_by("event", "-number")]


def _standing() -> MeetingNoticeQuerySet:
    """What is said of the meeting of an outer query, as it stands there."""
    return MeetingNotice.objects.standing().filter(
        event=OuterRef("event"),
        meeting_uid=OuterRef("uid"),
        meeting_starts_at=OuterRef("during__startswith"),
    )


class SaidFilter(admin.SimpleListFilter):
    """Meetings of which somebody said that they are late, or cannot come."""

    title = _("said on coming")
    parameter_name = "said"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [c for c in NoticeKind.choices if c[0] != NoticeKind.COMING]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if not self.value():
            return queryset
        return queryset.filter(Exists(_standing().filter(kind=self.value())))


def say_notice_fact(fact: dict[str, Any]) -> str:
    """Who said what: “Ngọc Anh (Sao Mai): Running late, 10 min”."""
    what = str(NoticeKind(fact["kind"]).label)
    if fact["minutes"]:
        what = gettext("%(what)s, %(minutes)d min") % {"what": what, "minutes": fact["minutes"]}
    words = f"{fact['who']} ({fact['company']}): {what}"
    return f"{words} – “{fact['reason']}”" if fact["reason"] else words


class TierFilter(admin.AllValuesFieldListFilter):
    """Who wants the meeting, in words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = _("who wants it")

    def choices(self, changelist: Any) -> Any:
        for choice in super().choices(changelist):
            shown: Any = choice["display"]
            yield {**choice, "display": TIERS.get(shown, shown)}


class VersionStateFilter(admin.ChoicesFieldListFilter):
    """The state of the version, beside that of the meeting."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = _("state of the version")


class ReasonFilter(admin.AllValuesFieldListFilter):
    """The reasons that occur, in the words of their column."""

    def choices(self, changelist: Any) -> Any:
        for choice in super().choices(changelist):
            yield {**choice, "display": say_reason(str(choice["display"]))}


class MeetingResource(SafeResource):
    event = Field("event__slug", column_name="event")
    version = Field("version__number", column_name="version")
    starts_at = Field(column_name="starts_at")
    ends_at = Field(column_name="ends_at")
    organisation_a = Field("registration_a__organisation__name", column_name="organisation_a")
    organisation_b = Field("registration_b__organisation__name", column_name="organisation_b")
    table = Field("table__label", column_name="table")
    interpreter = Field("interpreter__name", column_name="interpreter")

    class Meta:
        model = Meeting
        fields = [
            "uid",
            "event",
            "version",
            "starts_at",
            "ends_at",
            "organisation_a",
            "organisation_b",
            "table",
            "online_url",
            "interpreter",
            "state",
        ]
        export_order = fields

    def dehydrate_starts_at(self, meeting: Meeting) -> str:
        return meeting.starts_at.astimezone(meeting.event.zone).isoformat()

    def dehydrate_ends_at(self, meeting: Meeting) -> str:
        return meeting.ends_at.astimezone(meeting.event.zone).isoformat()


class OfVersion:
    """A column that names the version by its number: a list is of one event, most of the time."""

    @admin.display(description=_("version"), ordering="version__number")
    def of_version(self, row: Any) -> str:
        return f"{row.version.number} ({row.version.get_state_display()})"


class SeatInline(ReadOnlyMixin, ScopedInline):
    view_permission = ScheduleAdmin.view_permission
    model = Seat
    fields = ["representative", "registration", "is_held"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return (
            super()
            .get_queryset(request)
            .select_related("representative__user", "registration__organisation")
        )


@admin.register(Meeting)
class MeetingAdmin(OfVersion, ReadOnlyScheduleAdmin):
    about = _(
        "The meetings of every version of the schedule. What people see is the published "
        "version; choose it under “Filter”."
    )
    list_display = [
        "time",
        "registration_a",
        "registration_b",
        "table",
        "interpreter",
        "of_version",
        "state",
        "said",
        "points",
    ]
    list_filter = [
        BY_EVENT,
        ("version", VersionFilter),
        ("version__state", VersionStateFilter),
        "state",
        SaidFilter,
        ("interpreter", admin.RelatedOnlyFieldListFilter),
        ("tier", TierFilter),
    ]
    list_select_related = ["event", "version__event", "table", "interpreter", *PAIR]
    search_fields = [*PAIR_NAMES, "table__label", "interpreter__name"]
    inlines = [SeatInline]
    actions = export_actions(MeetingResource)
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "event",
                    "version",
                    "time",
                    ("registration_a", "registration_b"),
                    ("table", "online_url"),
                    "interpreter",
                    ("state", "is_locked"),
                    "said",
                    ("wanted", "points"),
                    "request",
                ]
            },
        ),
        (
            _("For calendars and other systems"),
            {"classes": ["collapse"], "fields": ["uid", "sequence"]},
        ),
    ]
    readonly_fields = ["time", "points", "said", "wanted", "uid", "sequence"]

    def get_queryset(self, request: HttpRequest) -> Any:
        said = _standing().order_by("said_at", "pk")
        facts = JSONObject(
            who="representative__user__full_name",
            company="representative__registration__organisation__name",
            kind="kind",
            minutes="minutes",
            reason="reason",
        )
        return super().get_queryset(request).annotate(said=ArraySubquery(said.values(fact=facts)))

    @admin.display(description=_("said on coming"))
    def said(self, meeting: Any) -> str:
        return "; ".join(map(say_notice_fact, meeting.said)) or "—"

    @admin.display(description=_("time"), ordering="during")
    def time(self, meeting: Meeting) -> str:
        return local_span(meeting.event, meeting.during)

    @admin.display(description=_("who wants it"), ordering="tier")
    def wanted(self, meeting: Meeting) -> str:
        return str(TIERS.get(meeting.tier, "–"))

    @admin.display(description=_("points"), ordering="value")
    def points(self, meeting: Meeting) -> str:
        return say_points(meeting.value)


@admin.register(UnscheduledPair)
class UnscheduledPairAdmin(OfVersion, ReadOnlyScheduleAdmin):
    event_path = "version__event"
    about = _(
        "Pairs that asked for a meeting and got none, with the reason and with what would "
        "have to change."
    )
    list_display = ["registration_a", "registration_b", "why", "price", "wanted", "of_version"]
    list_filter = [("version", VersionFilter), ("reason", ReasonFilter), ("tier", TierFilter)]
    list_select_related = ["version__event", *PAIR]
    search_fields = PAIR_NAMES
    fields = ["version", ("registration_a", "registration_b"), "wanted", "why", "price"]
    readonly_fields = ["why", "price", "wanted"]

    @admin.display(description=_("why it has no meeting"), ordering="reason")
    def why(self, pair: UnscheduledPair) -> str:
        return say_reason(pair.reason)

    @admin.display(description=_("what would have to give"))
    def price(self, pair: UnscheduledPair) -> str:
        return say_price(pair.detail)

    @admin.display(description=_("who wants it"), ordering="tier")
    def wanted(self, pair: UnscheduledPair) -> str:
        return str(TIERS.get(pair.tier, "–"))
