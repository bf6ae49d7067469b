"""Requests, promises and what participants say of each other."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from companies.admin.base import DomainAdmin, ReadOnlyMixin, actor
from events.admin.scope import events_permitting, permits
from events.models import Event
from matchmaking.admin.base import ReadOnlyScheduleAdmin, ScheduleAdmin
from matchmaking.admin.score_words import factors_table
from matchmaking.admin.words import say_points
from matchmaking.domain.promises import promise_meeting, take_promise_back
from matchmaking.models import (
    BlockedOrganisation,
    MeetingRequest,
    MustMeet,
    Outcome,
    PairScore,
    TextVector,
)

BY_EVENT = ("event", admin.RelatedOnlyFieldListFilter)


@admin.register(MeetingRequest)
class MeetingRequestAdmin(ReadOnlyScheduleAdmin):
    """Requests are the participants': organisers read them."""

    about = _(
        "Who asked whom for a meeting, and what was answered. Only the participants "
        "themselves send and answer requests; to bring two together, promise them a "
        "meeting."
    )
    list_display = ["sender", "receiver", "event", "state", "priority", "created_at"]
    list_filter = [
        "state",
        ("put_aside_at", admin.EmptyFieldListFilter),
        "priority",
        BY_EVENT,
    ]
    list_select_related = ["sender__organisation", "receiver__organisation", "event"]
    search_fields = ["sender__organisation__name", "receiver__organisation__name"]
    date_hierarchy = "created_at"
    fields = [
        "event",
        ("sender", "receiver"),
        ("state", "priority"),
        "message",
        "wished_people",
        "answer",
        ("created_at", "answered_at", "expires_at", "put_aside_at"),
    ]


@admin.register(MustMeet)
class MustMeetAdmin(ScheduleAdmin):
    about = _(
        "Meetings that you promise two participants. The matching keeps them before all "
        "others, whether or not one of the two has asked."
    )
    list_display = ["__str__", "event", "note"]
    list_filter = [BY_EVENT]
    list_select_related = [
        "registration_a__organisation",
        "registration_b__organisation",
        "event",
    ]
    search_fields = ["registration_a__organisation__name", "registration_b__organisation__name"]
    fields = ["registration_a", "registration_b", "note"]
    autocomplete_fields = ["registration_a", "registration_b"]
    helps: ClassVar = {"note": _("For your colleagues; participants do not see it.")}

    def event_of(self, row: MustMeet) -> Event:
        """A promise is of the event that its participants take part in."""
        return row.registration_a.event

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return ["registration_a", "registration_b"] if obj else []

    def add_row(self, request: HttpRequest, obj: MustMeet, form: Any) -> MustMeet:
        data = form.cleaned_data
        return promise_meeting(
            data["registration_a"], data["registration_b"], note=data["note"], by=actor(request)
        )

    def remove_row(self, request: HttpRequest, obj: MustMeet) -> None:
        take_promise_back(obj, by=actor(request))


@admin.register(PairScore)
class PairScoreAdmin(ReadOnlyScheduleAdmin):
    about = _(
        "How well two participants fit, from 0 to 100 points. The matching prefers pairs "
        "with more points; only the best pairs of each participant are kept."
    )
    list_display = ["registration_a", "registration_b", "event", "points", "computed_at"]
    list_filter = [BY_EVENT]
    list_select_related = [
        "registration_a__organisation",
        "registration_b__organisation",
        "event",
    ]
    search_fields = ["registration_a__organisation__name", "registration_b__organisation__name"]
    fields = ["event", ("registration_a", "registration_b"), "points", "made_of", "computed_at"]
    readonly_fields = ["points", "made_of"]

    @admin.display(description=_("points"), ordering="value")
    def points(self, score: PairScore) -> str:
        return say_points(score.value)

    @admin.display(description=_("factors"))
    def made_of(self, score: PairScore) -> str:
        return factors_table(score)


@admin.register(Outcome)
class OutcomeAdmin(ReadOnlyScheduleAdmin):
    """A note that its writer keeps to the own side stays out of the organiser's sight."""

    event_path = "meeting__event"
    about = _(
        "What each side wrote down after its meeting. Notes that a side keeps to itself are "
        "not shown."
    )
    list_display = ["meeting", "registration", "took_place", "interest", "next_step", "updated_at"]
    list_filter = ["took_place", "interest", "next_step"]
    list_select_related = [
        "meeting__registration_a__organisation",
        "meeting__registration_b__organisation",
        "registration__organisation",
    ]
    search_fields = ["registration__organisation__name"]
    date_hierarchy = "created_at"
    fields = [
        "meeting",
        "registration",
        "took_place",
        "interest",
        "next_step",
        "shared_note",
        "follow_up_on",
    ]
    readonly_fields = ["shared_note"]

    @admin.display(description=_("note"))
    def shared_note(self, outcome: Outcome) -> str:
        return outcome.note if outcome.note_is_shared else "—"


@admin.register(BlockedOrganisation)
class BlockedOrganisationAdmin(ReadOnlyMixin, DomainAdmin):
    """Whom participants of own events never want to meet: it explains meetings that do not come."""

    about = _(
        "Who never wants to meet whom. The matching keeps the two apart; neither side is told."
    )
    list_display = ["organisation", "blocked", "created_at"]
    list_select_related = ["organisation", "blocked"]
    search_fields = ["organisation__name", "blocked__name"]
    date_hierarchy = "created_at"

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        rows = super().get_queryset(request)
        if request.user.is_superuser:
            return rows
        events = events_permitting(request, ScheduleAdmin.view_permission)
        return rows.filter(
            organisation__registrations__event__in=events,
            blocked__registrations__event__in=events,
        ).distinct()

    def has_module_permission(self, request: HttpRequest) -> bool:
        return permits(request, ScheduleAdmin.view_permission, None)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return permits(request, ScheduleAdmin.view_permission, None)


@admin.register(TextVector)
class TextVectorAdmin(ReadOnlyMixin, DomainAdmin):
    """The encoder's cache. It belongs to no event: superusers may look at it."""

    about = _(
        "What the reader of texts made of each offer and need, kept so that no text is read "
        "twice. It holds no text."
    )
    list_display = ["__str__", "encoder", "created_at"]
    list_filter = ["encoder"]
    date_hierarchy = "created_at"
    fields = ["encoder", "text_hash", "created_at"]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return super().get_queryset(request).defer("vector")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)
